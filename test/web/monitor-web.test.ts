/** `canary monitor --web` on a virtual board behind the same line as a real one: the page sees it, types to it, and asks deeds of it. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, test } from "node:test";
import { canary, type Running, startCanary } from "../cli/canary.ts";
import { FakeDevice } from "../cli/monitor-fake.ts";
import { secretIn, TEST_DEVICE } from "../cli/secrets.ts";
import { PageEar } from "./page-ear.ts";

const FOLDER = mkdtempSync(join(tmpdir(), "canary-monitor-web-"));
after(() => rmSync(FOLDER, { recursive: true }));
const env = { CANARY_SIM: join(FOLDER, "sim"), XDG_STATE_HOME: FOLDER };
const START_MS = 60_000;

const endings: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

async function start(port: string, ...args: string[]): Promise<{ monitor: Running; ear: PageEar }> {
  const monitor = startCanary(["monitor", "--port", port, "--web", "0", "--json", ...args], { env });
  endings.push(async () => {
    monitor.signal("SIGINT");
    await monitor.ended;
  });
  const [, url = ""] = await monitor.waitFor(/"kind":"ready".*"page":"(http[^"]+)"/, START_MS);
  const ear = await PageEar.open(url, START_MS);
  endings.push(() => ear.close());
  return { monitor, ear };
}

test("a board with the firmware: link, trace, status, deeds, the terminal; what it can't tell is unknown", async () => {
  const flashed = await canary(["flash", "--port", "sim"], { env });
  assert.equal(flashed.exitCode, 0, flashed.out + flashed.err);
  const set = `canary.config(${JSON.stringify({ cloud: TEST_DEVICE, gas: { r0Ohm: 10_000 } })})\n`;
  await canary(["monitor", "--port", "sim"], { env, stdin: set });
  const { ear, monitor } = await start("sim");
  const { hello } = ear;
  assert.deepEqual([hello?.source, hello?.facts?.board, hello?.title], ["monitor", "pico", "bench-07 · a1TESTcli07"]);
  assert.deepEqual([hello?.can.gas, hello?.can.cloud, hello?.can.repl, hello?.can.desk], [false, false, true, true]);
  await ear.until("the status", () => ear.live?.board.boots != null);
  assert.deepEqual([ear.live?.sensor.trueLelPercent, ear.live?.board.red, ear.live?.journal.pages], [null, null, null]);
  await ear.until("AT lines", () => ear.news("lines").some(({ text }) => text === "AT+CPIN?"));
  await ear.until("states", () => ear.news("transitions").some(({ state }) => state === "CSQ"));

  const tested = await ear.order({ do: "desk", deed: "self-test" });
  assert.match(tested.text, /selfTest: .*Result/);
  await ear.until("the time line", () =>
    ear.news("happenings").some(({ what, text }) => `${what} ${text}` === "order self-test"),
  );
  await ear.order({ do: "type", text: "1234+" });
  await ear.order({ do: "type", text: "4321\r" });
  await ear.until("the answer in the terminal", () => ear.news("terminal").join("").includes("=5555"));
  assert.doesNotMatch(ear.news("terminal").join(""), /@\w+:[=!]/, "answers to our own questions are not shown");

  assert.equal((await ear.order({ do: "desk", deed: "trace-off" })).ok, true);
  await ear.until("the trace off", () => ear.live?.desk?.isTracing === false);
  for (const isOn of [true, false]) {
    await ear.order({ do: "type", text: `canary.trace(${isOn})\r` });
    await ear.until(`the trace typed: ${isOn}`, () => ear.live?.desk?.isTracing === isOn);
  }
  const refused = await ear.order({ do: "step", step: { gasLelPercent: 25 } });
  assert.deepEqual([refused.ok, refused.text], [false, "that can't be done to a real board from here: step"]);
  for (const heard of ear.texts) assert.equal(secretIn(heard), undefined, heard.slice(0, 200));
  assert.doesNotMatch(monitor.out, /"kind":"at"/, "AT lines are the page's, unless --trace asks for them here");
});

test("a line that goes and comes back; Espruino without the firmware", async () => {
  const device = await FakeDevice.start({ firmware: false });
  endings.push(() => device.stop());
  const { ear } = await start(device.url);
  assert.deepEqual([ear.hello?.facts, ear.hello?.can.repl, ear.hello?.can.desk], [null, true, false]);
  await ear.until("what is so", () => ear.live !== undefined);
  assert.equal(ear.live?.board.isOn, null);
  await device.unplug();
  await ear.until("the line out", () => ear.live?.desk?.isConnected === false);
  assert.match((await ear.order({ do: "type", text: "1\r" })).text, /is out: check cable and power/);
  device.restart(true);
  await device.plug();
  await ear.until("the line back, with the firmware", () => ear.hello?.can.desk === true);
  assert.equal(ear.hello?.facts?.board, "pico");
});
