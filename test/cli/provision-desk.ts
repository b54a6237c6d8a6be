/** One device on the desk and a run of `canary provision` at it, with files to provision from. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import { canary, type Run, type RunOptions } from "./canary.ts";
import { type BoardOptions, Desk, DeskBoard } from "./provision-board.ts";
import { learnDevice, TEST_APN_PASSWORD, TEST_DEVICE } from "./secrets.ts";

export const FOLDER = mkdtempSync(join(tmpdir(), "canary-provision-"));
after(() => rmSync(FOLDER, { recursive: true }));

export const OLD = {
  productKey: "a1TESTcli07",
  deviceName: "bench-01",
  deviceSecret: "zK4vXq8RtLw2NpYc6HsJd9BgMf3Ea7Tu",
};
learnDevice(OLD);
export const NEW = TEST_DEVICE;
export const WHO = ["--product-key", NEW.productKey, "--device-name", NEW.deviceName];

export function file(name: string, content: object | string): string {
  const path = join(FOLDER, name);
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
  return path;
}
export const SECRET = file("secret.txt", `${NEW.deviceSecret}\n`);
export const WHOLE = file("whole.json", {
  cloud: NEW,
  modem: { apn: { name: "CMIOT", user: "me", password: TEST_APN_PASSWORD } },
  report: { intervalS: 60 },
});

interface Given {
  readonly board?: BoardOptions;
  readonly run?: RunOptions;
}

export async function onDesk(
  args: readonly string[],
  { board = {}, run = {} }: Given,
  check: (run: Run, board: DeskBoard, desk: Desk) => void | Promise<void>,
): Promise<void> {
  const device = new DeskBoard(board);
  const desk = await Desk.open(device);
  try {
    await check(await canary(["provision", "--port", desk.url, ...args], run), device, desk);
  } finally {
    await desk.close();
  }
}
