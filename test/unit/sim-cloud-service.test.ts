/** Services of the thing model: the call as it goes down, the answer as it comes back, and outputs that do not fit. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { GAS_MODEL, valueFault } from "../../sim/cloud/thing-model.ts";
import { DEVICE, Rig, SYS } from "./sim-cloud-rig.ts";

it("there and back over the wire, to a device that listens to all services", () => {
  const rig = new Rig();
  const client = rig.client().connect().subscribe(`${SYS}/thing/service/+`);
  const call = rig.platform.service(DEVICE, "Calibrate", { Ppm: 5000.5 });
  client.waitFor(() => client.received.length > 0);
  const text = `{"method":"thing.service.Calibrate","id":"${call.id}","params":{"Ppm":5000.5},"version":"1.0.0"}`;
  assert.deepEqual(client.received, [`Calibrate ${text}`]);
  client.publish(`${SYS}/thing/service/Calibrate_reply`, `{"id":"${call.id}","code":200,"data":{"R0Ohm":10012.0}}`);
  client.waitFor(() => call.reply !== undefined);
  assert.deepEqual([call.reply?.code, call.reply?.data], [200, { R0Ohm: 10012 }]);
  assert.deepEqual([call.service, rig.platform.violations], ["Calibrate", []]);
});

describe("outputs of an answer, as strict as a post", () => {
  const rows: readonly (readonly [service: string, data: string, why: RegExp | undefined])[] = [
    ["Calibrate", "{}", undefined],
    ["Calibrate", '{"Reason":"not in clean air"}', undefined],
    ["Calibrate", '{"R0Ohm":10012.5,"Reason":""}', undefined],
    ["Calibrate", '{"R0Ohm":10012}', /R0Ohm is 10012, not a number written with a decimal point/],
    ["Calibrate", '{"R0Ohm":-1.0}', /R0Ohm is -1.0/],
    ["Calibrate", '{"Ppm":5.0}', /Calibrate has no output Ppm/],
    ["SelfTest", '{"Result":0}', undefined],
    ["Silence", '{"Result":0}', /Silence has no output Result/],
    ["Silence", "{}", undefined],
    ["Acknowledge", "{}", undefined],
    ["Mute", '{"left":1}', undefined],
  ];
  for (const how of ["async", "rrpc"] as const) {
    for (const [service, data, why] of rows) {
      it(`${service} ${data}, ${how}`, () => {
        const { platform } = new Rig();
        const call = platform.service(DEVICE, service, {}, how);
        platform.onPublish(DEVICE, call.replyTopic, `{"id":"${call.id}","code":200,"data":${data}}`);
        assert.equal(call.reply?.code, 200);
        assert.equal(platform.violations.length, why ? 1 : 0);
        if (why) assert.match(platform.violations[0]?.why ?? "", why);
      });
    }
  }

  it("a property set's answer is no service's", () => {
    const { platform } = new Rig();
    const call = platform.propertySet(DEVICE, { PowerSwitch: 1 });
    platform.onPublish(DEVICE, call.replyTopic, `{"id":"${call.id}","code":200,"data":{"Ppm":5}}`);
    assert.deepEqual([call.service, platform.violations], [undefined, []]);
  });
});

describe("what a sensor tells of its life", () => {
  const rows: readonly (readonly [name: string, value: number, raw: string, fits: boolean])[] = [
    ["SensorFault", 0, "0", true],
    ["SensorFault", 100, "100", false],
    ["RunHours", 43_800, "43800", true],
    ["RunHours", -1, "-1", false],
    ["CalibrationDueH", -12, "-12", true],
    ["R0Drift", -3.5, "-3.5", true],
    ["R0Drift", 3, "3", false],
    ["LelPpm", 50_000, "50000", true],
    ["CalibrationCount", 2, "2", true],
  ];
  for (const [name, value, raw, fits] of rows) {
    it(`${name} ${raw} ${fits ? "fits" : "does not fit"}`, () => {
      const spec = GAS_MODEL.properties[name];
      assert.ok(spec);
      assert.equal(valueFault(name, spec, value, raw) === undefined, fits);
    });
  }

  it("SelfTest_Event has a result of one byte", () => {
    const { platform } = new Rig();
    const topic = `${SYS}/thing/event/SelfTest_Event/post`;
    platform.onPublish(DEVICE, topic, '{"id":"1","version":"1.0","params":{"value":{"Result":0}}}');
    platform.onPublish(DEVICE, topic, '{"id":"2","version":"1.0","params":{"value":{"Result":256}}}');
    assert.deepEqual(
      platform.events.map(({ name, outputs }) => [name, outputs["Result"]]),
      [["SelfTest_Event", 0]],
    );
    assert.equal(platform.violations.length, 1);
  });
});
