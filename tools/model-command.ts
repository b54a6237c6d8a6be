/** `canary model`: what the product is to the platform, as a table or as the file its console imports; and the check of such a file. */
import { Command } from "commander";
import type { Tsl, TslMember, TslType } from "../sim/cloud/tsl.ts";
import { EXIT, Fault, toExitCode } from "./fault.ts";

interface Flags {
  readonly check?: string;
  readonly productKey?: string;
  readonly json?: boolean;
}

const HELP = `
The source is src/cloud/thing-model.json. --check also says what the firmware sends and the file has no place for: the
platform drops that, and yet says 200.

Examples:
  canary model
  canary model --json --product-key a1EXAMPLE00
  canary model --check model.json

Exit codes:
  0  printed, or nothing is wrong
  1  something is wrong with the file of --check; each line begins with the path of its place
  2  wrong option, or no such file`;

export function command(): Command {
  return new Command("model")
    .option("--check <file>", "a TSL file, such as the console's export")
    .option("--product-key <key>", "for --json: whose model it is to be")
    .option("--json", "the platform's TSL JSON; with --check one JSON object a line")
    .addHelpText("after", HELP)
    .exitOverride()
    .action((flags: Flags) => toExitCode(flags.json === true, () => model(flags)));
}

async function model(flags: Flags): Promise<number> {
  if (flags.check !== undefined) return check(flags.check, flags.json === true);
  const { wholeModel, OWN } = await import("./model/own.ts");
  print(flags.json ? JSON.stringify(wholeModel(flags.productKey)) : tableOf(OWN));
  return EXIT.ok;
}

async function check(file: string, json: boolean): Promise<number> {
  const { readText } = await import("./run/config.ts");
  const { problemsOf } = await import("../build/thing-model-check.ts");
  const { lacksOf } = await import("./model/own.ts");
  const given = parse(file, readText(file, "thing model"));
  const broken = problemsOf(given);
  // Only a sound one can be compared.
  const problems = broken.length > 0 ? broken : lacksOf(given as Partial<Tsl>);
  if (json) for (const problem of problems) print(JSON.stringify({ kind: "problem", ...problem }));
  else for (const { path, what } of problems) print(`${path}: ${what}`);
  if (json) print(JSON.stringify({ kind: "result", file, problems: problems.length }));
  else
    print(
      problems.length > 0
        ? `${file}: ${problems.length} problems`
        : `${file}: sound, and all of the firmware's is in it`,
    );
  return problems.length > 0 ? EXIT.failed : EXIT.ok;
}

function parse(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Fault(EXIT.failed, `${file} is no JSON: ${(error as Error).message}. Export it again from the console.`);
  }
}

function tableOf({ properties, events, services }: Tsl): string {
  const rows: string[][] = [
    ["PROPERTY", "TYPE", "RANGE", "UNIT", "ACCESS"],
    ...properties.map((one) => [...cells(one), one.accessMode]),
    [],
    ["EVENT, its outputs", "TYPE", "RANGE", "UNIT", "KIND"],
    ...events.flatMap((one) => [[one.identifier, "", "", "", one.type], ...inside(one.outputData, "")]),
    [],
    ["SERVICE, its inputs and outputs", "TYPE", "RANGE", "UNIT", "CALL"],
    ...services.flatMap((one) => [
      [one.identifier, "", "", "", one.callType],
      ...inside(one.inputData, "> "),
      ...inside(one.outputData, "< "),
    ]),
  ];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => (row[column] ?? "").length)));
  return rows
    .map((row) =>
      row
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

const inside = (members: readonly TslMember[], mark: string): string[][] =>
  members.map((one) => {
    const [identifier, ...rest] = cells(one);
    return [`  ${mark}${identifier}`, ...rest];
  });

function cells({ identifier, dataType }: TslMember): string[] {
  return [identifier, dataType.type, rangeOf(dataType), dataType.specs["unit"] ?? ""];
}

function rangeOf({ type, specs }: TslType): string {
  if (type === "text") return `up to ${specs["length"]} characters`;
  if (type !== "bool" && type !== "enum") return `${specs["min"]} to ${specs["max"]} by ${specs["step"]}`;
  return Object.entries(specs)
    .map(([value, meaning]) => `${value} ${meaning}`)
    .join(", ");
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
