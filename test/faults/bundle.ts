/** The bundle that the runs of this folder judge, made once. */
import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import { type BoardFile, loadBoard } from "../../build/boards.ts";
import { firmwareFor } from "../../sim/firmware.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const BOARD_ID = "pico";

export interface Firmware {
  readonly bundle: string;
  readonly boardFile: BoardFile;
  /** Of the bundle's sha256, as a failing run prints it. */
  readonly hash: string;
}

const HASH_DIGITS = 12;

export async function loadFirmware(): Promise<Firmware> {
  const boardFile = await loadBoard(ROOT, BOARD_ID);
  const bundle = (await firmwareFor(BOARD_ID, ROOT)).text;
  return { bundle, boardFile, hash: createHash("sha256").update(bundle).digest("hex").slice(0, HASH_DIGITS) };
}
