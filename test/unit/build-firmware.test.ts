import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { originalPositionFor, TraceMap } from "@jridgewell/trace-mapping";
import { budgetBytes, listBoards, loadBoard, MAX_BUNDLE_BYTES, STORAGE_RESERVE_BYTES } from "../../build/boards.ts";
import { BuildError, UsageError } from "../../build/errors.ts";
import { buildFirmware } from "../../build/firmware.ts";
import { findEspruino, project, runOnEspruino, TINY_BOARD } from "./build-fixture.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

const SAMPLE = `import { board } from "board";
import { Counter } from "./counter";

function late(x: number): string {
  if (x > 3) return early(x - 1);
  return "end" + x;
}
function early(x: number): string {
  return late(x);
}
function stop(flag: boolean): void {
  if (flag) return;
  print("return} in text");
}
const counter = new Counter(3);
print(board.id, late(9), counter.next(), counter.next(), __VERSION__);
const config = JSON.parse('{"productKey":"pk"}');
print(config["productKey"], process.memory().usage > 0);
stop(false);
stop(true);
E.enableWatchdog(10);
E.getErrorFlags();
Serial1.setup(9600, { path: "/dev/null", bytesize: 8 });
global["canary"] = { "status": late };
print("before the marker");
`;

const COUNTER = `export class Counter {
  private count = 0;
  constructor(private readonly stepSize: number) {}
  next(): number {
    this.count += this.stepSize;
    return this.count;
  }
}
`;

const sample = { "src/main.ts": SAMPLE, "src/counter.ts": COUNTER };
const quiet = { boardId: "tiny", write: false } as const;

async function refusal(files: Record<string, string>): Promise<BuildError> {
  const error = await buildFirmware({ ...quiet, root: project(files) }).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof BuildError, `expected findings, got ${String(error)}`);
  return error;
}

test("firmware.js, its map and the manifest agree", async () => {
  const root = project(sample);
  const { manifest, outDir } = await buildFirmware({ boardId: "tiny", root });
  const bytes = readFileSync(join(outDir, "firmware.js"));
  assert.equal(createHash("sha256").update(bytes).digest("hex"), manifest.sha256);
  assert.equal(bytes.length, manifest.bytes);
  assert.match(manifest.crc32, /^[0-9a-f]{8}$/);
  assert.deepEqual(JSON.parse(readFileSync(join(outDir, "manifest.json"), "utf8")), manifest);
  assert.doesNotMatch(bytes.toString("latin1"), /use strict|sourceMappingURL|return\}(?! in text)/);
});

test("the map leads to the line of the source", async () => {
  const { text, map } = await buildFirmware({ ...quiet, root: project(sample) });
  const trace = new TraceMap(map);
  for (const [needle, file] of [
    ['"before the marker"', "src/main.ts"],
    ['"return} in text"', "src/main.ts"],
  ] as const) {
    const origin = originalPositionFor(trace, { line: 1, column: text.indexOf(needle) });
    assert.equal(origin.source, file);
    assert.equal(origin.line, SAMPLE.slice(0, SAMPLE.indexOf(needle)).split("\n").length);
  }
});

test("the interpreter's names and quoted names stay, ours go", async () => {
  const { text } = await buildFirmware({ ...quiet, root: project(sample) });
  const kept = [
    "enableWatchdog",
    "getErrorFlags",
    "memory",
    "usage",
    "setup",
    "path",
    "bytesize",
    "productKey",
    "status",
  ];
  for (const name of kept) assert.ok(text.includes(name), name);
  for (const name of ["stepSize", "count", "Counter"]) assert.ok(!text.includes(name), name);
});

test("one bundle: no path, no folder, no machine in it", async () => {
  const [one, two] = await Promise.all([1, 2].map(() => buildFirmware({ ...quiet, root: project(sample) })));
  assert.equal(one?.manifest.sha256, two?.manifest.sha256);
  assert.doesNotMatch(one?.text ?? "", /canary-build-/);
  assert.doesNotMatch(one?.map ?? "", /canary-build-/);
});

test("over the budget", async () => {
  const error = await refusal({ ...sample, "boards/tiny.ts": TINY_BOARD.replace("24576", "100") });
  assert.match(error.message, /boards\/tiny\.ts:1: the bundle has \d+ bytes, \d+ more than its budget of 100 — /);
});

test("a board that does not exist", async () => {
  await assert.rejects(buildFirmware({ ...quiet, boardId: "nope", root: project(sample) }), (error: Error) => {
    return error instanceof UsageError && /"nope".*Known boards: tiny\./.test(error.message);
  });
});

const SOURCES: readonly (readonly [name: string, line: string, what: RegExp])[] = [
  ["await", "export async function f() { await 1; }", /async function/],
  ["generator", "export function* f() { yield 1; }", /generator/],
  ["array spread", "print([...[1], 2]);", /spread of an array/],
  ["object spread", "print({ ...{ a: 1 } });", /spread of an object/],
  ["inheritance", "class A {} class B extends A {} print(new B());", /class that extends/],
  ["getter", "print({ get a() { return 1; } });", /getter/],
  ["BigInt", "print(1n);", /BigInt/],
  ["label", "o: for (;;) { break o; }", /label/],
  ["tagged template", "print(print`a`);", /tagged template/],
  ["missing built-in", "print(Math.trunc(getTime()));", /Math\.trunc is missing/],
  ["regular expression", "print(/ab?/.test(process.version));", /neither optional/],
  ["default not last", "switch (getTime()) { default: print(1); case 2: print(2); case 3: print(3); }", /not the last/],
];

for (const [name, line, what] of SOURCES) {
  test(`refused in source: ${name}`, async () => {
    const error = await refusal({ "src/main.ts": `print("first");\n\n${line}\n` });
    const found = error.findings.find((finding) => what.test(finding.what));
    assert.ok(found, error.message);
    assert.deepEqual([found.file, found.line], ["src/main.ts", 3]);
    assert.ok(found.remedy.length > 5);
  });
}

test("every board: name, budget within its Storage, modem and console apart", async () => {
  for (const id of listBoards(ROOT)) {
    const boardFile = await loadBoard(ROOT, id);
    const { board, profile } = boardFile;
    assert.equal(board.id, id);
    assert.ok(budgetBytes(boardFile) <= MAX_BUNDLE_BYTES, id);
    if (profile.storageBytes > 0) {
      const beforeLog = board.logFlash.map(({ address }) => address - profile.storageAddress).filter((at) => at >= 0);
      assert.ok(
        budgetBytes(boardFile) <= Math.min(profile.storageBytes, ...beforeLog) - STORAGE_RESERVE_BYTES,
        `${id}: the bundle reaches into the log`,
      );
    } else {
      assert.ok(
        profile.lacks.some(({ feature }) => feature === "storage"),
        id,
      );
    }
    assert.notEqual(board.console?.port, board.modemUart.port, id);
    if (profile.uarts === 1)
      assert.ok(
        profile.lacks.some(({ feature }) => feature === "second-uart"),
        id,
      );
  }
});

test("the command line: exit code 2 for what does not exist", () => {
  for (const flag of [["--board", "nope"], ["--frob"]]) {
    const run = spawnSync(process.execPath, ["tools/canary.mjs", "build", ...flag], { cwd: ROOT });
    assert.equal(run.status, 2, String(run.stderr));
  }
});

const interpreter = findEspruino();
const noInterpreter = interpreter ? false : "no Espruino on PATH or in $ESPRUINO";

test("the interpreter does not hoist; our output starts on it", { skip: noInterpreter }, async () => {
  const call = "(function(){print(g());function g(){return 3;}})();";
  assert.match(runOnEspruino(interpreter ?? "", call), /"g" is not defined/);
  const { text } = await buildFirmware({ ...quiet, root: project(sample) });
  const printed = runOnEspruino(interpreter ?? "", text.replace("E.getErrorFlags()", "0"));
  assert.match(printed, /^tiny end3 3 6 1\.2\.3\s+pk true\s+return\} in text/);
});
