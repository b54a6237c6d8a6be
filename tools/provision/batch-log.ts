/** What became of each row of a batch, a line each time that one was tried. No secret stands in it. */
import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { parse } from "csv-parse/sync";
import { stringify } from "csv-stringify/sync";
import { EXIT, Fault } from "../fault.ts";

export interface Entry {
  /** ISO 8601, UTC. */
  readonly time: string;
  readonly serial: string;
  readonly board: string;
  readonly productKey: string;
  readonly deviceName: string;
  /** Hash of the bundle that ran. */
  readonly bundle: string;
  readonly result: "ok" | "failed" | "skipped";
  readonly message: string;
}

const COLUMNS = ["time", "serial", "board", "productKey", "deviceName", "bundle", "result", "message"] as const;

/** `devices.csv`: `devices.log.csv`. */
export const logBeside = (table: string): string => `${table.replace(/\.csv$/i, "")}.log.csv`;

export function readLog(file: string): Entry[] {
  if (!existsSync(file)) return [];
  try {
    return parse(readFileSync(file), {
      bom: true,
      columns: true,
      relax_column_count: true,
      skip_empty_lines: true,
    }) as Entry[];
  } catch (error) {
    throw new Fault(
      EXIT.usage,
      `can't read the log ${file} (${(error as Error).message}). Mend it, move it away, or name another: --log.`,
    );
  }
}

export function addToLog(file: string, entry: Entry): void {
  try {
    appendFileSync(
      file,
      stringify([entry], { header: !existsSync(file), columns: [...COLUMNS], escape_formulas: true }),
    );
  } catch (error) {
    throw new Fault(
      EXIT.failed,
      `can't write the log ${file} (${(error as Error).message}). The batch ends here; name another: --log.`,
    );
  }
}
