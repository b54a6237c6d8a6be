/** Stack traces: what is folded away, and where in the source each frame is. */
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import type { BuildResult } from "../../build/firmware.ts";
import { firmwareFor } from "../../sim/firmware.ts";
import { Fold, FrameMap, isOf } from "../../tools/monitor/frames.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const DIST = mkdtempSync(join(tmpdir(), "canary-frames-"));
after(() => rmSync(DIST, { recursive: true }));

describe("pieces of source below the frames", () => {
  const rows: readonly (readonly [what: string, lines: string[], shown: string[]])[] = [
    [
      "as Espruino prints them",
      [
        "Uncaught Error: no",
        "    at f (.bootcde:1:78)",
        "...return a.b.c;}...",
        "            ^",
        "    at .bootcde:2:9",
        "",
        "  ^",
        "on",
      ],
      ["Uncaught Error: no", "    at f (.bootcde:1:78)", "    at .bootcde:2:9", "on"],
    ],
    ["frames without any", ["    at f (:1:7)", "    at g (:1:9)", "on"], ["    at f (:1:7)", "    at g (:1:9)", "on"]],
    ["a line that only follows", ["at f (:1:7)", "12.3 ONLINE", "on"], ["at f (:1:7)", "12.3 ONLINE", "on"]],
    [
      "of older versions",
      [" at line 1 col 5 in .bootcde", "return a.b", "    ^", "in function f"],
      [" at line 1 col 5 in .bootcde", "in function f"],
    ],
    ["no frame above", ["hello", "x", "  ^"], ["hello", "x", "  ^"]],
  ];
  for (const [what, lines, shown] of rows) {
    test(what, () => {
      const fold = new Fold();
      assert.deepEqual([...lines.flatMap((line) => fold.take(line)), ...fold.flush()], shown);
    });
  }
  test("one is held, and given back when nothing follows", () => {
    const fold = new Fold();
    assert.deepEqual([fold.take("    at f (:1:7)"), fold.take("x"), fold.isHolding], [["    at f (:1:7)"], [], true]);
    assert.deepEqual([fold.flush(), fold.isHolding], [["x"], false]);
  });
});

describe("a frame of the bundle", () => {
  let build: BuildResult;
  before(async () => {
    build = await firmwareFor("pico", ROOT);
    mkdirSync(join(DIST, "pico"));
    writeFileSync(join(DIST, "pico", "firmware.js"), build.text, "latin1");
    writeFileSync(join(DIST, "pico", "firmware.js.map"), build.map);
    writeFileSync(join(DIST, "pico", "manifest.json"), JSON.stringify(build.manifest));
  });
  const own = () => new FrameMap(DIST, { board: "pico", hash: build.manifest.sha256 });

  test("is the line of the source that it was made from", () => {
    const column = build.text.indexOf('"too many orders"') + 1;
    const [, file = "", row = ""] =
      /^ {4}at (src\/[\w/-]+\.ts):(\d+):\d+$/.exec(own().text(`    at .bootcde:1:${column}`)) ?? [];
    assert.equal(file, "src/cloud/outbox.ts");
    const line = readFileSync(join(ROOT, file), "utf8").split("\n")[Number(row) - 1] ?? "";
    assert.match(line, /too many orders/, `${file}:${row}`);
  });

  test("is the same where Espruino does not count the line", () => {
    const column = build.text.indexOf('"too many orders"') + 1;
    assert.equal(own().text(`    at .bootcde:0:${column}`), own().text(`    at .bootcde:1:${column}`));
  });

  test("has the function's own name", () => {
    const shorts = [...build.text.matchAll(/(?:function |[;}])(\$\w+)(?:\(|=(?:\w|\([\w,]*\))=>)/g)];
    const names = shorts.map(([, short], at) => {
      const shown = own().text(`    at ${short} (.bootcde:1:${(shorts[at]?.index ?? 0) + 10})`);
      return /^ {4}at (\w+) \(src\//.exec(shown)?.[1];
    });
    for (const name of ["keepCrash", "currentValues", "revertTrial"])
      assert.ok(names.includes(name), `${name} of main.ts`);
  });

  test("is found within a line, as often as it stands there", () => {
    const column = build.text.indexOf('"too many orders"') + 1;
    const shown = own().text(
      `="12 s: no at zz9 (.bootcde:1:${column})  ^ at .bootcde:1:${column} ^ at zz9 (.bootcde:1:${column}`,
    );
    assert.match(
      shown,
      /^="12 s: no at zz9 \(src\/cloud\/outbox.ts:\d+:\d+\) {2}\^ at src\/cloud\/outbox.ts:\d+:\d+ \^ at zz9 \(\.bootcde:1:\d+$/,
      "one that was cut off stays",
    );
    assert.match(own().text(`at line 1 col ${column} in .bootcde`), /^at src\/cloud\/outbox\.ts/);
  });

  test("stays, with a word why", () => {
    const frame = "    at f (.bootcde:1:39)";
    const rows: readonly (readonly [map: FrameMap, says: RegExp])[] = [
      [new FrameMap(DIST, undefined), /\(\.bootcde:1:39\) \[not mapped: the device has not said/],
      [
        new FrameMap(DIST, { board: "pico", hash: "crc32:1" }),
        /dist\/pico holds another bundle; canary build --board pico/,
      ],
      [new FrameMap(DIST, { board: "none", hash: "x" }), /no bundle in dist\/none/],
      [new FrameMap(DIST, { board: "../pico", hash: build.manifest.sha256 }), /names no board/],
    ];
    for (const [map, says] of rows) {
      assert.match(map.text(frame), says);
      assert.equal(map.text(frame), frame, "said once a trace");
      assert.equal(map.text("on"), "on");
      assert.match(map.text(frame), says);
    }
  });

  test("of the REPL or without a file is left alone", () => {
    for (const line of ["    at REPL (:1:7)", "    at f (:1:4)", "12.3 ONLINE"]) assert.equal(own().text(line), line);
  });

  test("outside of the bundle has no place", () => {
    assert.equal(own().text("    at .bootcde:9:1"), "    at .bootcde:9:1");
    assert.equal(own().text("    at f (.bootcde:0:0)"), "    at f (.bootcde:0:0)");
  });
});

test("a bundle by either of its digests", () => {
  const manifest = { sha256: "ab".repeat(32), crc32: "000115c0" };
  const rows: readonly (readonly [hash: string, isSame: boolean])[] = [
    ["ab".repeat(32), true],
    ["crc32:115c0", true],
    ["crc32:000115c0", true],
    ["crc32:115c1", false],
    ["none", false],
    ["", false],
  ];
  for (const [hash, isSame] of rows) assert.equal(isOf(manifest, hash), isSame, hash);
});
