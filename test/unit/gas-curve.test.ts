/** The maths between volts and gas, by hand-made values, and every sensor's curve against its datasheet's figure. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { climateFactor } from "../../src/gas/climate.ts";
import { lelPercentOf, ntcCelsius, ppmOf, ratioOf, sensorOhm } from "../../src/gas/curve.ts";
import { DATASHEETS } from "../../src/gas/datasheets.ts";
import { MOX, sensorNamed, sensorNames } from "../../src/gas/sensors.ts";
import { FIGURES } from "./gas-figures.ts";

const near = (got: number, expected: number, what: string, part = 0.001) =>
  assert.ok(Math.abs(got - expected) <= Math.abs(expected) * part, `${what}: got ${got}, expected ${expected}`);

const OHM: readonly (readonly [supplyRatio: number, loadOhm: number, ohm: number])[] = [
  [0.5, 20000, 20000],
  [0.2, 20000, 80000],
  [0.8, 20000, 5000],
  [0.5, 1000, 1000],
  [0, 20000, Infinity],
];
for (const [supplyRatio, loadOhm, ohm] of OHM) {
  test(`${supplyRatio} of the supply over ${loadOhm} ohm`, () =>
    assert.ok(Math.abs(sensorOhm(supplyRatio, loadOhm) - ohm) < 1e-6 || ohm === sensorOhm(supplyRatio, loadOhm)));
}

const LEL: readonly (readonly [ppm: number, lelPpm: number, lelPercent: number])[] = [
  [5000, 50000, 10],
  [4400, 44000, 10],
  [4200, 21000, 20],
  [0, 50000, 0],
  [1000, Infinity, 0],
];
for (const [ppm, lelPpm, lelPercent] of LEL) {
  test(`${ppm} ppm where ${lelPpm} explode`, () => assert.equal(lelPercentOf(ppm, lelPpm), lelPercent));
}

for (const name of sensorNames(true, true).split(", ")) {
  const type = sensorNamed(name);
  if (type.head !== MOX) continue;
  test(`${name}: round trip over the whole range, and falling resistance with rising gas`, () => {
    let lastRatio = Infinity;
    for (let ppm = type.maxPpm / 1000; ppm <= type.maxPpm; ppm *= 1.1) {
      const ratio = ratioOf(ppm, type);
      near(ppmOf(ratio, type), ppm, `${ppm} ppm`, 1e-9);
      assert.ok(ratio < lastRatio, `${ppm} ppm: Rs/R0 ${ratio} after ${lastRatio}`);
      lastRatio = ratio;
    }
  });
}

/** % by which the curve may miss the figure; where it is more than 10 the figure is no straight line there. */
for (const { name, source, points, withinPercent } of FIGURES) {
  const type = sensorNamed(name);
  for (const [ppm, ratio] of points) {
    const errorPercent = (ppmOf(ratio, type) / ppm - 1) * 100;
    test(`${name} at Rs/R0 ${ratio}: ${ppm} ppm, ${errorPercent.toFixed(1)} % (${source})`, () => {
      assert.ok(Math.abs(errorPercent) <= withinPercent, `${errorPercent.toFixed(1)} % is beyond ${withinPercent} %`);
    });
  }
}
test("every heated oxide has a figure", () => {
  const without = sensorNames(true, true)
    .split(", ")
    .filter((name) => sensorNamed(name).head === MOX && !FIGURES.some((figure) => figure.name === name));
  assert.deepEqual(without, []);
});

const NTC: readonly (readonly [ohm: number, celsius: number])[] = [
  [10000, 25],
  [10000 * Math.exp(3950 * (1 / 273.15 - 1 / 298.15)), 0],
  [10000 * Math.exp(3950 * (1 / 323.15 - 1 / 298.15)), 50],
];
for (const [ohm, celsius] of NTC) {
  test(`an NTC of ${ohm.toFixed(0)} ohm is at ${celsius} °C`, () => {
    const read = ntcCelsius(ohm / (ohm + 10000), 10000, 10000, 3950);
    assert.ok(Math.abs(read - celsius) < 1e-6, `got ${read}`);
  });
}

type Climate = readonly [table: number, celsius: number, humidityPercent: number, factor: number, why: string];
const CLIMATES: readonly Climate[] = [
  [0, 20, 60, 1.02, "a place of the table"],
  [0, -10, 33, 1.49, "its first corner"],
  [0, 50, 85, 0.8, "its last corner"],
  [0, 25, 60, 0.995, "between two temperatures"],
  [0, 20, 46.5, 1.06, "between two humidities"],
  [0, 20, 72.5, 0.98, "between two others"],
  [0, -40, 33, 1.49, "colder than the table"],
  [0, 90, 10, 0.97, "warmer and drier than the table"],
  [1, 50, 60, 0.71, "MQ-2"],
  [2, 0, 60, 1.17, "MQ-8"],
  [3, -10, 60, 1.71, "MQ-135"],
];
for (const [table, celsius, humidity, factor, why] of CLIMATES) {
  test(`climate of table ${table} at ${celsius} °C and ${humidity} % RH: ${why}`, () =>
    near(climateFactor(table, celsius, humidity), factor, "factor"));
}
for (const table of [0, 1, 2, 3]) {
  test(`climate of table ${table} is near 1 at 20 °C and 65 % RH`, () =>
    near(climateFactor(table, 20, 65), 1, "factor", 0.015));
}

for (const sheet of DATASHEETS) {
  for (const [name, [gas, , toPpm]] of Object.entries(sheet.gases)) {
    test(`${name}'s row keeps to ${sheet.source}`, () => {
      const type = sensorNamed(name);
      assert.equal(type.maxPpm, toPpm, "the end of its range");
      assert.equal(type.isCycled, sheet.heater.includes("90 s"), sheet.heater);
      assert.equal(type.isCo, gas === "CO", gas);
      assert.equal(type.head === MOX, sheet.sensingOhm !== undefined);
    });
  }
}
test("each row has its datasheet, and each datasheet its rows", () => {
  const named = DATASHEETS.flatMap(({ gases }) => Object.keys(gases));
  assert.deepEqual(named.sort(), sensorNames(true, true).split(", ").sort());
});

test("a name without a row is that of the usual sensor, until somebody corrects it", () => {
  assert.deepEqual(sensorNamed("MQ-0"), sensorNamed("MQ-4"));
});
