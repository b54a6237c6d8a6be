/** What is wrong with the sensor, by its code: told after 10 s, over after 30 s of soundness; lamps; and the services. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { SensorFaultName } from "../../sim/sensor/faults.ts";
import { ALARM, configWith, NORMAL, RAISES_S, Rig, WARNING } from "./rig.ts";

const FAULT = 4;
/** A filter that sees it, and two readings; a filter, and six. */
const TOLD_S = 13;
const OVER_S = 40;
const FROZEN_S = 40;
/** A cold element takes some time to look wrong, and to be right again. */
const COOLS_S = 120;

interface Row {
  readonly fault: SensorFaultName;
  readonly value?: number;
  readonly code: number;
  /** Besides the filter. */
  readonly afterS?: number;
  readonly isAlarm?: true;
  /** Told while the sensor warms up, too. */
  readonly isSeenCold?: true;
  readonly gas?: Readonly<Record<string, unknown>>;
}

const SENSE = { supplySense: true, heaterSense: true };
const FAULTS: readonly Row[] = [
  { fault: "open", code: 1, isSeenCold: true },
  { fault: "element-short", code: 2, isAlarm: true },
  { fault: "nan", code: 3, isSeenCold: true },
  { fault: "infinity", code: 3, isSeenCold: true },
  { fault: "negative", code: 3, isSeenCold: true },
  { fault: "short", code: 4, isSeenCold: true },
  { fault: "full-scale", code: 4, isSeenCold: true },
  { fault: "heater", code: 5, isSeenCold: true, gas: SENSE },
  { fault: "supply", value: 4.5, code: 6, isSeenCold: true, gas: SENSE },
  { fault: "frozen", code: 8, afterS: FROZEN_S, isSeenCold: true },
];

const eventsOf = (rig: Rig, code: number) =>
  rig.events.filter(({ outputs }) => outputs["FaultCode"] === code).map(({ outputs }) => outputs["FaultState"]);

describe("faults of the sensor", () => {
  for (const { fault, value, code, afterS = 0, isAlarm, isSeenCold, gas = {} } of FAULTS) {
    const config = configWith({ gas });

    test(`${fault}: code ${code}, told and over`, () => {
      const rig = new Rig({ config }).warm();
      rig.node.sensor.setFault(fault, value);
      rig.waitFor("the event", () => eventsOf(rig, code).length === 1, TOLD_S + afterS + 2);
      assert.deepEqual(rig.node.panel.lamps, { red: false, yellow: true, green: false });
      if (isAlarm) rig.waitFor("the alarm", () => rig.node.vitals.gasState === ALARM, 10);
      else assert.equal(rig.node.vitals.gasState, FAULT, "no number, and so neither air nor gas");
      assert.deepEqual(rig.node.status()?.["faults"], [code]);
      rig.waitFor("the property", () => rig.platform.property(rig.device, "SensorFault")?.value === code, 330, 1000);
      if (isAlarm) assert.deepEqual(rig.eventsOf(ALARM).length, 1, "as much gas as there can be");
      else assert.equal(rig.eventsOf(ALARM).length + rig.eventsOf(WARNING).length, 0, "no alarm by a broken sensor");
      rig.node.sensor.setFault(null);
      rig.waitFor("its end", () => eventsOf(rig, code).length === 2, OVER_S + COOLS_S);
      assert.deepEqual(eventsOf(rig, code), [1, 0]);
      if (isAlarm) rig.waitFor("the alarm's end", () => rig.eventsOf(NORMAL).length === 1, 70);
      rig.waitFor("a sound state", () => rig.node.vitals.gasState === NORMAL, 60);
      rig.waitFor("green", () => rig.node.panel.lamps.green === true, 6);
      assert.deepEqual(rig.node.panel.lamps, { red: false, yellow: false, green: true });
      rig.alarm();
      rig.assertClean();
    });

    test(`${fault}: ${isSeenCold ? "told" : "not told"} while the sensor warms up`, () => {
      const rig = new Rig({ config }).online();
      rig.clock.runFor(30_000);
      rig.node.sensor.setFault(fault, value);
      rig.clock.runFor((TOLD_S + afterS + 2) * 1000);
      assert.deepEqual(eventsOf(rig, code), isSeenCold ? [1] : []);
      rig.assertClean();
    });
  }

  test("an element worn to three times clean air and more: code 10", () => {
    const rig = new Rig().warm();
    rig.node.setAdcVolts(0.2);
    rig.waitFor("the event", () => eventsOf(rig, 10).length === 1, TOLD_S + 2);
    rig.node.setLelPercent(0);
    rig.waitFor("its end", () => eventsOf(rig, 10).length === 2, OVER_S);
    rig.assertClean();
  });

  test("one that is there for a single reading is not told", () => {
    const rig = new Rig().warm();
    rig.node.sensor.setFault("nan");
    rig.clock.runFor(1000);
    rig.node.sensor.setFault(null);
    rig.clock.runFor(60_000);
    assert.deepEqual(eventsOf(rig, 3), []);
  });

  test("a fault in the middle of an alarm does not end it", () => {
    const rig = new Rig().warm();
    rig.node.setLelPercent(25);
    rig.waitFor("the alarm", () => rig.eventsOf(ALARM).length === 1, RAISES_S + 2);
    rig.node.sensor.setFault("open");
    rig.clock.runFor(600_000);
    assert.deepEqual([rig.node.vitals.gasState, rig.node.alarmLamp, rig.node.panel.lamps.yellow], [ALARM, true, true]);
    rig.node.sensor.setFault(null);
    rig.node.setLelPercent(0);
    rig.waitFor("its end", () => rig.eventsOf(NORMAL).length === 1, 70);
    assert.equal(rig.eventsOf(ALARM).length, 1);
    rig.assertClean();
  });
});

describe("the lamps", () => {
  test("none while it warms up, green in clean air, red that blinks for a warning and shines for an alarm", () => {
    const rig = new Rig().online();
    assert.deepEqual(rig.node.panel.lamps, { red: false, yellow: false, green: false });
    rig.warm();
    assert.deepEqual(rig.node.panel.lamps, { red: false, yellow: false, green: true });
    rig.node.setLelPercent(14);
    rig.waitFor("the warning", () => rig.node.vitals.gasState === WARNING, RAISES_S);
    const seen = Array.from({ length: 12 }, () => {
      rig.clock.runFor(5000);
      return rig.node.panel.lamps.red;
    });
    assert.equal(seen.filter((isLit) => isLit).length, 6, `by readings: ${seen}`);
    assert.equal(rig.events.length, 0, "a warning is no event");
    rig.node.setLelPercent(25);
    rig.waitFor("the alarm", () => rig.node.vitals.gasState === ALARM, RAISES_S);
    assert.equal(rig.node.panel.lamps.red, true);
  });
});

describe("services", () => {
  const call = (rig: Rig, name: string, params: Record<string, number> = {}) => {
    const order = rig.platform.service(rig.device, name, params);
    rig.waitFor(`the answer to ${name}`, () => order.reply !== undefined, 10);
    return order.reply;
  };

  test("SelfTest: an answer, and an event", () => {
    const rig = new Rig().warm();
    assert.equal(call(rig, "SelfTest")?.code, 200);
    const events = () => rig.events.filter(({ name }) => name === "SelfTest_Event");
    rig.waitFor("the event", () => events().length === 1, 10);
    assert.equal(events()[0]?.outputs["Result"], 0);
    rig.node.sensor.setFault("open");
    rig.clock.runFor(15_000);
    call(rig, "SelfTest");
    rig.waitFor("the second", () => events().length === 2, 10);
    assert.equal(events()[1]?.outputs["Result"], 2, "the sensor's circuit");
    rig.waitFor("all replied", () => rig.node.vitals.waiting === 0, 10);
    rig.assertAlive();
  });

  test("SelfTest: its answer keeps to the thing model", () => {
    const rig = new Rig().warm();
    call(rig, "SelfTest");
    rig.assertClean();
  });

  test("Calibrate: in clean air it finds R0 and counts; refused with its reason in gas, and while it warms up", () => {
    const rig = new Rig().online();
    assert.equal(call(rig, "Calibrate", { Ppm: 0 })?.code, 100001);
    rig.warm();
    // What it does while it warms up is long in the mean that says whether it drifts.
    rig.clock.runFor(300_000);
    const found = call(rig, "Calibrate", { Ppm: 0 });
    assert.equal(found?.code, 200, JSON.stringify(found));
    const r0Ohm = Number((found?.data as { R0Ohm?: number } | undefined)?.R0Ohm);
    assert.ok(Math.abs(r0Ohm - 10_000) < 200, `${r0Ohm} ohm`);
    rig.waitFor("the count", () => rig.platform.property(rig.device, "CalibrationCount")?.value === 1, 330, 1000);
    rig.node.setLelPercent(25);
    rig.clock.runFor(30_000);
    assert.equal(call(rig, "Calibrate", { Ppm: 0 })?.code, 100001);
    rig.node.setLelPercent(0);
    rig.waitFor("the alarm's end", () => rig.eventsOf(NORMAL).length === 1, 70);
    rig.node.powerOff();
    rig.node.powerOn();
    rig.warm();
    assert.equal(rig.platform.property(rig.device, "CalibrationCount")?.value, 1, "kept over a restart");
    rig.alarm();
    rig.assertClean();
  });

  test("Silence: no sound for ten minutes, and the alarm stands", () => {
    const rig = new Rig().warm();
    const isLoud = (seconds: number): boolean => rig.runUntil(() => rig.node.panel.buzzer, seconds, 50);
    assert.equal(isLoud(60), false, "clean air makes no noise");
    rig.node.setLelPercent(25);
    rig.waitFor("the alarm", () => rig.eventsOf(ALARM).length === 1, RAISES_S + 2);
    assert.equal(isLoud(5), true);
    assert.equal(call(rig, "Silence")?.code, 200);
    rig.clock.runFor(1000);
    assert.equal(isLoud(590), false);
    assert.equal(isLoud(20), true, "and then again");
    assert.equal(rig.node.vitals.gasState, ALARM);
    rig.assertClean();
  });

  test("one that is none is refused", () => {
    const rig = new Rig().warm();
    const before = rig.platform.messages.length;
    const topic = "/sys/a1EXAMPLE00/D001/thing/service/selfDestruct";
    rig.platform.rawDownlink(rig.device, topic, '{"id":"77","params":{},"version":"1.0.0"}');
    rig.clock.runFor(3000);
    const answers = rig.platform.messages.slice(before).filter((one) => one.topic === `${topic}_reply`);
    assert.deepEqual(
      answers
        .filter(({ kind }) => kind === "up")
        .map(({ payload = "" }) => (JSON.parse(payload) as { code: number }).code),
      [5161],
    );
    rig.assertAlive();
  });
});
