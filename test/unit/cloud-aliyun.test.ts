/** The dialect of Alibaba Cloud IoT: login, topics, messages up, and every bad message down with its code. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { FAULT_KIND, NO_VALUE } from "../../src/store/slot.ts";
import { alarmRecord, openAliyun, THING } from "./cloud-bench.ts";
import { shown } from "./parts.ts";

test("login: the transcript's", () => {
  assert.deepEqual(openAliyun().login(), {
    host: "a1EXAMPLE00.iot-as-mqtt.cn-shanghai.aliyuncs.com",
    port: 1883,
    clientId: "D001|securemode=3,signmethod=hmacsha1|",
    username: "D001&a1EXAMPLE00",
    password: "43eb60cfc371b6af9abb7a11ab3abbbfa0019170",
    keepAliveS: 600,
    cleanSession: 0,
    topics: [`${THING}event/property/post`, `${THING}service/property/set`, `${THING}event/+/post_reply`],
  });
});

const HOSTS: readonly (readonly [region: string, host: string, expected: string])[] = [
  ["ap-southeast-1", "", "a1EXAMPLE00.iot-as-mqtt.ap-southeast-1.aliyuncs.com"],
  ["us-west-1", "", "a1EXAMPLE00.iot-as-mqtt.us-west-1.aliyuncs.com"],
  ["eu-central-1", "", "a1EXAMPLE00.iot-as-mqtt.eu-central-1.aliyuncs.com"],
  ["cn-shanghai", "iot-0600.mqtt.iothub.aliyuncs.com", "iot-0600.mqtt.iothub.aliyuncs.com"],
  ["cn-shanghai", "192.168.1.7", "192.168.1.7"],
];
for (const [region, host, expected] of HOSTS) {
  test(`host of region ${region}, given "${host}"`, () =>
    assert.equal(openAliyun({ region, host }).login().host, expected));
}

const METHODS = [
  ["hmacmd5", 32],
  ["hmacsha1", 40],
  ["hmacsha256", 64],
] as const;
for (const [signMethod, digits] of METHODS) {
  test(`sign method ${signMethod} is named in the client id and used`, () => {
    const login = openAliyun({ signMethod }).login();
    assert.equal(login.clientId, `D001|securemode=3,signmethod=${signMethod}|`);
    assert.match(login.password, new RegExp(`^[0-9a-f]{${digits}}$`));
  });
}

test("the secret is nowhere in a login", () => {
  const login = JSON.stringify(openAliyun({ deviceSecret: "s3cr3t-of-D001" }).login());
  assert.ok(!login.includes("s3cr3t"), login);
});

type Values = Parameters<ReturnType<typeof openAliyun>["properties"]>[0];
const PARAMS: readonly (readonly [name: string, values: Values, params: string])[] = [
  [
    "integers have no point",
    { PowerSwitch: 1, GasState: 3, SignalStrength: -67 },
    '{"PowerSwitch":1,"GasState":3,"SignalStrength":-67}',
  ],
  [
    "a whole float has one all the same",
    { GasConcentration: 10, GasLel: 20 },
    '{"GasConcentration":10.0,"GasLel":20.00}',
  ],
  [
    "zero",
    { PowerSwitch: 0, GasConcentration: 0, GasLel: 0 },
    '{"PowerSwitch":0,"GasConcentration":0.0,"GasLel":0.00}',
  ],
  ["decimals", { GasConcentration: 1234.56, GasLel: 2.468 }, '{"GasConcentration":1234.6,"GasLel":2.47}'],
  ["tiny", { GasConcentration: 1e-9, GasLel: 1e-9 }, '{"GasConcentration":0.0,"GasLel":0.00}'],
  ["large", { GasConcentration: 7500000, GasLel: 15000 }, '{"GasConcentration":7500000.0,"GasLel":15000.00}'],
  ["an integer property is rounded", { SignalStrength: -66.6 }, '{"SignalStrength":-67}'],
  [
    "what has no value is left out",
    { PowerSwitch: 1, GasConcentration: undefined, GasLel: undefined },
    '{"PowerSwitch":1}',
  ],
  [
    "what is no number is left out",
    { PowerSwitch: 1, GasConcentration: Number.NaN, GasLel: 1 / 0 },
    '{"PowerSwitch":1}',
  ],
  [
    "texts",
    { ResetCause: "watchdog", BootCount: 7, LastCrash: "7 s: torn" },
    '{"ResetCause":"watchdog","BootCount":7,"LastCrash":"7 s: torn"}',
  ],
  ["nothing", {}, "{}"],
];
for (const [name, values, params] of PARAMS) {
  test(`property post: ${name}`, () => {
    const { topic, payload } = openAliyun({}, 41).properties(values);
    assert.equal(topic, `${THING}event/property/post`);
    assert.equal(
      payload,
      `{"method":"thing.event.property.post","id":"0000000042","params":${params},"version":"1.0.0"}`,
      `of ${JSON.stringify(values)}`,
    );
    JSON.parse(payload);
  });
}

test("an alarm: the event's topic and method, its own id, its values and its time", () => {
  const { topic, payload } = openAliyun().event({ ...alarmRecord(7), epochS: 1780535058 });
  assert.equal(topic, `${THING}event/GasCheck_Event/post`);
  assert.equal(
    payload,
    '{"method":"thing.event.GasCheck_Event.post","id":"0000000007",' +
      '"params":{"value":{"GasState":3,"GasConcentration":12000.0,"GasLel":24.00},"time":1780535058000},"version":"1.0.0"}',
  );
});

test("an alarm whose time is not known says none; one beyond what can be measured is told as pure gas", () => {
  const { payload } = openAliyun().event({ ...alarmRecord(7), value: NO_VALUE });
  assert.deepEqual(JSON.parse(payload).params, { value: { GasState: 3, GasConcentration: 1_000_000, GasLel: 2000 } });
});

const FAULTS: readonly (readonly [value: number, values: object])[] = [
  [256 + 1, { FaultCode: 1, FaultState: 1 }],
  [1, { FaultCode: 1, FaultState: 0 }],
  [256 + 30, { FaultCode: 30, FaultState: 1 }],
];
for (const [value, values] of FAULTS) {
  test(`a fault, raised or over: ${JSON.stringify(values)}`, () => {
    const { topic, payload } = openAliyun().event({ id: 8, kind: FAULT_KIND, value, epochS: 1780535058 });
    assert.equal(topic, `${THING}event/GasFault_Event/post`);
    const { id, method, params } = JSON.parse(payload);
    assert.deepEqual([id, method], ["0000000008", "thing.event.GasFault_Event.post"]);
    assert.deepEqual(params, { value: values, time: 1780535058000 });
  });
}

test("a record is told alike each time, and sound ppm becomes %LEL of its gas", () => {
  const cloud = openAliyun();
  const record = { ...alarmRecord(7), value: 25_005 };
  assert.deepEqual(cloud.event(record), cloud.event(record));
  const { value } = JSON.parse(cloud.event(record).payload).params;
  assert.deepEqual(value, { GasState: 3, GasConcentration: 2500.5, GasLel: 5 });
});

test("ids: decimal, unique, within 32 bits, never 0", () => {
  const cloud = openAliyun({}, 4294967293);
  const ids = Array.from({ length: 5 }, () => cloud.nextId());
  assert.deepEqual(ids, [4294967294, 4294967295, 1, 2, 3]);
  assert.equal(JSON.parse(openAliyun({}, 4294967294).properties({}).payload).id, "4294967295");
});

test("the answer to an order bears the order's id", () => {
  const { topic, payload } = openAliyun().setReply("1934023296", 200);
  assert.equal(topic, `${THING}service/property/set_reply`);
  assert.deepEqual(JSON.parse(payload), { id: "1934023296", code: 200, data: {} });
});

const SET = `${THING}service/property/set`;
const order = (params: string, id = '"1934023296"') =>
  `{"method":"thing.service.property.set","id":${id},"params":${params},"version":"1.0.0"}`;

type Row = readonly [name: string, topic: string, body: string, downlink: object];
const set = (code: number, id = "1934023296", values: object = {}) => ({ kind: "set", id, code, values });
const DOWNLINKS: readonly Row[] = [
  ["the transcript's order", SET, order('{"PowerSwitch":1}'), set(200, "1934023296", { PowerSwitch: 1 })],
  ["switch off", SET, order('{"PowerSwitch":0}'), set(200, "1934023296", { PowerSwitch: 0 })],
  ["a number as text", SET, order('{"PowerSwitch":"1"}'), set(200, "1934023296", { PowerSwitch: 1 })],
  ["an id that is a number", SET, order('{"PowerSwitch":0}', "5"), set(200, "5", { PowerSwitch: 0 })],
  ["another value", SET, order('{"PowerSwitch":2}'), set(6308)],
  ["a value of another type", SET, order('{"PowerSwitch":true}'), set(6308)],
  ["null", SET, order('{"PowerSwitch":null}'), set(6308)],
  ["a list", SET, order('{"PowerSwitch":[1]}'), set(6308)],
  ["an empty text", SET, order('{"PowerSwitch":""}'), set(6308)],
  ["an unknown property", SET, order('{"Valve":1}'), set(6320)],
  ["a property only the device tells", SET, order('{"GasState":1}'), set(6320)],
  ["a good one beside an unknown one: none is taken", SET, order('{"PowerSwitch":1,"Valve":1}'), set(6320)],
  ["an unknown one beside a good one: none is taken", SET, order('{"Valve":1,"PowerSwitch":1}'), set(6320)],
  ["no properties", SET, order("{}"), set(460)],
  ["params that are a list", SET, order("[1]"), set(460)],
  ["params that are a text", SET, order('"PowerSwitch"'), set(460)],
  ["params that are null", SET, order("null"), set(460)],
  ["no params", SET, '{"id":"7"}', set(460, "7")],
  ["broken JSON, its id still found", SET, '{"id":"77","params":{"PowerSwitch":1', set(6207, "77")],
  ["broken JSON that ends in its id's name", SET, '{"params":{},"id"', set(6207, "0")],
  ["broken JSON that ends as it should", SET, '{"id":"77","params":{"PowerSwitch":}}', set(6207, "77")],
  ["broken JSON without an id", SET, '{"params":', set(6207, "0")],
  ["no JSON at all", SET, "\x00\xff\r\nOK\r\n", set(6207, "0")],
  ["nothing", SET, "", set(6207, "0")],
  ["JSON that is no object", SET, "17", set(6207, "0")],
  ["null as a message", SET, "null", set(6207, "0")],
  ["text behind the object", SET, `${order('{"PowerSwitch":1}')} x`, set(6207)],
  [
    "a blank line behind the object",
    SET,
    `${order('{"PowerSwitch":1}')}\r\n`,
    set(200, "1934023296", { PowerSwitch: 1 }),
  ],
  ["an id of digits and more", SET, order('{"PowerSwitch":1}', '"12a"'), set(200, "0", { PowerSwitch: 1 })],
  ["an id with an exponent", SET, order('{"PowerSwitch":1}', '"1e5"'), set(200, "0", { PowerSwitch: 1 })],
  ["an id with a sign", SET, order('{"PowerSwitch":1}', '"-1"'), set(200, "0", { PowerSwitch: 1 })],
  ["no id", SET, '{"params":{"PowerSwitch":1}}', set(200, "0", { PowerSwitch: 1 })],
  [
    "an id that would end the answer's JSON",
    SET,
    order('{"PowerSwitch":1}', '"1\\",\\"x"'),
    set(200, "0", { PowerSwitch: 1 }),
  ],
  ["an id without end", SET, order('{"PowerSwitch":1}', `"${"9".repeat(100)}"`), set(200, "0", { PowerSwitch: 1 })],
  [
    "a reply",
    `${THING}event/GasCheck_Event/post_reply`,
    '{"id":"7","code":200,"data":{}}',
    { kind: "reply", id: "7", code: 200, canRetry: true },
  ],
  [
    "a property's reply",
    `${THING}event/property/post_reply`,
    '{"code":460,"id":"8"}',
    { kind: "reply", id: "8", code: 460, canRetry: false },
  ],
  ["a reply that is broken", `${THING}event/property/post_reply`, '{"id":"7","co', { kind: "none", code: 6207 }],
  ["our own post coming back", `${THING}event/property/post`, '{"PowerSwitch":1}', { kind: "none", code: 200 }],
  [
    "another device's topic",
    "/sys/a1EXAMPLE00/D002/thing/service/property/set",
    order('{"PowerSwitch":1}'),
    {
      kind: "none",
      code: 6203,
    },
  ],
  ["a topic that only ends like ours", `/x${SET}`, order('{"PowerSwitch":1}'), { kind: "none", code: 6203 }],
  ["a topic that only begins like ours", `${SET}/x`, order('{"PowerSwitch":1}'), { kind: "none", code: 6203 }],
  ["an empty topic", "", "", { kind: "none", code: 6203 }],
];
for (const [name, topic, body, downlink] of DOWNLINKS) {
  test(`downlink: ${name}`, () => {
    const got = openAliyun().receive(topic, body, body.length);
    assert.deepEqual(got, downlink, `${topic} ${shown(body)} gave ${JSON.stringify(got)}`);
  });
}

test("downlink: 20 kB of it, of which the beginning is left: 460, under its id", () => {
  const kept = order(`{"PowerSwitch":1,"x":"${"y".repeat(200)}`).slice(0, 128);
  const got = openAliyun().receive(SET, kept, 20_000);
  assert.deepEqual(got, set(460));
});

test("every answer is JSON, whatever the order's id was", () => {
  const cloud = openAliyun();
  for (const id of ['"\\""', '"\\\\"', '"a"', "null", "{}", "[]", "1e5", "-1", '" "', '"\\n"', '"\\u0000"', "true"]) {
    const downlink = cloud.receive(SET, order('{"PowerSwitch":1}', id), 100);
    assert.equal(downlink.kind, "set", id);
    assert.doesNotThrow(
      () => JSON.parse(cloud.setReply(downlink.id, 200).payload),
      `id ${id} -> ${shown(downlink.id)}`,
    );
  }
});

const REPLIES: readonly (readonly [code: number, canRetry: boolean])[] = [
  // Settled by its code, whatever this says.
  [200, true],
  [400, true],
  [429, true],
  [460, false],
  [500, true],
  [6200, false],
  [6203, false],
  [6204, true],
  [6207, false],
  [6208, true],
  [6307, false],
  [6313, true],
  [6320, false],
  [6399, false],
  [6400, true],
  [6452, true],
  [26010, true],
];
for (const [code, canRetry] of REPLIES) {
  test(`a reply with code ${code} ${canRetry ? "may" : "must not"} be tried again`, () => {
    const body = JSON.stringify({ id: "7", code });
    const got = openAliyun().receive(`${THING}event/property/post_reply`, body, body.length);
    assert.deepEqual(got, { kind: "reply", id: "7", code, canRetry });
  });
}
