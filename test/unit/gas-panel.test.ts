/** Lamps, buzzer and silence, by state and time. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { ALARM, FAULT, type GasState, NORMAL, WARMING, WARNING } from "../../src/gas/alarm.ts";
import { createPanel } from "../../src/gas/panel.ts";
import { FakeClock } from "./fake-clock.ts";

function openPanel(stuck = "") {
  const clock = new FakeClock();
  const lit = { red: false, yellow: false, green: false };
  const beeps: number[] = [];
  const lamp = (name: keyof typeof lit) => (on: boolean) => {
    lit[name] = on;
    return name !== stuck;
  };
  const panel = createPanel(clock, lamp("red"), lamp("yellow"), lamp("green"), (ms) => beeps.push(ms));
  /** Seconds of a state; the beeps in them. */
  const run = (gas: GasState, isFaulty: boolean, seconds: number): number[] => {
    const from = beeps.length;
    for (let s = 0; s < seconds; s++) {
      clock.advance(1000);
      if (gas === ALARM) panel.sound();
      if (s % 5 === 4) panel.show(gas, isFaulty);
    }
    return beeps.slice(from);
  };
  const lamps = () =>
    Object.entries(lit)
      .flatMap(([name, on]) => (on ? [name] : []))
      .join(" ");
  return { panel, run, lamps, beeps };
}

type Row = readonly [gas: GasState, isFaulty: boolean, lamps: string, beeps: readonly number[], inS: number];
const ROWS: readonly Row[] = [
  [WARMING, false, "", [], 300],
  [NORMAL, false, "green", [], 300],
  [NORMAL, true, "yellow", [50, 50], 120],
  [FAULT, true, "yellow", [50], 60],
  [WARNING, false, "red green", [100, 100, 100], 15],
];
for (const [gas, isFaulty, lamps, beeps, inS] of ROWS) {
  test(`state ${gas}${isFaulty ? " with a fault" : ""}: ${lamps || "no lamp"}, ${beeps.length} beeps in ${inS} s`, () => {
    const { run, lamps: lit } = openPanel();
    assert.deepEqual(run(gas, isFaulty, inS), beeps);
    assert.equal(lit(), lamps);
  });
}

test("an alarm: red, and half of each second is sound", () => {
  const { run, lamps } = openPanel();
  run(ALARM, false, 5);
  assert.deepEqual(run(ALARM, false, 10), Array(10).fill(500));
  assert.equal(lamps(), "red green");
  run(ALARM, true, 5);
  assert.equal(lamps(), "red yellow");
});

test("a warning blinks", () => {
  const { run, lamps } = openPanel();
  const seen = [1, 2, 3, 4].map(() => {
    run(WARNING, false, 5);
    return lamps();
  });
  assert.deepEqual(seen, ["red green", "green", "red green", "green"]);
});

test("silence lasts for ten minutes", () => {
  const { panel, run } = openPanel();
  run(ALARM, false, 5);
  panel.silence();
  assert.deepEqual(run(ALARM, false, 595), []);
  assert.ok(run(ALARM, false, 20).length >= 10);
});

type NewAlarm = readonly [name: string, before: GasState, after: GasState, isLoud: boolean];
const NEW_ALARMS: readonly NewAlarm[] = [
  ["an alarm after a warning", WARNING, ALARM, true],
  ["an alarm after a fault", FAULT, ALARM, true],
  ["an alarm after calm", NORMAL, ALARM, true],
  ["a warning after calm", NORMAL, WARNING, true],
  ["a warning after an alarm", ALARM, WARNING, false],
  ["a fault after an alarm", ALARM, FAULT, false],
];
for (const [name, before, after, isLoud] of NEW_ALARMS) {
  test(`silence and ${name}: ${isLoud ? "it is heard" : "it stays silent"}`, () => {
    const { panel, run } = openPanel();
    run(before, before === FAULT, 5);
    panel.silence();
    assert.deepEqual(run(before, before === FAULT, 60), []);
    assert.equal(run(after, after === FAULT, 60).length > 0, isLoud);
  });
}

test("its own test lights all and beeps, and tells a lamp that does not follow", () => {
  const { panel, lamps, beeps } = openPanel();
  assert.deepEqual([panel.test(), lamps(), beeps], [true, "red yellow green", [500]]);
  for (const stuck of ["red", "yellow", "green"]) assert.equal(openPanel(stuck).panel.test(), false, stuck);
  const bare = createPanel(new FakeClock(), undefined, undefined, undefined, () => {});
  assert.equal(bare.test(), true, "what the board does not have is not missed");
});

test("an alarm on a faulty device sounds as any other", () => {
  const { run } = openPanel();
  assert.deepEqual(new Set(run(ALARM, true, 180)), new Set([500]));
});

test("silence ends when there is more to tell", () => {
  const { panel, run } = openPanel();
  run(ALARM, false, 10);
  panel.silence();
  assert.deepEqual(run(ALARM, false, 10), []);
  panel.loud();
  assert.equal(run(ALARM, false, 10).length, 10);
});
