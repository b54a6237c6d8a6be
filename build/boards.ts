/** The boards this firmware can be built for: one file each in `boards/`, found by looking. */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Board, BoardProfile } from "../src/hal.ts";
import { UsageError } from "./errors.ts";

/** The most any bundle may take: it has to load in a board's RAM budget and cross a cellular link in one sitting. */
export const MAX_BUNDLE_BYTES = 51200;

/**
 * What a bundle must leave free of a board's Storage: the provisioned settings, up to 430 characters, and the heads of both
 * files. What does not fit there would run into the log; longer settings go in by `canary.configure()`.
 */
export const STORAGE_RESERVE_BYTES = 496;

export interface BoardFile {
  readonly board: Board;
  readonly profile: BoardProfile;
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

/** What the bundle may take, whatever a board file claims. A board without Storage is held to its own figure. */
export function budgetBytes({ board, profile }: BoardFile): number {
  if (profile.storageBytes === 0) return Math.min(profile.bundleBudgetBytes, MAX_BUNDLE_BYTES);
  // Pages of the log that stand at the end of Storage are no room for files.
  const ends = board.logFlash.map(({ address }) => address).filter((address) => address >= profile.storageAddress);
  const files = Math.min(...ends, profile.storageAddress + profile.storageBytes) - profile.storageAddress;
  return Math.min(profile.bundleBudgetBytes, MAX_BUNDLE_BYTES, files - STORAGE_RESERVE_BYTES);
}
