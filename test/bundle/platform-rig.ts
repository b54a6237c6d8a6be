/** The bundle of a board with room for all of the cloud, against the platform: what the tests of its services share. */
import { fileURLToPath } from "node:url";
import { loadBoard } from "../../build/boards.ts";
import { firmwareFor } from "../../sim/firmware.ts";
import { configWith, Rig, type RigOptions } from "./rig.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const BOARD_ID = "rp2040-pico";

export const platformBoard = await loadBoard(ROOT, BOARD_ID);
export const platformBundle = (await firmwareFor(BOARD_ID, ROOT)).text;

export class PlatformRig extends Rig {
  constructor(options: RigOptions = {}) {
    super({ bundle: platformBundle, boardFile: platformBoard, config: configWith({}), ...options });
  }

  /** What went up on a topic of the device's, `thing/...`, as it was said. */
  said(what: string): { readonly [name: string]: unknown }[] {
    return this.platform.messages
      .filter(({ kind, topic }) => kind === "up" && topic?.endsWith(`/${what}`))
      .map(({ payload }) => JSON.parse(payload ?? "{}"));
  }
}
