/** Rows of the facts' feature table (cloud, section 6): login, posts, orders, and what no network or power may cost. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { PlatformRig } from "./platform-rig.ts";
import { configWith, RECOVERY_S } from "./rig.ts";

const INSTANCE = "iot-060abc.mqtt.iothub.aliyuncs.com";

test("feature: one-device-one-secret login, by each sign method", () => {
  for (const signMethod of ["hmacmd5", "hmacsha1", "hmacsha256"]) {
    new PlatformRig({ config: configWith({ cloud: { signMethod } }) }).online().assertClean();
  }
});

test("feature: instance-id host, custom host", () => {
  const rig = new PlatformRig({ config: configWith({ cloud: { host: INSTANCE } }) }).online();
  assert.ok(rig.node.sent.includes(`AT+MIPSTART="${INSTANCE}",1883`));
  rig.assertClean();
});

test("feature: property post, event post", () => {
  const rig = new PlatformRig().warm();
  rig.waitFor("properties", () => rig.platform.property(rig.device, "GasState") !== undefined, 30);
  rig.alarm();
  rig.assertClean();
});

test("feature: property set, service async", () => {
  const rig = new PlatformRig().online();
  const set = rig.platform.propertySet(rig.device, { PowerSwitch: 1 });
  const service = rig.platform.service(rig.device, "SelfTest", {});
  rig.waitFor("both answers", () => set.reply !== undefined && service.reply !== undefined, 30);
  assert.deepEqual([set.reply?.code, service.reply?.code], [200, 200]);
  assert.equal(rig.node.output, true);
  rig.assertClean();
});

test("feature: auto-subscribe (_ss): replies that were subscribed for and come by themselves as well settle once", () => {
  const rig = new PlatformRig({ settings: { autoSubscribe: "always" } }).warm();
  rig.alarm();
  assert.deepEqual(
    rig.events.map(({ copies }) => copies),
    rig.events.map(() => 1),
  );
  rig.assertClean();
});

test("feature: reconnect back-off: a broker that is gone is asked ever more rarely", () => {
  const rig = new PlatformRig().warm();
  rig.network.cut();
  const opens = () => rig.node.sent.filter((line) => line.startsWith("AT+MIPSTART=")).length;
  rig.runUntil(() => false, 900, 1000);
  const soon = opens();
  rig.runUntil(() => false, 5 * 3600, 1000);
  const perHour = (opens() - soon) / 5;
  assert.ok(perHour < 40, `${perHour} times an hour`);
  rig.network.restore();
  rig.waitFor("online again", () => rig.node.state === "ONLINE", RECOVERY_S, 1000);
  rig.assertAlive();
});

test("feature: QoS 1 resend: a message without PUBACK goes out again under its id", () => {
  const rig = new PlatformRig().warm();
  rig.platform.loseReplies(1);
  rig.network.stall();
  rig.node.setLelPercent(25);
  rig.runUntil(() => false, 120);
  rig.network.restore();
  rig.waitFor("the alarm", () => rig.eventsOf(3).length === 1, RECOVERY_S);
  rig.assertAlive();
});

test("feature: retry on missing or bad Alink reply", () => {
  for (const spoil of ["lost", "500"] as const) {
    const rig = new PlatformRig().warm();
    rig.runUntil(() => false, 90);
    if (spoil === "lost") rig.platform.loseReplies(1);
    else rig.platform.refusePosts(500, 1);
    rig.node.setLelPercent(25);
    rig.waitFor("the alarm", () => rig.eventsOf(3).length === 1, 120);
    rig.runUntil(() => false, 60);
    const ids = rig.said("thing/event/GasCheck_Event/post").map(({ id }) => id);
    assert.equal(ids.length, new Set(ids).size + 1, `${spoil}: ${ids}`);
    rig.waitFor("nothing waits", () => rig.node.vitals.waiting === 0, 60);
    rig.assertAlive();
  }
});

test("feature: duplicate filter: an order that comes twice is done once over, and its copies at the cloud are one event", () => {
  const rig = new PlatformRig({ settings: { duplicateReplies: 1 } }).warm();
  rig.alarm();
  assert.equal(rig.eventsOf(3).length, 1);
  rig.assertClean();
});

test("feature: power-fail-safe store: decided without a network, and the power goes: it arrives", () => {
  const rig = new PlatformRig().warm();
  rig.network.cut();
  rig.node.setLelPercent(25);
  rig.waitFor("the alarm decided", () => rig.node.vitals.gasState === 3, 60);
  rig.node.powerOff();
  rig.network.restore();
  rig.node.setLelPercent(0);
  rig.node.powerOn();
  rig.waitFor("the alarm", () => rig.eventsOf(3).length === 1, 120);
});

test("feature: link watchdog, modem reset ladder: a modem that goes mute is reset, and an alarm arrives", () => {
  const rig = new PlatformRig().warm();
  const end = rig.node.modem.fault("mute");
  rig.runUntil(() => false, 600, 1000);
  end?.();
  rig.waitFor("online again", () => rig.node.state === "ONLINE", RECOVERY_S, 1000);
  rig.alarm(60);
});

test("feature: limits: topics below 128 bytes, ids used once, no more than the platform takes", () => {
  const device = { productKey: "a1234567890123456789", deviceName: "D".repeat(32), deviceSecret: "s".repeat(32) };
  const rig = new PlatformRig({ config: configWith({ cloud: device }), device }).warm();
  rig.alarm();
  rig.runUntil(() => false, 3600, 1000);
  const longest = Math.max(...rig.platform.messages.map(({ topic = "" }) => topic.length));
  assert.ok(longest < 128, `${longest} characters`);
  rig.assertClean();
});
