/** Rows of the facts' feature table (cloud, section 6): what the device tells and asks of its own accord. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { deviceKey } from "../../sim/cloud/login.ts";
import { PlatformRig } from "./platform-rig.ts";

const NO_NETWORK_TIME = { modem: { settings: { nitz: false } } } as const;

test("feature: tags: board, version, bundle and modem, once in a run", () => {
  const rig = new PlatformRig().online();
  const tags = () => rig.platform.tags.get(deviceKey(rig.device));
  rig.waitFor("tags", () => (tags()?.size ?? 0) > 0, 60);
  const { bundle, version, board, modem } = rig.node.status() as unknown as Record<string, string>;
  assert.deepEqual(Object.fromEntries(tags() ?? []), { Board: board, Version: version, Bundle: bundle, Modem: modem });
  rig.assertClean();
});

test("feature: NTP: the platform's time where the network gives none, within two seconds", () => {
  const rig = new PlatformRig(NO_NETWORK_TIME).online();
  rig.waitFor("the question", () => rig.said("request").length > 0, 60);
  rig.warm();
  rig.alarm();
  const event = rig.eventsOf(3)[0];
  assert.ok(event);
  const [said] = rig.said("thing/event/GasCheck_Event/post") as unknown as { params: { time: number } }[];
  const time = said?.params.time ?? 0;
  assert.ok(Math.abs(time - event.receivedMs) < 35_000, `${time} of ${event.receivedMs}`);
  rig.assertClean();
});

test("feature: device log, network figures: off until the cloud wants them, then troubles and figures", () => {
  const rig = new PlatformRig().online();
  rig.runUntil(() => false, 120);
  assert.deepEqual(rig.platform.deviceLog, []);
  rig.platform.setLogMode(rig.device, 1);
  rig.runUntil(() => false, 5);
  rig.platform.rawDownlink(
    rig.device,
    `/sys/${rig.device.productKey}/${rig.device.deviceName}/thing/service/property/set`,
    "{",
  );
  rig.waitFor("a trouble", () => rig.platform.deviceLog.some(({ logLevel }) => logLevel === "WARN"), 60);
  rig.waitFor("figures", () => rig.platform.deviceLog.some(({ module }) => module === "net_rt"), 2000, 1000);
  assert.ok(rig.platform.deviceLog.some(({ module }) => module === "net_conn"));
  rig.platform.setLogMode(rig.device, 0);
  rig.runUntil(() => false, 60);
  const lines = rig.platform.deviceLog.length;
  rig.runUntil(() => false, 4000, 1000);
  assert.equal(rig.platform.deviceLog.length, lines, "switched off again");
});

test("feature: diagnosis: signal and time, each half an hour, whether the platform takes a cellular one or not", () => {
  for (const diagnosisOtherThanWifi of ["accept", "refuse"] as const) {
    const rig = new PlatformRig({ settings: { diagnosisOtherThanWifi } }).online();
    rig.runUntil(() => false, 4000, 1000);
    const told = rig.said("_thing/diag/post").length;
    if (diagnosisOtherThanWifi === "accept") {
      assert.equal(rig.platform.diagnoses.length, told);
      assert.ok(told >= 2 && told <= 3, `${told} in 66 min`);
      assert.ok(Number(rig.platform.diagnoses[0]?.figures["rssi"]) < 0);
    } else assert.equal(told, 1, "refused, it is not said again");
    rig.assertAlive();
  }
});

test("feature: offline data store, batch: the readings of an outage are told behind it, with their times", () => {
  const rig = new PlatformRig().warm();
  rig.node.setLelPercent(3);
  rig.network.cut();
  rig.runUntil(() => false, 1200, 1000);
  rig.network.restore();
  const points = () =>
    rig.platform.propertyHistory.filter(
      ({ name, timeMs, receivedMs }) => name === "GasConcentration" && receivedMs - timeMs > 60_000,
    );
  rig.waitFor("readings of the outage", () => points().length > 4, 900, 1000);
  const times = points().map(({ timeMs }) => timeMs);
  assert.deepEqual(
    times,
    [...times].sort((a, b) => a - b),
  );
  assert.ok((times.at(-1) as number) - (times[0] as number) > 300_000, `${times}`);
  assert.deepEqual(rig.platform.violations, []);
});

test("feature: reply codes: after 429 only what can't wait goes out for a while", () => {
  const rig = new PlatformRig().warm();
  rig.runUntil(() => false, 120);
  rig.platform.refusePosts(429, 1);
  rig.node.setLelPercent(3);
  rig.waitFor("a refusal", () => rig.platform.messages.some(({ payload }) => payload?.includes('"code":429')), 400);
  const sentAtMs = rig.clock.nowMs;
  const before = rig.said("post").length;
  rig.node.setLelPercent(0);
  rig.runUntil(() => rig.said("post").length > before, 400);
  assert.ok(rig.clock.nowMs - sentAtMs >= 40_000, `${rig.clock.nowMs - sentAtMs} ms`);
});

test("a start is told once, as an event with its count, cause and version", () => {
  const rig = new PlatformRig().online();
  const starts = () => rig.events.filter(({ name }) => name === "PowerOn_Event");
  rig.waitFor("the event", () => starts().length === 1, 30);
  rig.runUntil(() => false, 600, 1000);
  assert.equal(starts().length, 1);
  const { BootCount, ResetCause, Version } = starts()[0]?.outputs ?? {};
  assert.deepEqual([BootCount, ResetCause], [1, "power-on"]);
  assert.match(String(Version), /^\d+\.\d+\.\d+-[0-9a-f]{8}$/);
  rig.assertClean();
});
