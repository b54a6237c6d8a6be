/** The runner itself: it gives back what a run was, ends each one, and lets no secret by. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { canary, startCanary } from "./canary.ts";
import { secretIn, TEST_APN_PASSWORD, TEST_DEVICE } from "./secrets.ts";

const FOLDER = mkdtempSync(join(tmpdir(), "canary-runner-"));
after(() => rmSync(FOLDER, { recursive: true }));

function script(name: string, text: string): string {
  const path = join(FOLDER, `${name}.mjs`);
  writeFileSync(path, text);
  return path;
}

test("exit code, both streams, input, environment and folder", async () => {
  const says = script(
    "says",
    `let given = ""; for await (const piece of process.stdin) given += piece;
     console.log(given, process.env.CANARY_X, process.cwd(), process.argv.slice(2).join()); console.error("e"); process.exitCode = 5;`,
  );
  const run = await canary(["a", "b"], { script: says, cwd: FOLDER, stdin: "typed", env: { CANARY_X: "x" } });
  assert.deepEqual(run, { exitCode: 5, out: `typed x ${FOLDER} a,b\n`, err: "e\n" });
});

test("one that does not end is ended, and it is said what was seen", async () => {
  const hangs = script("hangs", `console.log("here"); setInterval(() => {}, 1000);`);
  await assert.rejects(canary([], { script: hangs, limitMs: 1000 }), /had not ended after 1 s.\nstdout: here/);
});

test("waiting for a text, typing, a signal", async () => {
  const asks = script(
    "asks",
    `console.log("name?"); process.stdin.once("data", (text) => console.log("hello " + text));`,
  );
  const running = startCanary([], { script: asks });
  await running.waitFor(/name\?/);
  running.type("D001");
  await running.waitFor(/hello D001/);
  await assert.rejects(running.waitFor(/never/, 50), /0.05 s without \/never\//);
  running.signal("SIGTERM");
  assert.equal((await running.ended).exitCode, null);
  await assert.rejects(running.waitFor(/never/), /ended before/);
});

const PASSWORD = "43eb60cfc371b6af9abb7a11ab3abbbfa0019170";
const SHOWN: readonly [what: string, text: string, says: RegExp | undefined][] = [
  ["a device's secret", `secret=${TEST_DEVICE.deviceSecret}`, /the device secret of bench-07/],
  ["a part of it", TEST_DEVICE.deviceSecret.slice(5, 16), /the device secret/],
  ["in other letters", TEST_DEVICE.deviceSecret.toUpperCase(), /the device secret/],
  [
    "over two lines, in colour",
    `\x1b[31m${TEST_DEVICE.deviceSecret.slice(0, 6)}\n\x1b[0m${TEST_DEVICE.deviceSecret.slice(6)}`,
    /secret/,
  ],
  ["in base64", Buffer.from(TEST_DEVICE.deviceSecret).toString("base64"), /the device secret/],
  ["in hex digits", Buffer.from(TEST_APN_PASSWORD).toString("hex"), /the APN's password/],
  ["a login of the example device", PASSWORD, /login of D001 \(hmacsha1\)/],
  ["none", `sha256 ${"0123456789abcdef".repeat(4)} a1EXAMPLE00 secret ***`, undefined],
];
for (const [what, text, says] of SHOWN) {
  test(`a run that shows ${what}`, async () => {
    const prints = script("prints", "process.stderr.write(process.argv[2]);");
    const run = canary([text], { script: prints });
    if (says) await assert.rejects(run, says);
    else assert.equal((await run).err, text);
  });
}

test("a login that is shown on purpose", () => {
  assert.equal(secretIn(PASSWORD, { showsLogin: true }), undefined);
  assert.match(secretIn(TEST_DEVICE.deviceSecret, { showsLogin: true }) ?? "", /the device secret/);
});
