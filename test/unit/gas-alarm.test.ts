/** Alarm rules as a table: state and reading in, state out. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { ALARM, FAULT, type GasState, NORMAL, nextState, WARMING, WARNING } from "../../src/gas/alarm.ts";
import type { Reading } from "../../src/gas/sensor.ts";

const SET_POINTS = { warning: 10, alarm: 20 };
const NAMES = ["WARMING", "NORMAL", "WARNING", "ALARM", "FAULT"];
const at = (lelPercent: number): Reading => ({ tag: "ok", ppm: lelPercent * 500, lelPercent });

type Row = readonly [from: readonly GasState[], reading: Reading, to: GasState];
const ANY = [WARMING, NORMAL, WARNING, ALARM, FAULT] as const;
const BUT_ALARM = [WARMING, NORMAL, WARNING, FAULT] as const;
const CALM = [WARMING, NORMAL, FAULT] as const;
const ROWS: readonly Row[] = [
  [ANY, at(0), NORMAL],
  [CALM, at(9.99), NORMAL],
  [CALM, at(10), WARNING],
  [ANY, at(20), ALARM],
  [ANY, at(1000), ALARM],
  [BUT_ALARM, at(19.99), WARNING],
  [[ALARM], at(16), ALARM],
  [[ALARM], at(15.99), WARNING],
  [[ALARM], at(8), WARNING],
  [[ALARM], at(7.99), NORMAL],
  [[WARNING], at(8), WARNING],
  [[WARNING], at(7.99), NORMAL],
  [ANY, { tag: "fault:saturated" }, ALARM],
  [BUT_ALARM, { tag: "fault:open" }, FAULT],
  [BUT_ALARM, { tag: "fault:adc" }, FAULT],
  [[ALARM], { tag: "fault:open" }, ALARM],
  [[ALARM], { tag: "fault:adc" }, ALARM],
  [BUT_ALARM, { tag: "warming" }, WARMING],
  [[ALARM], { tag: "warming" }, ALARM],
];
for (const [froms, reading, to] of ROWS) {
  for (const from of froms) {
    test(`${NAMES[from]}, ${JSON.stringify(reading)}: ${NAMES[to]}`, () => {
      assert.equal(NAMES[nextState(from, reading, SET_POINTS)], NAMES[to]);
    });
  }
}

test("a level that trembles at a set point raises it once", () => {
  let state: GasState = NORMAL;
  let changes = 0;
  for (let i = 0; i < 100; i++) {
    const next = nextState(state, at(20 + (i % 2 ? 0.5 : -0.5)), SET_POINTS);
    if (next !== state && (next === ALARM || state === ALARM)) changes++;
    state = next;
  }
  assert.equal(changes, 1);
});

test("an alarm outlives any row of faults, and ends with a sound reading", () => {
  let state: GasState = ALARM;
  for (const tag of ["fault:open", "warming", "fault:adc", "fault:saturated", "fault:open"] as const) {
    state = nextState(state, { tag } as Reading, SET_POINTS);
    assert.equal(NAMES[state], "ALARM", tag);
  }
  assert.equal(NAMES[nextState(state, at(1), SET_POINTS)], "NORMAL");
});
