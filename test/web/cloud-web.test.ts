/** `canary cloud --web`: a device's MQTT client at its broker, a page at its server. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, test } from "node:test";
import mqtt, { type MqttClient } from "mqtt";
import { signature, signedContent } from "../../sim/cloud/login.ts";
import { canary, type Running, startCanary } from "../cli/canary.ts";
import { secretIn, TEST_DEVICE } from "../cli/secrets.ts";
import { PageEar } from "./page-ear.ts";

const FOLDER = mkdtempSync(join(tmpdir(), "canary-cloud-web-"));
after(() => rmSync(FOLDER, { recursive: true }));
const CONFIG = join(FOLDER, "canary.local.json");
writeFileSync(CONFIG, JSON.stringify({ cloud: TEST_DEVICE }));
const { productKey, deviceName, deviceSecret } = TEST_DEVICE;
const KEY = `${deviceName}&${productKey}`;
const SYS = `/sys/${productKey}/${deviceName}`;
const SET = `${SYS}/thing/service/property/set`;

const endings: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

async function start(...args: string[]): Promise<{ cloud: Running; port: number; ear: PageEar; url: string }> {
  const cloud = startCanary(["cloud", "--port", "0", "--web", "0", "--json", "--config", CONFIG, ...args], {
    cwd: FOLDER,
  });
  endings.push(() => cloud.signal("SIGKILL"));
  const [, banner = ""] = await cloud.waitFor(/^(\{.*"kind":"ready".*\})$/m, 60_000);
  const { port, page } = JSON.parse(banner) as { port: number; page: string };
  const url = page.replace("0.0.0.0", "127.0.0.1");
  const ear = await PageEar.open(url);
  endings.push(() => ear.close());
  return { cloud, port, ear, url };
}

async function logIn(port: number): Promise<MqttClient> {
  const client = mqtt.connect(`mqtt://127.0.0.1:${port}`, {
    clientId: `${deviceName}|securemode=3,signmethod=hmacsha256|`,
    username: KEY,
    password: signature("hmacsha256", deviceSecret, signedContent(deviceName, deviceName, productKey)),
    keepalive: 300,
    clean: false,
    reconnectPeriod: 0,
  });
  endings.push(() => client.endAsync(true));
  await new Promise<void>((done, failed) => client.once("connect", () => done()).once("error", failed));
  return client;
}

test("login, a property that comes, a set with its answer, thrown off; and no secret on the way", async () => {
  const { port, ear } = await start();
  assert.deepEqual([ear.hello?.source, ear.live?.cloud?.device], ["cloud", KEY]);
  assert.equal(ear.live?.cloud?.devices[0]?.isOnline, false);
  const client = await logIn(port);
  await ear.until("the login", () => ear.live?.cloud?.login?.keepAliveS === 300);
  await client.publishAsync(`${SYS}/thing/event/property/post`, '{"id":"1","params":{"GasLel":12.5}}', { qos: 1 });
  await ear.until("the property", () => ear.live?.cloud?.properties[0]?.value === 12.5);
  await client.subscribeAsync(SET, { qos: 1 });
  const asked = new Promise<string>((done) => client.once("message", (_, payload) => done(String(payload))));
  const reply = await ear.order({ do: "step", step: { cloudSet: { AlarmLevel: 10 } }, device: KEY });
  assert.deepEqual([reply.ok, reply.text], [true, ""]);
  const text = await asked;
  assert.match(text, /"params":\{"AlarmLevel":10\.0\}/);
  await ear.until("that it waits", () => ear.news("calls").at(-1)?.code === null);
  const { id } = JSON.parse(text) as { id: string };
  await client.publishAsync(`${SET}_reply`, `{"id":"${id}","code":460,"data":{}}`, { qos: 1 });
  await ear.until("its code", () => ear.news("calls").at(-1)?.code === 460);
  const closed = new Promise<void>((done) => client.once("close", done));
  assert.equal((await ear.order({ do: "manage", deed: "kick" })).ok, true);
  await closed;
  await ear.until("that it is offline", () => ear.live?.cloud?.devices[0]?.isOnline === false);
  assert.match((await ear.order({ do: "manage", deed: "kick" })).text, /bench-07 is not logged in/);
  for (const heard of ear.texts) assert.equal(secretIn(heard), undefined, heard.slice(0, 200));
});

test("its end is told to the page, and by --host the address has a token that is asked for", async () => {
  const { cloud, ear, url } = await start("--host", "0.0.0.0");
  assert.match(url, /\?token=[0-9a-f]{32}$/);
  await assert.rejects(PageEar.open(url.replace(/[0-9a-f]{32}$/, "0".repeat(32))), /401/);
  await assert.rejects(PageEar.open(url.replace(/\?.*/, "")), /401/);
  assert.equal(ear.hello?.source, "cloud");
  cloud.signal("SIGINT");
  assert.equal((await cloud.ended).exitCode, 0);
  assert.deepEqual(ear.heard.at(-1), { kind: "notice", level: "ended", text: "" });
});

test("a port that is taken: said, with exit code 3, before anything else is opened", async () => {
  const { url } = await start();
  const { port } = new URL(url);
  const run = await canary(["cloud", "--port", "0", "--web", port], { cwd: FOLDER });
  assert.equal(run.exitCode, 3, run.err);
  assert.match(run.err, new RegExp(`the page.*${port}`));
});
