/** `devices.csv`: one row a device, all of them checked before the first is touched. */
import { CsvError, parse } from "csv-parse/sync";
import type { Abilities } from "../../src/store/abilities.ts";
import { EXIT, Fault } from "../fault.ts";
import { wantedOf } from "./apply.ts";
import { DEVICE_NAME, DEVICE_SECRET, type Flat, identityOf, pathOf, problemsOf } from "./settings.ts";
import { type Given, readWhole, refuseCommitted } from "./sources.ts";

export interface Row {
  /** In the file, the names' own being 1. */
  readonly line: number;
  readonly identity: string;
  readonly deviceName: string;
  /** With what all devices have in common. */
  readonly given: Given;
}

/** `cans`: of the boards that it may be; what is wrong on each of them is wrong. */
export function readTable(file: string, common: Given, cans: readonly Abilities[]): Row[] {
  const records = recordsOf(file);
  const tables = records.map(({ words }) => ({ ...common.flat, ...words }));
  refuseCommitted(file, tables);
  const problems: string[] = [];
  const rows = records.map(({ line, words }) => {
    const given = { flat: common.flat, words: { ...common.words, ...words } };
    const wrong = cans.map((can) => wrongIn(given, can)).sort((left, right) => left.length - right.length)[0] ?? [];
    problems.push(...wrong.map((problem) => `line ${line}: ${problem}`));
    const flat: Flat = { ...common.flat, ...given.words };
    return { line, identity: identityOf(flat) ?? "", deviceName: String(flat[DEVICE_NAME] ?? ""), given };
  });
  problems.push(...twice(rows, "device", ({ identity }) => identity));
  problems.push(...twice(rows, "secret", ({ given }) => given.words[DEVICE_SECRET] ?? ""));
  if (rows.length === 0) problems.push("there is no row under the names");
  if (problems.length === 0) return rows;
  throw new Fault(
    EXIT.usage,
    `${file} can't be used, and no device was touched:\n${problems.map((one) => `  ${one}`).join("\n")}\nCorrect these and run again.`,
  );
}

function wrongIn(given: Given, can: Abilities): string[] {
  try {
    return problemsOf(wantedOf({ settings: {}, can }, given), can);
  } catch (error) {
    // Its sentences stand between the first line and the last.
    if (error instanceof Fault)
      return error.message
        .split("\n")
        .slice(1, -1)
        .map((line) => line.trim());
    throw error;
  }
}

function twice(rows: readonly Row[], what: string, keyOf: (row: Row) => string): string[] {
  const first = new Map<string, number>();
  return rows.flatMap((row) => {
    const key = keyOf(row);
    const before = first.get(key);
    if (key !== "" && before === undefined) first.set(key, row.line);
    return before === undefined ? [] : [`line ${row.line}: the same ${what} as in line ${before}`];
  });
}

interface Entry {
  readonly line: number;
  readonly words: Readonly<Record<string, string>>;
}

function recordsOf(file: string): Entry[] {
  const [names, ...rows] = parsed(file, readWhole(file, "table of devices"));
  if (!names)
    throw new Fault(EXIT.usage, `${file} is empty. Its first line has the names: productKey,deviceName,deviceSecret.`);
  const paths = names.record.map((name) => pathOf(name.trim()));
  const again = paths.find((path, i) => paths.indexOf(path) !== i);
  if (again) throw new Fault(EXIT.usage, `${file}: the column ${again} is there twice. Leave one of them out.`);
  return rows.map(({ record, info }) => {
    if (record.length !== paths.length)
      throw new Fault(
        EXIT.usage,
        `${file}, line ${info.lines}: ${record.length} columns under ${paths.length} names. A value with a comma stands in double quotes.`,
      );
    const cells = paths.map((path, i) => [path, record[i] ?? ""] as const).filter(([, cell]) => cell !== "");
    return { line: info.lines, words: Object.fromEntries(cells) };
  });
}

interface Parsed {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

function parsed(file: string, text: string): Parsed[] {
  try {
    const options = { bom: true, info: true, relax_column_count: true, skip_empty_lines: true } as const;
    return parse(text, options) as unknown as Parsed[];
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    // Its own words quote the cell, which may be a secret.
    throw new Fault(
      EXIT.usage,
      `${file}, line ${error["lines"]}: a double quote is out of place. One that belongs to a value is written twice.`,
    );
  }
}
