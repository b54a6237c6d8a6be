/** The composition root at a plain broker: bundles with both dialects and with one, and alarms whose PUBACK is late or never comes. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { BARE, configWith, FULL, openMain } from "./main-rig.ts";
import { BASE, openPlain, type PlainRig } from "./plain-rig.ts";

const BUNDLES = [
  ["both dialects", FULL, undefined],
  ["this dialect only, on a board with room", FULL, "mqtt"],
  ["this dialect only, on a small board", BARE, "mqtt"],
] as const;
for (const [what, board, dialect] of BUNDLES) {
  test(`${what}: there, an alarm, an order, a service, and the way back from all that`, async () => {
    const rig = await openPlain({ board, ...(dialect && { dialect }) });
    const { broker, node } = rig;
    broker.login = { username: "canary", password: "t0ken-of-D001" };
    rig.online().until("the word that it is there", () => broker.retained.get(`${BASE}availability`) === "online", 20);
    assert.equal(broker.logins[0]?.clientId, "D001");
    rig.warm();
    node.setLelPercent(25);
    rig.until("the alarm", () => rig.alarms.at(-1)?.state === 3, 60);
    rig.until("nothing waits", () => node.vitals.waiting === 0, 5);
    rig.until("the state", () => rig.state["GasState"] === 3, 20);
    assert.equal(rig.state["PowerSwitch"], 0);
    assert.ok(broker.send(`${BASE}set`, '{"PowerSwitch":1}'));
    rig.until("the answer", () => broker.payloads(`${BASE}result`).length > 0, 10);
    assert.deepEqual(broker.payloads(`${BASE}result`), ['{"id":"0","call":"set","code":200}']);
    rig.until("the state with it", () => rig.state["PowerSwitch"] === 1, 10);
    assert.equal(node.output, true);
    broker.send(`${BASE}call/SelfTest`, "");
    rig.until("the service's answer", () => broker.payloads(`${BASE}result`).length > 1, 10);
    assert.match(broker.payloads(`${BASE}result`)[1] ?? "", /"call":"SelfTest","code":200,"Result":0/);
    node.setLelPercent(0);
    rig.until("the end", () => rig.alarms.at(-1)?.state === 1, 120);
    assert.ok(broker.send(`${BASE}call/no such`, "{}"));
    rig.until("it is refused", () => node.status()?.["refused"] === 1, 10);
    assert.match(node.ask('print(JSON.stringify(canary.config("mqtt")))')[0] ?? "", /"password":"\*\*\*"/);
    rig
      .reboot()
      .online()
      .until("all of it again", () => rig.state["BootCount"] === 2, 60);
    assert.doesNotMatch(rig.said, /t0ken/);
    rig.end();
  });
}

test("Home Assistant's discovery and ThingsBoard's attributes go out once online", async () => {
  const assistant = await openPlain({ mqtt: { format: "homeassistant" } });
  const configs = () => [...assistant.broker.retained.keys()].filter((topic) => topic.startsWith("homeassistant/"));
  assistant
    .online()
    .until("six entities", () => configs().length === 6, 60)
    .end();
  const things = await openPlain({ mqtt: { format: "thingsboard", username: "" } });
  things.broker.login = { username: "t0ken-of-D001", password: "" };
  things.online().until("attributes", () => things.broker.payloads("v1/devices/me/attributes").length === 1, 60);
  things.broker.send("v1/devices/me/rpc/request/4", '{"method":"set","params":{"PowerSwitch":1}}');
  const answer = () => things.broker.payloads("v1/devices/me/rpc/response/4")[0];
  things.until("the answer", () => answer() === '{"id":"4","call":"set","code":200}', 10);
  assert.equal(things.broker.retained.size, 0, "no will, nothing kept");
  things.end();
});

test("the link is cut without a word: the will says so, and it is there again over the next session", async () => {
  const rig = (await openPlain({ cloud: { keepAliveS: 30 } })).online();
  const there = () => rig.broker.retained.get(`${BASE}availability`);
  rig.until("the word that it is there", () => there() === "online", 20);
  rig.broker.cut();
  rig.broker.isDown = true;
  rig.until("the will", () => there() === "offline", 60);
  assert.ok(rig.broker.messages.at(-1)?.isWill);
  rig.broker.isDown = false;
  rig.until("the word that it is there again", () => there() === "online", 400).end();
});

/** An alarm while PUBACK behaves so; the ids that the broker was given, in order. */
async function alarmWith(pubackMs: number | undefined, mend: (rig: PlainRig) => void): Promise<PlainRig> {
  const rig = (await openPlain()).online().warm();
  rig.run(5).broker.pubackMs = pubackMs;
  rig.node.setLelPercent(25);
  rig.until(
    "the alarm at the broker",
    () => rig.alarms.some(({ state }) => state === 3) || rig.node.vitals.waiting === 2,
    60,
  );
  mend(rig);
  return rig.until("nothing waits", () => rig.node.vitals.waiting === 0, 600);
}

test("PUBACK that never comes: the record stays, and its copies are alike", async () => {
  const rig = await alarmWith(undefined, (late) => {
    late.run(120);
    assert.ok(Number(late.node.vitals.waiting) > 0, "it waits");
    late.broker.pubackMs = 0;
  });
  const copies = rig.broker.payloads(`${BASE}event`);
  const ids = rig.alarms.map(({ id }) => id);
  assert.ok(copies.length > new Set(ids).size, "sent more than once");
  assert.equal(new Set(copies).size, new Set(ids).size, "all copies of one id are the same");
  assert.deepEqual([...new Set(rig.alarms.map(({ state }) => state))], [2, 3], "in their order");
  rig.end();
});

test("PUBACK after 30 s is one; after 60 s it is none, and is not taken for the next one's", async () => {
  const slow = await alarmWith(30_000, () => {});
  assert.equal(slow.alarms.length, 2, "no copy");
  slow.end();
  const late = await alarmWith(60_000, (rig) => {
    rig.run(180);
    assert.equal(rig.node.vitals.waiting, 2, "a late one settles nothing");
    rig.broker.pubackMs = 100;
  });
  assert.deepEqual([...new Set(late.alarms.map(({ state }) => state))], [2, 3]);
  late.end();
});

test("a broker that goes and comes back: the alarm meanwhile is told behind it, once", async () => {
  const rig = (await openPlain()).online().warm();
  rig.broker.isDown = true;
  rig.broker.drop();
  rig.node.setLelPercent(25);
  rig.run(120);
  assert.deepEqual(rig.alarms, []);
  rig.broker.isDown = false;
  rig.until("nothing waits", () => rig.node.vitals.waiting === 0, 600);
  assert.deepEqual(
    rig.alarms.map(({ state }) => state),
    [2, 3],
  );
  rig.end();
});

test("a dialect that the bundle has not is refused with a sentence", async () => {
  const small = await openMain({ board: BARE, config: configWith({ dialect: "mqtt" }) });
  assert.match(small.said, /cloud\.dialect must be one of aliyun$/m);
  assert.match(String(small.value('canary.config("mqtt.format", "json")')), /mqtt is no setting/);
  assert.equal((small.value('canary.config("cloud")') as { deviceSecret: string }).deviceSecret, "***");
  small.end();
  const plain = await openPlain({ board: BARE, dialect: "mqtt", cloud: { dialect: "aliyun" } });
  plain.run(5);
  assert.match(plain.said, /cloud\.dialect must be one of mqtt$/m);
  plain.end();
});

test("without a host there is no link, and the sensor works on", async () => {
  for (const dialect of [undefined, "mqtt"] as const) {
    const rig = await openPlain({ board: dialect ? BARE : FULL, ...(dialect && { dialect }), cloud: { host: "" } });
    rig.run(10);
    assert.match(rig.said, /cloud\.host (is missing|must be text)/);
    assert.match(rig.said, /no identity/);
    rig.warm().end();
  }
});
