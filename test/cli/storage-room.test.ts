/** Files on a board whose log stands behind them in the same bank: what was erased is cleared away before it is in the way. */
import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { filesBytes, loadBoard } from "../../build/boards.ts";
import type { Repl } from "../../tools/device/repl.ts";
import { restart } from "../../tools/device/restart.ts";
import { openRepl } from "../../tools/device/session.ts";
import { inFlash, listFiles, makeRoomFor, readFile, storageStats, writeFile } from "../../tools/device/storage.ts";
import { switchCode } from "../../tools/flash/ways.ts";
import { ROOT } from "../../tools/root.ts";
import { startSim } from "./sim-board.ts";

const TEXT = "x".repeat(300);
const KEPT = "y".repeat(2000);
/** Of the area, what is left when all that was erased is counted. */
const LEFT_BYTES = 100;

describe("room for a file before the log", () => {
  async function fullBoard(test: TestContext): Promise<{ repl: Repl; areaBytes: number; lastBytes: string }> {
    const board = await loadBoard(ROOT, "rp2040-pico");
    const areaBytes = filesBytes(board);
    assert.ok(areaBytes < board.profile.storageBytes, "its log is in the bank of the files");
    const { url } = await startSim(test, ["--board", "rp2040-pico"]);
    const repl = await openRepl(url);
    test.after(() => repl.close());
    await writeFile(repl, "config", TEXT);
    await writeFile(repl, "kept", KEPT);
    const { fileBytes, trashBytes } = await storageStats(repl);
    const gone = (areaBytes - fileBytes - trashBytes - LEFT_BYTES - 32) & ~3;
    await repl.run(`require("Storage").write("gone","x",0,${gone});require("Storage").erase("gone");`);
    const lastBytes = `E.CRC32(require("Flash").read(4096,${board.profile.storageAddress + areaBytes}))`;
    return { repl, areaBytes, lastBytes };
  }

  it("what was erased goes, the others stay, and the log is not touched", async (test) => {
    const { repl, areaBytes, lastBytes } = await fullBoard(test);
    const before = await repl.ask(lastBytes);
    await makeRoomFor(repl, "config", inFlash(TEXT.length), areaBytes);
    await writeFile(repl, "config", TEXT.toUpperCase());
    assert.equal(await repl.ask(lastBytes), before, "something was written into the log");
    assert.equal(await readFile(repl, "config"), TEXT.toUpperCase());
    assert.equal(await readFile(repl, "kept"), KEPT);
  });

  it("nothing is moved where there is room", async (test) => {
    const { repl, areaBytes } = await fullBoard(test);
    const before = await storageStats(repl);
    await makeRoomFor(repl, "config", LEFT_BYTES, areaBytes);
    assert.deepEqual(await storageStats(repl), before);
  });

  it("what can't fit is refused, with its figures, and the old file stays", async (test) => {
    const { repl, areaBytes } = await fullBoard(test);
    await assert.rejects(
      makeRoomFor(repl, "config", areaBytes, areaBytes),
      /config needs \d+ bytes of flash.*there are/,
    );
    assert.deepEqual((await listFiles(repl)).map(({ name }) => name).sort(), ["config", "kept"]);
  });

  it("the board that puts a bundle in place itself makes its room, and does not grow into the log", async (test) => {
    const { repl, areaBytes, lastBytes } = await fullBoard(test);
    const bundle = `${"/".repeat(5000)}\nstarted=1;\n`;
    // As flash leaves it: both are there before something else is erased behind them.
    await repl.run('require("Storage").compact();');
    await writeFile(repl, "canary.new", bundle);
    await writeFile(repl, ".boot3", switchCode(bundle, areaBytes));
    const { fileBytes, trashBytes } = await storageStats(repl);
    const gone = (areaBytes - fileBytes - trashBytes - LEFT_BYTES - 32) & ~3;
    await repl.run(`require("Storage").write("gone","x",0,${gone});require("Storage").erase("gone");`);
    const before = await repl.ask(lastBytes);
    const again = await restart(repl, {}, 'typeof started=="number"');
    test.after(() => again.close());
    assert.equal(await readFile(again, ".bootcde"), bundle);
    assert.equal(await again.ask(lastBytes), before, "something was written into the log");
  });
});
