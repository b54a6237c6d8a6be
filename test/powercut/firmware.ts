/** The bundles that the runs of this folder judge, made once each. */
import { fileURLToPath } from "node:url";
import { loadBoard } from "../../build/boards.ts";
import { firmwareFor } from "../../sim/firmware.ts";
import type { Firmware } from "./run-cut.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

export async function loadFirmware(boardId: string): Promise<Firmware> {
  return { boardFile: await loadBoard(ROOT, boardId), bundle: (await firmwareFor(boardId, ROOT)).text };
}
