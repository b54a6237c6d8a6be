/** Which way a bundle goes onto a board. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { filesBytes, loadBoard } from "../../build/boards.ts";
import { type Room, wayFor } from "../../tools/flash/plan.ts";
import { ROOT } from "../../tools/root.ts";

const BUNDLE = 48_000;
const PICO_VARS = { total: 5100, bytesEach: 13 };

function room(given: { areaKb: number; files?: number; old?: number; jsVars?: Room["jsVars"] }): Room {
  const { areaKb, files = 0, old = 0, jsVars = PICO_VARS } = given;
  const fileBytes = files + (old ? old + 32 : 0);
  const areaBytes = areaKb * 1024;
  return {
    bundleBytes: BUNDLE,
    areaBytes,
    oldBytes: old,
    jsVars,
    stats: { totalBytes: areaBytes, fileBytes, trashBytes: 0 },
  };
}

describe("the way of a bundle", () => {
  const rows: readonly [what: string, room: Room, way: string | undefined][] = [
    ["a bare board: at once into its place", room({ areaKb: 48 }), "over"],
    ["a bare board with much room: the same", room({ areaKb: 900 }), "over"],
    ["room for two and the copy: beside the old one", room({ areaKb: 256, old: BUNDLE }), "beside"],
    ["room for two, and not for the copy", room({ areaKb: 128, old: BUNDLE }), "memory"],
    ["no room beside, but memory", room({ areaKb: 48, old: BUNDLE, files: 400 }), "memory"],
    ["no limit of variables", room({ areaKb: 48, old: BUNDLE, jsVars: { total: 0, bytesEach: 27 } }), "memory"],
    ["neither", room({ areaKb: 48, old: BUNDLE, jsVars: { total: 2950, bytesEach: 13 } }), "over"],
    ["no room at all", room({ areaKb: 40 }), undefined],
    ["other files are in the way", room({ areaKb: 48, files: 3000 }), undefined],
    ["they are, with an old bundle too", room({ areaKb: 48, files: 3000, old: 40_000 }), undefined],
  ];
  for (const [what, given, way] of rows) test(what, () => assert.equal(wayFor(given), way));
});

describe("what files may take", () => {
  const rows: readonly [id: string, bytes: number, why: string][] = [
    ["pico", 3 * 16384, "its log has a sector of its own"],
    ["mdbt42q", 12 * 4096, "the last two pages of Storage are the log's"],
    ["stm32f405rg", Number.POSITIVE_INFINITY, "its Storage is that of an Espruino of one's own"],
    ["linux", 0x3b000, "the end of its flash file is the log's"],
  ];
  for (const [id, bytes, why] of rows) {
    test(`${id}: ${why}`, async () => assert.equal(filesBytes(await loadBoard(ROOT, id)), bytes));
  }
});
