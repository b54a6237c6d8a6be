/** The dialect of Alibaba Cloud IoT: login, topics, and messages up. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { FAULT_KIND, NO_VALUE, SELF_TEST_KIND } from "../../src/store/slot.ts";
import { alarmRecord, openAliyun, THING } from "./cloud-bench.ts";

test("login: the transcript's", () => {
  assert.deepEqual(openAliyun().login(), {
    host: "a1EXAMPLE00.iot-as-mqtt.cn-shanghai.aliyuncs.com",
    port: 1883,
    clientId: "D001|securemode=3,signmethod=hmacsha1,ext=3|",
    username: "D001&a1EXAMPLE00",
    password: "43eb60cfc371b6af9abb7a11ab3abbbfa0019170",
    keepAliveS: 600,
    cleanSession: 0,
    isTls: false,
    topics: [`${THING}service/property/set`, `${THING}service/+`, `${THING}event/+/post_reply`],
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

for (const [tls, mode] of [
  [true, 2],
  [false, 3],
  [undefined, 3],
] as const) {
  test(`securemode ${mode} with tls ${tls}, and the same password`, () => {
    const login = openAliyun(tls === undefined ? {} : { tls, port: 8883 }).login();
    assert.equal(login.clientId, `D001|securemode=${mode},signmethod=hmacsha1,ext=3|`);
    assert.equal(login.isTls, mode === 2);
    assert.equal(login.password, openAliyun().login().password);
  });
}

const METHODS = [
  ["hmacmd5", 32],
  ["hmacsha1", 40],
  ["hmacsha256", 64],
] as const;
for (const [signMethod, digits] of METHODS) {
  test(`sign method ${signMethod} is named in the client id and used`, () => {
    const login = openAliyun({ signMethod }).login();
    assert.equal(login.clientId, `D001|securemode=3,signmethod=${signMethod},ext=3|`);
    assert.match(login.password, new RegExp(`^[0-9a-f]{${digits}}$`));
  });
}

test("the secret is nowhere in a login", () => {
  const login = JSON.stringify(openAliyun({ deviceSecret: "s3cr3t-of-D001" }).login());
  assert.ok(!login.includes("s3cr3t"), login);
});

test("a token in place of a secret: the client id it came with, and another securemode; nothing is signed", () => {
  const { clientId, username, password } = openAliyun({
    deviceSecret: "",
    clientId: "c1",
    deviceToken: "t0ken",
  }).login();
  assert.deepEqual([clientId, username, password], ["c1|securemode=-2,authType=connwl|", "D001&a1EXAMPLE00", "t0ken"]);
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
    assert.equal(payload, `{"id":"0000000042","params":${params},"version":"1.0"}`, `of ${JSON.stringify(values)}`);
    JSON.parse(payload);
  });
}

test("an alarm: the event's topic, its own id, its values and its time", () => {
  const { topic, payload } = openAliyun().event({ ...alarmRecord(7), epochS: 1780535058 });
  assert.equal(topic, `${THING}event/GasCheck_Event/post`);
  assert.equal(
    payload,
    '{"id":"0000000007",' +
      '"params":{"value":{"GasState":3,"GasConcentration":12000.0,"GasLel":24.00,"OverRange":0},"time":1780535058000},"version":"1.0"}',
  );
});

test("an alarm whose time is not known says none; one beyond what can be measured is told as the end of the range", () => {
  const { payload } = openAliyun().event({ ...alarmRecord(7), value: NO_VALUE });
  assert.deepEqual(JSON.parse(payload).params, {
    value: { GasState: 3, GasConcentration: 10_000, GasLel: 20, OverRange: 1 },
  });
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
    const { id, params } = JSON.parse(payload);
    assert.equal(id, "0000000008");
    assert.deepEqual(params, { value: values, time: 1780535058000 });
  });
}

test("a self-test: what it found", () => {
  const { topic, payload } = openAliyun().event({ id: 9, kind: SELF_TEST_KIND, value: 20, epochS: 0 });
  assert.equal(topic, `${THING}event/SelfTest_Event/post`);
  assert.deepEqual(JSON.parse(payload).params, { value: { Result: 20 } });
});

test("a record is told alike each time, and sound ppm becomes %LEL of its gas", () => {
  const cloud = openAliyun();
  const record = { ...alarmRecord(7), value: 25_005 };
  assert.deepEqual(cloud.event(record), cloud.event(record));
  const { value } = JSON.parse(cloud.event(record).payload).params;
  assert.deepEqual(value, { GasState: 3, GasConcentration: 2500.5, GasLel: 5, OverRange: 0 });
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
