/** From samples to tagged readings: warm-up, filter, heater cycle, and both sides of every fault's limit. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Reading, Tag } from "../../src/gas/reading.ts";
import { BLOCK_SAMPLES } from "../../src/gas/sensor.ts";
import { MOX, sensorNamed, sensorNames } from "../../src/gas/sensors.ts";
import { openThermistor } from "../../src/gas/thermistor.ts";
import { type BenchOptions, CIRCUIT, loadVolts, openSensor, REFERENCE_V } from "./gas-bench.ts";

const MQ4 = sensorNamed("MQ-4");
const near = (got: number | undefined, expected: number, part = 0.001) =>
  assert.ok(Math.abs((got ?? NaN) - expected) <= expected * part, `got ${got}, expected ${expected}`);

test("one reading from each five samples", () => {
  const { sensor } = openSensor();
  const readings = Array.from({ length: 15 }, () => sensor.sample(false) !== undefined);
  assert.deepEqual(
    readings.flatMap((is, i) => (is ? [i + 1] : [])),
    [5, 10, 15],
  );
});

for (const name of sensorNames(true, true).split(", ")) {
  test(`${name} warms for three minutes at least`, () => assert.ok(sensorNamed(name).warmUpS >= 180));
}

/** Until when it warms up, and what is seen then: a wire that no element and no supply explains. */
const WARM_UPS: readonly (readonly [volts: number, untilS: number, then: Tag])[] = [
  [1, 180, "ok"],
  [4.99, 180, "fault:saturated"],
  [0.06, 35, "fault:open"],
  [0, 35, "fault:open"],
  [5.3, 0, "fault:short"],
];
for (const [volts, untilS, then] of WARM_UPS) {
  test(`warming: no number for all of its time, at ${volts} V; ${then} after ${untilS} s`, () => {
    const { read } = openSensor({ warmUpS: 180, ripple: volts ? 1e-7 : 0 });
    for (let s = 5; s <= 185; s += 5) {
      const reading = read(volts);
      assert.equal(reading.tag, s <= untilS ? "warming" : then, `after ${s} s`);
      if (s <= 180) assert.equal(reading.ppm, undefined);
    }
  });
}
test("a current loop is looked at from the first reading on", () => {
  const read = (mA: number) => openSensor({ ...LOOP, warmUpS: 180 }).read(mA * 0.15).tag;
  assert.deepEqual([0, 3.7, 12, 21.5].map(read), ["fault:open", "fault:range", "warming", "fault:short"]);
});

test("gas that was there before the end of the warm-up is in the first reading", () => {
  const { read } = openSensor({ warmUpS: 180 });
  const volts = loadVolts(MQ4, 8000);
  read(volts, 36);
  near(read(volts).ppm, 8000);
});

test("a reading is that of the curve, in %LEL of the LEL that its sensor names", () => {
  const reading = openSensor().read(3, 2);
  const ppm = 1012.7 * ((5 / 3 - 1) * 2) ** -2.786;
  near(reading.ppm, ppm);
  near(reading.lelPercent, ppm / 500);
});

type Limit = readonly [options: BenchOptions, volts: number, tag: Tag, isOver?: boolean];
const HEATER = (volts: number) => ({ inputs: { heater: () => volts / REFERENCE_V } });
const SUPPLY = (volts: number) => ({ inputs: { supply: () => (volts * CIRCUIT.dividerRatio) / REFERENCE_V } });
const NO_DIVIDER = { circuit: { ...CIRCUIT, dividerRatio: 1 } };
/** Rs 132 kohm is three times that of clean air. */
const RANGE_V = (5 * 20) / (20 + 3 * 4.4 * 10);
/** 3.6, 3.8, 20.5 and 21 mA over 150 ohm. */
const LOOP: BenchOptions = { type: sensorNamed("4-20mA"), circuit: { loadOhm: 150, supplyV: 5, dividerRatio: 1 } };
const MODULE: BenchOptions = { type: sensorNamed("ZE07-CO"), circuit: { ...CIRCUIT, dividerRatio: 3.3 } };
const LIMITS: readonly Limit[] = [
  [{}, 0, "fault:open"],
  [{}, 0.0699, "fault:open"],
  [{}, 0.0701, "fault:range"],
  [{}, RANGE_V - 0.001, "fault:range"],
  [{}, RANGE_V + 0.001, "ok"],
  [{}, 4.899, "ok", true],
  [{}, 4.901, "fault:saturated", true],
  [{}, 5.249, "fault:saturated", true],
  [{}, 5.251, "fault:short"],
  [{}, 5.499, "fault:short"],
  [{}, 5.6, "fault:adc"],
  [{}, -0.001, "fault:adc"],
  [{}, Number.NaN, "fault:adc"],
  [{}, Infinity, "fault:adc"],
  [{}, -Infinity, "fault:adc"],
  [NO_DIVIDER, 3.23, "ok"],
  [NO_DIVIDER, 3.24, "fault:saturated", true],
  [NO_DIVIDER, 3.299, "fault:saturated", true],
  [HEATER(0.2), 1.5, "ok"],
  [HEATER(0.101), 1.5, "ok"],
  [HEATER(0.099), 1.5, "fault:heater"],
  [HEATER(NaN), 1.5, "fault:heater"],
  [SUPPLY(5), 1.5, "ok"],
  [SUPPLY(4.76), 1.5, "ok"],
  [SUPPLY(4.74), 1.5, "fault:supply"],
  [SUPPLY(5.24), 1.5, "ok"],
  [SUPPLY(5.26), 1.5, "fault:supply"],
  [SUPPLY(NaN), 1.5, "fault:supply"],
  [LOOP, 0, "fault:open"],
  [LOOP, 3.59 * 0.15, "fault:open"],
  [LOOP, 3.61 * 0.15, "fault:range"],
  [LOOP, 3.79 * 0.15, "fault:range"],
  [LOOP, 3.81 * 0.15, "ok"],
  [LOOP, 19.9 * 0.15, "ok"],
  [LOOP, 20.5 * 0.15, "ok", true],
  [LOOP, 20.99 * 0.15, "ok", true],
  [LOOP, 21.01 * 0.15, "fault:short"],
  [MODULE, 0, "ok"],
  [MODULE, 499, "ok"],
  [MODULE, 500, "ok", true],
  [MODULE, 501, "fault:range", true],
];
for (const [options, volts, tag, isOver = false] of LIMITS) {
  const input = Object.keys(options.inputs ?? {}).map((name) => `, ${name} ${options.inputs?.[name as "supply"]?.()}`);
  const head = options.type?.head ?? 0;
  test(`${volts} over the load of ${["MQ-4", "4-20mA", "ZE07-CO"][head]}${input}${options === NO_DIVIDER ? ", no divider" : ""}: ${tag}`, () => {
    const reading = openSensor({ ...options, ripple: 0 }).read(volts, 2);
    assert.deepEqual([reading.tag, reading.isOver], [tag, isOver], JSON.stringify(reading));
    if (tag !== "ok") assert.deepEqual([reading.ppm, reading.lelPercent], [undefined, undefined]);
    else assert.ok(Number.isFinite(reading.ppm), JSON.stringify(reading));
  });
}

const EARLY: readonly (readonly [name: string, options: BenchOptions, volts: number, tag: Tag])[] = [
  ["no ADC", {}, Number.NaN, "fault:adc"],
  ["no heater", HEATER(0), 1, "fault:heater"],
  ["a weak supply", SUPPLY(4), 1, "fault:supply"],
  ["a frozen ADC", { ripple: 0 }, 1, "fault:frozen"],
];
for (const [name, options, volts, tag] of EARLY) {
  test(`${name} is told while it warms up, too`, () => {
    assert.equal(openSensor({ ...options, warmUpS: 180 }).read(volts, 12).tag, tag);
  });
}

test("frozen: the same to the last bit for 45 s, and as long as it stays so", () => {
  const { read } = openSensor({ ripple: 0 });
  const tags = Array.from({ length: 20 }, () => read(1.5).tag);
  assert.deepEqual(
    tags.map((tag) => tag === "fault:frozen"),
    tags.map((_, i) => i >= 8),
  );
  assert.equal(read(1.6).tag, "ok");
});
for (const [name, options, volts, isFrozen] of [
  ["a module in clean air", MODULE, 0, false],
  ["a module that says 9 ppm for long", MODULE, 9, false],
  ["a module that says 11 ppm for long", MODULE, 11, true],
  ["a loop", LOOP, 0.8, true],
] as const) {
  test(`${name} is ${isFrozen ? "" : "not "}frozen`, () => {
    assert.equal(openSensor({ ...options, ripple: 0 }).read(volts, 20).tag === "fault:frozen", isFrozen);
  });
}

test("a step is seen within 10 s, a spike of two samples never", () => {
  const { read, feed } = openSensor({ ripple: 0 });
  const fraction = (volts: number) => (volts * CIRCUIT.dividerRatio) / REFERENCE_V;
  const clean = read(1.5, 2).ppm as number;
  feed(fraction(4), 2);
  near(feed(fraction(1.5), 3)?.ppm, clean);
  const high = loadVolts(MQ4, 5000);
  assert.ok((read(high).ppm as number) > clean);
  near(read(high).ppm, 5000);
});

test("one sample that is no number gives a fault, never another level", () => {
  for (let place = 0; place < BLOCK_SAMPLES; place++) {
    const { sensor } = openSensor();
    const readings: Reading[] = [];
    let at = 0;
    const { feed } = openSensor();
    feed(0.3, 10);
    for (; at < BLOCK_SAMPLES; at++) {
      const reading = feed(at === place ? NaN : 0.3, 1);
      if (reading) readings.push(reading);
    }
    assert.deepEqual(
      readings.map(({ tag }) => tag),
      ["fault:adc"],
      `in place ${place}`,
    );
    assert.equal(feed(0.3, BLOCK_SAMPLES)?.tag, "ok");
    assert.ok(sensor);
  }
});

test("a wire that is cut or joined within five samples makes no number of its own", () => {
  for (let cut = 0; cut <= BLOCK_SAMPLES; cut++) {
    const { feed } = openSensor();
    const sound = feed(0.3, 10)?.ppm as number;
    const readings = [feed(0.3, cut), feed(0, 10 - cut), feed(0, cut), feed(0.3, 20 - cut)];
    for (const reading of readings) if (reading?.tag === "ok") near(reading.ppm, sound, 0.01);
  }
});

test("the supply that is measured counts, not the one it should be", () => {
  const circuit = { ...CIRCUIT };
  const { read } = openSensor({ inputs: { supply: () => (4.8 * CIRCUIT.dividerRatio) / REFERENCE_V } });
  near(read(loadVolts(MQ4, 5000, 10000, { ...circuit, supplyV: 4.8 }), 2).ppm, 5000);
});

test("the climate divides, it is not added", () => {
  const factor = 1.36;
  const { read } = openSensor({ inputs: { climate: () => factor } });
  near(read(loadVolts(MQ4, 5000, 10000 * factor), 2).ppm, 5000);
});

for (const factor of [Number.NaN, 0, -1]) {
  test(`a climate of ${factor} is a fault, and no number`, () => {
    const reading = openSensor({ inputs: { climate: () => factor } }).read(2);
    assert.deepEqual([reading.tag, reading.ppm], ["fault:adc", undefined]);
  });
}

const THERMISTOR = { ntcOhm: 10000, ntcBetaK: 3950, ntcSeriesOhm: 10000, humidityPercent: 60 };
type Warmth = readonly [name: string, ratio: number, factor: number];
const WARMTHS: readonly Warmth[] = [
  ["25 °C", 0.5, 0.995],
  ["cut", 1, Number.NaN],
  ["shorted", 0, Number.NaN],
  ["without an ADC", Number.NaN, Number.NaN],
  ["beyond the reference", 1.1, Number.NaN],
];
for (const [name, ratio, factor] of WARMTHS) {
  test(`a thermistor, ${name}: ${factor}`, () => {
    const got = openThermistor(() => ratio, 0, THERMISTOR)();
    assert.ok(Object.is(got, factor) || Math.abs(got - factor) < 1e-6, `got ${got}`);
  });
}
test("a thermistor is read for each reading: a broken one is a fault at once, and so is a mended one none", () => {
  let ratio = 0.5;
  const climate = openThermistor(() => ratio, 0, THERMISTOR);
  assert.ok(climate() > 0);
  ratio = 1;
  assert.ok(Number.isNaN(climate()));
  ratio = 0.5;
  assert.ok(climate() > 0);
});

test("what calibration asks of a sensor: its gas, noise and drift", () => {
  const { sensor, feed } = openSensor({ ripple: 0 });
  const fraction = (ppm: number) => (loadVolts(MQ4, ppm) * CIRCUIT.dividerRatio) / REFERENCE_V;
  for (let reading = 0; reading < 30; reading++) {
    feed(fraction(1000), 1);
    feed(fraction(1010), 2);
    feed(fraction(1020), 2);
  }
  near(sensor.ppm(), 1010);
  near(sensor.noisePpm(), 20, 0.01);
  near(sensor.ohm(), 10000 * (1010 / MQ4.factor) ** (1 / MQ4.exponent));
  assert.ok(sensor.drift() < 1e-6, `${sensor.drift()}`);
  feed(fraction(1500), 2 * BLOCK_SAMPLES);
  assert.ok(sensor.drift() > 0.02, `${sensor.drift()}`);
});

test("a span by test gas multiplies", () => {
  const { read } = openSensor({ calibrated: { r0Ohm: 10000, span: 1.2 } });
  near(read(loadVolts(MQ4, 5000), 2).ppm, 6000);
});

test("4 to 20 mA: the whole range, and nothing below its beginning", () => {
  const { read } = openSensor(LOOP);
  near(read(0.15 * 12, 2).ppm, 25000);
  assert.equal(read(0.15 * 3.9, 2).ppm, 0);
});

test("MQ-7: 60 s hot, 90 s cold, and a reading at the end of the cold only", () => {
  const duties: number[] = [];
  const type = sensorNamed("MQ-7");
  const { read } = openSensor({ type, warmUpS: type.warmUpS, inputs: { heat: (duty) => duties.push(duty) } });
  const cold = loadVolts(type, 100);
  const readings: Reading[] = [];
  // While it is hot the voltage is as good as the supply's.
  for (let s = 0; s < 750; s += 5) readings.push(read(s % 150 < 60 ? 4.95 : s % 150 < 140 ? 3 : cold));
  const numbers = readings.map((reading, i) => [(i + 1) * 5, reading.tag, Math.round(reading.ppm ?? 0)] as const);
  assert.deepEqual(
    numbers.filter(([, tag], i) => tag !== numbers[i - 1]?.[1]),
    [
      [5, "warming", 0],
      [450, "ok", 100],
    ],
  );
  assert.ok(
    numbers.slice(90).every(([, tag, ppm]) => tag === "ok" && ppm === 100),
    JSON.stringify(numbers.slice(90)),
  );
  const cycle = duties.slice(1, 31);
  assert.deepEqual([cycle.filter((duty) => duty === 1).length, cycle.filter((duty) => duty < 0.1).length], [12, 18]);
});

test("MQ-7: its heater is looked at while it is hot only", () => {
  let duty = 1;
  const type = sensorNamed("MQ-7");
  const inputs = { heat: (on: number) => (duty = on), heater: () => (0.2 * duty) / REFERENCE_V };
  const { read } = openSensor({ type, inputs });
  const tags = new Set(Array.from({ length: 60 }, () => read(loadVolts(type, 50)).tag));
  assert.deepEqual([...tags], ["warming", "ok"]);
});

test("what is told of noise, of the converter's step and of drift", () => {
  const { sensor, read } = openSensor({ ripple: 1 / 4096 });
  read(2, 100);
  assert.ok(sensor.drift() < 1e-3, `drift ${sensor.drift()}`);
  const step = sensor.resolutionPpm();
  assert.ok(step > 0.1 && step < 2, `a step of the ADC is ${step} ppm at 2 V`);
  assert.ok(sensor.noisePpm() > step && sensor.noisePpm() < 3 * step, `noise ${sensor.noisePpm()}, step ${step}`);
  read(2.2, 2);
  assert.ok(sensor.drift() > 0.05, `drift after a step ${sensor.drift()}`);
});

/** Samples until the next reading, in calm, of an ADC at 0.3 that then reads `fraction`. */
function untilReading(options: BenchOptions, fraction: number): readonly [samples: number, tag: Tag | undefined] {
  const { feed } = openSensor({ ripple: 1e-5, ...options });
  feed(0.3, 10);
  for (let samples = 1; samples <= 100; samples++) {
    const reading = feed(fraction, 1, true);
    if (reading) return [samples, reading.tag];
  }
  return [Infinity, undefined];
}

const STEP = 1 / 4096;
type Quiet = readonly [name: string, options: BenchOptions, fraction: number, samples: number, tag: Tag];
const QUIETS: readonly Quiet[] = [
  ["unchanged", {}, 0.3, 49, "ok"],
  ["five steps more", {}, 0.3 + 5 * STEP, 49, "ok"],
  ["five steps less", {}, 0.3 - 5 * STEP, 49, "ok"],
  ["seven steps more", {}, 0.3 + 7 * STEP, 5, "ok"],
  ["seven steps less", {}, 0.3 - 7 * STEP, 5, "ok"],
  ["a wire that is cut", { ripple: 0 }, 0, 5, "fault:open"],
  ["no number", {}, Number.NaN, 5, "fault:adc"],
  ["frozen", { ripple: 0 }, 0.3, 35, "fault:frozen"],
  ["a heater that is dead, unchanged as the air is", HEATER(0), 0.3, 5, "fault:heater"],
];
for (const [name, options, fraction, samples, tag] of QUIETS) {
  test(`in calm, ${name}: a reading after ${samples} samples`, () => {
    assert.deepEqual(untilReading(options, fraction), [samples, tag]);
  });
}

test("in calm a heater's end is in a reading within 50 s, so that it can be told within 60", () => {
  let heaterV = 0.2;
  const { feed } = openSensor({ ripple: 1e-5, inputs: { heater: () => heaterV / REFERENCE_V } });
  feed(0.3, 10);
  heaterV = 0;
  for (let s = 1; s <= 50; s++) if (feed(0.3, 1, true)?.tag === "fault:heater") return;
  assert.fail("50 s without a word");
});

test("when something hangs on it every five samples make a reading, unchanged or not", () => {
  const { feed } = openSensor({ ripple: 1e-5 });
  feed(0.3, 10);
  for (let n = 0; n < 20; n++) assert.ok(feed(0.3, 5, false), `reading ${n + 1}`);
});

test("what was quiet does not drift", () => {
  const { sensor, feed } = openSensor({ ripple: 1e-5 });
  feed(0.5, 60);
  feed(0.3, 10);
  assert.ok(sensor.drift() > 0.1, `drift ${sensor.drift()}`);
  feed(0.3, 60, true);
  assert.ok(sensor.drift() < 0.001, `drift ${sensor.drift()}`);
});

/** Levels of the ADC that no sound sensor gives: open, on the rail, and no number at all. */
const BAD_LEVELS = [0, 0.001, 0.005, 0.99, 1, 1.2, -0.1, Number.NaN, Infinity, -Infinity];
const anyLevel = fc.oneof(
  { weight: 3, arbitrary: fc.double({ min: 0.15, max: 0.8, noNaN: true }) },
  { weight: 2, arbitrary: fc.constantFrom(...BAD_LEVELS) },
);

const ELEMENTS = sensorNames(true, true)
  .split(", ")
  .map(sensorNamed)
  .filter(({ head }) => head === MOX);
test("property: no number is made of a fault, whatever the element", () => {
  fc.assert(
    fc.property(
      fc.array(anyLevel, { maxLength: 100 }),
      fc.boolean(),
      fc.constantFrom(...ELEMENTS),
      (levels, isCalm, type) => {
        const calibrated = { r0Ohm: Math.sqrt(type.lowestR0Ohm * type.highestR0Ohm), span: 1 };
        const { feed } = openSensor({ type, calibrated, ripple: 1e-5, inputs: { heat: () => {} } });
        let block: number[] = [];
        for (const fraction of levels) {
          const reading = feed(fraction, 1, isCalm);
          block.push(fraction);
          if (!reading) continue;
          const bad = block.slice(-BLOCK_SAMPLES).filter((level) => BAD_LEVELS.includes(level)).length;
          block = [];
          const hasNumber = reading.ppm !== undefined || reading.lelPercent !== undefined;
          assert.equal(hasNumber, reading.tag === "ok", JSON.stringify(reading));
          if (hasNumber)
            assert.ok(Number.isFinite(reading.ppm) && (reading.ppm as number) >= 0, JSON.stringify(reading));
          if (bad > BLOCK_SAMPLES / 2)
            assert.notEqual(reading.tag, "ok", `${bad} of five are bad: ${JSON.stringify(reading)}`);
        }
      },
    ),
    { numRuns: 3000 },
  );
});

test("out of range it stays until it is clearly no more", () => {
  const { read } = openSensor({ ripple: 0 });
  const volts = (times: number) => (5 * 20) / (20 + times * 4.4 * 10);
  assert.equal(read(volts(2.9), 2).tag, "ok");
  assert.equal(read(volts(3.05), 2).tag, "fault:range");
  assert.equal(read(volts(2.8), 2).tag, "fault:range");
  assert.equal(read(volts(2.6), 2).tag, "ok");
  assert.equal(read(volts(2.8), 2).tag, "ok");
});

test("the first number behind a fault is that of its own samples", () => {
  const { read } = openSensor();
  read(loadVolts(MQ4, 1000), 4);
  read(0, 2);
  near(read(loadVolts(MQ4, 8000)).ppm, 8000);
});

test("a heater in turns is hot from the start, and is turned in calm as well", () => {
  const duties: number[] = [];
  const type = sensorNamed("MQ-7");
  const { feed } = openSensor({ type, ripple: 1e-6, inputs: { heat: (duty) => duties.push(duty) } });
  assert.deepEqual(duties, [1]);
  for (let s = 0; s < 300; s += 5) feed(0.3, BLOCK_SAMPLES, true);
  assert.equal(duties.length, 61);
});

/** A heater in turns, at so many volts in all of it but the last readings of the cold time. */
function openCycled(inputs: NonNullable<BenchOptions["inputs"]> = {}, warmUpS = 0) {
  let duty = 1;
  const type = sensorNamed("MQ-7");
  const heat = (on: number) => {
    duty = on;
  };
  const { sensor, read, feed } = openSensor({ type, warmUpS, inputs: { heat, ...inputs } });
  /** Tags of so many cycles, with this at their ends. */
  const cycles = (count: number, endV: number, restV = endV) => {
    const tags: Tag[] = [];
    for (let s = 5; s <= count * 150; s += 5) tags.push(read(s % 150 === 0 || s % 150 > 140 ? endV : restV).tag);
    return tags;
  };
  return { sensor, type, cycles, read, feed, isHot: () => duty === 1 };
}

for (const [volts, tag] of [
  [4.95, "fault:saturated"],
  [0.1, "fault:range"],
] as const) {
  test(`MQ-7: ${tag} at the end of a cycle stands until the next one's`, () => {
    const { cycles } = openCycled();
    cycles(1, 2);
    assert.deepEqual(new Set(cycles(1, volts, 2).slice(0, -1)), new Set(["ok"]));
    const after = cycles(1, 2, 2);
    assert.deepEqual(new Set(after.slice(0, -1)), new Set([tag]));
    assert.equal(after.at(-1), "ok");
  });
}

test("MQ-7: a wire on another rail is seen in any phase", () => {
  const { read, cycles } = openCycled();
  cycles(1, 2);
  for (let s = 0; s < 150; s += 5) assert.equal(read(5.3).tag, "fault:short");
});

test("MQ-7: a heater that was seen dead is dead until it is seen to live, and no number comes meanwhile", () => {
  let isAlive = true;
  const sense = { heater: () => (isAlive && rig.isHot() ? 0.2 : 0) / REFERENCE_V };
  const rig: ReturnType<typeof openCycled> = openCycled(sense);
  rig.cycles(2, 2);
  isAlive = false;
  const tags = rig.cycles(3, 2);
  const from = tags.indexOf("fault:heater");
  assert.ok(from >= 0 && from <= 2, `first seen in reading ${from}`);
  assert.deepEqual(new Set(tags.slice(from)), new Set(["fault:heater"]));
  isAlive = true;
  assert.equal(rig.cycles(2, 2).at(-1), "ok");
});

test("MQ-7: what calibration looks at is the end of the cold time, in whatever phase it is asked", () => {
  const { sensor, type, cycles, read, feed } = openCycled();
  cycles(4, loadVolts(type, 50), 4);
  for (const fraction of [0.5, 0.55, 0.6, 0.52, 0.58]) feed(fraction, 1);
  assert.ok(sensor.noisePpm() < 0.1, "what trembles while it is hot is no noise");
  for (let s = 5; s < 140; s += 5) {
    read(4);
    near(sensor.ppm(), 50, 0.001);
    assert.ok(sensor.drift() < 0.001 && sensor.noisePpm() < 0.1, `drift ${sensor.drift()}, noise ${sensor.noisePpm()}`);
  }
});

test("near saturation, a supply that changes makes no number of its own", () => {
  let supplyV = 5.24;
  const inputs = { supply: () => (supplyV * CIRCUIT.dividerRatio) / REFERENCE_V };
  const { read } = openSensor({ inputs });
  read(5.1, 3);
  supplyV = 4.76;
  const reading = read(4.6);
  assert.ok(reading.tag !== "ok" || Number.isFinite(reading.ppm), JSON.stringify(reading));
});

test("a module of coarse counts may say the same for hours", () => {
  const type = sensorNamed("MH-441D");
  const { read } = openSensor({ type, circuit: { ...CIRCUIT, dividerRatio: 3.3 }, ripple: 0 });
  for (const ppm of [4500, 6000, 9000]) assert.equal(read(ppm, 720).tag, "ok");
});

test("MQ-7: a supply that sags whenever a number is due is told, and stands", () => {
  let second = 0;
  const supply = () => ((second % 150 === 0 ? 4.6 : 5) * CIRCUIT.dividerRatio) / REFERENCE_V;
  const { read } = openCycled({ supply });
  const tags: Tag[] = [];
  for (second = 5; second <= 600; second += 5) tags.push(read(2).tag);
  assert.deepEqual(new Set(tags.slice(29)), new Set(["fault:supply"]));
});

test("MQ-7: one bad reading between two numbers spoils none, two do until the next whole cycle", () => {
  let bad = 0;
  const supply = () => ((bad-- > 0 ? 4.6 : 5) * CIRCUIT.dividerRatio) / REFERENCE_V;
  const { cycles, read } = openCycled({ supply });
  cycles(2, 2);
  bad = 1;
  assert.deepEqual(cycles(1, 2), ["fault:supply", ...Array.from({ length: 29 }, () => "ok")]);
  bad = 2;
  const tags = cycles(2, 2);
  assert.deepEqual(new Set(tags.slice(0, 2)), new Set(["fault:supply"]));
  assert.deepEqual(new Set(tags.slice(2, -1)), new Set(["warming"]));
  assert.equal(tags.at(-1), "ok");
  assert.equal(read(2).tag, "ok");
});

test("MQ-7: its heater is switched behind the last look at the supply", () => {
  const log: string[] = [];
  const { read } = openCycled({
    supply: () => {
      log.push("supply");
      return (5 * CIRCUIT.dividerRatio) / REFERENCE_V;
    },
    heat: (duty) => log.push(`heat ${duty}`),
  });
  read(2);
  assert.deepEqual(log, ["heat 1", "supply", "heat 1"]);
});

test("MQ-7: one look at its heater in vain, at the end of the hot time, is no dead heater", () => {
  let second = 0;
  const { read } = openCycled({ heater: () => (second === 55 ? 0 : 0.2) / REFERENCE_V });
  const tags: Tag[] = [];
  for (second = 5; second <= 300; second += 5) tags.push(read(2).tag);
  assert.deepEqual(
    tags.flatMap((tag, i) => (tag === "fault:heater" ? [5 * (i + 1)] : [])),
    [55],
  );
});

test("MQ-7: another level is no drift any more after some cycles", () => {
  const { sensor, type, cycles } = openCycled();
  cycles(4, loadVolts(type, 50), 4);
  cycles(1, loadVolts(type, 100), 4);
  assert.ok(sensor.drift() > 0.02, `${sensor.drift()}`);
  cycles(12, loadVolts(type, 100), 4);
  assert.ok(sensor.drift() < 0.02, `${sensor.drift()}`);
});

test("a module that warms up may say what it likes", () => {
  const type = sensorNamed("ZE07-CO");
  const { read } = openSensor({ type, warmUpS: 180, circuit: { ...CIRCUIT, dividerRatio: 3.3 } });
  for (let s = 5; s <= 180; s += 5) assert.equal(read(600).tag, "warming");
  assert.equal(read(600).tag, "fault:range");
});
