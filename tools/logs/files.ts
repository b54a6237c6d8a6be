/** The pulled logs as files of one folder. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "csv-stringify/sync";
import { EXIT, Fault } from "../fault.ts";
import type { LogRecord } from "../log-image/records.ts";
import type { Pulled } from "./pull.ts";

const COLUMNS = ["id", "time", "kind", "value", "words", "state", "generation"] as const;

/** A text that a spreadsheet would take for a formula stays a text. */
export function csvOf(records: readonly LogRecord[]): string {
  return stringify([...records], { header: true, columns: [...COLUMNS], escape_formulas: true });
}

/** Like 2026-03-01T12-30-05Z. */
export const stampOf = (iso: string): string => iso.replace(/\.\d+Z$/, "Z").replaceAll(":", "-");

export function folderFor({ device, takenAt }: Pulled): string {
  return join("canary-logs", `${device.name}-${stampOf(takenAt)}`);
}

/** The names written. */
export function writeLogs(folder: string, pulled: Pulled): string[] {
  const { device, takenAt, crash, counters, journal, status, gas } = pulled;
  const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;
  const files: Readonly<Record<string, string>> = {
    "crash.json": json({ device, takenAt, crash }),
    "counters.json": json({ device, takenAt, counters }),
    "journal.json": json({ device, takenAt, journal }),
    "journal.csv": csvOf(journal),
    "status.json": json({ device, takenAt, status }),
    "gas.json": json({ device, takenAt, gas }),
  };
  try {
    mkdirSync(folder, { recursive: true });
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  } catch (error) {
    const seen = (error as NodeJS.ErrnoException).code ?? (error as Error).message;
    throw new Fault(EXIT.usage, `Can't write the logs into ${folder} (${seen}). Name another folder: --out <folder>.`);
  }
  return Object.keys(files);
}
