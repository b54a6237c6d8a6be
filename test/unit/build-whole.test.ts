/** The firmware after all passes: where its map leads, whose names it makes, the same bytes each time. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { createContext, Script } from "node:vm";
import { originalPositionFor, TraceMap } from "@jridgewell/trace-mapping";
import { loadBoard } from "../../build/boards.ts";
import { buildFirmware } from "../../build/firmware.ts";
import { VirtualSite } from "../../sim/site.ts";
import { project } from "./build-fixture.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const THROWS = {
  "src/main.ts": [
    'import { folded } from "./folded";',
    'import { make } from "./flat";',
    "function start(n: number): number {",
    "  if (n > 1) throw new Error('inlined');",
    "  return n;",
    "}",
    "if (global['which'] === 'folded') print(folded(global['n']));",
    "const part = make(start(global['n']), global['word']);",
    "if (global['which'] === 'flat') part.up();",
    "part.down();",
    "",
  ].join("\n"),
  "src/folded.ts": [
    "/** @onDemand */",
    "function helper(n: number): number {",
    "  if (n > 5) throw new Error('folded');",
    "  return n;",
    "}",
    "export function folded(n: number): number {",
    "  return helper(n) + 1;",
    "}",
    "",
  ].join("\n"),
  "src/flat.ts": [
    "/** @singleton */",
    "export function make(n: number, word: string) {",
    "  let count = n;",
    "  return {",
    "    up() {",
    "      count++;",
    "      throw new Error('flat' + word);",
    "    },",
    "    down() {",
    "      if (count) throw new Error('down' + word);",
    "    },",
    "  };",
    "}",
    "",
  ].join("\n"),
};

const THROWN: readonly (readonly [which: string, n: number, file: string, line: number])[] = [
  ["folded", 9, "src/folded.ts", 3],
  ["inlined", 2, "src/main.ts", 4],
  ["flat", 1, "src/flat.ts", 7],
  ["down", 1, "src/flat.ts", 10],
];

for (const [which, n, file, line] of THROWN) {
  test(`the map leads from what is thrown to its line: ${which}`, async () => {
    const { text, map } = await buildFirmware({ boardId: "tiny", root: project(THROWS), write: false });
    const context = createContext({ which, n, word: "", print() {} });
    new Script("var global = this").runInContext(context);
    let stack = "";
    try {
      new Script(text, { filename: "firmware.js" }).runInContext(context);
    } catch (error) {
      stack = String((error as Error).stack);
    }
    assert.match(stack, new RegExp(`Error: ${which}`));
    const [, row, column] = /at .*firmware\.js:(\d+):(\d+)/.exec(stack) ?? [];
    const origin = originalPositionFor(new TraceMap(map), { line: Number(row), column: Number(column) - 1 });
    assert.deepEqual([origin.source, origin.line], [file, line], stack);
  });
}

test("the map of the firmware leads to lines of the project only", async () => {
  const { text, map } = await buildFirmware({ boardId: "pico", root: ROOT, write: false });
  const { sources } = JSON.parse(map) as { sources: string[] };
  for (const source of sources) assert.ok(existsSync(join(ROOT, source)) && /^(src|boards)\//.test(source), source);
  const column = text.indexOf("no identity: canary");
  const origin = originalPositionFor(new TraceMap(map), { line: 1, column });
  const line = readFileSync(join(ROOT, "src/main.ts"), "utf8").split("\n")[(origin.line ?? 0) - 1];
  assert.match(line ?? "", /no identity: canary/);
});

test("the firmware makes global names that begin with $, and canary", async () => {
  const boardFile = await loadBoard(ROOT, "pico");
  const { text } = await buildFirmware({ boardId: "pico", root: ROOT, write: false });
  const namesAfter = (code: string): string[] => {
    const site = new VirtualSite({
      bundle: `${code}\nprint("names " + Object.getOwnPropertyNames(global).join());`,
      boardFile,
    });
    site.node.powerOn();
    // A name of its own may be made late.
    site.runUntil(() => code === "" || site.node.state === "ONLINE", 60);
    site.runUntil(() => false, 30);
    const said = site.node.console.map((line) => line.text).filter((line) => line.startsWith("names "));
    assert.equal(said.length, 1);
    return (said[0] ?? "").slice("names ".length).split(",");
  };
  const before = new Set(namesAfter(""));
  const made = namesAfter(text).filter((name) => !before.has(name));
  assert.ok(made.length > 50, made.join());
  assert.deepEqual(
    made.filter((name) => !name.startsWith("$")),
    ["canary"],
  );
});

test("a build in another folder, without a cache, has the same bytes", { timeout: 120_000 }, async () => {
  const root = project({});
  for (const folder of ["src", "boards", "build", "tools", "package.json", "espruino.config.js"])
    cpSync(join(ROOT, folder), join(root, folder), { recursive: true });
  // The cache is beside the dependencies: other dependencies, the same packages.
  mkdirSync(join(root, "node_modules"));
  for (const name of readdirSync(join(ROOT, "node_modules")))
    if (name !== ".cache") symlinkSync(join(ROOT, "node_modules", name), join(root, "node_modules", name));
  for (const boardId of ["pico", "linux"]) {
    const here = await buildFirmware({ boardId, root: ROOT, write: false });
    const arguments_ = ["tools/canary.mjs", "build", "--board", boardId];
    const run = spawnSync(process.execPath, arguments_, { cwd: root, encoding: "utf8" });
    assert.equal(run.status, 0, run.stderr);
    assert.equal(readFileSync(join(root, "dist", boardId, "firmware.js"), "latin1"), here.text);
    assert.equal(readFileSync(join(root, "dist", boardId, "firmware.js.map"), "utf8"), here.map);
  }
});
