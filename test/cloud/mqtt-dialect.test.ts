/** The plain dialect at Mosquitto: a bundle with that dialect alone in the virtual board, its modem's sockets real ones. */
import assert from "node:assert/strict";
import { afterEach, before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import mqtt, { type MqttClient } from "mqtt";
import { type BoardFile, loadBoard } from "../../build/boards.ts";
import { buildFirmware } from "../../build/firmware.ts";
import { SimClock } from "../../sim/clock.ts";
import { TcpNetwork } from "../../sim/cloud/tcp-network.ts";
import { VirtualNode } from "../../sim/node.ts";
import { eventually } from "./eventually.ts";
import { type Login, type Mosquitto, startFor } from "./mosquitto.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
/** Simulated seconds to a real one, as in `mosquitto.test.ts`. */
const SPEED = 40;
const WAIT_MS = 30_000;
const BASE = "gas-canary/D001/";
const DEVICE: Login = {
  username: "canary",
  password: "t0ken-of-D001",
  rights: [`readwrite ${BASE}#`, "write homeassistant/#", "readwrite v1/devices/me/#"],
};

let bundle: string;
let boardFile: BoardFile;

/** Ends what a test started, last first. */
const endings: (() => unknown)[] = [];

before(async () => {
  bundle = (await buildFirmware({ boardId: "pico", root: ROOT, write: false, dialect: "mqtt" })).text;
  boardFile = await loadBoard(ROOT, "pico");
});
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

async function openBroker(device: Login = DEVICE): Promise<Mosquitto> {
  const broker = await startFor(device);
  endings.push(() => broker.close());
  return broker;
}

interface Message {
  readonly topic: string;
  readonly text: string;
  readonly retain: boolean;
}

/** An ordinary client; `retain` of a message is the broker's word that it had been kept. */
async function watch(broker: Mosquitto, filter: string): Promise<{ client: MqttClient; messages: Message[] }> {
  const client = await mqtt.connectAsync(broker.url, { ...broker.operator, reconnectPeriod: 0 });
  endings.push(() => client.endAsync(true));
  const messages: Message[] = [];
  client.on("message", (topic, payload, { retain }) => messages.push({ topic, text: payload.toString(), retain }));
  await client.subscribeAsync(filter, { qos: 1 });
  return { client, messages };
}

function powerUp(broker: Mosquitto, settings: object = {}): { node: VirtualNode; network: TcpNetwork } {
  const clock = new SimClock();
  const network = new TcpNetwork({ resolve: () => ({ host: "127.0.0.1", port: broker.port }) });
  const { username, password } = DEVICE;
  const config = {
    cloud: { dialect: "mqtt", deviceName: "D001", host: "broker.example" },
    mqtt: { username, password, ...settings },
    gas: { r0Ohm: 10_000 },
  };
  const node = new VirtualNode({ bundle, boardFile, network, clock, config });
  endings.push(() => {
    clock.stopRealTime();
    node.dispose();
    network.shutDown();
  });
  clock.startRealTime(SPEED);
  node.powerOn();
  return { node, network };
}

const seen = (node: VirtualNode) => () =>
  `console:\n${node.console
    .map(({ text }) => text)
    .join("\n")
    .slice(-1500)}`;
const isWarm = (node: VirtualNode) =>
  eventually(() => node.status()?.["gasState"] === 1, WAIT_MS, "a warm sensor", seen(node));
const payloads = (messages: readonly Message[], topic: string) =>
  messages.filter((one) => one.topic === topic).map(({ text }) => text);
const states = (messages: readonly Message[]) =>
  payloads(messages, `${BASE}event`).map((text) => JSON.parse(text).GasState as number);

describe("the plain dialect at mosquitto", () => {
  it("alarm, state, order and service; what is retained is there for who comes later", async () => {
    const broker = await openBroker();
    const { client, messages } = await watch(broker, `${BASE}#`);
    const { node } = powerUp(broker);
    await isWarm(node);
    node.setLelPercent(40);
    await eventually(() => states(messages).length > 1, WAIT_MS, "the alarm at the subscriber", seen(node));
    assert.deepEqual(states(messages), [2, 3]);
    const alarm = JSON.parse(payloads(messages, `${BASE}event`)[1] ?? "");
    assert.deepEqual([alarm.event, alarm.GasConcentration, alarm.OverRange], ["GasCheck", 10_000, 1]);
    assert.ok(alarm.time > 1.5e12, `milliseconds since 1970, not ${alarm.time}`);
    await eventually(() => node.status()?.["waiting"] === 0, WAIT_MS, "PUBACK", seen(node));
    await client.publishAsync(`${BASE}set`, '{"id":"7","params":{"PowerSwitch":1}}', { qos: 1 });
    await client.publishAsync(`${BASE}call/SelfTest`, "", { qos: 1 });
    const results = () => payloads(messages, `${BASE}result`);
    await eventually(() => results().length > 1, WAIT_MS, "both answers", seen(node));
    assert.deepEqual(results(), [
      '{"id":"7","call":"set","code":200}',
      '{"id":"0","call":"SelfTest","code":200,"Result":0}',
    ]);
    assert.equal(node.output, true);
    const state = () => JSON.parse(payloads(messages, `${BASE}state`).at(-1) ?? "{}");
    await eventually(() => state().PowerSwitch === 1 && state().GasState === 3, WAIT_MS, "the state", seen(node));

    const late = await watch(broker, `${BASE}#`);
    await eventually(() => late.messages.length > 1, WAIT_MS, "what is retained");
    const kept = late.messages.filter(({ retain }) => retain);
    assert.deepEqual(kept.map(({ topic }) => topic).sort(), [`${BASE}availability`, `${BASE}state`]);
    assert.equal(payloads(kept, `${BASE}availability`)[0], "online");
    assert.deepEqual(node.board.uncaught, []);
  });

  it("last will: the connection breaks, and who comes later hears that the device is gone, until it is back", async () => {
    const broker = await openBroker();
    const { messages } = await watch(broker, `${BASE}availability`);
    const { node, network } = powerUp(broker);
    const words = () => messages.map(({ text }) => text);
    await eventually(() => words().includes("online"), WAIT_MS, "online", seen(node));
    network.failOpens("unreachable");
    network.drop();
    await eventually(() => words().at(-1) === "offline", WAIT_MS, "the will", seen(node));
    const late = await watch(broker, `${BASE}availability`);
    await eventually(() => late.messages.length > 0, WAIT_MS, "what is retained");
    assert.deepEqual(late.messages, [{ topic: `${BASE}availability`, text: "offline", retain: true }]);
    network.restore();
    await eventually(() => words().at(-1) === "online", WAIT_MS, "online again", seen(node));
    assert.deepEqual(words(), ["online", "offline", "online"]);
  });

  it("Home Assistant: every entity is retained, and leads to a value that is there and to an order that works", async () => {
    const broker = await openBroker();
    const { node } = powerUp(broker, { format: "homeassistant" });
    const watched = await watch(broker, "#");
    const { client, messages } = watched;
    const configs = () => messages.filter(({ topic }) => topic.startsWith("homeassistant/"));
    await eventually(() => configs().length >= 6, WAIT_MS, "six entities", seen(node));
    await eventually(() => payloads(messages, `${BASE}state`).length > 0, WAIT_MS, "the state", seen(node));
    await isWarm(node);
    const late = await watch(broker, "homeassistant/#");
    await eventually(() => late.messages.length === 6, WAIT_MS, "all of them, retained");
    assert.ok(late.messages.every(({ retain }) => retain));
    const entities = late.messages.map(({ text }) => JSON.parse(text));
    await eventually(
      () => "GasLel" in JSON.parse(payloads(messages, `${BASE}state`).at(-1) ?? "{}"),
      WAIT_MS,
      "a reading",
    );
    const state = JSON.parse(payloads(messages, `${BASE}state`).at(-1) ?? "");
    for (const { name, val_tpl } of entities) {
      for (const [, value] of val_tpl.matchAll(/\bv\.(\w+)/g))
        assert.ok(value in state, `${name} reads ${value}, which the state has not: ${JSON.stringify(state)}`);
    }
    const output = entities.find(({ cmd_t }) => cmd_t);
    await client.publishAsync(output.cmd_t.replace("~", output["~"]), output.pl_on, { qos: 1 });
    await eventually(() => node.output, WAIT_MS, "the output on", seen(node));
  });

  it("ThingsBoard: attributes, telemetry, and a call that is answered under its number", async () => {
    const broker = await openBroker();
    const { client, messages } = await watch(broker, "v1/devices/me/#");
    const { node } = powerUp(broker, { format: "thingsboard" });
    const of = (name: string) => payloads(messages, `v1/devices/me/${name}`).map((text) => JSON.parse(text));
    await eventually(() => of("attributes").length > 0, WAIT_MS, "attributes", seen(node));
    assert.equal(of("attributes")[0].board, "pico");
    await isWarm(node);
    node.setLelPercent(40);
    const alarms = () => of("telemetry").filter(({ values }) => values?.event === "GasCheck");
    await eventually(() => alarms().length > 1, WAIT_MS, "the alarm", seen(node));
    assert.ok(alarms()[1].ts > 1.5e12);
    assert.equal(alarms()[1].values.GasState, 3);
    assert.ok(
      of("telemetry").some(({ PowerSwitch }) => PowerSwitch === 0),
      "its values",
    );
    await client.publishAsync("v1/devices/me/rpc/request/42", '{"method":"set","params":{"PowerSwitch":1}}', {
      qos: 1,
    });
    await eventually(() => of("rpc/response/42").length > 0, WAIT_MS, "the answer", seen(node));
    assert.equal(of("rpc/response/42")[0].code, 200);
    assert.equal(node.output, true);
  });

  it("an alarm while the broker is down: delivered when it is back, in order, none lost, copies alike", async () => {
    const broker = await openBroker();
    const { node, network } = powerUp(broker);
    await isWarm(node);
    network.failOpens("refused");
    await broker.stop();
    node.setLelPercent(40);
    await eventually(() => node.status()?.["waiting"] === 2, WAIT_MS, "two records that wait", seen(node));
    await broker.start();
    const { messages } = await watch(broker, `${BASE}event`);
    assert.equal(node.status()?.["waiting"], 2, "nobody has taken them");
    network.restore();
    await eventually(() => node.status()?.["waiting"] === 0, WAIT_MS, "PUBACK to both", seen(node));
    const byId = new Map(messages.map(({ text }) => [JSON.parse(text).id, text]));
    assert.deepEqual(
      [...byId.values()].map((text) => JSON.parse(text).GasState),
      [2, 3],
    );
    for (const { text } of messages) assert.equal(text, byId.get(JSON.parse(text).id), "a copy is the same");
  });

  it("what PUBACK does not prove: a list that forbids the topic lets the alarm vanish, acknowledged", async () => {
    const rights = [`readwrite ${BASE}state`, `readwrite ${BASE}availability`, `read ${BASE}set`, `read ${BASE}call/+`];
    const broker = await openBroker({ ...DEVICE, rights });
    const { messages } = await watch(broker, `${BASE}#`);
    const { node } = powerUp(broker);
    await isWarm(node);
    node.setLelPercent(40);
    const state = () => JSON.parse(payloads(messages, `${BASE}state`).at(-1) ?? "{}");
    await eventually(() => state().GasState === 3, WAIT_MS, "the state", seen(node));
    await eventually(() => node.status()?.["waiting"] === 0, WAIT_MS, "PUBACK", seen(node));
    assert.deepEqual(payloads(messages, `${BASE}event`), []);
    assert.match(broker.log(), /Denied PUBLISH .*gas-canary\/D001\/event/);
  });
});
