/** Faults of the device: believed after a while, told once each, and once when they are over. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { ALARM } from "../../src/gas/alarm.ts";
import type { Reading } from "../../src/gas/sensor.ts";
import { ALARM_KIND, FAULT_KIND, NO_VALUE } from "../../src/store/slot.ts";
import { LOGIN_REFUSED, SENSOR_FAULTS, SETTINGS_REVERTED, SIM_REFUSED } from "../../src/system/fault-codes.ts";
import { openApp } from "./app-bench.ts";

const OK: Reading = { tag: "ok", ppm: 500, lelPercent: 1 };
const WARMING: Reading = { tag: "warming" };
const OPEN: Reading = { tag: "fault:open" };
const ADC: Reading = { tag: "fault:adc" };
const SATURATED: Reading = { tag: "fault:saturated" };
const RAISED = 256;

/** The faults' records: `+1` raised, `-1` over. */
function faultsIn(posted: readonly (readonly [kind: number, value: number])[]): number[] {
  return posted.filter(([kind]) => kind === FAULT_KIND).map(([, value]) => (value >= RAISED ? value - RAISED : -value));
}

type Run = readonly (readonly [times: number, reading: Reading])[];
const RUNS: readonly (readonly [name: string, run: Run, told: readonly number[]])[] = [
  ["four bad samples", [[4, OPEN]], []],
  ["five bad samples", [[5, OPEN]], [1]],
  ["a fault that stays is told once", [[500, OPEN]], [1]],
  ["saturated", [[5, SATURATED]], [2]],
  ["no ADC", [[5, ADC]], [3]],
  [
    "now and then a bad sample",
    [
      [4, OPEN],
      [1, OK],
      [4, OPEN],
      [1, OK],
      [4, OPEN],
    ],
    [],
  ],
  [
    "two kinds by turns",
    [
      [3, OPEN],
      [3, ADC],
      [3, OPEN],
      [3, ADC],
    ],
    [],
  ],
  [
    "29 sound samples do not end it",
    [
      [5, OPEN],
      [29, OK],
      [1, OPEN],
      [29, OK],
    ],
    [1],
  ],
  [
    "30 sound samples end it",
    [
      [5, OPEN],
      [30, OK],
    ],
    [1, -1],
  ],
  [
    "warming is sound",
    [
      [5, OPEN],
      [30, WARMING],
    ],
    [1, -1],
  ],
  [
    "another fault in its place ends it",
    [
      [5, OPEN],
      [5, ADC],
    ],
    [1, -1, 3],
  ],
  [
    "again, after it was over",
    [
      [5, OPEN],
      [30, OK],
      [5, OPEN],
    ],
    [1, -1, 1],
  ],
];
for (const [name, run, told] of RUNS) {
  test(`sensor: ${name}`, () => {
    const { sense, posted, app } = openApp();
    for (const [times, reading] of run) for (let i = 0; i < times; i++) sense(reading);
    assert.deepEqual(faultsIn(posted), told);
    const last = told.at(-1) ?? 0;
    assert.deepEqual(app.status.standing, last > 0 ? [last] : []);
  });
}

test("a saturated sensor alarms at once, and is a fault after a while", () => {
  const { sense, posted } = openApp();
  sense(OK);
  for (let i = 0; i < 5; i++) sense(SATURATED);
  assert.deepEqual(posted, [
    [ALARM_KIND + ALARM, NO_VALUE],
    [FAULT_KIND, RAISED + 2],
  ]);
});

test("faults of others: raised and over, told once each whatever is said again", () => {
  const { app, posted, logged } = openApp();
  for (const [code, isRaised] of [
    [LOGIN_REFUSED, false],
    [LOGIN_REFUSED, true],
    [LOGIN_REFUSED, true],
    [SIM_REFUSED, true],
    [LOGIN_REFUSED, false],
    [LOGIN_REFUSED, false],
    [SETTINGS_REVERTED, true],
  ] as const)
    app.fault(code, isRaised);
  assert.deepEqual(faultsIn(posted), [LOGIN_REFUSED, SIM_REFUSED, -LOGIN_REFUSED, SETTINGS_REVERTED]);
  assert.deepEqual(app.status.standing, [SIM_REFUSED, SETTINGS_REVERTED]);
  assert.equal(logged.length, 4);
});

test("codes: one each, within a byte, and none is 0", () => {
  const codes = [...SENSOR_FAULTS.map((_, i) => i + 1), LOGIN_REFUSED, SIM_REFUSED, SETTINGS_REVERTED];
  assert.equal(new Set(codes).size, codes.length);
  assert.ok(codes.every((code) => code > 0 && code < RAISED));
});
