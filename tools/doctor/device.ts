/** What one device says of itself, asked beside its running session: nothing is written, cleared or stopped. */
import { type BoardFile, STORAGE_RESERVE_BYTES } from "../../build/boards.ts";
import type { Manifest } from "../../build/firmware.ts";
import { firmwareFor } from "../../sim/firmware.ts";
import { CONFIG_FILE } from "../../src/store/settings.ts";
import { BUNDLE_FILE } from "../../src/system/bundle.ts";
import { boardsNamed, type Identity, identify } from "../device/identity.ts";
import type { Repl } from "../device/repl.ts";
import { listFiles, roomIn, type StorageFile, storageStats } from "../device/storage.ts";
import { Fault } from "../fault.ts";
import { ROOT } from "../root.ts";

/** `canary.status()`, as far as it is looked at here; another version may have less. */
export interface Status {
  readonly version?: string;
  readonly board?: string;
  readonly bundle?: string;
  readonly link?: string;
  readonly causes?: Readonly<Record<string, number>>;
  readonly modem?: string;
  readonly signalDbm?: number;
  readonly gasState?: number;
  readonly faults?: readonly number[];
  readonly waiting?: number;
  readonly dropped?: number;
  readonly refused?: number;
  readonly unsound?: number;
  readonly boots?: number;
  readonly badBoots?: number;
  readonly resetCause?: string;
  readonly jsVars?: number;
  readonly errorFlags?: Readonly<Record<string, number>>;
  readonly troubles?: readonly string[];
  readonly safeMode?: boolean;
}

/** Whether the device runs what these sources make (and `canary flash` sends), or what stands in dist/, which may be older. */
export type Sameness = "same" | "as in dist/" | "other" | "unknown";

export interface DeviceReport {
  readonly port: string;
  readonly identity: Identity;
  /** Ids of boards/ that it may be. */
  readonly boards: readonly string[];
  readonly name: string;
  readonly status: Status | undefined;
  readonly sameness: Sameness;
  readonly files: readonly StorageFile[];
  readonly freeBytes: number;
  /** Settings of full length would find room, beside the bundle. */
  readonly hasSettingsRoom: boolean;
  /** Last words of runs that ended, oldest first. */
  readonly crashes: readonly string[];
  /** What could not be asked. */
  readonly unanswered: readonly string[];
}

const STATUS_TIMEOUT_MS = 10_000;

export async function lookAtDevice(repl: Repl, bundles: readonly Manifest[]): Promise<DeviceReport> {
  const identity = await identify(repl);
  const unanswered: string[] = [];
  const attempt = async <T>(what: string, ask: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      unanswered.push(`${what}: ${error.message}`);
      return undefined;
    }
  };
  const call = <T>(name: string, args = "") =>
    identity.isRunning
      ? attempt(`canary.${name}`, () =>
          repl.ask<T | null>(`canary.${name}?canary.${name}(${args}):null`, STATUS_TIMEOUT_MS),
        )
      : undefined;
  const status = (await call<Status>("status")) ?? undefined;
  const boards = await boardsNamed(identity.espruinoBoard);
  const files = (await attempt("Storage", () => listFiles(repl))) ?? [];
  const free = (await attempt("free Storage", () => freeBytes(repl, boards))) ?? 0;
  const digest = status?.bundle ?? (await attempt("the bundle's digest", () => digestIn(repl)));
  return {
    port: repl.line.name,
    identity,
    boards: boards.map(({ board }) => board.id),
    name: String((await call<string>("config", '"cloud.deviceName"')) ?? ""),
    status,
    sameness: samenessOf(
      digest,
      await madeFor(boards),
      bundles.filter(({ board }) => boards.some((one) => one.board.id === board)),
    ),
    files,
    freeBytes: free,
    hasSettingsRoom: free + sizeOf(files, CONFIG_FILE) >= STORAGE_RESERVE_BYTES - 2 * HEAD_BYTES,
    crashes: ((await call<string[]>("crash")) ?? []).map(String),
    unanswered,
  };
}

/** Of a board that no file is for it is not known where its log stands. */
async function freeBytes(repl: Repl, [boardFile]: readonly BoardFile[]): Promise<number> {
  if (boardFile) return (await roomIn(repl, boardFile)).freeBytes;
  const { totalBytes, fileBytes } = await storageStats(repl);
  return totalBytes - fileBytes;
}

/** Of a file: the reserve counts that of the bundle and of the settings. */
const HEAD_BYTES = 32;

const sizeOf = (files: readonly StorageFile[], name: string): number =>
  files.find((file) => file.name === name)?.bytes ?? 0;

/** In the form in which a firmware without SHA-256 tells it; "none" without a bundle. */
async function digestIn(repl: Repl): Promise<string> {
  const ask = `(function(f){return f?E.CRC32(f)>>>0:null})(require("Storage").read("${BUNDLE_FILE}"))`;
  const crc = await repl.ask<number | null>(ask, STATUS_TIMEOUT_MS, "the bundle's digest");
  return crc === null ? "none" : `crc32:${crc.toString(16)}`;
}

/** `made`: of the sources as they are; `built`: of dist/. */
export function samenessOf(
  digest: string | undefined,
  made: readonly Manifest[],
  built: readonly Manifest[],
): Sameness {
  if (!digest || digest === "none" || made.length + built.length === 0) return "unknown";
  const isOne = ({ sha256, crc32 }: Manifest) =>
    digest === sha256 || digest === `crc32:${crc32.replace(/^0+(?=.)/, "")}`;
  return made.some(isOne) ? "same" : built.some(isOne) ? "as in dist/" : "other";
}

/** Nothing where the sources can't be built: that is no matter of the device's. */
async function madeFor(boards: readonly BoardFile[]): Promise<Manifest[]> {
  try {
    return await Promise.all(boards.map(async ({ board }) => (await firmwareFor(board.id, ROOT)).manifest));
  } catch {
    return [];
  }
}
