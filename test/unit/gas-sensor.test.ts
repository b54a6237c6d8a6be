/** From the ADC to a tagged reading: the curve, the warm-up, the filter, and every fault that must not read as clean air. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { lelPercentOf, ppmOf, sensorOhm } from "../../src/gas/curve.ts";
import { createSensor, FILTER_SAMPLES, type Reading, type SensorType } from "../../src/gas/sensor.ts";
import { SENSOR_NAMES, sensorNamed } from "../../src/gas/sensors.ts";

const MQ4 = sensorNamed("MQ-4");
const SETTINGS = { loadOhm: 20000, supplyV: 5, dividerRatio: 0.6, r0Ohm: 10000 };
const REFERENCE_V = 3.3;

const near = (got: number, expected: number, what: string) =>
  assert.ok(Math.abs(got - expected) <= Math.abs(expected) * 0.001, `${what}: got ${got}, expected ${expected}`);

test("Rs = (Vc / VRL - 1) * RL, by the sensor's own supply", () => {
  near(sensorOhm(2.5, 5, 20000), 20000, "half the supply over the load");
  near(sensorOhm(1, 5, 20000), 80000, "1 V");
  near(sensorOhm(4, 5, 20000), 5000, "4 V");
});

const CURVE: readonly (readonly [ratio: number, ppm: number])[] = [
  [1, 1012.7],
  [4.4, 1012.7 * 4.4 ** -2.786],
  [0.45, 1012.7 * 0.45 ** -2.786],
];
for (const [ratio, ppm] of CURVE) test(`MQ-4 at Rs/R0 ${ratio}`, () => near(ppmOf(ratio, MQ4), ppm, "ppm"));

const LEL: readonly (readonly [ppm: number, volPercent: number, lel: number])[] = [
  [50000, 5, 100],
  [5000, 5, 10],
  [10000, 5, 20],
  [4400, 4.4, 10],
  [21000, 2.1, 100],
  [0, 5, 0],
];
for (const [ppm, volPercent, lel] of LEL) {
  test(`${ppm} ppm where 100 %LEL is ${volPercent} %vol`, () => near(lelPercentOf(ppm, volPercent), lel, "%LEL"));
}

test("every sensor that has a name has a row", () => {
  for (const name of SENSOR_NAMES) assert.ok(sensorNamed(name).exponent < 0, name);
});

test("the MQ-4 warms for 180 s at least", () => assert.ok(MQ4.warmUpS >= 180, String(MQ4.warmUpS)));

function open(type: SensorType = MQ4) {
  let loadV = 1;
  const adc = () => (loadV * SETTINGS.dividerRatio) / REFERENCE_V;
  const sensor = createSensor(adc, REFERENCE_V, type, SETTINGS, type.warmUpS);
  const sample = (volts: number, times = 1): Reading => {
    loadV = volts;
    let reading = sensor.sample();
    for (let i = 1; i < times; i++) reading = sensor.sample();
    return reading;
  };
  return { sample, warm: () => sample(1, type.warmUpS) };
}

test("warming: no number for all of its time, whatever is measured", () => {
  for (const volts of [1, 0, 4.99, Number.NaN]) {
    const { sample } = open();
    for (let i = 0; i < MQ4.warmUpS; i++)
      assert.deepEqual(sample(volts), { tag: "warming" }, `sample ${i}, ${volts} V`);
    assert.notEqual(sample(volts).tag, "warming", `still warming at ${volts} V`);
  }
});

test("gas that was there before the end of the warm-up is seen with the first reading", () => {
  const { sample } = open();
  sample(4, MQ4.warmUpS);
  const reading = sample(4);
  assert.equal(reading.tag, "ok");
  assert.ok((reading as { lelPercent: number }).lelPercent > 10, JSON.stringify(reading));
});

const READINGS: readonly (readonly [volts: number, tag: Reading["tag"]])[] = [
  [0, "fault:open"],
  [0.069, "fault:open"],
  [0.071, "ok"],
  [1, "ok"],
  [4.89, "ok"],
  [4.91, "fault:saturated"],
  [5, "fault:saturated"],
  [5.5, "fault:saturated"],
  [-0.1, "fault:adc"],
  [Number.NaN, "fault:adc"],
];
for (const [volts, tag] of READINGS) {
  test(`${volts} V over the load: ${tag}`, () => {
    const { sample, warm } = open();
    warm();
    const reading = sample(volts, FILTER_SAMPLES);
    assert.equal(reading.tag, tag, JSON.stringify(reading));
    if (tag !== "ok") assert.deepEqual(Object.keys(reading), ["tag"], "only a sound reading has a number");
  });
}

test("saturated at the ADC's own end too, where that comes before the supply's", () => {
  const settings = { ...SETTINGS, dividerRatio: 1 };
  const tagAt = (fraction: number) => {
    const sensor = createSensor(() => fraction, REFERENCE_V, MQ4, settings, MQ4.warmUpS);
    for (let i = 0; i < MQ4.warmUpS; i++) sensor.sample();
    return sensor.sample().tag;
  };
  assert.deepEqual([0.5, 0.979, 0.981, 1].map(tagAt), ["ok", "ok", "fault:saturated", "fault:saturated"]);
});

test("the reading is that of the curve", () => {
  const { sample, warm } = open();
  warm();
  const reading = sample(3, FILTER_SAMPLES) as { ppm: number; lelPercent: number };
  const ppm = 1012.7 * ((5 / 3 - 1) * 2) ** -2.786;
  near(reading.ppm, ppm, "ppm");
  near(reading.lelPercent, ppm / 500, "%LEL");
});

test("the filter: a step is seen when most samples have seen it, a spike never", () => {
  const { sample, warm } = open();
  warm();
  const clean = JSON.stringify(sample(1));
  assert.equal(JSON.stringify(sample(4)), clean, "one sample of five");
  assert.equal(JSON.stringify(sample(1)), clean);
  assert.equal(JSON.stringify(sample(1)), clean);
  sample(1, 5);
  const seen = [1, 2, 3, 4, 5].map(() => JSON.stringify(sample(4)) !== clean);
  assert.deepEqual(seen, [false, false, true, true, true]);
});

test("one sample that is no number gives a fault or the right level, never another level", () => {
  for (let at = 0; at < FILTER_SAMPLES; at++) {
    const { sample, warm } = open();
    warm();
    const clean = sample(1, FILTER_SAMPLES) as { ppm: number };
    for (let i = 0; i < FILTER_SAMPLES; i++) {
      const reading = sample(i === at ? Number.NaN : 1);
      if (reading.tag === "ok") near(reading.ppm, clean.ppm, `NaN in place ${at}, sample ${i}`);
      else assert.equal(reading.tag, "fault:adc");
    }
    assert.equal(sample(1, FILTER_SAMPLES).tag, "ok", "and it is over once the sample has left the filter");
  }
});
