import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Device } from "../../sim/cloud/login.ts";
import { Platform } from "../../sim/cloud/platform.ts";
import { parseJson } from "../../sim/cloud/raw-json.ts";
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
const many = (count: number) =>
  JSON.stringify(Object.fromEntries(Array.from({ length: count }, (_, i) => [`P${i}`, 1])));

describe("reply codes", () => {
  type Row = readonly [
    name: string,
    topic: string,
    payload: string | Uint8Array,
    code: number,
    rules: string,
    settings?: Partial<Settings>,
  ];
  const rows: readonly Row[] = [
    ["bool", PROPERTY, post('{"PowerSwitch":0}'), 200, ""],
    [
      "the transcript's envelope",
      PROPERTY,
      '{"method":"thing.event.property.post","id":"0000000001","params":{"PowerSwitch":1},"version":"1.0.0"}',
      200,
      "",
    ],
    ["value with time", PROPERTY, post(`{"GasLel":{"value":10.0,"time":${NOW_MS}}}`), 200, ""],
    ["float with exponent and point", PROPERTY, post('{"GasLel":1.0e1}'), 200, ""],
    [
      "all properties",
      PROPERTY,
      post('{"PowerSwitch":1,"GasConcentration":0.0,"GasLel":0.1,"GasState":4,"SignalStrength":-71}'),
      200,
      "",
    ],
    ["the transcript's bare payload", PROPERTY, '{"PowerSwitch":1}', 460, "id payload"],
    ["broken JSON", PROPERTY, '{"id":"1"', 6207, "payload"],
    ["the modem's escape let through", PROPERTY, "{\\22id\\22:\\221\\22}", 6207, "payload"],
    ["no UTF-8", PROPERTY, Uint8Array.of(0xff, 0xfe), 6207, "payload"],
    ["an array", PROPERTY, "[1]", 6207, "payload"],
    ["params missing", PROPERTY, '{"id":"1"}', 460, "payload"],
    ["params empty", PROPERTY, post("{}"), 460, "payload"],
    ["params an array", PROPERTY, post("[]"), 460, "payload"],
    ["200 properties", PROPERTY, post(many(200)), 200, "unknown-name ".repeat(200).trim()],
    ["201 properties", PROPERTY, post(many(201)), 6106, `payload ${"unknown-name ".repeat(201)}`.trim()],
    [
      "method missing where it is wanted",
      PROPERTY,
      post('{"PowerSwitch":1}'),
      6300,
      "method",
      { requiresMethod: true },
    ],
    [
      "method of another topic",
      PROPERTY,
      post('{"PowerSwitch":1}', "1", ',"method":"thing.event.x.post"'),
      200,
      "method",
    ],
    ["version", PROPERTY, '{"id":"1","version":"2","params":{"PowerSwitch":1}}', 200, "version"],
    ["float without a point", PROPERTY, post('{"GasConcentration":10}'), 6307, "value"],
    ["float without a point, in a value", PROPERTY, post('{"GasConcentration":{"value":10}}'), 6307, "value"],
    ["float as a text", PROPERTY, post('{"GasConcentration":"10.0"}'), 6307, "value"],
    ["float null", PROPERTY, post('{"GasConcentration":null}'), 6307, "value"],
    ["float below its range", PROPERTY, post('{"GasConcentration":-1.0}'), 6307, "value"],
    ["bool true", PROPERTY, post('{"PowerSwitch":true}'), 6308, "value"],
    ["bool 2", PROPERTY, post('{"PowerSwitch":2}'), 6308, "value"],
    ["enum out of set", PROPERTY, post('{"GasState":5}'), 6309, "value"],
    ["enum as a text", PROPERTY, post('{"GasState":"alarm"}'), 6309, "value"],
    ["int with a fraction", PROPERTY, post('{"SignalStrength":-71.5}'), 6306, "value"],
    ["int with a point", PROPERTY, post('{"SignalStrength":-71.0}'), 6306, "value"],
    ["int out of range", PROPERTY, post('{"SignalStrength":99}'), 6306, "value"],
    ["unknown property", PROPERTY, post('{"Nope":1,"PowerSwitch":1}'), 200, "unknown-name"],
    [
      "unknown property, hard",
      PROPERTY,
      post('{"Nope":1,"PowerSwitch":1}'),
      6320,
      "unknown-name",
      { unknownProperty: "refuse" },
    ],
    ["an inherited name", PROPERTY, post('{"constructor":1}'), 200, "unknown-name"],
    ["id a number", PROPERTY, '{"id":1,"params":{"PowerSwitch":1}}', 460, "id"],
    ["id no number", PROPERTY, post('{"PowerSwitch":1}', "1|exp"), 460, "id"],
    ["id 4294967295", PROPERTY, post('{"PowerSwitch":1}', "4294967295"), 200, ""],
    ["id 4294967296", PROPERTY, post('{"PowerSwitch":1}', "4294967296"), 460, "id"],
    ["time 24 h ahead", PROPERTY, post(`{"PowerSwitch":{"value":1,"time":${NOW_MS + DAY_MS}}}`), 200, ""],
    ["time beyond", PROPERTY, post(`{"PowerSwitch":{"value":1,"time":${NOW_MS + DAY_MS + 1}}}`), 460, "time"],
    ["time of a clock never set", PROPERTY, post('{"PowerSwitch":{"value":1,"time":946684800000}}'), 200, "time"],
    ["time as a text", PROPERTY, post('{"PowerSwitch":{"value":1,"time":"1"}}'), 460, "time"],
    ["event", EVENT, post(alarm()), 200, ""],
    ["event, bare", EVENT, post('{"GasState":3,"GasConcentration":12.0,"GasLel":0.5,"OverRange":0}'), 200, ""],
    ["event, float without a point", EVENT, post(alarm("12")), 6307, "value"],
    [
      "event, bare, float without a point",
      EVENT,
      post('{"GasState":3,"GasConcentration":12,"GasLel":0.5,"OverRange":0}'),
      6307,
      "value",
    ],
    ["event, output missing", EVENT, post('{"value":{"GasState":3,"GasConcentration":1.0}}'), 6302, "value"],
    ["event, time beyond", EVENT, post(alarm("12.0", NOW_MS + DAY_MS + 1)), 460, "time"],
    ["event, the transcript's bare payload", EVENT, '{"GasCheck_Event":1}', 460, "id payload"],
    ["unknown event", `${SYS}/thing/event/Nope/post`, post('{"value":{}}'), 5160, "unknown-name"],
    ["tags", `${SYS}/thing/deviceinfo/update`, '{"id":"5","params":[{"attrKey":"a","attrValue":"b"}]}', 200, ""],
  ];
  for (const [name, topic, payload, code, rules, settings] of rows) {
    it(`${code} ${name}`, () => {
      const { platform, publish } = newPlatform(settings);
      const [reply] = publish(topic, payload);
      assert.equal(reply?.topic, `${topic}_reply`);
      const body = JSON.parse(String(reply?.payload));
      assert.equal(body.code, code, platform.violations[0]?.why);
      assert.deepEqual(Object.keys(body), ["code", "data", "id", "message", "method", "version"]);
      assert.deepEqual(new Set(platform.violations.map((one) => one.rule)), new Set(rules.split(" ").filter(Boolean)));
    });
  }

  it("echoes id and method", () => {
    const [reply] = newPlatform().publish(PROPERTY, post('{"PowerSwitch":0}', "77"));
    const wanted =
      '{"code":200,"data":{},"id":"77","message":"success","method":"thing.event.property.post","version":"1.0"}';
    assert.equal(reply?.payload, wanted);
  });

  it("is silent for sys.ack 0", () => {
    const { platform, code } = newPlatform();
    assert.deepEqual(code(PROPERTY, post('{"PowerSwitch":1}', "1", ',"sys":{"ack":0}')), []);
    assert.equal(platform.property(DEVICE, "PowerSwitch")?.value, 1);
  });

  it("keeps the text of numbers and leaves strings alone", () => {
    const parsed = parseJson('{"a":[10.0,-1e3,"7 \\" 8"],"5":true}');
    assert.deepEqual(parsed?.value, { a: [10, -1000, '7 " 8'], 5: true });
    assert.deepEqual(parsed?.raw, { a: ["10.0", "-1e3", '7 " 8'], 5: true });
  });
});
