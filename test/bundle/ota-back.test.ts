/** A new bundle that is no good: the one before comes back by itself, says so, and does not take it again. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { kindOf, nextOf, OtaRig, releaseOf, VERSION } from "./ota-rig.ts";

const UPDATE_S = 600;
const TRIAL_S = 45 * 60;
/** One with its digest of the interpreter's own, one without. */
const KINDS = { esp32: await kindOf("esp32"), "rp2350-pico2": await kindOf("rp2350-pico2") };

const BAD: Readonly<Record<string, (next: string) => string>> = {
  "throws at its start": (next) => `throw "broken";${next}`,
  "never comes online": (next) => next.replaceAll("AT+MSUB", "AT+NONE"),
  "feeds no watchdog": (next) => `E.kickWatchdog=function(){};${next}`,
  "is no JavaScript": (next) => `\x01}{)(${next}`,
  "is half a bundle": (next) => `${next.slice(-next.length / 2)}`,
  "senses nothing": (next) => next.replaceAll("analogRead", "analogRea"),
};

for (const [id, kind] of Object.entries(KINDS)) {
  describe(id, () => {
    for (const [what, spoil] of Object.entries(BAD)) {
      it(`a bundle that ${what}`, () => {
        const rig = new OtaRig(kind).warm();
        rig.waitForVersion(kind.bundle, VERSION, 60);
        const bad = spoil(nextOf(kind.bundle));
        const job = rig.push(bad);
        rig.waitFor("the restart", () => rig.node.stops.length > 0, 2 * UPDATE_S, 1000);
        rig.waitFor("that it was given up", () => job.steps.at(-1) === -4, TRIAL_S, 1000);
        rig.assertStep(job, -4, /^rolled back$/);
        const status = rig.node.status();
        assert.deepEqual([status?.["version"], status?.["safeMode"]], [VERSION, undefined]);
        assert.equal(rig.version, releaseOf(kind.bundle, VERSION));
        rig.warm();
        rig.alarm();
        const again = rig.push(bad);
        rig.waitFor("a refusal", () => again.steps.at(-1) === -1, 60);
        rig.assertStep(again, -1, /^rolled back before$/);
        const good = nextOf(kind.bundle, "0.1.2");
        rig.push(good, { version: releaseOf(good, "0.1.2") });
        rig.waitForVersion(good, "0.1.2", 2 * UPDATE_S);
      });
    }
  });
}

describe("a trial", () => {
  it("that the power interrupts goes on; with the fifth start it is over", () => {
    const kind = KINDS.esp32;
    const rig = new OtaRig(kind).warm();
    const next = nextOf(kind.bundle);
    const job = rig.push(next);
    rig.waitFor("the restart", () => rig.node.stops.length > 0, UPDATE_S, 1000);
    for (let start = 0; start < 5; start++) {
      rig.clock.runFor(60_000);
      assert.equal(rig.node.status()?.["version"], "0.1.1", `start ${start}`);
      assert.equal(rig.ota["stage"], "trial");
      rig.node.powerOff();
      rig.node.powerOn();
    }
    rig.waitFor("that it was given up", () => job.steps.at(-1) === -4, UPDATE_S, 1000);
    assert.equal(rig.node.status()?.["version"], VERSION);
  });
  it("without a network for half an hour is over", () => {
    const kind = KINDS.esp32;
    const rig = new OtaRig(kind).warm();
    const job = rig.push(nextOf(kind.bundle));
    rig.waitFor("the restart", () => rig.node.stops.length > 0, UPDATE_S, 1000);
    rig.network.cut();
    rig.waitFor("the one before", () => rig.node.status()?.["version"] === VERSION, TRIAL_S, 1000);
    rig.network.restore();
    rig.waitFor("that it was given up", () => job.steps.at(-1) === -4, 2 * UPDATE_S, 1000);
  });
});
