/** Faults of the device: believed after a while, told once each, and once when they are over. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { ALARM, FAULT, NORMAL, WARNING } from "../../src/gas/alarm.ts";
import type { Reading } from "../../src/gas/reading.ts";
import { ALARM_KIND, FAULT_KIND, NO_VALUE } from "../../src/store/slot.ts";
import {
  LIFE_ENDS,
  LIFE_OVER,
  LOGIN_REFUSED,
  SENSOR_FAULTS,
  SETTINGS_BAD,
  SETTINGS_REVERTED,
  SIM_REFUSED,
} from "../../src/system/fault-codes.ts";
import { openApp } from "./app-bench.ts";

const OK: Reading = { tag: "ok", ppm: 500, lelPercent: 1 };
const WARMING: Reading = { tag: "warming" };
const OPEN: Reading = { tag: "fault:open" };
const ADC: Reading = { tag: "fault:adc" };
const SATURATED: Reading = { tag: "fault:saturated", isOver: true };
const RAISED = 256;

/** The faults' records: `+1` raised, `-1` over. */
function faultsIn(posted: readonly (readonly [kind: number, value: number])[]): number[] {
  return posted.filter(([kind]) => kind === FAULT_KIND).map(([, value]) => (value >= RAISED ? value - RAISED : -value));
}

type Run = readonly (readonly [times: number, reading: Reading])[];
const RUNS: readonly (readonly [name: string, run: Run, told: readonly number[]])[] = [
  ["one bad reading", [[1, OPEN]], []],
  ["two bad readings, which take 10 s", [[2, OPEN]], [1]],
  ["a fault that stays is told once", [[500, OPEN]], [1]],
  ["saturated", [[2, SATURATED]], [2]],
  ["no ADC", [[2, ADC]], [3]],
  [
    "a bad reading in twenty seconds",
    [
      [1, OPEN],
      [3, OK],
      [1, OPEN],
      [3, OK],
      [1, OPEN],
    ],
    [],
  ],
  [
    "a loose contact: every third reading is bad",
    [
      [1, OPEN],
      [2, OK],
      [1, OPEN],
      [2, OK],
      [1, OPEN],
    ],
    [1],
  ],
  [
    "a loose contact is over after 30 s of sound readings",
    [
      [1, OPEN],
      [1, OK],
      [20, OPEN],
      [1, OK],
      [1, OPEN],
      [6, OK],
      [1, OPEN],
    ],
    [1, -1],
  ],
  [
    "two kinds by turns",
    [
      [1, OPEN],
      [1, ADC],
      [1, OPEN],
      [1, ADC],
    ],
    [3],
  ],
  [
    "25 s of sound readings do not end it",
    [
      [2, OPEN],
      [5, OK],
      [1, OPEN],
      [5, OK],
    ],
    [1],
  ],
  [
    "30 s end it",
    [
      [2, OPEN],
      [6, OK],
    ],
    [1, -1],
  ],
  [
    "warming is sound",
    [
      [2, OPEN],
      [6, WARMING],
    ],
    [1, -1],
  ],
  [
    "another fault in its place ends it",
    [
      [2, OPEN],
      [2, ADC],
    ],
    [1, -1, 3],
  ],
  [
    "again, after it was over",
    [
      [2, OPEN],
      [6, OK],
      [2, OPEN],
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
    assert.equal(app.status.sensorFault, Math.max(last, 0));
  });
}

for (const [i, tag] of SENSOR_FAULTS.entries()) {
  test(`${tag} has code ${i + 1}`, () => {
    const { sense, posted } = openApp();
    sense(OK, { tag: tag as Reading["tag"] }, { tag: tag as Reading["tag"] });
    assert.deepEqual(posted, [[FAULT_KIND, RAISED + i + 1]]);
  });
}

test("a saturated sensor: told at once, a fault after 10 s, an alarm after 20", () => {
  const { sense, posted } = openApp();
  sense(OK, SATURATED, SATURATED, SATURATED, SATURATED, SATURATED);
  assert.deepEqual(posted, [
    [ALARM_KIND + WARNING, NO_VALUE],
    [FAULT_KIND, RAISED + 2],
    [ALARM_KIND + ALARM, NO_VALUE],
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
  const codes = [
    ...SENSOR_FAULTS.map((_, i) => i + 1),
    LOGIN_REFUSED,
    SIM_REFUSED,
    SETTINGS_REVERTED,
    SETTINGS_BAD,
    LIFE_ENDS,
    LIFE_OVER,
  ];
  assert.equal(new Set(codes).size, codes.length);
  assert.ok(codes.every((code) => code > 0 && code < RAISED));
});

test("while a fault stands nothing is shown as sound, and gas alarms all the same", () => {
  const { app, sense, posted } = openApp();
  sense(OK, OPEN, OPEN);
  for (let i = 0; i < 5; i++) {
    sense(OK);
    assert.deepEqual([app.status.gas, app.status.last], [FAULT, { tag: "fault:open" }], `${i + 1} sound readings`);
  }
  sense(OK);
  assert.deepEqual([app.status.gas, app.status.last], [NORMAL, OK]);
  sense(OPEN, OPEN, ...Array<Reading>(4).fill({ tag: "ok", ppm: 12000, lelPercent: 24, isOver: false }));
  assert.equal(app.status.gas, ALARM);
  assert.deepEqual(posted.at(-1), [ALARM_KIND + ALARM, 120_000]);
});

test("until a fault is over every reading is made, however calm the air", () => {
  const { sense, calms } = openApp();
  sense(OK, OPEN, OPEN, OK, OK, OK, OK, OK, OK, OK);
  assert.deepEqual(calms, [false, true, false, false, false, false, false, false, false, true]);
  const once = openApp();
  once.sense(OK, OPEN, OK, OK);
  assert.deepEqual(once.calms, [false, true, false, false], "and some behind a bad one that was no fault");
});
