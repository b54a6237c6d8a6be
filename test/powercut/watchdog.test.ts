/** The watchdog bites where anything of the device stands still, and the next start knows why. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Rig } from "../bundle/rig.ts";

const BITES_WITHIN_S = 200;
const MOST_TIMERS = 64;

type Way = (rig: Rig) => void;
const MOMENTS: readonly [what: string, run: Way][] = [
  ["connecting", (rig) => rig.clock.runFor(8000)],
  ["online", (rig) => rig.warm()],
  [
    "backing off",
    (rig) => {
      rig.network.failOpens("refused");
      rig.clock.runFor(100_000);
      rig.network.restore();
    },
  ],
];

const crashesOf = (rig: Rig): string[] => JSON.parse(rig.node.ask("print(JSON.stringify(canary.crash()))").join(""));

/** Numbers of the timers that the device has then; the run is over with them. */
function timersOf(rig: Rig): number[] {
  const { board } = rig.node;
  return Array.from({ length: MOST_TIMERS }, (_, i) => i + 1).filter((id) => {
    const before = board.pendingTimers;
    rig.node.ask(`clearTimeout(${id})`);
    return board.pendingTimers < before;
  });
}

function runTo(moment: Way): Rig {
  const rig = new Rig();
  moment(rig);
  return rig;
}

/** Kills each timer in a run of its own; of the starts after a bite, what their crash rings say. */
function killEach(moment: Way): string[][] {
  const rings: string[][] = [];
  for (const id of timersOf(runTo(moment))) {
    const rig = runTo(moment);
    rig.node.ask(`clearTimeout(${id})`);
    const hasBitten = rig.runUntil(() => rig.node.stops.includes("watchdog"), BITES_WITHIN_S, 1000);
    rig.online(300);
    if (hasBitten) rings.push(crashesOf(rig));
    if (hasBitten) assert.equal(rig.node.status()?.["resetCause"], "watchdog");
    rig.warm().alarm();
    rig.assertAlive();
  }
  return rings;
}

describe("a timer of the device is gone", () => {
  for (const [what, run] of MOMENTS) {
    it(`${what}: it is not needed, or the watchdog bites`, () => {
      const rings = killEach(run);
      assert.ok(rings.length >= 2, `${rings.length} bites: the sample's and the beat's at least`);
      const silent = rings.filter((ring) => !ring.join().includes("watchdog"));
      assert.ok(silent.length <= 1, "of one at most the crash ring says nothing");
    });
  }

  it("the crash ring tells of each", () => {
    for (const ring of killEach((rig) => rig.warm())) assert.match(ring.join(), /watchdog/);
  });
});

describe("an interpreter that is busy", () => {
  it("for some seconds: it goes on", () => {
    const rig = new Rig().warm();
    rig.node.board.stall(15_000);
    rig.clock.runFor(60_000);
    assert.deepEqual(rig.node.stops, []);
    rig.alarm();
  });

  it("for ever: the watchdog bites, and the start after it knows", () => {
    const rig = new Rig().warm();
    rig.node.board.stall(3_600_000);
    rig.clock.runFor(40_000);
    assert.deepEqual(rig.node.stops, ["watchdog"]);
    rig.online();
    assert.equal(rig.node.status()?.["resetCause"], "watchdog");
    rig.warm().alarm();
  });
});

describe("the crash ring", () => {
  const fail = (text: string): string => `setTimeout(function(){throw new Error(${JSON.stringify(text)});},1)`;

  it("has an exception that nobody caught, after the restart too, and without secrets", () => {
    const rig = new Rig().online();
    rig.node.ask(fail('it "broke"\\with secret in it'));
    rig.clock.runFor(1000);
    rig.node.powerOff();
    rig.node.powerOn();
    rig.online();
    const [crash = ""] = crashesOf(rig);
    assert.match(crash, /^\d+ s: /);
    assert.match(crash, /it .broke..with \*\*\* in it/);
    rig.waitFor("the report of it", () => rig.platform.property(rig.device, "LastCrash") !== undefined, 60);
    assert.equal(rig.platform.property(rig.device, "LastCrash")?.value, crash);
    assert.deepEqual(rig.platform.violations, []);
  });

  it("keeps the newest, and one an hour", () => {
    const rig = new Rig().online();
    for (let hour = 0; hour < 6; hour++) {
      for (let i = 0; i < 10; i++) rig.node.ask(fail(`of hour ${hour}`));
      rig.clock.runFor(3_600_000);
    }
    const crashes = crashesOf(rig);
    assert.match(crashes.at(-1) ?? "", /of hour 5/);
    assert.ok(crashes.length <= 6, crashes.join("\n"));
  });
});
