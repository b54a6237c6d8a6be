/** The virtual sensor's element: curves, warm-up, heating in turns, climate, wear. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { cleanAirPpm, HEADS } from "../../sim/sensor/heads.ts";
import { bench, isNear, REFERENCE_V, WARM_S, warm } from "./sim-sensor-bench.ts";

describe("curves (facts C.1): volts at the gas pin, worked out by hand", () => {
  // Rs/R0 = (ppm/a)^(1/b), VRL = 5 V 20 kohm / (Rs + 20 kohm), times 0.6.
  const rows: readonly (readonly [sensor: string, ppm: number, lelPercent: number, volts: number])[] = [
    ["MQ-2", 2100, 10, 2.3457],
    ["MQ-4", 0, 0, 0.9375],
    ["MQ-4", 10, 0.02, 0.9375],
    ["MQ-4", 5000, 10, 2.3403],
    ["MQ-4", 12_500, 25, 2.494],
    ["MQ-4/LPG", 4200, 20, 2.0207],
    ["MQ-5", 2100, 10, 2.6526],
    ["MQ-6", 2100, 10, 2.1961],
    ["MQ-6/CH4", 5000, 10, 2.2116],
    ["MQ-8", 4000, 10, 2.8184],
    ["MQ-9/LPG", 2100, 10, 2.2121],
    ["MQ-135", 1000, 0.1, 2.4359],
    ["MQ-135/NH4", 50, 0.0333, 1.799],
    ["MQ-135/CO", 100, 0.08, 1.6761],
    ["MQ-135/alcohol", 30, 0.0909, 1.793],
    ["4-20mA", 5000, 10, 0.84],
    ["4-20mA", 50_000, 100, 3],
    ["4-20mA", 100_000, 200, 3.075],
  ];
  for (const [sensor, ppm, lelPercent, volts] of rows) {
    it(`${sensor} at ${ppm} ppm`, () => {
      const { sensor: one, ...rig } = warm({ sensor, ...(sensor === "4-20mA" && { loadOhm: 150, dividerRatio: 1 }) });
      one.setPpm(ppm);
      assert.ok(isNear(one.lelPercent, lelPercent, 0.01), `${one.lelPercent} %LEL`);
      assert.ok(isNear(rig.volts(), volts, 0.002), `${rig.volts()} V, not ${volts}`);
    });
  }

  it("clean air is what the ratio of the table says, in ppm", () => {
    assert.ok(isNear(cleanAirPpm(HEADS["MQ-4"].curve), 16.33, 0.01));
  });

  it("another circuit, and a name that is none", () => {
    const other = warm({ sensor: "MQ-3000", loadOhm: 10_000, r0Ohm: 20_000, supplyV: 4.9, dividerRatio: 0.5 });
    other.sensor.setLelPercent(10);
    assert.ok(isNear(other.volts(), (4.9 * 10 * 0.5) / (11.275 + 10), 0.002), `${other.volts()} V`);
  });
});

describe("warm-up (facts C.3)", () => {
  it("cold it shows nothing, then what looks like gas, then the truth after three minutes", () => {
    const { sensor, volts, run } = bench();
    assert.ok(volts() < 0.01, `at power-on ${volts()} V`);
    run(3);
    const alarmV = 2.45;
    assert.ok(volts() > alarmV * 0.97, `after 3 s it looks like 20 %LEL: ${volts()} V`);
    run(87);
    assert.ok(volts() > 0.96, `after 90 s it is still too high: ${volts()} V`);
    run(90);
    assert.ok(isNear(volts(), 0.9375, 0.015), `after 180 s ${volts()} V`);
    sensor.power(false);
    assert.ok(volts() < 0.01, "without supply there is nothing");
  });

  it("a short power cut is forgiven sooner than a long one", () => {
    const after = (cutS: number) => {
      const { sensor, volts, run } = warm();
      sensor.power(false);
      run(cutS);
      sensor.power(true);
      run(10);
      return volts();
    };
    assert.ok(after(1) < 1.1, `1 s: ${after(1)} V`);
    assert.ok(after(3600) > 2, `1 h: ${after(3600)} V`);
  });

  it("what is seen does not depend on how often it was looked at", () => {
    const often = bench();
    for (let s = 0; s < 60; s++) {
      often.run(1);
      often.sensor.readGas();
    }
    const once = bench().run(60);
    assert.ok(isNear(often.volts(), once.volts(), 0.002), `${often.volts()} V and ${once.volts()} V`);
  });
});

describe("heating in turns (facts C.1): MQ-7", () => {
  const COOL_DUTY = 0.0784;
  const heated = (phases: readonly (readonly [duty: number, seconds: number])[]) => {
    const rig = bench({ sensor: "MQ-7" }, 1, true);
    for (const [duty, seconds] of phases) {
      rig.sensor.setHeaterDuty(duty);
      rig.run(seconds);
    }
    return rig;
  };
  const turns = (count: number) =>
    Array.from({ length: count }, () => [[1, 60] as const, [COOL_DUTY, 90] as const]).flat();

  it("at the end of the cool phase it tells CO", () => {
    const { sensor, ratio } = heated(turns(8));
    const clean = ratio();
    sensor.setPpm(100);
    assert.ok(isNear(clean, 27.5, 0.03), `Rs/R0 ${clean} in clean air`);
    assert.ok(isNear(ratio(), 0.994, 0.03), `Rs/R0 ${ratio()} at 100 ppm`);
  });

  it("hot it tells combustibles and no CO", () => {
    const { sensor, ratio } = heated([...turns(8), [1, 60]]);
    const clean = ratio();
    sensor.setPpm(300);
    assert.ok(isNear(ratio(), clean, 0.01), `CO changes ${clean} to ${ratio()}`);
    sensor.setCombustiblePpm(4000);
    assert.ok(ratio() < clean / 5, `gas changes ${clean} to ${ratio()}`);
  });

  it("never driven, its heater is off; without such a pin it is always hot", () => {
    const idle = bench({ sensor: "MQ-7" }, 1, true).run(WARM_S);
    assert.ok(idle.volts() < 0.01, `${idle.volts()} V`);
    const steady = bench({ sensor: "MQ-7" }).run(WARM_S);
    steady.sensor.setPpm(300);
    assert.ok(isNear(steady.ratio(), 9.6, 0.01), `${steady.ratio()}`);
  });
});

describe("climate and wear: Rs relative to a new one at 20 °C and 65 % RH", () => {
  const rows: readonly (readonly [
    what: string,
    change: (sensor: ReturnType<typeof bench>["sensor"]) => void,
    factor: number,
  ])[] = [
    ["as it was", () => undefined, 1],
    ["-10 °C", (sensor) => sensor.setTemperatureC(-10), 1.6],
    ["50 °C", (sensor) => sensor.setTemperatureC(50), 0.85],
    ["30 % RH", (sensor) => sensor.setHumidityPercent(30), 1.084],
    ["85 % RH", (sensor) => sensor.setHumidityPercent(85), 0.952],
    // Half way to clean air, as ratios go: (4.4 / 0.5637)^0.5.
    [
      "half poisoned",
      (sensor) => {
        sensor.poisoned = 0.5;
      },
      2.794,
    ],
    [
      "poisoned for good",
      (sensor) => {
        sensor.poisoned = 1;
      },
      7.805,
    ],
  ];
  for (const [what, change, factor] of rows) {
    it(what, () => {
      const { sensor, ratio } = warm();
      sensor.setPpm(5000);
      change(sensor);
      assert.ok(isNear(ratio() / 0.5637, factor, 0.01), `${ratio() / 0.5637}, not ${factor}`);
    });
  }

  it("drift: after a year of 1.2 the resistance is a fifth higher", () => {
    const { sensor, ratio, run } = bench();
    sensor.driftPerYear = 1.2;
    run(365.25 * 24 * 3600);
    assert.ok(isNear(ratio(), 4.4 * 1.2, 0.01), `${ratio()}`);
  });
});

describe("further inputs", () => {
  const wired = { supplySense: true, heaterSense: true, ntcOhm: 10_000, ntcBetaK: 3950, ntcSeriesOhm: 10_000 };
  const rows: readonly (readonly [what: string, gas: Record<string, unknown>, volts: readonly number[]])[] = [
    // Rntc at 20 °C is 10 kohm exp(3950 (1/293.15 - 1/298.15)) = 12.54 kohm.
    ["wired", wired, [3, 0.2, (REFERENCE_V * 12.535) / 22.535]],
    ["not wired", {}, [0, 0, 0]],
  ];
  for (const [what, gas, volts] of rows) {
    it(`${what}: supply, heater, thermistor`, () => {
      const { sensor, ...rig } = warm(gas);
      const seen = [sensor.readSupply, sensor.readHeater, sensor.readNtc].map((read) => rig.volts(read));
      for (const [i, one] of seen.entries()) assert.ok(Math.abs(one - (volts[i] ?? 0)) < 0.004, `${seen}`);
    });
  }

  it("the thermistor follows the temperature, down when it is hotter", () => {
    const { sensor, ...rig } = warm(wired);
    sensor.setTemperatureC(25);
    assert.ok(isNear(rig.volts(sensor.readNtc), REFERENCE_V / 2, 0.002));
  });
});
