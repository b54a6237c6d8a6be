/** `npm run replay` as a person meets it. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

function replay(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--import", "tsx", "tools/replay.ts", ...args], {
    cwd: ROOT,
    encoding: "utf8",
  });
  return { status, stdout, stderr };
}

test("a run, line by line; another bundle than the one that failed is said", () => {
  const { status, stdout, stderr } = replay("closed@t120/air202/s1", "000000000000");
  assert.equal(status, 0, stdout.slice(-500));
  for (const shown of [
    / 0\.000 board +starts/,
    / > +AT\+MCONFIG/,
    / < +CONNECT OK/,
    / # +[\d.]+ ONLINE/,
    /120\.000 \*\* +closed@t120 begins/,
    /200\.000 gas /,
    / flash +program log/,
    / cloud < .*GasCheck_Event/,
    /^passed$/m,
  ]) {
    assert.match(stdout, shown);
  }
  assert.match(stderr, /failed with bundle 000000000000/);
});

test("what is no run", () => {
  for (const [args, what] of [
    [[], /usage/],
    [["17"], /"17" names no run/],
    [["nothing@t1/air202/s1"], /there is no fault/],
    [["mute@t1/air999/s1"], /no modem family "air999"/],
    [["cmeForOk:1@t1/air202/s1"], /has no kind 1/],
  ] as const) {
    const { status, stderr } = replay(...args);
    assert.match(stderr, what);
    assert.equal(status, 2);
  }
});
