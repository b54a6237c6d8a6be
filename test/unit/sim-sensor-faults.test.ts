/** Faults of the virtual sensor, and gas in courses of time. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { faultsOf, SENSOR_FAULTS, type SensorFaultName } from "../../sim/sensor/faults.ts";
import { GAS_PROFILES, type GasProfile, type GasProfileName } from "../../sim/sensor/gas-profiles.ts";
import { type Points, Track } from "../../sim/sensor/track.ts";
import { isNear, warm } from "./sim-sensor-bench.ts";

const LOOP = { sensor: "4-20mA", loadOhm: 150, dividerRatio: 1 };

describe("what a faulty sensor reads (facts C.2, C.3), and that the end of it is the end", () => {
  const reads: readonly (readonly [name: SensorFaultName, gas: object, value: number | undefined, fraction: number])[] =
    [
      ["open", {}, undefined, 0],
      ["short", {}, undefined, 4095 / 4096],
      ["nan", {}, undefined, Number.NaN],
      ["infinity", {}, undefined, Number.POSITIVE_INFINITY],
      ["negative", {}, undefined, -1 / 4096],
      ["full-scale", {}, undefined, 1],
    ];
  for (const [name, gas, value, fraction] of reads) {
    it(`${name}: exactly ${fraction}`, () => {
      const { sensor } = warm({ ...gas });
      sensor.setFault(name, value);
      assert.equal(sensor.readGas(), fraction);
      sensor.setFault(null);
      assert.ok(sensor.readGas() > 0.25 && sensor.readGas() < 0.35);
    });
  }

  const volts: readonly (readonly [name: SensorFaultName, gas: object, value: number | undefined, volts: number])[] = [
    ["element-short", {}, undefined, 3],
    // Vc 4 V: VRL falls with it, and the cooler element has e^(9 x 0.2^2) times the resistance.
    ["supply", {}, undefined, ((4 * 20) / (44 * Math.exp(9 * 0.04) + 20)) * 0.6],
    ["supply", {}, 0, 0],
    ["current", LOOP, undefined, 0.525],
    ["current", LOOP, 3.7, 0.555],
    ["current", LOOP, 20.7, 3.105],
    ["current", LOOP, 21.5, 3.225],
    ["current", LOOP, 0, 0],
  ];
  for (const [name, gas, value, expected] of volts) {
    it(`${name} ${value ?? "as usual"}: ${expected.toFixed(3)} V`, () => {
      const rig = warm({ ...gas });
      const sound = rig.volts();
      rig.sensor.setFault(name, value);
      rig.run(60);
      assert.ok(Math.abs(rig.volts() - expected) < 0.01, `${rig.volts()} V`);
      rig.sensor.setFault(null);
      rig.run(600);
      assert.ok(isNear(rig.volts(), sound, 0.005), "sound again");
    });
  }

  it("supply: its own input tells", () => {
    const { sensor, ...rig } = warm({ supplySense: true });
    sensor.setFault("supply", 4);
    assert.ok(isNear(rig.volts(sensor.readSupply), 2.4, 0.002));
  });

  it("heater: the element cools within 20 s, the sense resistor tells at once", () => {
    const { sensor, ...rig } = warm({ heaterSense: true });
    sensor.setLelPercent(25);
    sensor.setFault("heater");
    assert.ok(rig.volts(sensor.readHeater) < 0.001);
    assert.ok(isNear(rig.volts(), 2.494, 0.01), "still warm");
    rig.run(25);
    assert.ok(rig.volts() < 0.042, `after 25 s below 70 mV at the load: ${rig.volts()} V`);
    sensor.setFault(null);
    rig.run(300);
    assert.ok(isNear(rig.volts(), 2.494, 0.01), `mended: ${rig.volts()} V`);
  });

  it("frozen: one code for ever, while a sound one dances by some steps", () => {
    const { sensor, run } = warm();
    const codes = () => new Set(Array.from({ length: 200 }, () => sensor.readGas() * 4096)).size;
    assert.ok(codes() > 4 && codes() < 14, `${codes()} codes`);
    sensor.setFault("frozen");
    sensor.setLelPercent(50);
    assert.equal(codes(), 1);
    run(3600);
    assert.equal(codes(), 1);
    sensor.setFault(null);
    assert.ok(codes() > 1);
    sensor.noiseSteps = 0;
    assert.equal(codes(), 1);
  });

  it("forced volts: exact but for a step, and ended by the volts of the gas that is there", () => {
    const { sensor, ...rig } = warm();
    sensor.forceVolts(1.65);
    const codes = new Set(Array.from({ length: 100 }, () => Math.round(sensor.readGas() * 4096)));
    assert.deepEqual([...codes].sort(), [2047, 2048, 2049]);
    for (const [volts, fraction] of [
      [0, 0],
      [3.3, 4095 / 4096],
      [Number.NaN, Number.NaN],
    ] as const) {
      sensor.forceVolts(volts);
      assert.equal(sensor.readGas(), fraction);
    }
    sensor.forceVolts(1.65);
    sensor.setFault("open");
    assert.equal(sensor.readGas(), 0, "what came last is seen");
    sensor.setFault(null);
    sensor.forceVolts(0.9375);
    assert.ok(isNear(rig.volts(), 0.9375, 0.01));
    sensor.setLelPercent(50);
    assert.ok(rig.volts() > 2.4, "the gas is seen, not the volts");
  });

  it("a fault that such a head can't have is refused, with the ones it can", () => {
    const { sensor } = warm();
    assert.throws(() => sensor.setFault("silent"), /no fault "silent".*open, short/);
    assert.throws(() => sensor.setFault("supply", 12), /takes 0 to 6 V/);
    assert.throws(() => sensor.setFault("open", 3), /takes no value/);
    const kinds = ["mox", "current", "digital"] as const;
    assert.deepEqual([...new Set(kinds.flatMap(faultsOf))].sort(), Object.keys(SENSOR_FAULTS).sort());
  });
});

describe("courses in time", () => {
  const ramp: Points = [
    [10, 0],
    [20, 100],
    [20, 50],
    [30, 50],
  ];
  const rows: readonly (readonly [atS: number, t90S: number, value: number])[] = [
    [0, 0, 0],
    [9, 0, 0],
    [15, 0, 50],
    [20, 0, 50],
    [99, 0, 50],
    // tau = t90 / ln 10; on a slope of 10 a second, 5 s in: 50 - 10 tau (1 - e^(-5/tau)), tau 0.8686.
    [15, 2, 41.342],
    [99, 2, 50],
  ];
  for (const [atS, t90S, value] of rows) {
    it(`after ${atS} s with t90 ${t90S} s: ${value}`, () => {
      assert.ok(Math.abs(new Track(ramp, 0, t90S).at(atS * 1000) - value) < 0.001);
    });
  }

  it("often asked or once: the same", () => {
    const often = new Track(ramp, 0, 2);
    for (let ms = 0; ms < 25_000; ms += 7) often.at(ms);
    assert.ok(Math.abs(often.at(25_000) - new Track(ramp, 0, 2).at(25_000)) < 1e-9);
  });

  it("a step is at 90 % after t90, from where the gas was", () => {
    const track = new Track([[0, 100]], 0, 2, 50);
    assert.ok(isNear(track.at(2000), 95, 1e-9));
  });

  const levels: readonly (readonly [name: GasProfileName, atS: number, read: string, value: number])[] = [
    ["slow-leak", 1200, "lelPercent", 20],
    ["slow-leak", 9000, "lelPercent", 100],
    ["step", 9, "lelPercent", 0],
    ["step", 12, "lelPercent", 28.8],
    ["fumes", 17, "lelPercent", 30],
    ["fumes", 200, "lelPercent", 0],
    ["thermal-swing", 6 * 3600, "temperatureC", -5],
    ["thermal-swing", 10 * 3600, "temperatureC", 20],
    ["thermal-swing", 14 * 3600, "humidityPercent", 35],
    ["co-70", 60, "ppm", 70],
  ];
  for (const [name, atS, read, value] of levels) {
    it(`${name} after ${atS} s: ${read} ${value}`, () => {
      const { sensor, run } = warm();
      sensor.follow(name);
      run(atS);
      const seen = sensor[read as "ppm" | "lelPercent"];
      assert.ok(Math.abs(seen - value) < 0.1, `${seen}`);
    });
  }

  it("points are %LEL; every profile has a sentence", () => {
    const { sensor, run } = warm();
    sensor.follow([
      [0, 0],
      [60, 30],
    ]);
    run(30);
    assert.ok(isNear(sensor.lelPercent, 15, 0.05));
    assert.ok(Object.values(GAS_PROFILES).every((profile: GasProfile) => (profile.what ?? "").length > 10));
  });
});
