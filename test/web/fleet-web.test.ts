/** `canary fleet --web` from the outside, its page as a WebSocket hears it. */
import assert from "node:assert/strict";
import { afterEach, describe, test } from "node:test";
import { type Running, startCanary } from "../cli/canary.ts";
import { PageEar } from "./page-ear.ts";
import { SomeBroker } from "./some-broker.ts";

const START_MS = 60_000;
/** Until a device has tried a broker again, at ten times real time. */
const OUTAGE_MS = 60_000;

const endings: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

async function start(...args: string[]): Promise<{ fleet: Running; ear: PageEar }> {
  const fleet = startCanary(["fleet", "--web", "0", ...args]);
  endings.push(async () => {
    fleet.signal("SIGTERM");
    await fleet.ended;
  });
  const [, url = ""] = await fleet.waitFor(/page +(http:\S+)/, START_MS);
  const ear = await PageEar.open(url, START_MS);
  endings.push(() => ear.close());
  return { fleet, ear };
}

describe("canary fleet with a page", { concurrency: 1 }, () => {
  test("as fast as the command line allows: paused, and it goes on as fast", async () => {
    const { ear } = await start("--devices", "2", "--speed", "1000");
    assert.equal(ear.hello?.can.pace?.most, 1000);
    assert.deepEqual(await ear.order({ do: "pace", isPaused: true }).then(({ ok, text }) => [ok, text]), [true, ""]);
    await ear.until("that it stands still", () => ear.live?.pace?.isPaused === true && ear.live.pace.speed === 1000);
    assert.equal((await ear.order({ do: "pace", isPaused: false })).ok, true);
    await ear.until("that it goes on", () => ear.live?.pace?.isPaused === false && ear.live.pace.speed === 1000);
    const tooFast = await ear.order({ do: "pace", speed: 2000 });
    assert.deepEqual([tooFast.ok, tooFast.text], [false, "a fleet goes from 1 to 1000 times real time"]);
  });

  test("--json: the page is in the first record, with the token that --host asks for; the end is told", async () => {
    const fleet = startCanary(["fleet", "--web", "0", "--devices", "2", "--json", "--host", "0.0.0.0"]);
    endings.push(() => fleet.signal("SIGKILL"));
    const [, ready = ""] = await fleet.waitFor(/^(\{"kind":"ready".*\})$/m, START_MS);
    const { page } = JSON.parse(ready) as { page: string };
    assert.match(page, /\?token=[0-9a-f]{32}$/);
    const ear = await PageEar.open(page.replace(/\/\/[^:]+/, "//127.0.0.1"), START_MS);
    endings.push(() => ear.close());
    // Who answers has begun, and takes a signal.
    await ear.order({ do: "pace", isPaused: false });
    fleet.signal("SIGTERM");
    await fleet.ended;
    assert.deepEqual(ear.heard.at(-1), { kind: "notice", level: "ended", text: "" });
  });

  test("brokers go and come back: the pages are told how many are out of reach, and of nothing when all are back", async () => {
    const brokers = [new SomeBroker(), new SomeBroker()];
    for (const broker of brokers) {
      await broker.start();
      endings.push(() => broker.stop());
    }
    const urls = brokers.flatMap(({ url }) => ["--broker", url]);
    const { ear } = await start("--devices", "4", "--workers", "2", "--speed", "10", "--trouble", "0", ...urls);
    const notices = () =>
      ear.heard.flatMap((one) => (one.kind === "notice" && one.level === "error" ? [one.text] : []));
    const told = (what: string, how: RegExp) => ear.until(what, () => how.test(notices().at(-1) ?? ""), OUTAGE_MS);
    const [first, other] = brokers as [SomeBroker, SomeBroker];
    await ear.until("all online", () => ear.live?.fleet?.online === 4, OUTAGE_MS);
    assert.deepEqual(notices(), []);
    await other.stop();
    await told("the second", new RegExp(`^no connection to 1 of 2 brokers \\(127\\.0\\.0\\.1:${other.port}\\)`));
    await first.stop();
    await told(
      "both",
      new RegExp(`^no connection to 2 of 2 brokers \\(127\\.0\\.0\\.1:${first.port}, .*:${other.port}\\)`),
    );
    await Promise.all([first.start(), other.start()]);
    await ear.until("a fresh start without it", () => ear.sinceNotice.includes("hello"), OUTAGE_MS);
    assert.equal(ear.live?.fleet?.cells.length, 4);
  });

  test("its only broker goes and comes back", async () => {
    const broker = new SomeBroker();
    await broker.start();
    endings.push(() => broker.stop());
    const { ear } = await start("--devices", "2", "--broker", broker.url);
    await ear.until("one online", () => (ear.live?.fleet?.online ?? 0) > 0, OUTAGE_MS);
    await broker.stop();
    const told = new RegExp(`^no connection to the broker \\(127\\.0\\.0\\.1:${broker.port}\\)`);
    await ear.until("a notice", () => ear.heard.some((one) => one.kind === "notice" && told.test(one.text)), OUTAGE_MS);
    await broker.start();
    await ear.until("a fresh start without it", () => ear.sinceNotice.includes("hello"), OUTAGE_MS);
  });
});
