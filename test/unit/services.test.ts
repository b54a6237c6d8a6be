/** What may be asked of the device: calibration and its refusals, self-test, silence, acknowledgement. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { App } from "../../src/app.ts";
import type { Members, ServiceName } from "../../src/cloud/cloud.ts";
import type { Outbox } from "../../src/cloud/outbox.ts";
import { ALARM, type GasState, NORMAL, WARNING } from "../../src/gas/alarm.ts";
import type { Reading } from "../../src/gas/reading.ts";
import type { Calibrated, Sensor } from "../../src/gas/sensor.ts";
import { sensorNamed } from "../../src/gas/sensors.ts";
import { createServices } from "../../src/services.ts";
import type { Calibration } from "../../src/store/calibrations.ts";
import { SELF_TEST_KIND } from "../../src/store/slot.ts";
import { SENSOR_FAULTS, UNCALIBRATED } from "../../src/system/fault-codes.ts";

interface World {
  sensor: string;
  tag: Reading["tag"];
  gas: GasState;
  ohm: number;
  ppm: number;
  noisePpm: number;
  drift: number;
  hasRoom: boolean;
  pinsFollow: boolean;
  outputFollows: boolean;
  isOnline: boolean;
  span: number;
  r0Ohm: number;
  hours: number;
  isKnown: boolean;
}
/** Clean air: 44 kohm, that is an R0 of 10 kohm. */
const SOUND: World = {
  sensor: "MQ-4",
  tag: "ok",
  gas: NORMAL,
  ohm: 44000,
  ppm: 16,
  noisePpm: 0.5,
  drift: 0.001,
  hasRoom: true,
  pinsFollow: true,
  outputFollows: true,
  isOnline: true,
  span: 1,
  r0Ohm: 12345,
  hours: 1000,
  isKnown: true,
};

function open(changes: Partial<World> = {}, kept: Calibration[] = []) {
  const world = { ...SOUND, ...changes };
  const calibrated: Calibrated = { r0Ohm: world.r0Ohm, span: world.span };
  const told: string[] = [];
  const services = createServices(
    {
      fault: (code: number, isRaised: boolean) => told.push(`fault ${code} ${isRaised}`),
      status: {
        standing: world.isKnown ? [] : [UNCALIBRATED],
        last: { tag: world.tag },
        gas: world.gas,
        sensorFault: SENSOR_FAULTS.indexOf(world.tag) + 1,
      },
      acknowledge: () => told.push("acknowledged"),
      drive: () => world.outputFollows,
    } as unknown as App,
    {
      ohm: () => world.ohm,
      ppm: () => world.ppm,
      noisePpm: () => world.noisePpm,
      drift: () => world.drift,
      resolutionPpm: () => 0.3,
    } as unknown as Sensor,
    sensorNamed(world.sensor),
    calibrated,
    {
      list: () => kept,
      current: () => calibrated,
      add: (hours, { r0Ohm, span }) => told.push(`kept ${hours} ${r0Ohm} ${span}`) > 0 && world.hasRoom,
    },
    {
      show: () => {},
      sound: () => {},
      silentS: () => 0,
      silence: () => told.push("silent"),
      loud: () => {},
      test: () => world.pinsFollow,
    },
    { hours: () => world.hours, isExpired: () => false, keep: () => world.hasRoom },
    { post: (kind: number, value: number) => told.push(`record ${kind} ${value}`) } as unknown as Outbox,
    () => world.isOnline,
    () => told.push("restarts"),
    () => ({ "Link": "ONLINE", "Failures": 3 }),
    () => {},
  );
  return { services, calibrated, told };
}

type Refusal = readonly [name: string, world: Partial<World>, ppm: number, reason: RegExp];
const REFUSALS: readonly Refusal[] = [
  ["warming", { tag: "warming" }, 0, /^warming$/],
  ["expired", { tag: "expired" }, 0, /^expired$/],
  ["a broken wire", { tag: "fault:open" }, 0, /^fault:open$/],
  ["saturated", { tag: "fault:saturated" }, 0, /^fault:saturated$/],
  ["a frozen ADC", { tag: "fault:frozen" }, 0, /^fault:frozen$/],
  ["an alarm, in clean air as somebody says", { gas: ALARM }, 0, /^gas: ventilate first$/],
  ["an alarm, in a test gas as somebody says", { gas: ALARM, ppm: 5000 }, 4000, /^gas: /],
  ["a warning, in clean air as somebody says", { gas: WARNING }, 0, /^gas: /],
  ["noise", { noisePpm: 1.7 }, 0, /^noisy: wait$/],
  ["a drift", { drift: 0.021 }, 0, /^drifting: wait$/],
  ["no drift known", { drift: NaN }, 0, /^drifting: wait$/],
  ["an R0 below the datasheet's", { ohm: 4.4 * 1699, r0Ohm: 2000 }, 0, /^R0 1699 is not 1700 to 4000 ohm; if the air/],
  ["an R0 above the datasheet's", { ohm: 4.4 * 60001, r0Ohm: 50000 }, 0, /^R0 60001 is not 25000 to 60000 ohm/],
  ["gas that is no warning yet", { ohm: 4.4 * 6172 }, 0, /^R0 6172 is not 6173 to 24690 ohm; if the air is clean, set/],
  [
    "an alarm by a guess",
    { gas: ALARM, isKnown: false },
    0,
    /^gas: ventilate first; if the air is clean, set gas\.r0Ohm to 10000$/,
  ],
  ["a test gas before R0 is known", { isKnown: false }, 5000, /^first in clean air$/],
  ["an unknown R0 below the datasheet's", { isKnown: false, ohm: 4.4 * 1699 }, 0, /^R0 1699 is not 1700 to 60000 ohm/],
  ["an R0 that has doubled", { ohm: 4.4 * 24691 }, 0, /^R0 24691 is not 6173 to 24690 ohm/],
  ["no resistance", { ohm: NaN }, 0, /^R0 NaN is not/],
  ["an endless resistance", { ohm: Infinity }, 0, /^R0 Infinity is not/],
  ["less than no gas", {}, -1, /^Ppm must be 0, in clean air, or from 200 to below 10000$/],
  ["no number for the gas", {}, NaN, /^Ppm must be/],
  ["endless gas", {}, Infinity, /^Ppm must be/],
  ["more gas than it can measure", {}, 10000, /^Ppm must be/],
  ["less test gas than there is anything to learn from", {}, 199, /^Ppm must be/],
  ["a span of less than half", { ppm: 5000 }, 2499, /^span 0.50 is not 0.5 to 2$/],
  ["a span of more than twice", { ppm: 2000 }, 4001, /^span 2.00 is not/],
  ["a span upon a span", { ppm: 4000, span: 1.5 }, 6000, /^span 2.25 is not/],
  ["a module", { sensor: "ZE07-CO" }, 0, /maker/],
  ["a current loop", { sensor: "4-20mA" }, 0, /maker/],
];
for (const [name, world, ppm, reason] of REFUSALS) {
  test(`calibration refused: ${name}`, () => {
    const { services, calibrated, told } = open(world);
    const { code, values } = services.call("Calibrate", ppm);
    assert.equal(code, 100_001);
    assert.match(String((values as Members)["Reason"]), reason);
    assert.deepEqual(
      [calibrated, told],
      [{ r0Ohm: world.r0Ohm ?? 12345, span: world.span ?? 1 }, []],
      "nothing has changed",
    );
  });
}

type Calibrating = readonly [name: string, world: Partial<World>, ppm: number, r0Ohm: number, span: number];
const CALIBRATIONS: readonly Calibrating[] = [
  ["clean air", {}, 0, 10000, 1],
  ["clean air, out of range for want of it", { tag: "fault:range", ohm: 4.4 * 24000 }, 0, 24000, 1],
  ["clean air, for the first time", { isKnown: false, ohm: 4.4 * 50000 }, 0, 50000, 1],
  ["clean air keeps the span", { span: 1.2 }, 0, 10000, 1.2],
  ["a test gas", { ppm: 4000 }, 5000, 12345, 1.25],
  ["a test gas that warns", { ppm: 4000, gas: WARNING }, 5000, 12345, 1.25],
  ["a test gas upon a span", { ppm: 5000, span: 1.25 }, 4000, 12345, 1],
];
for (const [name, world, ppm, r0Ohm, span] of CALIBRATIONS) {
  test(`calibrated in ${name}`, () => {
    const { services, calibrated, told } = open(world);
    const { code, values } = services.call("Calibrate", ppm);
    assert.equal(code, 200, JSON.stringify(values));
    assert.ok(
      Math.abs(calibrated.r0Ohm - r0Ohm) < 1e-6 && Math.abs(calibrated.span - span) < 1e-9,
      JSON.stringify(calibrated),
    );
    assert.equal((values as Members)["R0Ohm"], calibrated.r0Ohm);
    assert.deepEqual(told, [`kept 1000 ${calibrated.r0Ohm} ${calibrated.span}`, `fault ${UNCALIBRATED} false`]);
  });
}

test("a calibration that can't be kept does not count", () => {
  const { services, calibrated } = open({ hasRoom: false });
  assert.deepEqual(services.call("Calibrate", 0), { code: 100_001, values: { "Reason": "flash is full" } });
  assert.equal(calibrated.r0Ohm, 12345);
});

type SelfTest = readonly [name: string, world: Partial<World>, result: number];
const SELF_TESTS: readonly SelfTest[] = [
  ["all is well", {}, 0],
  ["warming up", { tag: "warming" }, 0],
  ["heater", { tag: "fault:heater" }, 1],
  ["a wire, the element", { tag: "fault:open" }, 2],
  ["ADC", { tag: "fault:adc" }, 2],
  ["frozen", { tag: "fault:frozen" }, 2],
  ["a lamp", { pinsFollow: false }, 4],
  ["the output", { outputFollows: false }, 4],
  ["journal", { hasRoom: false }, 8],
  ["link", { isOnline: false }, 16],
  ["all of it", { tag: "fault:open", pinsFollow: false, hasRoom: false, isOnline: false }, 30],
];
for (const [name, world, result] of SELF_TESTS) {
  test(`self-test: ${name} is ${result}`, () => {
    const { services, told } = open(world);
    assert.deepEqual(services.call("SelfTest", 0), { code: 200, values: { "Result": result } });
    assert.deepEqual(told, [`record ${SELF_TEST_KIND} ${result}`]);
  });
}

const BUTTON: readonly (readonly [heldS: number, told: readonly string[]])[] = [
  [0.2, ["silent", "acknowledged"]],
  [2.9, ["silent", "acknowledged"]],
  [3, [`record ${SELF_TEST_KIND} 0`]],
];
for (const [heldS, expected] of BUTTON) {
  test(`the button, held for ${heldS} s`, () => {
    const { services, told } = open();
    services.pressed(heldS);
    assert.deepEqual(told, expected);
  });
}

test("silence, acknowledgement, and what there is not", () => {
  const { services, told } = open();
  assert.equal(services.call("Silence", 0).code, 200);
  assert.equal(services.call("Acknowledge", 0).code, 200);
  assert.equal(services.call("Reset" as ServiceName, 0).code, 5161);
  assert.equal(services.call("on" as ServiceName, 0).code, 5161);
  assert.deepEqual(told, ["silent", "silent", "acknowledged"]);
});

test("an order to restart waits for its answer to get out; while an alarm stands it is refused", () => {
  const quiet = open();
  assert.deepEqual(quiet.services.call("Reboot", 0), { code: 200, values: {} });
  assert.deepEqual(quiet.told, ["restarts"]);
  const alarmed = open({ gas: ALARM });
  assert.deepEqual(alarmed.services.call("Reboot", 0), { code: 100_001, values: { "Reason": "alarm" } });
  assert.deepEqual(alarmed.told, []);
});

test("how the device is", () => {
  const { services, told } = open({ gas: ALARM });
  assert.deepEqual(services.call("GetDiagnostics", 0), { code: 200, values: { "Link": "ONLINE", "Failures": 3 } });
  assert.deepEqual(told, []);
});

const CAL = (hours: number, r0Ohm: number, count: number): Calibration => [0, hours, r0Ohm, 1, count];
const REPORTS: readonly (readonly [name: string, kept: Calibration[], values: object])[] = [
  ["never calibrated: due since it is in use", [], { CalibrationCount: 0, CalibrationDueH: -1000 }],
  ["once", [CAL(900, 10000, 1)], { CalibrationCount: 1, CalibrationDueH: 4280, R0Drift: 0 }],
  ["drifted", [CAL(1, 10000, 5), CAL(900, 12000, 6)], { CalibrationCount: 6, CalibrationDueH: 4280, R0Drift: 20 }],
];
for (const [name, kept, expected] of REPORTS) {
  test(`reported: ${name}`, () => {
    const values = {};
    open({}, kept).services.report(values);
    assert.equal(
      JSON.stringify(values, (_, value) => (typeof value === "number" ? Math.round(value) : value)),
      JSON.stringify(expected),
    );
  });
}

test("what a person wants to know of the sensor", () => {
  assert.deepEqual(open({}, [CAL(900, 10000, 1)]).services.details(), {
    reading: { tag: "ok" },
    lelPpm: 50000,
    ohm: 44000,
    r0Ohm: 12345,
    span: 1,
    noisePpm: 0.5,
    resolutionPpm: 0.3,
    drift: 0.001,
    runHours: 1000,
    calibrations: [[0, 900, 10000, 1, 1]],
  });
});
