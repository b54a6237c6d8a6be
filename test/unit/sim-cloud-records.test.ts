import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Device } from "../../sim/cloud/login.ts";
import { Platform } from "../../sim/cloud/platform.ts";
import type { Settings } from "../../sim/cloud/settings.ts";

const DEVICE: Device = { productKey: "a1EXAMPLE00", deviceName: "D001", deviceSecret: "secret" };
const SYS = "/sys/a1EXAMPLE00/D001";
const PROPERTY = `${SYS}/thing/event/property/post`;
const EVENT = `${SYS}/thing/event/GasCheck_Event/post`;
const NOW_MS = 1_700_000_000_000;
const DAY_MS = 86_400_000;

function newPlatform(settings: Partial<Settings> = {}) {
  const clock = { ms: NOW_MS, nowMs: () => clock.ms };
  const platform = new Platform({ clock, devices: [DEVICE], settings });
  const publish = (topic: string, payload: string | Uint8Array) => platform.onPublish(DEVICE, topic, payload);
  const code = (topic: string, payload: string | Uint8Array) =>
    publish(topic, payload).map((one) => JSON.parse(String(one.payload)).code as number);
  return { clock, platform, publish, code };
}

const post = (params: string, id = "1", rest = "") => `{"id":"${id}","version":"1.0","params":${params}${rest}}`;
const alarm = (gas = "12.0", time = NOW_MS) =>
  `{"value":{"GasState":3,"GasConcentration":${gas},"GasLel":0.5,"OverRange":0},"time":${time}}`;

describe("records and duplicates", () => {
  it("keeps last values with their own time, and tells listeners", () => {
    const { platform, publish } = newPlatform();
    const seen: string[] = [];
    platform.onProperty((one) => seen.push(`${one.name}=${one.value}@${one.timeMs - NOW_MS}`));
    publish(PROPERTY, post(`{"GasLel":{"value":2.5,"time":${NOW_MS - 5000}},"PowerSwitch":1}`));
    assert.deepEqual(seen, ["GasLel=2.5@-5000", "PowerSwitch=1@0"]);
    assert.equal(platform.properties.get("D001&a1EXAMPLE00")?.get("GasLel")?.value, 2.5);
  });

  it("takes an identical resend, in any order of members, as one event", () => {
    const { platform, code } = newPlatform();
    const told: number[] = [];
    platform.onEvent((event) => told.push(event.copies));
    const again = `{"params":{"time":${NOW_MS},"value":{"OverRange":0,"GasLel":0.5,"GasConcentration":12.0,"GasState":3}},"id":"9"}`;
    assert.deepEqual(
      [...code(EVENT, post(alarm(), "9")), ...code(EVENT, post(alarm(), "9")), ...code(EVENT, again)],
      [200, 200, 200],
    );
    assert.deepEqual(
      platform.events.map(({ id, copies, timeMs }) => ({ id, copies, timeMs })),
      [{ id: "9", copies: 3, timeMs: NOW_MS }],
    );
    assert.deepEqual(platform.events[0]?.outputs, { GasState: 3, GasConcentration: 12, GasLel: 0.5, OverRange: 0 });
    assert.deepEqual([told, platform.violations], [[1], []]);
  });

  const reuses: readonly (readonly [name: string, topic: string, payload: string])[] = [
    ["other values", EVENT, post(alarm("13.0"), "9")],
    ["another time", EVENT, post(alarm("12.0", NOW_MS + 1), "9")],
    ["another topic", PROPERTY, post('{"PowerSwitch":1}', "9")],
  ];
  for (const [name, topic, payload] of reuses) {
    it(`an id used twice: ${name}`, () => {
      for (const [reusedId, answer] of [
        ["refuse", 460],
        ["flag", 200],
      ] as const) {
        const { platform, code } = newPlatform({ reusedId });
        code(EVENT, post(alarm(), "9"));
        assert.deepEqual(code(topic, payload), [answer]);
        assert.deepEqual(
          platform.violations.map((one) => one.rule),
          ["id-reused"],
        );
      }
    });
  }

  it("an id is free again after a day", () => {
    const { clock, platform, code } = newPlatform();
    code(EVENT, post(alarm(), "9"));
    clock.ms += DAY_MS;
    assert.deepEqual(code(EVENT, post(alarm("13.0", clock.ms), "9")), [200]);
    assert.deepEqual([platform.events.length, platform.violations.length], [2, 0]);
  });
});

describe("knobs", () => {
  it("loses, delays, doubles, mistakes and refuses replies", () => {
    const { platform, publish, code } = newPlatform({ replyDelayMs: 700, duplicateReplies: 2 });
    platform.loseReplies(1);
    assert.deepEqual(code(EVENT, post(alarm())), []);
    assert.equal(platform.events.length, 1, "the message itself was taken");
    assert.deepEqual(
      publish(EVENT, post(alarm())).map((one) => one.delayMs),
      [700, 700, 700],
    );
    Object.assign(platform.settings, { duplicateReplies: 0, wrongId: true });
    assert.equal(JSON.parse(String(publish(EVENT, post(alarm()))[0]?.payload)).id, "2");
    platform.settings.wrongId = false;
    platform.refusePosts(429, 1);
    const [refused, taken] = [code(EVENT, post(alarm(), "5")), code(EVENT, post(alarm(), "5"))];
    assert.deepEqual([refused, taken], [[429], [200]]);
    assert.deepEqual(
      platform.events.map((one) => `${one.id}x${one.copies}`),
      ["1x3", "5x1"],
    );
    assert.deepEqual(platform.violations, []);
  });

  it("bounds its log", () => {
    const { platform } = newPlatform({ logLimit: 100 });
    for (let i = 0; i < 1000; i++) platform.note("note", DEVICE, String(i));
    assert.ok(platform.messages.length <= 125);
    assert.equal(platform.messages.at(-1)?.text, "999");
  });
});

describe("calls, time and version", () => {
  it("sends a property set as the transcript shows it, and takes the answer", () => {
    const { platform, publish } = newPlatform();
    const down: string[] = [];
    platform.onDownlink(({ topic, payload, qos }) => down.push(`${topic} ${payload} ${qos}`));
    const call = platform.propertySet(DEVICE, { PowerSwitch: 1 });
    const text =
      '{"method":"thing.service.property.set","id":"1934023296","params":{"PowerSwitch":1},"version":"1.0.0"}';
    assert.deepEqual(down, [`${SYS}/thing/service/property/set ${text} 1`]);
    publish(`${SYS}/thing/service/property/set_reply`, '{"id":"1934023296","code":200,"data":{}}');
    publish(`${SYS}/thing/service/property/set_reply`, '{"id":"1934023296","code":200,"data":{}}');
    assert.deepEqual(call.reply, { code: 200, data: {}, atMs: NOW_MS });
    assert.deepEqual(platform.violations, []);
  });

  for (const how of ["async", "rrpc"] as const) {
    it(`calls a service, ${how}`, () => {
      const { platform, publish } = newPlatform();
      const topics: string[] = [];
      platform.onDownlink((one) => topics.push(one.topic));
      const call = platform.service(DEVICE, "Mute", { minutes: 5 }, how);
      publish(call.replyTopic, `{"id":"${call.id}","code":100001,"data":{"left":1}}`);
      assert.deepEqual(topics, [how === "rrpc" ? `${SYS}/rrpc/request/${call.id}` : `${SYS}/thing/service/Mute`]);
      assert.deepEqual([call.reply?.code, call.reply?.data], [100001, { left: 1 }]);
    });
  }

  const badAnswers = [
    "{",
    '{"code":200,"data":{}}',
    '{"id":"1934023296","data":{}}',
    '{"id":"1934023296","code":200}',
    '{"id":"5","code":200,"data":{}}',
  ];
  for (const payload of badAnswers) {
    it(`flags the answer ${payload}`, () => {
      const { platform, publish } = newPlatform();
      const call = platform.propertySet(DEVICE, { PowerSwitch: 1 });
      publish(`${SYS}/thing/service/property/set_reply`, payload);
      assert.deepEqual([call.reply, platform.violations.map((one) => one.rule)], [undefined, ["reply"]]);
    });
  }

  it("tells the time, all texts", () => {
    const { platform, publish } = newPlatform({ ntpOffsetMs: 1000, ntpDelayMs: 40 });
    const [answer] = publish("/ext/ntp/a1EXAMPLE00/D001/request", '{"deviceSendTime":"12345"}');
    const wanted = `{"deviceSendTime":"12345","serverRecvTime":"${NOW_MS + 1000}","serverSendTime":"${NOW_MS + 1040}"}`;
    assert.deepEqual(
      [answer?.topic, answer?.payload, answer?.delayMs],
      ["/ext/ntp/a1EXAMPLE00/D001/response", wanted, 40],
    );
    assert.deepEqual(publish("/ext/ntp/a1EXAMPLE00/D001/request", '{"deviceSendTime":12345}'), []);
    assert.equal(platform.violations.length, 1);
  });

  it("keeps the firmware version", () => {
    const { platform, publish } = newPlatform();
    assert.deepEqual(publish("/ota/device/inform/a1EXAMPLE00/D001", '{"id":"1","params":{"version":"1.2.3"}}'), []);
    assert.deepEqual([...platform.firmwareVersions], [["D001&a1EXAMPLE00 default", "1.2.3"]]);
  });
});
