/** Which way a bundle goes onto a board, so that one that does not arrive leaves the one before it running. */
import { inFlash, type StorageStats } from "../device/storage.ts";

export type Way =
  /** It stands there already. */
  | "none"
  /** As a second file, while the old one runs; put in place by the board itself when it starts next. */
  | "beside"
  /** Into the variables of the stopped board, and from there into flash at once. */
  | "memory"
  /** Into its place, piece by piece. */
  | "over";

export interface Room {
  readonly bundleBytes: number;
  /** Of flash that files may take: Storage, less what belongs to the log. */
  readonly areaBytes: number;
  readonly stats: StorageStats;
  /** The bundle that is there; 0: none. */
  readonly oldBytes: number;
  /** Total 0: no limit. */
  readonly jsVars: { readonly total: number; readonly bytesEach: number };
}

/** The file that puts a bundle in place. */
const SWITCH_BYTES = 512;
/** What a stopped interpreter itself takes, and a piece that arrives with all that is made of it. */
const SPARE_VARS = 500;

/** undefined: no way, since Storage can't hold it at all. */
export function wayFor({ bundleBytes, areaBytes, stats, oldBytes, jsVars }: Room): Exclude<Way, "none"> | undefined {
  const needed = inFlash(bundleBytes);
  const others = stats.fileBytes - (oldBytes > 0 ? inFlash(oldBytes) : 0);
  if (others + needed > areaBytes) return undefined;
  if (oldBytes === 0) return "over";
  if (stats.fileBytes + besideBytes(bundleBytes) <= areaBytes) return "beside";
  const fits = jsVars.total === 0 || Math.ceil(needed / jsVars.bytesEach) + SPARE_VARS <= jsVars.total;
  return fits ? "memory" : "over";
}

/** What the way beside writes: the new bundle, what puts it in place, and the copy in its place, before anything is erased. */
export const besideBytes = (bundleBytes: number): number => 2 * inFlash(bundleBytes) + SWITCH_BYTES;

export const WAYS: Readonly<Record<Way, string>> = {
  none: "it is on the board already",
  beside: "beside the bundle that runs; the board puts it in place when it starts",
  memory: "through the board's memory, since its flash has no room for two bundles",
  over: "into its place",
};
