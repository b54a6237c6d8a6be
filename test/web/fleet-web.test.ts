/** `canary fleet --web` from the outside, its page as a WebSocket hears it. */
import assert from "node:assert/strict";
import { afterEach, describe, test } from "node:test";
import { type Running, startCanary } from "../cli/canary.ts";
import { PageEar } from "./page-ear.ts";

const START_MS = 60_000;

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
});
