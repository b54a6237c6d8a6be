/** The plain dialect in Espruino itself, at Mosquitto: what it tells of itself, an alarm, and orders. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import mqtt from "mqtt";
import { buildFirmware } from "../../build/firmware.ts";
import { findInterpreter, HOW_TO_GET_ESPRUINO } from "../../tools/interpreter.ts";
import { eventually } from "../cloud/eventually.ts";
import { type Mosquitto, startFor } from "../cloud/mosquitto.ts";
import { again, type Try } from "./again.ts";
import { Rig } from "./rig.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const WAIT_MS = 20_000;
const LOGIN = { username: "canary", password: "t0ken-of-D001" };
const BASE = "gas-canary/D001/";
const interpreter = findInterpreter();
const skipped = `no Espruino here, so the bundle was not run in the real interpreter. ${HOW_TO_GET_ESPRUINO}`;

describe("the plain dialect in the real interpreter", { skip: interpreter ? false : skipped }, () => {
  let broker: Mosquitto;
  let bundle: string;

  before(async () => {
    broker = await startFor({ ...LOGIN, rights: ["readwrite #"] });
    bundle = (await buildFirmware({ boardId: "linux", root: ROOT, write: false })).text;
  });
  after(() => broker?.close());

  async function open(test: Try, format: string) {
    const client = await mqtt.connectAsync(broker.url, { ...broker.operator, reconnectPeriod: 0 });
    test.after(() => client.endAsync(true));
    const told = new Map<string, string[]>();
    client.on("message", (topic, payload) => told.set(topic, [...(told.get(topic) ?? []), payload.toString()]));
    await client.subscribeAsync(["gas-canary/#", "homeassistant/#", "v1/#"], { qos: 1 });
    const rig = await Rig.start({
      interpreter: interpreter as string,
      bundle,
      family: "air202",
      brokerPort: broker.port,
      config: { cloud: { dialect: "mqtt", host: "broker.example" }, mqtt: { ...LOGIN, format } },
    });
    test.after(() => rig.stop());
    rig.setCleanAir();
    const { console: repl } = rig;
    const seen = () => repl.output.slice(-1500);
    const last = (topic: string) => JSON.parse(told.get(topic)?.at(-1) ?? "{}");
    const tells = (what: string, done: () => boolean) => eventually(done, WAIT_MS, what, seen);
    await repl.waitFor(/ gas 0 -> 1\r?\n/, WAIT_MS, "warm sensor");
    return { client, told, rig, repl, last, tells };
  }

  it(
    "for Home Assistant",
    again(async (test) => {
      const { client, told, rig, repl, last, tells } = await open(test, "homeassistant");
      await tells(
        "six entities",
        () => [...told.keys()].filter((topic) => topic.startsWith("homeassistant/")).length === 6,
      );
      const { dev, uniq_id } = last("homeassistant/switch/D001/power/config");
      assert.deepEqual([dev.mdl, uniq_id], ["gas-canary linux", "D001_power"]);
      assert.deepEqual(told.get(`${BASE}availability`), ["online"]);
      rig.setLelPercent(40);
      await tells("the alarm", () => last(`${BASE}event`).GasState === 3);
      await tells("the state", () => last(`${BASE}state`).GasState === 3);
      await client.publishAsync(`${BASE}set`, '{"PowerSwitch":1}', { qos: 1 });
      await tells("the answer to a set", () => last(`${BASE}result`).call === "set");
      await client.publishAsync(`${BASE}call/Acknowledge`, "", { qos: 1 });
      await tells("the answer to a call", () => last(`${BASE}result`).call === "Acknowledge");
      assert.deepEqual(told.get(`${BASE}result`), [
        '{"id":"0","call":"set","code":200}',
        '{"id":"0","call":"Acknowledge","code":200}',
      ]);
      for (let asks = 0; (await repl.ask<number>("canary.status().waiting")) > 0; asks++) assert.ok(asks < 100);
      assert.deepEqual(await repl.ask('canary.config("mqtt.baseTopic", "a/{device}/b")'), []);
      assert.match(String(await repl.ask('canary.config("mqtt.baseTopic", "a/#")')), /topics of mqtt must be of/);
      assert.equal(await repl.ask('canary.config("mqtt.password")'), "***");
      assert.doesNotMatch(repl.output, /t0ken|Uncaught|MEMORY/);
    }),
  );

  it(
    "for ThingsBoard",
    again(async (test) => {
      const { client, told, rig, repl, last, tells } = await open(test, "thingsboard");
      await tells("attributes", () => last("v1/devices/me/attributes").board === "linux");
      rig.setLelPercent(40);
      const alarms = () =>
        (told.get("v1/devices/me/telemetry") ?? []).filter((text) => JSON.parse(text).values?.GasState === 3);
      await tells("the alarm", () => alarms().length > 0);
      for (const [number, method, code] of [
        [41, "set", 460],
        [42, "SelfTest", 200],
        [43, "nothing", 5161],
      ] as const) {
        await client.publishAsync(`v1/devices/me/rpc/request/${number}`, JSON.stringify({ method }), { qos: 1 });
        await tells(`the answer to ${method}`, () => last(`v1/devices/me/rpc/response/${number}`).code === code);
      }
      assert.doesNotMatch(repl.output, /t0ken|Uncaught|MEMORY/);
    }),
  );
});
