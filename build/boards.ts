/** The boards this firmware can be built for: one file each in `boards/`, found by looking. */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Board, BoardProfile } from "../src/hal.ts";
import { UsageError } from "./errors.ts";

/** The most any bundle may take: it has to load in a board's RAM budget and cross a cellular link in one sitting. */
export const MAX_BUNDLE_BYTES = 92_160;

/**
 * Of a board with less room for files, or fewer variables, the bundle is the alarm's own: what else clouds offer is left out.
 * So many variables run it (docs/performance.md), and take a new bundle through memory where flash can't hold two.
 */
const LEAST_PLATFORM_BYTES = 90_112;
const LEAST_PLATFORM_VARS = 7_000;

/** A new bundle stands in flash beside the one that runs and a copy of that; with the heads of the files. */
const BUNDLES_OF_OTA = 3;
const OTA_RESERVE_BYTES = 4_096;
/** Each of them is erased by itself. */
const MAX_OTA_PAGE_BYTES = 16_384;

/**
 * What a bundle must leave free of a board's Storage: the provisioned settings, up to 430 characters, and the heads of both
 * files. What does not fit there would run into the log; longer settings go in by `canary.configure()`.
 */
export const STORAGE_RESERVE_BYTES = 496;

/** No board's bundle has been smaller than this; a board with less room needs no build to tell. */
export const LEAST_BUNDLE_BYTES = 46_000;

/** Variables that a board must have: those that the bundle needs free (docs/performance.md), and Espruino's own. */
export const LEAST_JS_VARS = 2_850;

export interface BoardFile {
  readonly board: Board;
  readonly profile: BoardProfile;
}

/** What of the firmware a board has room for. */
export interface Features {
  /** All services of the cloud beside alarms, properties and orders, and both dialects. */
  readonly platform: boolean;
  /** Firmware over the air, with the way back. */
  readonly ota: boolean;
}

export function featuresOf(boardFile: BoardFile): Features {
  const { storageBytes, storagePageBytes, jsVars } = boardFile.profile;
  const files = storageBytes > 0 ? filesBytes(boardFile) : 0;
  // Variables that are allocated as needed have no number.
  const platform = files >= LEAST_PLATFORM_BYTES && (jsVars === 0 || jsVars >= LEAST_PLATFORM_VARS);
  const bundles = BUNDLES_OF_OTA * Math.min(boardFile.profile.bundleBudgetBytes, MAX_BUNDLE_BYTES);
  const hasRoom = files >= bundles + OTA_RESERVE_BYTES;
  return { platform, ota: platform && hasRoom && storagePageBytes <= MAX_OTA_PAGE_BYTES };
}

/** Clouds that a bundle may speak to, each a folder of `src/cloud/`. */
export const DIALECTS = ["aliyun", "mqtt"] as const;
export type Dialect = (typeof DIALECTS)[number];

/** Those in a bundle: what was asked for; else both where there is room, and the settings choose; else the first. */
export function dialectsOf(boardFile: BoardFile, asked?: Dialect): readonly Dialect[] {
  if (asked) return [asked];
  return featuresOf(boardFile).platform ? DIALECTS : [DIALECTS[0]];
}

export function listBoards(root: string): string[] {
  const dir = join(root, "boards");
  if (!existsSync(dir)) return [];
  return readdirSync(dir)
    .filter((name) => name.endsWith(".ts") && !name.endsWith(".d.ts"))
    .map((name) => name.slice(0, -3))
    .sort();
}

export function boardPath(root: string, id: string): string {
  const known = listBoards(root);
  if (!known.includes(id)) {
    throw new UsageError(`There is no board "${id}". Known boards: ${known.join(", ")}.`);
  }
  return join(root, "boards", `${id}.ts`);
}

export async function loadBoard(root: string, id: string): Promise<BoardFile> {
  const path = boardPath(root, id);
  const loaded = (await import(pathToFileURL(path).href)) as Partial<BoardFile>;
  if (!loaded.board || !loaded.profile) {
    throw new Error(`boards/${id}.ts must export "board" and "profile" (types in src/hal.ts).`);
  }
  if (loaded.board.id !== id) {
    throw new Error(`boards/${id}.ts calls itself "${loaded.board.id}"; file name and id must be the same.`);
  }
  return { board: loaded.board, profile: loaded.profile };
}

/** What the bundle may take, whatever a board file claims. */
export function budgetBytes(boardFile: BoardFile): number {
  return Math.min(boardFile.profile.bundleBudgetBytes, roomBytes(boardFile));
}

/** What there is for it. A board without Storage is for an Espruino of one's own: held to the board file's own figure. */
function roomBytes(boardFile: BoardFile): number {
  return Math.min(MAX_BUNDLE_BYTES, filesBytes(boardFile) - STORAGE_RESERVE_BYTES);
}

/**
 * Of flash that files may take: the log may stand at the end of Storage, and Espruino does not know of it. No limit of ours
 * where the board file knows no Storage: that of the Espruino that is on it.
 */
export function filesBytes({ board, profile }: BoardFile): number {
  if (profile.storageBytes === 0) return Number.POSITIVE_INFINITY;
  const logs = board.logFlash.map(({ address }) => address).filter((address) => address >= profile.storageAddress);
  return Math.min(...logs, profile.storageAddress + profile.storageBytes) - profile.storageAddress;
}

/** Why no bundle can run on the board, as far as its figures tell before a build; undefined where it can. */
export function misfit(boardFile: BoardFile): string | undefined {
  const { storageBytes, jsVars } = boardFile.profile;
  // Variables that are allocated as needed have no number.
  const isShortOfVars = jsVars > 0 && jsVars < LEAST_JS_VARS;
  if (roomBytes(boardFile) >= LEAST_BUNDLE_BYTES && !isShortOfVars) return undefined;
  const had = `${storageBytes} bytes of Storage and ${jsVars} variables`;
  return `it has ${had}, and the bundle needs ${LEAST_BUNDLE_BYTES} and ${LEAST_JS_VARS}`;
}

/** The boards that a bundle can be built for. */
export async function listFitting(root: string): Promise<string[]> {
  const files = await Promise.all(listBoards(root).map((id) => loadBoard(root, id)));
  return files.filter((file) => !misfit(file)).map(({ board }) => board.id);
}
