import assert from "node:assert/strict";
import { describe, it } from "node:test";
import mqtt from "mqtt";
import { startBroker } from "../../sim/cloud/broker.ts";
import { signature, signedContent } from "../../sim/cloud/login.ts";
import {
  atEnd,
  broker,
  client,
  closed,
  DEVICE,
  inbox,
  LOGIN,
  logged,
  newPlatform,
  OPERATOR,
  POST,
  REPLIES,
  SET,
} from "./sim-cloud-sockets.ts";

describe("embedded broker", () => {
  it("logs in, answers, sets, and lets the operator watch", async () => {
    const platform = newPlatform();
    const { url } = await broker(platform);
    const watcher = await client(url, { ...OPERATOR, clientId: "watcher" });
    const seen = inbox(watcher);
    await watcher.subscribeAsync("#");
    const device = await client(url);
    const box = inbox(device);
    const granted = await device.subscribeAsync([REPLIES, SET], { qos: 1 });
    assert.deepEqual(
      granted.map((one) => one.qos),
      [1, 1],
    );
    await device.publishAsync(POST, '{"id":"5","params":{"GasLel":10.0}}', { qos: 1 });
    assert.match(await box.next(), /^post_reply \{"code":200,"data":\{\},"id":"5"/);
    assert.match(await seen.next(), /^post \{"id":"5"/);
    assert.match(await seen.next(), /^post_reply/);
    const call = platform.propertySet(DEVICE, { PowerSwitch: 1 });
    assert.match(await box.next(), /^set \{"method":"thing.service.property.set"/);
    await device.publishAsync(`${SET}_reply`, `{"id":"${call.id}","code":200,"data":{}}`, { qos: 1 });
    while (!/^set_reply/.test(await seen.next()));
    if (!call.reply) await logged(platform, "up");
    assert.deepEqual(
      [call.reply?.code, platform.property(DEVICE, "GasLel")?.value, platform.violations],
      [200, 10, []],
    );
  });

  const refusals: readonly (readonly [string, mqtt.IClientOptions, number])[] = [
    ["keep-alive", { keepalive: 15 }, 2],
    ["user name", { username: "D001" }, 4],
    ["signature", { password: "0".repeat(40) }, 5],
    ["operator's password", { username: OPERATOR.username, password: "x" }, 5],
  ];
  for (const [name, change, code] of refusals) {
    it(`refuses: ${name}, CONNACK ${code}`, async () => {
      const { url } = await broker(newPlatform());
      await assert.rejects(client(url, change), (error: { code: number }) => error.code === code);
    });
  }

  it("refuses foreign topics: subscribe 0x80, publish dropped or closed", async () => {
    const platform = newPlatform();
    const { url } = await broker(platform);
    const watcher = await client(url, { ...OPERATOR, clientId: "watcher" });
    const seen = inbox(watcher);
    await watcher.subscribeAsync("#");
    const device = await client(url);
    await assert.rejects(device.subscribeAsync("/sys/a1EXAMPLE00/D002/#"));
    await device.publishAsync("/sys/a1EXAMPLE00/D002/thing/event/property/post", "foreign", { qos: 1 });
    await device.publishAsync("/a1EXAMPLE00/D001/user/own", "own", { qos: 1, retain: true });
    assert.equal(await seen.next(), "own own");
    platform.settings.closesOnForeignPublish = true;
    const gone = closed(device);
    device.publish("/sys/a1EXAMPLE00/D002/thing/event/property/post", "foreign", { qos: 1 }, () => {});
    await gone;
    const late = await client(url, { ...OPERATOR, clientId: "late" });
    const retained: boolean[] = [];
    late.on("message", (_topic, _payload, packet) => retained.push(packet.retain));
    await late.subscribeAsync("#");
    await late.publishAsync("/mark", "x");
    assert.ok(!retained.includes(true));
    assert.deepEqual(
      platform.violations.map((one) => one.rule),
      ["foreign-topic", "foreign-topic", "retain", "foreign-topic"],
    );
  });

  it("kicks the older client of the same device, under whatever client id, and goes on with the newer", async () => {
    const platform = newPlatform();
    const { url } = await broker(platform);
    const first = await client(url, {
      clientId: "x|securemode=3,signmethod=hmacsha1,ext=3|",
      password: sign("x"),
    });
    const notice = inbox(first);
    const gone = closed(first);
    const second = await client(url);
    await gone;
    assert.match(await notice.next(), /^notify .*kick/);
    const box = inbox(second);
    await second.subscribeAsync(SET, { qos: 1 });
    platform.propertySet(DEVICE, { PowerSwitch: 1 });
    assert.match(await box.next(), /^set /);
    assert.ok(platform.isOnline(DEVICE));
  });

  it("keeps QoS 1 for cleanSession 0, and subscribes by itself for _ss=1", async () => {
    const platform = newPlatform();
    const { url } = await broker(platform);
    const first = await client(url, { clientId: "D001|securemode=3,signmethod=hmacsha1,_ss=1|" });
    const box = inbox(first);
    // The automatic subscription has no acknowledgement to wait for: ask, a round trip each, until it shows.
    while (box.arrived.length === 0) {
      platform.propertySet(DEVICE, { PowerSwitch: 1 });
      await first.publishAsync("/a1EXAMPLE00/D001/user/x", "", { qos: 1 });
    }
    await first.subscribeAsync(SET, { qos: 0 });
    const offline = logged(platform, "offline");
    await first.endAsync();
    await offline;
    platform.rawDownlink(DEVICE, SET, "waited");
    const second = mqtt.connect(url, LOGIN);
    atEnd(() => second.endAsync(true));
    const later = inbox(second);
    while ((await later.next()) !== "set waited");
  });

  it("says which port is taken and what to do", async () => {
    const { port } = await broker(newPlatform());
    await assert.rejects(
      startBroker({ platform: newPlatform(), port }),
      new RegExp(`port ${port} \\(EADDRINUSE\\).*Stop it`),
    );
  });
});

function sign(cid: string): string {
  return signature("hmacsha1", DEVICE.deviceSecret, signedContent(cid, DEVICE.deviceName, DEVICE.productKey));
}
