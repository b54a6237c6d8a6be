/** Lamps, buzzer and silence, and how long the sensor has been in use. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { createLife } from "../../src/system/life.ts";
import { createPanel } from "../../src/system/panel.ts";
import { FakeClock } from "./fake-clock.ts";

const [WARMING, NORMAL, WARNING, ALARM, FAULT] = [0, 1, 2, 3, 4];

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
  const run = (gas: number, isFaulty: boolean, seconds: number): number[] => {
    const from = beeps.length;
    for (let s = 0; s < seconds; s++) {
      clock.advance(1000);
      panel.tick();
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

type Row = readonly [gas: number, isFaulty: boolean, lamps: string, beeps: readonly number[], inS: number];
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

type NewAlarm = readonly [name: string, before: number, after: number, isLoud: boolean];
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

function openLife(keptHours: number) {
  const clock = new FakeClock();
  const written: number[] = [];
  const told: boolean[] = [];
  let tests = 0;
  const life = createLife(
    clock,
    keptHours,
    (hours) => written.push(hours) > 0,
    (isOver) => told.push(isOver),
    () => tests++,
  );
  const pass = (hours: number) => clock.advance(hours * 3_600_000);
  return { life, written, told, pass, tests: () => tests };
}

test("hours are written once a day, and when asked for", () => {
  const { life, written, pass } = openLife(0);
  pass(50);
  assert.deepEqual([life.hours(), written], [50, [24, 48]]);
  assert.equal(life.keep(), true);
  assert.deepEqual(written, [24, 48, 50]);
});

test("a self-test each 720 h of use, whatever restarts there were", () => {
  const { pass, tests } = openLife(0);
  pass(719);
  assert.equal(tests(), 0);
  pass(720);
  assert.equal(tests(), 1);
  const second = openLife(719);
  second.pass(1);
  assert.equal(second.tests(), 1);
});

const LIVES: readonly (readonly [hours: number, told: boolean | undefined, isExpired: boolean])[] = [
  [0, undefined, false],
  [43_079, undefined, false],
  [43_080, false, false],
  [43_799, false, false],
  [43_800, true, true],
  [60_000, true, true],
];
for (const [hours, told, isExpired] of LIVES) {
  test(`after ${hours} h: ${isExpired ? "expired" : told === undefined ? "nothing to tell" : "its end is near"}`, () => {
    const at = openLife(hours);
    at.pass(0);
    assert.deepEqual([at.told.pop(), at.life.isExpired()], [told, isExpired]);
    const before = openLife(hours - 1);
    before.pass(1);
    assert.deepEqual([before.told.pop(), before.life.isExpired()], [told, isExpired], "an hour later");
  });
}
