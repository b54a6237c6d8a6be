/** The board on the desk: its flash in a file, one process at a time, and a cloud that takes it as it is provisioned. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, type TestContext, test } from "node:test";
import { loadBoard } from "../../build/boards.ts";
import { secretsIn } from "../../sim/cloud/open-platform.ts";
import { DeskBoard } from "../../sim/desk-board.ts";
import { firmwareFor } from "../../sim/firmware.ts";
import { FlashFileError } from "../../sim/flash-file.ts";
import { ROOT } from "../../tools/root.ts";

const pico = await loadBoard(ROOT, "pico");
const DEVICE = { productKey: "a1DESK00000", deviceName: "desk-1", deviceSecret: "secretOfTheDesk" };

const ALL = mkdtempSync(join(tmpdir(), "canary-desk-"));
after(() => rmSync(ALL, { recursive: true }));

/** A new folder. */
const folderOf = (): string => mkdtempSync(join(ALL, "desk-"));

/** Its time is the test's. */
function open(test: TestContext, folder: string): DeskBoard {
  const board = new DeskBoard({ boardFile: pico, folder });
  board.node.clock.stopRealTime();
  let isOpen = true;
  const close = board.close.bind(board);
  board.close = () => {
    if (isOpen) close();
    isOpen = false;
  };
  test.after(board.close);
  return board;
}

const refusal = (kind: FlashFileError["kind"]) => (error: unknown) =>
  error instanceof FlashFileError && error.kind === kind;

test("it is bare at first, and its flash is there again the next time", (test) => {
  const folder = folderOf();
  const first = open(test, folder);
  assert.equal(first.isBare, true);
  first.type('require("Storage").write("kept","here")\n');
  first.node.clock.runFor(10);
  first.close();
  assert.equal(existsSync(`${first.file.path}.part`), false);
  const second = open(test, folder);
  assert.equal(second.isBare, false);
  assert.equal(second.node.board.evaluate('require("Storage").read("kept")'), '"here"');
});

test("a board that is not written to leaves no file", (test) => {
  const board = open(test, folderOf());
  board.close();
  assert.equal(existsSync(board.file.path), false);
});

test("one process has it, and a lock whose process is gone counts for nothing", (test) => {
  const folder = folderOf();
  const first = open(test, folder);
  assert.throws(() => open(test, folder), refusal("in-use"));
  first.close();
  const gone = Number(execFileSync(process.execPath, ["-p", "process.pid"]));
  for (const owner of [String(gone), String(process.pid), ""]) {
    writeFileSync(`${first.file.path}.lock`, owner);
    open(test, folder).close();
  }
  writeFileSync(`${first.file.path}.lock`, String(process.ppid));
  assert.throws(() => open(test, folder), refusal("in-use"));
});

test("a file that is no flash of this board is left alone, and its lock is let go", (test) => {
  const folder = folderOf();
  const path = join(folder, "pico.flash");
  writeFileSync(path, "something else");
  for (let tries = 0; tries < 2; tries++) assert.throws(() => open(test, folder), refusal("unreadable"));
  assert.equal(readFileSync(path, "utf8"), "something else");
  assert.equal(existsSync(`${path}.lock`), false);
});

test("secrets in a flash, with and without quotes around the key, each once", () => {
  const text = `\xff{"deviceSecret":"one"}\0{deviceSecret: "tw\\"o"}"deviceSecret":"one" deviceSecret:"" deviceSecret:"\n"`;
  assert.deepEqual(secretsIn(Buffer.from(text, "latin1")), ["one", 'tw"o']);
});

test("the cloud takes the device that stands in its flash, and a wrong signature from nobody", async (test) => {
  const board = open(test, folderOf());
  const { text } = await firmwareFor("pico", ROOT);
  const { node, platform } = board;
  node.board.files.write("canary.json", Buffer.from(JSON.stringify({ cloud: DEVICE })));
  node.board.files.write(".bootcde", Buffer.from(text, "latin1"));
  board.type("load()\n");
  assert.ok(
    node.clock.runUntil(() => platform.devices.some((device) => platform.isOnline(device)), 120_000),
    `not online; the console said: ${node.console.map(({ text }) => text).join("\n")}`,
  );
  assert.deepEqual(platform.devices, [DEVICE]);
  const login = {
    clientId: "x|securemode=3,signmethod=hmacsha1|",
    username: `${DEVICE.deviceName}&${DEVICE.productKey}`,
    password: "0".repeat(40),
    keepAliveS: 300,
    cleanSession: true,
  };
  assert.match(platform.login(login).why, /wrong signature/);
});
