/** `canary run --web` from the outside, its page as a WebSocket hears it. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, type TestContext, test } from "node:test";
import type { SavedSession } from "../../sim/web/messages.ts";
import { EXIT } from "../../tools/fault.ts";
import { canary, ROOT, type Running, type RunOptions, startCanary } from "../cli/canary.ts";
import { secretIn } from "../cli/secrets.ts";
import { deviceConfig } from "./device-config.ts";
import { WebPage } from "./rig.ts";
import { SomeBroker } from "./some-broker.ts";

const ONLINE_MS = 30_000;
/** What the ten minutes of a script come to here. */
const LIMIT_MS = 3000;
const SHORT = `const set = setTimeout; globalThis.setTimeout = (fn, ms, ...rest) => set(fn, ms === 600_000 ? ${LIMIT_MS} : ms, ...rest);`;
const SHORT_LIMIT = { env: { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(SHORT)}` } };
const SCENARIO = join(ROOT, "scenarios/alarm.json");

/** Gone with its test, however that ends. */
function start(t: TestContext, args: readonly string[], options: RunOptions = {}): Running {
  const running = startCanary(args, options);
  t.after(() => running.signal("SIGKILL"));
  return running;
}

describe("canary run with a page", { concurrency: 2 }, () => {
  const broker = new SomeBroker();
  before(() => broker.start());
  after(() => broker.stop());

  test("its broker goes and comes back: the pages are told of both", async (t) => {
    const running = start(t, ["run", "--web", "0", "--no-demo", "--speed", "10", "--broker", broker.url]);
    const [, address = ""] = await running.waitFor(/page +(http:\S+)/);
    const page = await new WebPage(address).opened();
    await page.until(() => page.of("live").at(-1)?.live.link.state === "ONLINE", "ONLINE", ONLINE_MS);
    const saved = (await page.ask({ do: "save" })).data as SavedSession;
    assert.ok(saved.command.startsWith(`npx canary run --broker ${broker.url} --board`), saved.command);
    await broker.stop();
    await page.until(() => page.of("notice").length > 0, "a notice");
    const [notice] = page.of("notice");
    assert.equal(notice?.level, "error");
    assert.match(notice?.text ?? "", /^no connection to the broker \(mqtt:\/\/127\.0\.0\.1:\d+\)/);
    const hellos = page.of("hello").length;
    await broker.start();
    await page.until(() => page.of("hello").length > hellos, "a fresh start without it", ONLINE_MS);
    assert.equal(page.heard.at(-1)?.kind === "notice", false);
    running.signal("SIGTERM");
    assert.equal((await running.ended).exitCode, EXIT.ok);
    assert.deepEqual(page.of("notice").at(-1), { kind: "notice", level: "ended", text: "" });
    assert.equal(await page.closed, 1001);
  });

  test("no secret of the device goes to a page, whatever it types and asks", async (t) => {
    const args = ["run", "--web", "0", "--no-demo", "--speed", "50", "--config", deviceConfig()];
    const running = start(t, args);
    const [, address = ""] = await running.waitFor(/page +(http:\S+)/);
    const page = await new WebPage(address).opened();
    await page.until(() => page.of("live").at(-1)?.live.link.state === "ONLINE", "ONLINE", ONLINE_MS);
    const asked = ['require("Storage").read("canary.json")', "canary.config()", 'canary.config("cloud.deviceSecret")'];
    let id = 10;
    for (const line of asked) {
      await page.ask({ do: "step", step: { console: line } }, ++id);
      await page.ask({ do: "type", text: `${line}\r` }, ++id);
    }
    await page.ask({ do: "save" }, ++id);
    const late = await new WebPage(address).opened();
    await late.until(() => late.of("live").length > 2, "what was before");
    running.signal("SIGTERM");
    await running.ended;
    for (const { texts } of [page, late]) assert.equal(secretIn(texts.join("\n")), undefined);
  });

  const SCENARIOS: readonly (readonly [what: string, steps: readonly object[], how: string, exitCode: number])[] = [
    ["passes", [{ wait: { state: "ONLINE" } }], "passed", EXIT.ok],
    ["fails", [{ expect: { gasState: 3 }, withinS: 1 }], "failed", EXIT.failed],
  ];
  for (const [what, steps, how, exitCode] of SCENARIOS) {
    test(`a scenario that ${what} is seen on the page, which stays; how it went is in the exit code`, async (t) => {
      const folder = mkdtempSync(join(tmpdir(), "canary-web-scenario-"));
      const file = join(folder, "steps.json");
      writeFileSync(file, JSON.stringify([...steps, { sleepS: 600 }]));
      const running = start(t, ["run", "--web", "0", "--speed", "100", "--scenario", file]);
      const [, address = ""] = await running.waitFor(/page +(http:\S+)/);
      const page = await new WebPage(address).opened();
      const script = () => page.of("live").at(-1)?.live.faults.script;
      await page.until(() => script()?.name === "steps.json", "that it plays");
      // An order beside it ends no scenario that was asked for.
      assert.equal((await page.ask({ do: "step", step: { temperatureC: 25 } })).ok, true);
      await page.until(() => script()?.outcome?.how === how, how, ONLINE_MS);
      assert.match((await running.waitFor(/now it is yours: (http:\S+)/))[1] ?? "", /^http:/);
      assert.equal((await page.ask({ do: "step", step: { temperatureC: 20 } }, 2)).ok, true, "it goes on");
      running.signal("SIGTERM");
      assert.equal((await running.ended).exitCode, exitCode);
      rmSync(folder, { recursive: true });
    });
  }

  const TAKEN_OVER: readonly (readonly [
    what: string,
    order: object,
    timeout: readonly string[],
    isLimited: boolean,
  ])[] = [
    ["stopped on the page: no limit", { do: "stop" }, [], false],
    ["followed by another on the page: no limit", { do: "play", name: "mine", script: '[{"sleepS":1}]' }, [], false],
    ["stopped on the page: --timeout still holds", { do: "stop" }, ["--timeout", "5"], true],
    ["with an order beside it: its limit", { do: "step", step: { temperatureC: 25 } }, [], true],
  ];
  for (const [what, order, timeout, isLimited] of TAKEN_OVER) {
    test(`a scenario ${what}`, async (t) => {
      const folder = mkdtempSync(join(tmpdir(), "canary-web-limit-"));
      const file = join(folder, "steps.json");
      writeFileSync(file, JSON.stringify([{ sleepS: 86_400 }]));
      const running = start(t, ["run", "--web", "0", "--speed", "1", "--scenario", file, ...timeout], SHORT_LIMIT);
      const [, address = ""] = await running.waitFor(/page +(http:\S+)/);
      const page = await new WebPage(address).opened();
      await page.until(() => page.of("live").at(-1)?.live.faults.script?.name === "steps.json", "that it plays");
      assert.equal((await page.ask(order)).ok, true);
      if (isLimited) await running.waitFor(/time-out: not over after (600|5) s/);
      else {
        const nowMs = () => page.of("live").at(-1)?.live.nowMs ?? 0;
        await page.until(() => nowMs() > LIMIT_MS + 1000, "that it goes on", 3 * LIMIT_MS);
        running.signal("SIGTERM");
      }
      assert.equal((await running.ended).exitCode, isLimited ? EXIT.timeout : EXIT.ok);
      rmSync(folder, { recursive: true });
    });
  }

  for (const [what, ...args] of [
    ["a demonstration"],
    ["a scenario", "--scenario", SCENARIO],
    ["neither", "--no-demo"],
  ]) {
    test(`--json with ${what}: the first record says where the page is, with its token`, async (t) => {
      const running = start(t, ["run", "--web", "0", "--host", "0.0.0.0", "--json", ...args]);
      await running.waitFor(/\n/);
      const ready = JSON.parse(running.out.split("\n", 1)[0] ?? "") as Record<string, unknown>;
      assert.deepEqual([ready["t"], ready["kind"], ready["board"], ready["device"]], [0, "ready", "pico", "D001"]);
      const address = String(ready["page"]);
      assert.match(address, /^http:.*\?token=[0-9a-f]{32}$/);
      const page = await new WebPage(address.replace(/\/\/[^:]+/, "//127.0.0.1")).opened();
      page.close();
      running.signal("SIGTERM");
      await running.ended;
    });
  }

  test("a port that is taken: exit 3 and what to do, where it was asked for", async () => {
    const { exitCode, err } = await canary(["run", "--web", String(broker.port), "--no-demo"]);
    assert.match(err, /cannot open the page on 127\.0\.0\.1 port \d+ \(EADDRINUSE\)/);
    assert.equal(exitCode, EXIT.noPort);
  });
});
