/** From cold start to alarm, report and switch, with each family of modems and nobody breaking any rule. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ALARM, configWith, FAMILIES, NORMAL, Rig, WARNING } from "./rig.ts";

/** Over range, ppm, %LEL. */
const END_OF_RANGE = [1, 10_000, 20];
const READING_MS = 5000;

const posts = (rig: Rig) =>
  rig.platform.messages
    .filter(({ kind, topic = "" }) => kind === "up" && topic.endsWith("/event/property/post"))
    .map(({ atMs, payload = "" }) => ({ atMs, params: (JSON.parse(payload) as { params: object }).params }));

for (const family of FAMILIES) {
  describe(family, () => {
    test("cold start to the alarm's rise and fall at the cloud", () => {
      const rig = new Rig({ family }).warm();
      rig.alarm();
      rig.alarm();
      assert.deepEqual(
        rig.events.map(({ name, outputs }) => [name, outputs["GasState"]]),
        [WARNING, ALARM, NORMAL, WARNING, ALARM, NORMAL].map((state) => ["GasCheck_Event", state]),
      );
      assert.equal(new Set(rig.events.map(({ id }) => id)).size, 6, "ids are unique");
      for (const { id, copies } of rig.events) assert.deepEqual([/^\d{1,10}$/.test(id), copies], [true, 1]);
      const told = rig.events.map(({ outputs }) => [
        outputs["OverRange"],
        outputs["GasConcentration"],
        outputs["GasLel"],
      ]);
      const [over, rise, fall] = told;
      assert.deepEqual([over, rise], [END_OF_RANGE, END_OF_RANGE], "25 %LEL are more than can be measured");
      assert.deepEqual([fall?.[0], Number(fall?.[2]) < 1], [0, true], `clean air, told as ${fall}`);
      rig.waitFor("all replied", () => rig.node.vitals.waiting === 0, 5);
      rig.assertClean();
    });

    test("an alarm within the sensor's range has the level", () => {
      const gas = { alarmLelPercent: 10, warningLelPercent: 5 };
      const rig = new Rig({ family, config: configWith({ gas }) }).warm();
      rig.alarm(5, 15);
      const [rise, fall] = rig.events;
      assert.deepEqual([rise?.outputs["GasState"], rise?.outputs["OverRange"]], [ALARM, 0]);
      const lel = rise?.outputs["GasLel"] as number;
      assert.ok(Math.abs(lel - 15) < 0.5, `15 %LEL at the sensor, ${lel} at the cloud`);
      assert.equal(fall?.outputs["GasState"], NORMAL);
      rig.waitFor("all replied", () => rig.node.vitals.waiting === 0, 5);
      rig.assertClean();
    });

    test("an event has the time at which it was decided", () => {
      const rig = new Rig({ family }).warm();
      rig.clock.runFor(400_000);
      rig.alarm();
      const payloads = rig.platform.messages
        .filter(({ kind, topic = "" }) => kind === "up" && topic.endsWith("/GasCheck_Event/post"))
        .map(({ payload = "" }) => JSON.parse(payload) as { params: { time?: number } });
      for (const { params } of payloads)
        assert.equal(typeof params.time, "number", `no time in ${JSON.stringify(params)}`);
      const [rise] = rig.events;
      const lateMs = (rise?.receivedMs ?? 0) - (rise?.timeMs ?? 0);
      assert.ok(lateMs >= -1500 && lateMs < 5000, `decided ${lateMs} ms before it was received`);
    });

    test("properties come every interval, and at once on a change worth telling", () => {
      const rig = new Rig({ family, config: configWith({ report: { intervalS: 60 } }) }).warm();
      rig.clock.runFor(2000);
      const known = posts(rig).length;
      const sinceMs = rig.platform.nowMs;
      rig.clock.runFor(600_000);
      const whole = posts(rig).slice(known);
      const gapsMs = whole.map(({ atMs }, i) => atMs - (whole[i - 1]?.atMs ?? sinceMs));
      assert.ok(
        gapsMs.slice(1).every((ms) => ms >= 60_000 && ms < 60_000 + READING_MS + 2000),
        `one a minute, at a reading, with nothing happening: ${gapsMs.map(Math.round)}\n${rig.story()}`,
      );
      assert.ok(whole.length >= 9);
      for (const { params } of whole) {
        assert.deepEqual(Object.keys(params).sort(), [
          "CalibrationCount",
          "CalibrationDueH",
          "GasConcentration",
          "GasLel",
          "GasState",
          "PowerSwitch",
          "RecordsDropped",
          "RecordsRefused",
          "RecordsWaiting",
          "RunHours",
          "SensorFault",
          "SignalStrength",
        ]);
      }
      assert.ok((gapsMs[0] ?? 0) < 62_000 + READING_MS);
      const reported = posts(rig).length;
      rig.node.setLelPercent(6);
      rig.clock.runFor(13_000);
      // A report may be due when the filter is half way.
      const isThere = ({ params }: { params: object }) => Number((params as { GasLel?: number }).GasLel) > 5;
      const changed = posts(rig).slice(reported).filter(isThere);
      assert.equal(changed.length, 1, `6 %LEL is worth one message: ${JSON.stringify(changed)}`);
      assert.equal(rig.platform.property(rig.device, "GasState")?.value, NORMAL);
      assert.ok(Math.abs((rig.platform.property(rig.device, "GasLel")?.value as number) - 6) < 0.3);
      assert.equal(rig.platform.property(rig.device, "SignalStrength")?.value, -69);
      rig.assertClean();
    });

    test("PowerSwitch from the cloud: output, set_reply 200, property post", () => {
      const rig = new Rig({ family }).online();
      assert.equal(rig.node.output, false);
      rig.clock.runFor(5000);
      for (const wanted of [1, 0, 1]) {
        const call = rig.platform.propertySet(rig.device, { PowerSwitch: wanted });
        rig.waitFor("set_reply", () => call.reply !== undefined, 5);
        assert.equal(call.reply?.code, 200);
        assert.equal(rig.node.output, wanted === 1);
        const told = () => rig.platform.property(rig.device, "PowerSwitch")?.value === wanted;
        rig.waitFor("property post with the new value", told, 5);
      }
      rig.assertClean();
    });
  });
}
