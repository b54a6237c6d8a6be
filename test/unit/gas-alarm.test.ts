/** Alarm rules over readings in time: when it is raised, when it is cleared, and what must never be. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  ALARM,
  type AlarmState,
  acknowledged,
  FAULT,
  firstState,
  type GasState,
  NORMAL,
  nextState,
  type Rules,
  rulesOf,
  STEP_S,
  WARMING,
  WARNING,
} from "../../src/gas/alarm.ts";
import { dosesOf } from "../../src/gas/exposure.ts";
import type { Reading } from "../../src/gas/reading.ts";
import { sensorNamed } from "../../src/gas/sensors.ts";

const NAMES = ["WARMING", "NORMAL", "WARNING", "ALARM", "FAULT"];
const RULES: Rules = { warningPpm: 5000, alarmPpm: 10000, clearPpm: 8000, isLatching: false };
const LATCHING: Rules = { ...RULES, isLatching: true };
const at = (ppm: number): Reading => ({ tag: "ok", ppm, lelPercent: ppm / 500, isOver: false });
const OPEN: Reading = { tag: "fault:open", isOver: false };
const SATURATED: Reading = { tag: "fault:saturated", isOver: true };
const OVER: Reading = { tag: "ok", ppm: 10000, lelPercent: 20, isOver: true };
const WARM: Reading = { tag: "warming" };

type Part = readonly [reading: Reading, seconds: number];
/** Changes of the state, each with the second in which it came; `ack` acknowledges. */
function play(parts: readonly (Part | "ack")[], rules = RULES, from = firstState(false)): string[] {
  let state = from;
  let nowS = 0;
  const told: string[] = [];
  for (const part of parts) {
    if (part === "ack") {
      state = acknowledged(state);
      continue;
    }
    for (let s = 0; s < part[1]; s += STEP_S) {
      const next = nextState(state, part[0], rules);
      nowS += STEP_S;
      if (next.gas !== state.gas) told.push(`${nowS} ${NAMES[next.gas]}`);
      state = next;
    }
  }
  return told;
}

type Row = readonly [name: string, parts: readonly (Part | "ack")[], told: readonly string[], rules?: Rules];
const CALM: Part = [at(100), 100];
const ROWS: readonly Row[] = [
  ["clean air", [[at(0), 300]], ["5 NORMAL"]],
  ["a step over the alarm's set point", [CALM, [at(10000), 60]], ["5 NORMAL", "120 ALARM"]],
  ["a step to just below it", [CALM, [at(9999), 600]], ["5 NORMAL", "120 WARNING"]],
  ["a step to the warning's set point", [CALM, [at(5000), 60]], ["5 NORMAL", "120 WARNING"]],
  ["a step to just below that", [CALM, [at(4999), 86400]], ["5 NORMAL"]],
  ["fifteen seconds of much gas", [CALM, [at(20000), 15], CALM], ["5 NORMAL"]],
  ["over range alarms", [CALM, [OVER, 60]], ["5 NORMAL", "120 ALARM"]],
  ["saturated alarms", [CALM, [SATURATED, 60]], ["5 NORMAL", "105 FAULT", "120 ALARM"]],
  ["ten seconds of it do not", [CALM, [SATURATED, 10], CALM], ["5 NORMAL", "105 FAULT", "115 NORMAL"]],
  [
    "its end, after a minute below 80 %",
    [CALM, [at(12000), 30], [at(7999), 70]],
    ["5 NORMAL", "120 ALARM", "190 WARNING"],
  ],
  ["at 80 % it stays", [CALM, [at(12000), 30], [at(8000), 600]], ["5 NORMAL", "120 ALARM"]],
  [
    "a minute that is broken by one reading begins anew",
    [CALM, [at(12000), 30], [at(100), 55], [at(8000), 5], [at(100), 60]],
    ["5 NORMAL", "120 ALARM", "250 NORMAL"],
  ],
  [
    "nor does a fault let a warning end sooner",
    [CALM, [at(6000), 30], [at(0), 55], [OPEN, 5], [at(0), 60]],
    ["5 NORMAL", "120 WARNING", "190 FAULT", "195 WARNING", "250 NORMAL"],
  ],
  ["clean air at once ends both", [CALM, [at(12000), 30], [at(100), 60]], ["5 NORMAL", "120 ALARM", "190 NORMAL"]],
  ["the warning's end", [CALM, [at(6000), 30], [at(3999), 60]], ["5 NORMAL", "120 WARNING", "190 NORMAL"]],
  ["at 80 % of the warning it stays", [CALM, [at(6000), 30], [at(4000), 600]], ["5 NORMAL", "120 WARNING"]],
  [
    "gas at the end of the warm-up",
    [
      [WARM, 180],
      [at(10000), 5],
    ],
    ["185 ALARM"],
  ],
  [
    "a warning's gas then",
    [
      [WARM, 180],
      [at(5000), 5],
    ],
    ["185 WARNING"],
  ],
  [
    "saturated then",
    [
      [WARM, 180],
      [SATURATED, 5],
    ],
    ["185 ALARM"],
  ],
  ["a fault", [CALM, [OPEN, 60], CALM], ["5 NORMAL", "105 FAULT", "165 NORMAL"]],
  ["a wire that is cut in alarm ends nothing", [CALM, [at(12000), 30], [OPEN, 86400]], ["5 NORMAL", "120 ALARM"]],
  [
    "and the calm before the fault counts for nothing",
    [CALM, [at(12000), 30], [at(0), 55], [OPEN, 5], [at(0), 55], [OPEN, 5], [at(0), 60]],
    ["5 NORMAL", "120 ALARM", "310 NORMAL"],
  ],
  [
    "an excess goes on behind a fault",
    [CALM, [at(12000), 15], [OPEN, 5], [at(12000), 5]],
    ["5 NORMAL", "120 FAULT", "125 ALARM"],
  ],
  ["latched, and nobody comes", [CALM, [at(12000), 30], [at(0), 86400]], ["5 NORMAL", "120 ALARM"], LATCHING],
  [
    "latched, acknowledged while it stands",
    [CALM, [at(12000), 30], "ack", [at(12000), 60], [at(0), 60]],
    ["5 NORMAL", "120 ALARM", "250 NORMAL"],
    LATCHING,
  ],
  [
    "latched, acknowledged when it is clear",
    [CALM, [at(12000), 30], [at(0), 600], "ack", [at(0), 5]],
    ["5 NORMAL", "120 ALARM", "735 NORMAL"],
    LATCHING,
  ],
  [
    "acknowledged, and gas is there still",
    [CALM, [at(12000), 30], "ack", [at(9000), 86400]],
    ["5 NORMAL", "120 ALARM"],
    LATCHING,
  ],
  [
    "the next alarm wants to be acknowledged again",
    [CALM, [at(12000), 30], "ack", [at(0), 60], [at(12000), 20], [at(0), 600]],
    ["5 NORMAL", "120 ALARM", "190 NORMAL", "210 ALARM"],
    LATCHING,
  ],
];
for (const [name, parts, told, rules] of ROWS) test(name, () => assert.deepEqual(play(parts, rules), told));

test("an alarm that stood when the board stopped stands from the first moment, and through the warm-up", () => {
  assert.equal(NAMES[firstState(true).gas], "ALARM");
  assert.deepEqual(
    play(
      [
        [WARM, 180],
        [at(0), 600],
      ],
      LATCHING,
      firstState(true),
    ),
    [],
  );
  assert.deepEqual(
    play(
      [
        [WARM, 180],
        [at(0), 60],
      ],
      RULES,
      firstState(true),
    ),
    ["240 NORMAL"],
  );
});

/** Readings over (1) and below (0) the set point, again and again; the second in which the alarm comes. */
const TREMBLES: readonly (readonly [pattern: string, raisedS: number | undefined])[] = [
  ["1", 20],
  ["1110", 30],
  ["110", 40],
  ["11010", 60],
  ["10", undefined],
  ["100", undefined],
];
for (const [pattern, raisedS] of TREMBLES) {
  test(`a signal that trembles about the set point like ${pattern}: ${raisedS ? `raised after ${raisedS} s` : "not raised"}`, () => {
    let state: AlarmState = nextState(firstState(false), at(0), RULES);
    let s = 0;
    while (state.gas !== ALARM && s < 3600) {
      state = nextState(state, at(pattern[(s / STEP_S) % pattern.length] === "1" ? 10300 : 9700), RULES);
      s += STEP_S;
    }
    assert.equal(state.gas === ALARM ? s : undefined, raisedS);
  });
}

const anyReading = fc.oneof(
  fc.double({ min: 0, max: 30000, noNaN: true }).map(at),
  fc.constantFrom(OPEN, SATURATED, OVER, WARM, { tag: "fault:adc", isOver: false } as Reading),
);
const anyRules = fc.constantFrom(
  RULES,
  LATCHING,
  rulesOf(sensorNamed("MQ-7"), 10, 20, false, dosesOf("EN 50291")),
  rulesOf(sensorNamed("MQ-7"), 10, 20, true, dosesOf("UL 2034")),
);
const isExcess = (reading: Reading, limitPpm: number) => !!reading.isOver || (reading.ppm ?? 0) >= limitPpm;

test("property: no alarm without gas above the warning's set point", () => {
  fc.assert(
    fc.property(fc.array(anyReading, { maxLength: 200 }), anyRules, (readings, rules) => {
      let state = firstState(false);
      let wasThere = false;
      for (const reading of readings) {
        wasThere ||= isExcess(reading, rules.warningPpm);
        state = nextState(state, reading, rules);
        if (state.gas === ALARM) assert.ok(wasThere);
      }
    }),
    { numRuns: 2000 },
  );
});

test("property: a reading below the warning's set point raises nothing by itself", () => {
  fc.assert(
    fc.property(fc.array(anyReading, { maxLength: 200 }), anyRules, (readings, rules) => {
      let state = firstState(false);
      for (const reading of readings) {
        const was = state.gas;
        state = nextState(state, reading, rules);
        if (state.gas === ALARM && was !== ALARM)
          assert.ok(isExcess(reading, rules.warningPpm), JSON.stringify(reading));
      }
    }),
    { numRuns: 2000 },
  );
});

test("property: whatever came before, clean air for two minutes and an acknowledgement end it, and gas raises it", () => {
  fc.assert(
    fc.property(fc.array(anyReading, { maxLength: 100 }), anyRules, fc.boolean(), (readings, rules, isAck) => {
      let state = firstState(isAck);
      for (const reading of readings) state = nextState(state, reading, rules);
      const before = state;
      for (let s = 0; s < 120; s += STEP_S) state = nextState(acknowledged(state), at(0), rules);
      assert.equal(NAMES[state.gas], "NORMAL");
      state = before;
      for (let s = 0; s < 20; s += STEP_S) state = nextState(state, at(30000), rules);
      assert.equal(NAMES[state.gas], "ALARM");
    }),
    { numRuns: 2000 },
  );
});

test("property: a reading without a number ends no alarm, and is no sound state", () => {
  fc.assert(
    fc.property(fc.array(anyReading, { maxLength: 100 }), anyRules, (readings, rules) => {
      let state = firstState(false);
      for (const reading of readings) {
        const was: GasState = state.gas;
        state = nextState(state, reading, rules);
        if (reading.ppm !== undefined || reading.isOver) continue;
        const allowed = was === ALARM ? [ALARM] : [WARMING, FAULT];
        assert.ok(allowed.includes(state.gas as never), `${NAMES[was]} to ${NAMES[state.gas]} by ${reading.tag}`);
      }
    }),
    { numRuns: 2000 },
  );
});

const SET_POINTS: readonly (readonly [sensor: string, warning: number, alarm: number, clear: number])[] = [
  ["MQ-4", 5000, 10000, 8000],
  ["MQ-2", 2100, 4200, 3360],
  ["MQ-8", 4000, 8000, 6400],
  ["MH-441D", 5000, 10000, 8000],
  ["MQ-7", 40, 250, 32],
  ["ZE07-CO", 40, 250, 32],
  ["MQ-135/NH4", 25, 50, 40],
];
for (const [sensor, warningPpm, alarmPpm, clearPpm] of SET_POINTS) {
  test(`set points of ${sensor}`, () => {
    const rules = rulesOf(sensorNamed(sensor), 10, 20, true, dosesOf("EN 50291"));
    assert.deepEqual([rules.warningPpm, rules.alarmPpm, rules.clearPpm], [warningPpm, alarmPpm, clearPpm]);
    assert.equal(rules.exposure !== undefined, sensor === "MQ-7" || sensor === "ZE07-CO");
  });
}
test("set points that the settings lower", () => {
  const rules = rulesOf(sensorNamed("MQ-4"), 5, 12, true, dosesOf("EN 50291"));
  assert.deepEqual([rules.warningPpm, rules.alarmPpm], [2500, 6000]);
  assert.ok(NORMAL < WARNING);
});

test("a dose fades in clean air, though nothing else is counted", () => {
  const rules = rulesOf(sensorNamed("MQ-7"), 10, 20, true, dosesOf("EN 50291"));
  let state = nextState(firstState(false), at(0), rules);
  for (let s = 0; s < 600; s += STEP_S) state = nextState(state, at(100), rules);
  const { dose } = state;
  assert.ok(dose > 0.3 && dose < 0.5, `${dose}`);
  for (let s = 0; s < 3600; s += STEP_S) state = nextState(state, at(0), rules);
  assert.deepEqual([state.gas, state.dose], [NORMAL, 0]);
});

test("however large the dose was: a minute of clean air ends its alarm, and the next begins at none", () => {
  const rules = rulesOf(sensorNamed("MQ-7"), 10, 20, false, dosesOf("EN 50291"));
  let state = nextState(firstState(false), at(0), rules);
  for (let s = 0; s < 1800; s += STEP_S) state = nextState(state, at(240), rules);
  assert.equal(state.gas, ALARM);
  assert.ok(state.dose > 5, `${state.dose}`);
  for (let s = 0; s <= 75; s += STEP_S) state = nextState(state, at(0), rules);
  assert.deepEqual([state.gas, state.dose], [NORMAL, 0]);
  state = nextState(state, at(100), rules);
  assert.equal(state.gas, NORMAL);
});
