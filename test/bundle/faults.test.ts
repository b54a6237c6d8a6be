/**
 * Every fault of the modem's catalogue, at three moments: afterwards the device is online again within the 15 minutes of
 * the design, what was decided meanwhile has arrived, and a fresh alarm arrives too.
 */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { FAULTS, type FaultName } from "../../sim/modem/faults.ts";
import { ALARM, NORMAL, RAISES_S, RECOVERY_S, Rig } from "./rig.ts";

const HELD_MS = 180_000;
/** A one-shot may still lie in wait for the fresh alarm: one time-out of a publish more than usual. */
const FRESH_ALARM_S = 120;
/** Until a standing alarm has ended, after a warm-up at worst. */
const CALM_S = 300;
const LOOK_MS = 500;

type Moment = "registering" | "subscribing" | "online";
const MOMENTS: Readonly<Record<Moment, (rig: Rig) => void>> = {
  registering: (rig) => rig.waitFor("state CREG", () => rig.node.state === "CREG", 60),
  subscribing: (rig) => rig.waitFor("state MSUB", () => rig.node.state === "MSUB", 60),
  online: (rig) => void rig.warm(),
};

const isHome = (rig: Rig): boolean => rig.node.state === "ONLINE" && rig.node.vitals.waiting === 0;

function play(name: FaultName, moment: Moment): void {
  const rig = new Rig({ seed: name.length + moment.length });
  MOMENTS[moment](rig);
  const isHeld = FAULTS[name].lasts === "held";
  rig.node.modem.fault(name, isHeld ? { forMs: HELD_MS } : {});
  // Traffic, for faults that wait for some, and an alarm that must not be lost.
  if (moment === "online") rig.node.setLelPercent(25);
  rig.clock.runFor(isHeld ? HELD_MS : RAISES_S * 1000);
  const known = rig.events.length;

  rig.waitFor("online again, nothing waiting", () => isHome(rig), RECOVERY_S, LOOK_MS);
  if (moment === "online") {
    assert.equal(rig.eventsOf(ALARM).length, 1, `the alarm of that moment, once\n${rig.story()}`);
  }
  rig.node.setLelPercent(0);
  rig.waitFor("sensor warm, no alarm", () => rig.node.vitals.gasState === NORMAL, CALM_S, LOOK_MS);
  rig.alarm(FRESH_ALARM_S);
  rig.waitFor("all replied", () => rig.node.vitals.waiting === 0, FRESH_ALARM_S);
  assert.ok(rig.events.length > known);
  assert.equal(new Set(rig.events.map(({ id }) => id)).size, rig.events.length, "ids are unique");
  assert.equal(rig.node.vitals.dropped, 0);
  assert.deepEqual(rig.platform.violations, [], rig.story());
  rig.assertAlive();
}

for (const moment of Object.keys(MOMENTS) as Moment[]) {
  describe(moment, () => {
    for (const name of Object.keys(FAULTS) as FaultName[]) {
      test(`${name}: ${FAULTS[name].what}`, () => play(name, moment));
    }
  });
}
