/** Settings from the cloud: kept as a version, in force at once, all of an order or nothing, and never against an alarm. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Settings as Wanted } from "../../src/cloud/cloud.ts";
import { rulesOf } from "../../src/gas/alarm.ts";
import { DOSE_PROFILES, dosesOf } from "../../src/gas/exposure.ts";
import { sensorNamed } from "../../src/gas/sensors.ts";
import { createRemote } from "../../src/store/remote.ts";
import { FakeFlash } from "./fake-flash.ts";
import { configText, startSettings } from "./settings-bench.ts";

const START = { report: { intervalS: 300 }, gas: { sensor: "MQ-4", warningLelPercent: 10, alarmLelPercent: 20 } };

function open(more: object = START, flash = new FakeFlash()) {
  const { settings, bank, shelf } = startSettings(flash, configText({}, more));
  const { config } = settings.load();
  const { gas, report } = config;
  const type = sensorNamed(gas.sensor);
  const rules = rulesOf(
    type,
    gas.warningLelPercent,
    gas.alarmLelPercent,
    gas.latch,
    dosesOf(DOSE_PROFILES[0] as string),
  );
  const pace = { reportMs: report.intervalS * 1000 };
  const world = { isAlarm: false };
  const remote = createRemote(settings, config, type, rules, pace, () => world.isAlarm);
  /** What is in force, and what the next start will find. */
  const inForce = () => [pace.reportMs / 1000, rules.warningPpm, rules.alarmPpm, rules.clearPpm];
  const kept = () => {
    const { report: told, gas: points } = settings.load().config;
    return [told.intervalS, points.warningLelPercent, points.alarmLelPercent];
  };
  return { settings, bank, shelf, remote, world, inForce, kept, flash };
}

type Row = readonly [what: string, wanted: Wanted, code: number, kept: readonly number[], inForce: readonly number[]];
const UNTOUCHED = { kept: [300, 10, 20], inForce: [300, 5000, 10_000, 8000] } as const;
const ROWS: readonly Row[] = [
  ["nothing", {}, 200, UNTOUCHED.kept, UNTOUCHED.inForce],
  ["the switch alone", { PowerSwitch: 1 }, 200, UNTOUCHED.kept, UNTOUCHED.inForce],
  ["the interval", { ReportInterval: 60 }, 200, [60, 10, 20], [60, 5000, 10_000, 8000]],
  ["the warning", { WarningLevel: 2.5 }, 200, [300, 2.5, 20], [300, 1250, 10_000, 8000]],
  ["the alarm", { AlarmLevel: 15 }, 200, [300, 10, 15], [300, 5000, 7500, 6000]],
  ["all", { ReportInterval: 10, WarningLevel: 4, AlarmLevel: 8 }, 200, [10, 4, 8], [10, 2000, 4000, 3200]],
  [
    "both, where the alarm alone would not do",
    { AlarmLevel: 5, WarningLevel: 2 },
    200,
    [300, 2, 5],
    [300, 1000, 2500, 2000],
  ],
  ["an alarm that is no more than the warning", { AlarmLevel: 10 }, 100_003, UNTOUCHED.kept, UNTOUCHED.inForce],
  ["the same beside an interval", { ReportInterval: 60, AlarmLevel: 9 }, 100_003, UNTOUCHED.kept, UNTOUCHED.inForce],
  ["an alarm past the safe limit", { AlarmLevel: 21 }, 100_003, UNTOUCHED.kept, UNTOUCHED.inForce],
  ["what is so already", { AlarmLevel: 20, ReportInterval: 300 }, 200, UNTOUCHED.kept, UNTOUCHED.inForce],
];
for (const [what, wanted, code, kept, inForce] of ROWS) {
  test(`set ${what}: ${code}`, () => {
    const world = open();
    assert.equal(world.remote.configure(wanted), code);
    assert.deepEqual([world.kept(), world.inForce()], [kept, inForce]);
    const [ReportInterval, WarningLevel, AlarmLevel] = kept;
    assert.deepEqual(world.remote.tell({}), { ReportInterval, WarningLevel, AlarmLevel });
    assert.deepEqual(open(START, world.flash).kept(), kept, "the next start has it");
  });
}

describe("while an alarm stands", () => {
  const HELD: readonly (readonly [what: string, wanted: Wanted, code: number])[] = [
    ["a higher alarm", { AlarmLevel: 20 }, 100_002],
    ["a lower alarm", { AlarmLevel: 10 }, 100_002],
    ["a warning", { WarningLevel: 3 }, 100_002],
    ["a set point beside an interval", { ReportInterval: 60, AlarmLevel: 20 }, 100_002],
    ["an interval", { ReportInterval: 60 }, 200],
    ["what is so already", { AlarmLevel: 15, WarningLevel: 5 }, 200],
  ];
  for (const [what, wanted, code] of HELD) {
    test(`${what}: ${code}, and the set points are what they were`, () => {
      const world = open({ gas: { sensor: "MQ-4", warningLelPercent: 5, alarmLelPercent: 15 } });
      world.world.isAlarm = true;
      const before = world.inForce().slice(1);
      assert.equal(world.remote.configure(wanted), code);
      assert.deepEqual(world.inForce().slice(1), before);
      assert.deepEqual(world.kept().slice(1), [5, 15]);
    });
  }

  test("what a person has set for the next start does not come into force with an interval", () => {
    const world = open({ gas: { sensor: "MQ-4", warningLelPercent: 5, alarmLelPercent: 15 } });
    assert.deepEqual(world.settings.change(configText({}, { gas: { sensor: "MQ-4", warningLelPercent: 5 } })), []);
    world.world.isAlarm = true;
    assert.equal(world.remote.configure({ ReportInterval: 60 }), 200);
    assert.deepEqual(world.inForce(), [60, 2500, 7500, 6000]);
    world.world.isAlarm = false;
    assert.equal(world.remote.configure({ AlarmLevel: 15 }), 200);
    assert.deepEqual(
      [world.inForce(), world.kept()],
      [
        [60, 2500, 7500, 6000],
        [60, 5, 15],
      ],
    );
  });
});

test("a sensor with limits of its own keeps them, and CO its doses", () => {
  for (const sensor of ["MQ-135", "MQ-7"]) {
    const world = open({ gas: { sensor } });
    const before = world.inForce();
    assert.equal(world.remote.configure({ WarningLevel: 1, AlarmLevel: 2 }), 200);
    assert.deepEqual(world.inForce(), before, sensor);
    assert.deepEqual(world.remote.tell({}), { ReportInterval: 300, WarningLevel: 1, AlarmLevel: 2 });
  }
});

test("the same order again and again writes no flash", () => {
  const { remote, flash } = open();
  assert.equal(remote.configure({ AlarmLevel: 15, ReportInterval: 60 }), 200);
  const { operations } = flash;
  for (let i = 0; i < 100; i++) assert.equal(remote.configure({ AlarmLevel: 15, ReportInterval: 60 }), 200);
  assert.equal(flash.operations, operations);
});

test("settings that were online before still count as such, others do not", () => {
  const proven = open();
  proven.settings.confirm();
  assert.equal(proven.remote.configure({ ReportInterval: 60 }), 200);
  assert.equal(proven.settings.isProven(), true);
  assert.deepEqual(proven.settings.change(configText({ port: 2000 }, START)), []);
  assert.equal(proven.remote.configure({ ReportInterval: 30 }), 200);
  assert.equal(proven.settings.isProven(), false, "another port has not been tried yet");
  assert.equal(proven.settings.load().config.cloud.port, 2000);
});

test("flash that is full: refused, and nothing of it is in force", () => {
  const { remote, settings, inForce, kept } = open();
  settings.change = () => ["flash is full"];
  assert.equal(remote.configure({ ReportInterval: 60 }), 100_003);
  assert.deepEqual([inForce(), kept()], [UNTOUCHED.inForce, UNTOUCHED.kept]);
});
