/** The configuration: what is sound, what is not and how that is said, and that no secret is. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { checkConfig } from "../../src/store/config.ts";
import { ABLE } from "./store-bench.ts";

const SENSORS = { ...ABLE, module: false };
const IDENTITY = { productKey: "a1EXAMPLE00", deviceName: "D001", deviceSecret: "s3cr3t" };
const check = (config: unknown) => checkConfig(JSON.stringify(config), SENSORS);

test("a device that is registered by its product's secret, or has been, needs none of its own", () => {
  const { deviceSecret: _, ...named } = IDENTITY;
  for (const more of [{ productSecret: "p" }, { deviceToken: "t", clientId: "c" }]) {
    const { config, problems } = check({ cloud: { ...named, ...more } });
    assert.deepEqual(problems, []);
    assert.equal(config.cloud.deviceSecret, "");
  }
  assert.deepEqual(check({ cloud: named }).problems, ["cloud.deviceSecret is missing"]);
});

test("an identity is enough: all else has its default", () => {
  const { config, problems } = check({ cloud: IDENTITY });
  assert.deepEqual(problems, []);
  const { cloud, modem, gas, report } = config;
  assert.deepEqual(cloud, {
    dialect: "aliyun",
    ...IDENTITY,
    region: "cn-shanghai",
    host: "",
    port: 1883,
    tls: false,
    signMethod: "hmacsha1",
    keepAliveS: 300,
    productSecret: "",
    registration: "known",
    instanceId: "",
    deviceToken: "",
    clientId: "",
  });
  assert.deepEqual(modem, { dialect: "luat", baud: 115200, path: "", apn: { name: "CMNET", user: "", password: "" } });
  assert.deepEqual(gas, {
    sensor: "MQ-4",
    loadOhm: 20000,
    r0Ohm: 0,
    supplyV: 5,
    dividerRatio: 0.6,
    warningLelPercent: 10,
    alarmLelPercent: 20,
    doseProfile: "EN 50291",
    latch: true,
    supplySense: false,
    heaterSense: false,
    humidityPercent: 65,
    ntcOhm: 0,
    ntcBetaK: 3950,
    ntcSeriesOhm: 10000,
  });
  assert.deepEqual(config.output, { onAlarm: "nothing", atStart: "open" });
  assert.deepEqual(report, { intervalS: 300, logLevel: "warn" });
});

test("what is given is taken", () => {
  const given = {
    cloud: { ...IDENTITY, host: "broker.local", port: 8883, signMethod: "hmacsha256", keepAliveS: 600 },
    modem: { baud: 9600, path: "/dev/ttyS1", apn: { name: "iot", user: "u", password: "p" } },
    gas: { sensor: "MQ-5", loadOhm: 10000, alarmLelPercent: 15 },
    report: { intervalS: 60 },
  };
  const { config, problems } = check(given);
  assert.deepEqual(problems, []);
  assert.equal(config.cloud.host, "broker.local");
  assert.equal(config.modem.apn.password, "p");
  assert.equal(config.gas.sensor, "MQ-5");
  assert.equal(config.gas.dividerRatio, 0.6);
  assert.equal(config.report.intervalS, 60);
});

test("TLS is a board's that has room for it", () => {
  const text = JSON.stringify({ cloud: { ...IDENTITY, tls: true } });
  const rows: readonly (readonly [platform: boolean, tls: boolean, problems: string[]])[] = [
    [true, true, []],
    [false, false, ["cloud.tls must be one of false"]],
  ];
  for (const [platform, tls, wanted] of rows) {
    const { config, problems } = checkConfig(text, { ...SENSORS, platform });
    assert.deepEqual([config.cloud.tls, problems], [tls, wanted]);
  }
});

const PLAIN = { dialect: "mqtt", deviceName: "D001", host: "broker.example" };
test("a plain broker: host and name are enough", () => {
  const { config, problems } = check({ cloud: PLAIN });
  assert.deepEqual(problems, []);
  const { productKey, deviceSecret, region } = config.cloud;
  assert.deepEqual([productKey, deviceSecret, region], [undefined, undefined, "cn-shanghai"]);
  assert.deepEqual(config.mqtt, {
    clientId: "",
    username: "",
    password: "",
    baseTopic: "gas-canary/{device}",
    format: "json",
    will: true,
    discovery: "homeassistant",
  });
});

const PLAIN_ROWS: readonly (readonly [what: string, cloud: object, mqtt: object, problem: RegExp | undefined])[] = [
  ["a base of its own", {}, { baseTopic: "site-1/{device}/gas", format: "thingsboard", will: false }, undefined],
  [
    "what the platform needs may stand there",
    { productKey: "a1", deviceSecret: "s", signMethod: "hmacmd5" },
    {},
    undefined,
  ],
  ["no host", { host: undefined }, {}, /^cloud.host is missing$/],
  ["no name", { deviceName: undefined }, {}, /^cloud.deviceName is missing$/],
  ["a name that is a wildcard", { deviceName: "+" }, {}, /^cloud.deviceName and the topics of mqtt must be of/],
  ["a base with one", {}, { baseTopic: "a/#" }, /^cloud.deviceName and the topics of mqtt must be of/],
  ["a discovery prefix that no modem would take", {}, { discovery: "home\\" }, /the topics of mqtt must be of/],
  ["a product key of the wrong sort", { productKey: 7 }, {}, /^cloud.productKey must be text/],
  ["an unknown format", {}, { format: "xml" }, /^mqtt.format must be one of json, homeassistant, thingsboard$/],
  ["an unknown setting", {}, { qos: 1 }, /^mqtt.qos is no setting$/],
];
for (const [what, cloud, mqtt, problem] of PLAIN_ROWS) {
  test(`a plain broker: ${what}`, () => {
    const { problems } = check({ cloud: { ...PLAIN, ...cloud }, mqtt });
    assert.equal(problems.length, problem ? 1 : 0, problems.join("\n"));
    if (problem) assert.match(problems[0] ?? "", problem);
  });
}

/** Changes one setting of a sound configuration. */
function withSetting(path: string, value: unknown): unknown {
  const config: { [key: string]: unknown } = { cloud: { ...IDENTITY } };
  const keys = path.split(".");
  const last = keys.pop() as string;
  let node = config;
  for (const key of keys) {
    node[key] = { ...(node[key] as object) };
    node = node[key] as { [key: string]: unknown };
  }
  node[last] = value;
  return config;
}

const BAD: readonly (readonly [path: string, value: unknown, says: RegExp])[] = [
  ["cloud.productKey", undefined, /^cloud\.productKey is missing$/],
  ["cloud.deviceName", undefined, /^cloud\.deviceName is missing$/],
  ["cloud.deviceSecret", undefined, /^cloud\.deviceSecret is missing$/],
  ["cloud.productKey", "", /1 to 20 characters/],
  ["cloud.productKey", "x".repeat(21), /1 to 20 characters/],
  ["cloud.deviceName", "x".repeat(33), /1 to 32 characters/],
  ["cloud.deviceName", 7, /1 to 32 characters/],
  ["cloud.deviceName", null, /1 to 32 characters/],
  ["cloud.deviceName", 'D"001', /characters/],
  ["cloud.deviceName", "D001\r\nAT", /characters/],
  ["cloud.deviceName", "D\u00e9", /characters/],
  ["cloud.deviceSecret", "x".repeat(65), /1 to 64 characters/],
  ["cloud.deviceSecret", ["s3cr3t"], /1 to 64 characters/],
  ["cloud.region", "", /characters/],
  ["cloud.host", 5, /characters/],
  ["cloud.port", 0, /from 1 to 65535/],
  ["cloud.port", 65536, /from 1 to 65535/],
  ["cloud.port", "1883", /from 1 to 65535/],
  ["cloud.port", 1883.5, /./],
  ["cloud.tls", 1, /one of true, false/],
  ["cloud.dialect", "onenet", /one of aliyun, mqtt/],
  ["cloud.signMethod", "hmacSHA1", /one of hmacsha1, hmacsha256, hmacmd5/],
  ["cloud.keepAliveS", 29, /from 30 to 1200/],
  ["cloud.keepAliveS", 1201, /from 30 to 1200/],
  ["cloud.keepAliveS", 300.5, /./],
  ["modem.dialect", "simcom", /one of luat/],
  ["modem.baud", 1200, /from 9600 to 921600/],
  ["modem.baud", 115200.5, /./],
  ["modem.path", 1, /characters/],
  ["modem.apn", "CMNET", /^modem\.apn must be an object$/],
  ["modem.apn.name", "", /characters/],
  ["modem.apn.password", "x".repeat(33), /characters/],
  ["gas.sensor", "ZE07-CO", /one of MQ-4, MQ-4.LPG, MQ-2, /],
  ["gas.loadOhm", 0, /from 100 to 1000000/],
  ["gas.r0Ohm", -1, /from/],
  ["gas.supplyV", 12, /from 1 to 6/],
  ["gas.dividerRatio", 0, /from 0.05 to 1/],
  ["gas.dividerRatio", 1.1, /from 0.05 to 1/],
  ["gas.warningLelPercent", 11, /from 1 to 10/],
  ["gas.alarmLelPercent", 21, /from 2 to 20/],
  ["gas.alarmLelPercent", null, /from 2 to 20/],
  ["gas.doseProfile", "EN 50194", /one of EN 50291, UL 2034, GB 15322.2 unverified/],
  ["gas.latch", "yes", /one of true, false/],
  ["gas.supplySense", 1, /one of true, false/],
  ["gas.humidityPercent", 101, /from 30 to 85/],
  ["gas.ntcOhm", -1, /from 0 to 1000000/],
  ["gas.ntcBetaK", 0, /from 1000 to 6000/],
  ["gas.ntcSeriesOhm", 0, /from 100/],
  ["output.onAlarm", "shut", /one of nothing, close, open/],
  ["output.atStart", 1, /one of open, closed/],
  ["report.intervalS", 9, /from 10 to 300/],
  ["report.intervalS", 301, /from 10 to 300/],
  ["report.intervalS", true, /from 10 to 300/],
  ["cloud", [], /^cloud must be an object$/],
  ["cloud", null, /^cloud must be an object$/],
  ["gas", 7, /^gas must be an object$/],
  ["gass", {}, /^gass is no setting$/],
  ["cloud.deviceSecrt", "x", /^cloud\.deviceSecrt is no setting$/],
  ["modem.apn.pasword", "x", /^modem\.apn\.pasword is no setting$/],
  ["gas.constructor", 1, /^gas\.constructor is no setting$/],
  ["toString", 1, /^toString is no setting$/],
];
for (const [path, value, says] of BAD) {
  test(`bad: ${path} = ${JSON.stringify(value)}`, () => {
    const { problems } = check(withSetting(path, value));
    const hit = problems.find((problem) => says.test(problem));
    assert.ok(hit, `expected ${says}, got ${JSON.stringify(problems)}`);
    assert.ok(hit.startsWith(path), `it must name the setting: ${hit}`);
  });
}

const CONTRADICTIONS: readonly (readonly [warning: number, alarm: number, isBad: boolean])[] = [
  [10, 10, true],
  [10, 5, true],
  [9.9, 10, false],
  [1, 2, false],
];
for (const [warningLelPercent, alarmLelPercent, isBad] of CONTRADICTIONS) {
  test(`set points of ${warningLelPercent} and ${alarmLelPercent} %LEL`, () => {
    const { problems } = check({ cloud: IDENTITY, gas: { warningLelPercent, alarmLelPercent } });
    assert.deepEqual(problems, isBad ? ["gas.warningLelPercent must be less than gas.alarmLelPercent"] : []);
  });
}

const LACKING: readonly (readonly [
  ability: "supply" | "heater" | "ntc",
  path: string,
  value: unknown,
  says: string,
])[] = [
  ["supply", "gas.supplySense", true, "gas.supplySense must be one of false"],
  ["heater", "gas.heaterSense", true, "gas.heaterSense must be one of false"],
  ["ntc", "gas.ntcOhm", 10000, "gas.ntcOhm must be a number from 0 to 0"],
];
for (const [ability, path, value, says] of LACKING) {
  test(`a board without a pin for it: ${path}`, () => {
    assert.deepEqual(check(withSetting(path, value)).problems, []);
    const { problems } = checkConfig(JSON.stringify(withSetting(path, value)), { ...ABLE, [ability]: false });
    assert.deepEqual(problems, [says]);
  });
}

test("a bad setting gives way to its default, the others stay", () => {
  const { config } = check({ cloud: { ...IDENTITY, port: 0, keepAliveS: 600 }, report: { intervalS: 1 } });
  assert.equal(config.cloud.port, 1883);
  assert.equal(config.cloud.keepAliveS, 600);
  assert.equal(config.report.intervalS, 300);
});

const TEXTS: readonly (readonly [text: string | undefined, says: RegExp])[] = [
  [undefined, /no configuration/],
  ["", /no configuration/],
  ["{", /no JSON/],
  ["\xff\xff\xff", /no JSON/],
  ['{"cloud":{"productKey":"a1', /no JSON/],
  ["[]", /must be an object/],
  ['"text"', /must be an object/],
  ["null", /must be an object/],
  ["17", /must be an object/],
];
for (const [text, says] of TEXTS) {
  test(`bad text: ${text === undefined ? "none" : JSON.stringify(text)}`, () => {
    const { config, problems } = checkConfig(text, SENSORS);
    assert.ok(
      problems.some((problem) => says.test(problem)),
      JSON.stringify(problems),
    );
    assert.ok(
      problems.every((problem) => problem === problem.trim()),
      `blank at an end: ${JSON.stringify(problems)}`,
    );
    assert.equal(config.modem.baud, 115200, "the defaults are there whatever the text is");
    assert.ok(!config.cloud.productKey && !config.cloud.deviceSecret);
  });
}

test("no secret is in any problem", () => {
  const secrets = ['S3CRET"quote', "S3CRET\n", `S3CRET${"x".repeat(70)}`];
  for (const secret of secrets) {
    const cloud = { ...IDENTITY, deviceSecret: secret };
    const { problems } = check({ cloud, modem: { apn: { password: secret } } });
    assert.equal(problems.length, 2, JSON.stringify(problems));
    assert.ok(!problems.join().includes("S3CRET"), JSON.stringify(problems));
  }
  const broken = checkConfig('{"cloud":{"deviceSecret":"S3CRET"', SENSORS).problems.join();
  assert.ok(!broken.includes("S3CRET"), broken);
});

test("one part alone: complete, and nothing is said of the others", () => {
  const text = JSON.stringify({ cloud: { ...IDENTITY, port: 0 }, gas: { sensor: "?" }, modem: { baud: 9600 } });
  const { config, problems } = checkConfig(text, SENSORS, "modem");
  assert.deepEqual(problems, []);
  assert.deepEqual(config.modem, {
    dialect: "luat",
    baud: 9600,
    path: "",
    apn: { name: "CMNET", user: "", password: "" },
  });
  assert.deepEqual(Object.keys(config), ["modem"]);
  assert.match(checkConfig(text, SENSORS, "cloud").problems.join(), /^cloud\.port must be/);
});

type Sensing = readonly [gas: object, problem: RegExp | undefined];
const SENSINGS: readonly Sensing[] = [
  [{ sensor: "MQ-135" }, undefined],
  [{ sensor: "MQ-135", r0Ohm: 10000 }, /^gas\.r0Ohm must be 30000 to 200000 for MQ-135$/],
  [{ sensor: "MQ-135", r0Ohm: 30000 }, undefined],
  [{ sensor: "MQ-4", r0Ohm: 1699 }, /^gas\.r0Ohm must be 1700 to 60000 for MQ-4$/],
  [{ sensor: "MQ-4", r0Ohm: 60001 }, /^gas\.r0Ohm must be/],
  [{ sensor: "4-20mA" }, /^gas\.loadOhm \(the shunt\) and gas\.dividerRatio must be given$/],
  [{ sensor: "4-20mA", loadOhm: 150 }, /must be given$/],
  [{ sensor: "4-20mA", dividerRatio: 1 }, /must be given$/],
  [{ sensor: "4-20mA", loadOhm: 153, dividerRatio: 1 }, undefined],
  [
    { sensor: "4-20mA", loadOhm: 154, dividerRatio: 1 },
    /x 21\.5 mA x gas\.dividerRatio must be less than the ADC's 3\.3 V$/,
  ],
  [{ sensor: "4-20mA", loadOhm: 250, dividerRatio: 0.5 }, undefined],
];
for (const [gas, problem] of SENSINGS) {
  test(`what does not go together: ${JSON.stringify(gas)}`, () => {
    const { problems } = checkConfig(JSON.stringify({ cloud: IDENTITY, gas }), { ...ABLE, referenceV: 3.3 });
    if (problem) assert.match(problems.join("\n"), problem);
    else assert.deepEqual(problems, []);
  });
}
