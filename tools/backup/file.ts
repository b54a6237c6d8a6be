/** A backup as one JSON file: what it holds, written so that nobody else can read it, and checked when it is read. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { FlashArea } from "../../src/hal.ts";
import { crcOf } from "../device/storage.ts";
import { EXIT, Fault } from "../fault.ts";
import { LogImage } from "../log-image/image.ts";

export const FORMAT = "gas-canary backup";
const VERSION = 1;
/** Read and written by its owner alone. */
const FILE_MODE = 0o600;
const FOLDER_MODE = 0o700;

export interface SavedArea extends FlashArea {
  /** From its beginning, to the last byte that is not erased. */
  readonly base64: string;
  readonly crc32: number;
}

export interface Backup {
  readonly takenAt: string;
  readonly board: string;
  readonly espruino: string;
  readonly serial: string;
  /** Of the bundle that ran; "" without one. */
  readonly bundle: string;
  readonly hasSecrets: boolean;
  /** In force, as `canary.json` has them; without secrets these are `***`. null: none. */
  readonly settings: unknown;
  /** `canary.json` of Storage, to the letter; null: none, or left out with the secrets. */
  readonly file: string | null;
  /** null: this board has none, or it was left out with the secrets that stand in it. */
  readonly log: readonly SavedArea[] | null;
}

export function saved(image: LogImage): SavedArea[] {
  return image.areas.map((area, i) => {
    const bytes = image.bytesOf(i);
    const used = bytes.subarray(0, bytes.findLastIndex((byte) => byte !== 0xff) + 1);
    return { ...area, base64: used.toString("base64"), crc32: crcOf(used.toString("latin1")) };
  });
}

export function imageOf(log: readonly SavedArea[]): LogImage {
  const image = new LogImage(log.map(({ base64: _, crc32: __, ...area }) => area));
  for (const { address, base64 } of log) image.put(address, Buffer.from(base64, "base64"));
  return image;
}

export function writeBackup(path: string, backup: Backup): void {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: FOLDER_MODE });
    const text = JSON.stringify({ format: FORMAT, version: VERSION, ...backup }, null, 2);
    // Never over one that is there: it may be the only one.
    writeFileSync(path, `${text}\n`, { mode: FILE_MODE, flag: "wx" });
  } catch (error) {
    const seen = (error as NodeJS.ErrnoException).code ?? (error as Error).message;
    throw new Fault(
      EXIT.usage,
      `Can't write ${path} (${seen}). ${seen === "EEXIST" ? "A backup is never written over: name another file." : "Check the path."}`,
    );
  }
}

export function readBackup(path: string): Backup {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    const seen = (error as NodeJS.ErrnoException).code ?? (error as Error).message;
    throw new Fault(EXIT.usage, `can't read the backup ${path} (${seen}). Check the path.`);
  }
  const given = parsed(text);
  if (given?.["format"] !== FORMAT) throw new Fault(EXIT.usage, `${path} is no backup of \`canary backup\`.`);
  if (given["version"] !== VERSION)
    throw new Fault(
      EXIT.usage,
      `${path} is of version ${given["version"]}, and this desk knows ${VERSION}: take the desk that wrote it.`,
    );
  const backup = given as unknown as Backup;
  const damaged = (backup.log ?? []).some(
    ({ base64, crc32 }) => crcOf(Buffer.from(base64, "base64").toString("latin1")) !== crc32,
  );
  if (damaged)
    throw new Fault(EXIT.mismatch, `${path} is damaged: the log in it has another CRC-32 than was written with it.`);
  return backup;
}

function parsed(text: string): Record<string, unknown> | undefined {
  try {
    const given: unknown = JSON.parse(text);
    return given && typeof given === "object" ? (given as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
