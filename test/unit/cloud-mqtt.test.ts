/** The plain dialect: login, topics, messages up, and what the device tells of itself. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Uplink } from "../../src/cloud/cloud.ts";
import type { MqttSettings } from "../../src/cloud/mqtt/topics.ts";
import { FAULT_KIND, NO_VALUE, SELF_TEST_KIND } from "../../src/store/slot.ts";
import { alarmRecord } from "./cloud-bench.ts";
import { openAnnouncer, openMqtt } from "./mqtt-bench.ts";

Object.assign(globalThis, { __VERSION__: "1.2.3" });

const BASE = "gas-canary/D001/";
const WILL = { topic: `${BASE}availability`, payload: "offline" };
const LOGINS: readonly (readonly [what: string, changed: Partial<MqttSettings>, login: object])[] = [
  ["as it is", {}, { clientId: "D001", username: "canary", password: "t0ken-of-D001", will: WILL }],
  ["a client id of its own", { clientId: "kitchen" }, { clientId: "kitchen" }],
  ["without a login", { username: "", password: "" }, { username: "", password: "" }],
  ["without a will", { will: false }, { will: undefined }],
  [
    "a base of its own",
    { baseTopic: "site/{device}/gas/{device}" },
    { topics: ["site/D001/gas/D001/set", "site/D001/gas/D001/call/+"] },
  ],
  ["for Home Assistant", { format: "homeassistant" }, { topics: [`${BASE}set`, `${BASE}call/+`], will: WILL }],
  [
    "for ThingsBoard: the token is the user's name, and there is no will",
    { format: "thingsboard", username: "" },
    { username: "t0ken-of-D001", password: "", topics: ["v1/devices/me/rpc/request/+"], will: undefined },
  ],
  [
    "for ThingsBoard with a login of both",
    { format: "thingsboard" },
    { username: "canary", password: "t0ken-of-D001" },
  ],
];
for (const [what, changed, expected] of LOGINS) {
  test(`login: ${what}`, () => {
    const login = openMqtt(changed).login();
    assert.deepEqual({ ...login, ...expected }, login);
    assert.deepEqual(
      [login.host, login.port, login.keepAliveS, login.cleanSession, login.isTls],
      ["broker.example", 1883, 300, 0, false],
    );
  });
}

const ALARM =
  '"id":"0000000007","event":"GasCheck","GasState":3,"GasConcentration":12000.0,"GasLel":24.00,"OverRange":0';
const EPOCH_S = 1780535058;
const EVENTS: readonly (readonly [what: string, record: object, json: string, telemetry: string])[] = [
  [
    "an alarm with its time",
    { ...alarmRecord(7), epochS: EPOCH_S },
    `{"time":1780535058000,${ALARM}}`,
    `{"ts":1780535058000,"values":{${ALARM}}}`,
  ],
  ["an alarm whose time is not known", alarmRecord(7), `{${ALARM}}`, `{${ALARM}}`],
  [
    "beyond what can be measured",
    { ...alarmRecord(7), value: NO_VALUE },
    '{"id":"0000000007","event":"GasCheck","GasState":3,"GasConcentration":10000.0,"GasLel":20.00,"OverRange":1}',
    '{"id":"0000000007","event":"GasCheck","GasState":3,"GasConcentration":10000.0,"GasLel":20.00,"OverRange":1}',
  ],
  [
    "a fault",
    { id: 8, kind: FAULT_KIND, value: 256 + 30, epochS: 0 },
    '{"id":"0000000008","event":"GasFault","FaultCode":30,"FaultState":1}',
    '{"id":"0000000008","event":"GasFault","FaultCode":30,"FaultState":1}',
  ],
  [
    "a self-test",
    { id: 9, kind: SELF_TEST_KIND, value: 20, epochS: 0 },
    '{"id":"0000000009","event":"SelfTest","Result":20}',
    '{"id":"0000000009","event":"SelfTest","Result":20}',
  ],
];
for (const [what, record, json, telemetry] of EVENTS) {
  test(`event: ${what}`, () => {
    const plain = openMqtt().event(record as never);
    assert.deepEqual([plain.topic, plain.payload, plain.isRetained], [`${BASE}event`, json, false]);
    const things = openMqtt({ format: "thingsboard" }).event(record as never);
    assert.deepEqual([things.topic, things.payload, things.isRetained], ["v1/devices/me/telemetry", telemetry, false]);
    JSON.parse(json);
    JSON.parse(telemetry);
  });
}

test("a record is told alike each time, whatever is told between", () => {
  const cloud = openMqtt();
  const first = cloud.event(alarmRecord(7));
  cloud.properties({ PowerSwitch: 1 });
  cloud.nextId();
  assert.deepEqual(cloud.event(alarmRecord(7)), first);
});

test("ids: unique, within 32 bits, never 0; values take none", () => {
  const cloud = openMqtt({}, 4294967294);
  assert.equal(cloud.nextId(), 4294967295);
  cloud.properties({});
  assert.deepEqual([cloud.nextId(), cloud.nextId()], [1, 2]);
});

test("the state is retained and whole: what was told before stays, what has no value any more goes", () => {
  const cloud = openMqtt();
  const told = (values: Parameters<typeof cloud.properties>[0]): Uplink => cloud.properties(values);
  told({ PowerSwitch: 0, GasState: 1, GasConcentration: 500, GasLel: 1, BootCount: 7 });
  const { topic, payload, isRetained } = told({
    PowerSwitch: 1,
    GasState: 4,
    GasConcentration: undefined,
    GasLel: undefined,
  });
  assert.deepEqual([topic, isRetained], [`${BASE}state`, true]);
  assert.equal(payload, '{"PowerSwitch":1,"GasState":4,"BootCount":7}', "no reading of before the fault");
});

test("to ThingsBoard values are telemetry, and nothing is retained", () => {
  const { topic, payload, isRetained } = openMqtt({ format: "thingsboard" }).properties({ GasLel: 1 });
  assert.deepEqual([topic, payload, isRetained], ["v1/devices/me/telemetry", '{"GasLel":1.00}', false]);
});

test("answers: on the device's topic, or under the number of ThingsBoard's request", () => {
  const plain = openMqtt();
  assert.deepEqual(plain.setReply("5", 6308), {
    topic: `${BASE}result`,
    payload: '{"id":"5","call":"set","code":6308}',
  });
  assert.deepEqual(plain.serviceReply("SelfTest", "6", 200, { Result: 0 }), {
    topic: `${BASE}result`,
    payload: '{"id":"6","call":"SelfTest","code":200,"Result":0}',
  });
  assert.equal(openMqtt({ format: "thingsboard" }).setReply("17", 200).topic, "v1/devices/me/rpc/response/17");
});

/** All that is said in a session, one after the other. */
function said(announcer: ReturnType<typeof openAnnouncer>, most = 20): Uplink[] {
  announcer.online();
  const all: Uplink[] = [];
  for (let uplink = announcer.next(0); uplink && all.length < most; uplink = announcer.next(0)) all.push(uplink);
  assert.equal(announcer.next(0), undefined, "no more");
  return all;
}
const topics = (uplinks: readonly Uplink[]) => uplinks.map(({ topic }) => topic);
const DISCOVERY = ["sensor/D001/gas", "sensor/D001/lel", "binary_sensor/D001/alarm", "binary_sensor/D001/fault"]
  .concat("sensor/D001/signal", "switch/D001/power")
  .map((one) => `homeassistant/${one}/config`);

const ANNOUNCEMENTS: readonly (readonly [string, Partial<MqttSettings>, first: string[], later: string[]])[] = [
  ["json", {}, [WILL.topic], [WILL.topic]],
  ["json without a will", { will: false }, [], []],
  ["Home Assistant", { format: "homeassistant" }, [WILL.topic, ...DISCOVERY], [WILL.topic]],
  ["Home Assistant without a will", { format: "homeassistant", will: false }, DISCOVERY, []],
  ["ThingsBoard", { format: "thingsboard" }, ["v1/devices/me/attributes"], ["v1/devices/me/attributes"]],
];
for (const [what, changed, first, later] of ANNOUNCEMENTS) {
  test(`announced in a run's first session, and in a later one: ${what}`, () => {
    const announcer = openAnnouncer(changed);
    assert.deepEqual([announcer.topics, announcer.receive(WILL.topic, "", 0)], [[], false]);
    assert.deepEqual(topics(said(announcer)), first);
    assert.deepEqual(topics(said(announcer)), later);
  });
}

test("the session that was lost before the last was taken: all of it is told anew", () => {
  const announcer = openAnnouncer({ format: "homeassistant" });
  announcer.online();
  for (let i = 0; i <= DISCOVERY.length; i++) assert.ok(announcer.next(0));
  assert.deepEqual(topics(said(announcer)), [WILL.topic, ...DISCOVERY]);
  assert.deepEqual(topics(said(announcer)), [WILL.topic]);
});

test("being there is retained, and the words are those that Home Assistant expects", () => {
  const [online] = said(openAnnouncer());
  assert.deepEqual(online, { topic: WILL.topic, payload: "online", isRetained: true });
});

test("what ThingsBoard gets as attributes", () => {
  const [attributes] = said(openAnnouncer({ format: "thingsboard" }));
  assert.deepEqual(JSON.parse(attributes?.payload ?? ""), { board: "pico", version: "1.2.3" });
});

test("discovery: JSON that fits the modem that takes least, retained, one device, ids all different", () => {
  const name = "D001:north.wing@valve_pit-no.7_xx";
  const uplinks = said(openAnnouncer({ format: "homeassistant", baseTopic: `${"b".repeat(90)}/{device}` }, name)).slice(
    1,
  );
  const configs = uplinks.map(({ payload }) => JSON.parse(payload) as Record<string, unknown>);
  assert.equal(new Set(configs.map((one) => one["uniq_id"])).size, DISCOVERY.length);
  const device = { ids: "D001_north_wing_valve_pit-no_7_xx", name, mdl: "gas-canary pico", sw: "1.2.3" };
  for (const [i, { topic, payload, isRetained }] of uplinks.entries()) {
    assert.equal(isRetained, true);
    assert.match(
      topic,
      /^homeassistant\/[a-z_]+\/[a-zA-Z0-9_-]+\/[a-z]+\/config$/,
      "Home Assistant takes no other topic",
    );
    assert.deepEqual(configs[i]?.["dev"], device);
    // Facts: modem section 8, and the 1360 bytes that the 2G family is sure to take.
    const escaped = payload.replace(/["\\\r\n]/g, "\\22").length;
    assert.ok(escaped <= 1360, `${topic}: ${escaped} bytes`);
  }
});

test("discovery: what each says of itself", () => {
  const uplinks = said(openAnnouncer({ format: "homeassistant" })).slice(1);
  const of = (id: string) => JSON.parse(uplinks.find(({ topic }) => topic.includes(`/${id}/`))?.payload ?? "");
  const common = { "~": "gas-canary/D001", "stat_t": "~/state", "avty_t": "~/availability" };
  for (const id of ["gas", "lel", "alarm", "fault", "signal", "power"])
    assert.deepEqual({ ...of(id), ...common }, of(id), id);
  const { unit_of_meas, stat_cla, val_tpl } = of("gas");
  const template = "{%set v=value_json%}{{v.GasConcentration|default(None)}}";
  assert.deepEqual([unit_of_meas, stat_cla, val_tpl], ["ppm", "measurement", template]);
  assert.equal(of("alarm").dev_cla, "gas");
  assert.equal(of("fault").dev_cla, "problem");
  assert.deepEqual([of("signal").dev_cla, of("signal").unit_of_meas], ["signal_strength", "dBm"]);
  const { cmd_t, pl_on, pl_off, stat_on, stat_off } = of("power");
  assert.deepEqual([cmd_t, stat_on, stat_off], ["~/set", "1", "0"]);
  assert.deepEqual([JSON.parse(pl_on), JSON.parse(pl_off)], [{ PowerSwitch: 1 }, { PowerSwitch: 0 }]);
  const quiet = said(openAnnouncer({ format: "homeassistant", will: false }));
  assert.ok(!quiet.some(({ payload }) => payload.includes("avty_t")), "nobody tells that it is there");
});
