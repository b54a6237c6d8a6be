/** The composition root of a board with room: what the platform asks beside properties and services is wired to the app. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Call } from "../../sim/cloud/platform.ts";
import { ALARM, BARE, configWith, type MainRig, openMain, WARM_S } from "./main-rig.ts";

function answered(rig: MainRig, call: Call): { code: number | undefined; data: Record<string, unknown> | undefined } {
  rig.until(`the answer on ${call.replyTopic}`, () => call.reply !== undefined, 20);
  return { code: call.reply?.code, data: call.reply?.data as Record<string, unknown> | undefined };
}

test("orders by other ways reach the app, and their answers the platform", async () => {
  const rig = await openMain();
  const { platform, device } = rig.online().run(30);
  rig.platform.setShadow(device, { PowerSwitch: 1 });
  rig.until("the output on by the shadow", () => rig.node.output, 20);
  const job = platform.addJob(device, { taskId: "t-1", document: { service: "SelfTest", params: {} } });
  rig.until("the job done", () => job.status === "SUCCEEDED", 30);
  const got = platform.propertyGet(device, ["BootCount", "PowerSwitch"]);
  const called = platform.service(device, "SelfTest", {}, "rrpc");
  const host = platform.notifyBootstrap(device, 0);
  rig.until("answers", () => !!got.reply && !!called.reply && !!host.reply, 20);
  assert.deepEqual(got.reply?.data, { BootCount: 1, PowerSwitch: 1 });
  rig.until("where its host is, asked of a web that has none", () => /no new host: /.test(rig.said), 120).end();
});

test("readings of an outage, a log that the cloud switches on, diagnostics, and a restart that it orders", async () => {
  const rig = await openMain();
  const { platform, device } = rig.online().run(WARM_S);
  platform.setLogMode(device, 1);
  rig.run(5).network.cut();
  rig.until("its loss", () => rig.node.state !== "ONLINE", 900).run(120);
  rig.network.restore();
  const late = () => platform.propertyHistory.filter(({ timeMs, receivedMs }) => receivedMs - timeMs > 60_000);
  rig.online(400).until("readings of before", () => late().length > 0, 60);
  platform.setDesired(device, { AlarmLevel: 99 });
  rig.until("a trouble in the cloud's log", () => platform.deviceLog.some(({ logLevel }) => logLevel === "WARN"), 60);
  const { data } = answered(rig, platform.service(device, "GetDiagnostics", {}));
  assert.deepEqual([data?.["Link"], data?.["BootCount"]], ["ONLINE", 1]);
  assert.equal(answered(rig, platform.service(device, "Reboot", {})).code, 200);
  rig.restarted(10).run(5);
  assert.deepEqual(rig.value("canary.crash()"), ["reboot: ordered"]);
  rig.end();
});

test("set points from the cloud hold at once; not while an alarm stands", async () => {
  const rig = await openMain();
  rig.online().run(WARM_S);
  const set = (values: object) => answered(rig, rig.platform.propertySet(rig.device, { ...values }));
  assert.equal(set({ AlarmLevel: 15 }).code, 200);
  rig.node.setLelPercent(17);
  rig.until("an alarm at 17 %LEL", () => rig.gasStates.at(-1) === ALARM, 60);
  assert.equal(set({ AlarmLevel: 20 }).code, 100_002);
  rig.end();
});

test("a restart that was ordered just before an alarm is left out", async () => {
  const before = await openMain();
  const alarmAtMs = (rig: MainRig): number => {
    rig.online().run(WARM_S).node.setLelPercent(25);
    assert.ok(rig.runUntil(() => rig.value("canary.status().gasState") === ALARM, 60));
    return rig.clock.nowMs;
  };
  const atMs = alarmAtMs(before);
  before.end();
  const rig = await openMain();
  rig.online().run(WARM_S).node.setLelPercent(25);
  rig.clock.runFor(atMs - 2000 - rig.clock.nowMs);
  const { code } = answered(rig, rig.platform.service(rig.device, "Reboot", {}));
  assert.deepEqual([code, rig.clock.nowMs < atMs], [200, true], "answered before the alarm");
  rig.run(60);
  assert.deepEqual([rig.node.board.bootCount, rig.value("canary.status().gasState")], [1, ALARM]);
  rig.end();
});

test("the network's date has moved: it is asked for once more, and events bear the new one", async () => {
  const rig = await openMain();
  rig.online().run(WARM_S);
  rig.leap(86_400_000);
  // One report within it: its word of the new date alone would not be believed.
  rig.run(200).alarmed();
  const ofGas = rig.events.filter(({ name }) => name === "GasCheck_Event");
  const lateMs = ofGas.map(({ timeMs, receivedMs }) => receivedMs - timeMs);
  assert.ok(lateMs.length === 2 && lateMs.every((ms) => Math.abs(ms) < 10_000), `${lateMs} ms`);
  rig.end();
});

test("disabled, it reports no more; enabled, at once", async () => {
  const rig = await openMain();
  rig.online().run(30);
  const posts = () =>
    rig.platform.messages.filter(({ kind, topic }) => kind === "up" && /property\/post$/.test(topic ?? ""));
  rig.platform.disable(rig.device);
  rig.run(10);
  const before = posts().length;
  rig.run(700);
  assert.equal(posts().length, before);
  rig.platform.enable(rig.device);
  rig.until("a report", () => posts().length > before, 20).end();
});

test("a kick out of the session by a second login is counted as one", async () => {
  const rig = await openMain();
  rig.online().run(30);
  const login = rig.platform.loginOf(rig.device);
  assert.ok(login);
  rig.platform.openSession({ device: rig.device, login, kick: () => {} });
  rig.until("its loss", () => rig.node.state !== "ONLINE", 30);
  assert.equal(rig.value("canary.status().causes.kicked"), 1);
  rig.end();
});

test("a board without room: orders on their own topics alone, and a lost session comes back", async () => {
  const rig = await openMain({ board: BARE });
  rig.online();
  const set = rig.platform.propertySet(rig.device, { PowerSwitch: 1 });
  const test = rig.platform.service(rig.device, "SelfTest", {});
  const restart = rig.platform.service(rig.device, "Reboot", {});
  const more = rig.platform.service(rig.device, "GetDiagnostics", {});
  const call = rig.platform.service(rig.device, "SelfTest", {}, "rrpc");
  rig.until("answers", () => [set, test, restart, more].every(({ reply }) => reply), 40);
  assert.deepEqual(
    [set, test, restart, more].map(({ reply }) => reply?.code),
    [200, 200, 5161, 5161],
  );
  assert.equal(call.reply, undefined, "not even subscribed");
  const login = rig.platform.loginOf(rig.device);
  assert.ok(login);
  rig.platform.openSession({ device: rig.device, login, kick: () => {} });
  rig.until("its loss", () => rig.node.state !== "ONLINE", 30).online(120);
  assert.equal(rig.value("canary.status().causes.kicked || 0"), 0);
  rig.end();
});

test("a board without room: what may be set is the switch, number or text, and nothing beside it", async () => {
  const rig = await openMain({ board: BARE });
  rig.online();
  const rows: readonly (readonly [params: Record<string, number | string | boolean>, code: number, isOn: boolean])[] = [
    [{ PowerSwitch: "1" }, 200, true],
    [{ PowerSwitch: 2 }, 6308, true],
    [{ PowerSwitch: true }, 6308, true],
    [{ AlarmLevel: 5 }, 6320, true],
    [{ AlarmLevel: 5, PowerSwitch: 0 }, 6320, true],
    [{ PowerSwitch: "0" }, 200, false],
    [{ PowerSwitch: 1 }, 200, true],
    [{ PowerSwitch: 0 }, 200, false],
  ];
  for (const [params, code, isOn] of rows) {
    const shown = JSON.stringify(params);
    assert.equal(answered(rig, rig.platform.propertySet(rig.device, params)).code, code, shown);
    // Its output is low while it is on.
    assert.equal(rig.node.output, isOn, shown);
  }
  rig.end();
});

test("a board without room: a report that is refused as one too many is said, and the next one is told", async () => {
  const rig = await openMain({ board: BARE });
  rig.platform.refusePosts(429, 1);
  rig.online().until("the refusal", () => /code 429/.test(rig.said), 30);
  rig.until("the next report", () => rig.property("GasState") !== undefined, 400).end();
});

test("a board without room: an identity without its secret is none", async () => {
  const { deviceSecret: _, ...cloud } = configWith().cloud as { deviceSecret: string };
  const rig = await openMain({ board: BARE, config: JSON.stringify({ ...configWith(), cloud }) });
  rig.run(5);
  assert.match(rig.said, /no identity/);
  rig.end();
});
