/** The composition root of a board with room: what the platform asks beside properties and services is wired to the app. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { BARE, openMain } from "./main-rig.ts";

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
  // Nobody there gives another.
  rig.until("the new host asked for", () => /no new host/.test(rig.said), 120);
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
