/**
 * What the platform asks of a device beside properties and services on their own topics: by the rows of the feature table
 * (facts: cloud section 6), through the bundle, the modem and the platform.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Call } from "../../sim/cloud/platform.ts";
import { configWith, Rig, type RigOptions, rigBoard } from "./rig.ts";

const BOARD = await rigBoard("linux");
const SYS = "/sys/a1EXAMPLE00/D001";
const KEY = "D001&a1EXAMPLE00";
const ANSWER_S = 10;

/** Online, its first reports sent and answered, its topics subscribed. */
function open(options: RigOptions = {}): Rig {
  const rig = new Rig({ ...BOARD, ...options }).online();
  rig.clock.runFor(90_000);
  return rig;
}

const answered = (rig: Rig, call: Call): [code: number | undefined, data: unknown] => {
  rig.waitFor(`the answer on ${call.replyTopic}`, () => call.reply !== undefined, ANSWER_S);
  return [call.reply?.code, call.reply?.data];
};

const sent = (rig: Rig, topic: string): Record<string, unknown>[] =>
  rig.platform.messages
    .filter((one) => one.kind === "up" && one.topic === topic)
    .map(({ payload = "" }) => JSON.parse(payload) as Record<string, unknown>);

const refused = (rig: Rig): number => Number(rig.node.ask("print(canary.status().refused)")[0]);

test("Service sync (RRPC): answered by its own id, with the service's outputs", () => {
  const rig = open();
  const [code, data] = answered(rig, rig.platform.service(rig.device, "SelfTest", {}, "rrpc"));
  assert.equal(code, 200);
  assert.equal(typeof (data as { Result?: unknown }).Result, "number");
  rig.assertClean();
});

test("Service sync (RRPC): three at a time, each gets its own answer", () => {
  const rig = open();
  const calls = ["SelfTest", "NoSuchService", "GetDiagnostics"].map((name) =>
    rig.platform.service(rig.device, name, {}, "rrpc"),
  );
  const [test, unknown, diagnostics] = calls.map((call) => answered(rig, call));
  assert.deepEqual([test?.[0], unknown?.[0], diagnostics?.[0]], [200, 5161, 200]);
  assert.deepEqual(Object.keys((test?.[1] as object) ?? {}), ["Result"]);
  assert.ok("BootCount" in ((diagnostics?.[1] as object) ?? {}), JSON.stringify(diagnostics));
  rig.assertClean();
});

test("Service sync (RRPC): a property set and get, by the method that the message names", () => {
  const rig = open();
  const ask = (method: string, params: object) => {
    const call = rig.platform.rrpc(rig.device, JSON.stringify({ id: "77", method, params, version: "1.0.0" }));
    rig.waitFor(method, () => call.answer !== undefined, ANSWER_S);
    return JSON.parse(call.answer?.payload ?? "{}");
  };
  assert.deepEqual(ask("thing.service.property.set", { PowerSwitch: 1 }), { id: "77", code: 200, data: {} });
  assert.equal(rig.node.output, true);
  const got = ask("thing.service.property.get", ["PowerSwitch", "BootCount"]);
  assert.deepEqual(got, { id: "77", code: 200, data: { PowerSwitch: 1, BootCount: 1 } });
  assert.equal(ask("thing.service.property.set", { PowerSwitch: 7 }).code, 6308);
  rig.assertClean();
});

for (const echoesRrpc of [false, true]) {
  test(`Custom-topic RRPC (ext): answered on the topic it came on${echoesRrpc ? ", where it comes back" : ""}`, () => {
    const rig = open({ settings: { echoesRrpc } });
    const [code] = answered(rig, rig.platform.service(rig.device, "SelfTest", {}, "rrpc-custom"));
    assert.equal(code, 200);
    rig.clock.runFor(5000);
    assert.equal(refused(rig), 0, "its own answer is no order");
    rig.assertClean();
  });
}

for (const [desiredReply, desiredUnset] of [
  ["value-and-version", "omit"],
  ["value-and-version", "empty"],
  ["value", "null"],
] as const) {
  test(`Desired get/delete: fetched at start, followed, deleted; reply with ${desiredReply}, unset ones ${desiredUnset}`, () => {
    const rig = new Rig({ ...BOARD, settings: { desiredReply, desiredUnset } });
    rig.platform.setDesired(rig.device, { PowerSwitch: 1, ReportInterval: 60 });
    rig.online();
    rig.waitFor("all of them deleted", () => rig.platform.desired.get(KEY)?.size === 0, 60);
    assert.equal(rig.node.output, true);
    rig.waitFor("told", () => rig.platform.property(rig.device, "ReportInterval")?.value === 60, 20);
    rig.clock.runFor(600_000);
    assert.equal(sent(rig, `${SYS}/thing/property/desired/get`).length, 1, "asked once a session");
    rig.assertClean();
  });
}

test("Desired get/delete: one that is refused is deleted as well, and does not hold up the other", () => {
  const rig = new Rig(BOARD);
  rig.platform.setDesired(rig.device, { PowerSwitch: 1, AlarmLevel: 99 });
  rig.online();
  rig.waitFor("both deleted", () => rig.platform.desired.get(KEY)?.size === 0, 60);
  assert.equal(rig.node.output, true);
  assert.match(JSON.stringify(rig.node.vitals.troubles), /desired AlarmLevel refused: code 6307/);
  rig.assertClean();
});

test("Device shadow: what an app wants is followed, reported and cleared", () => {
  const rig = open();
  rig.platform.setShadow(rig.device, { PowerSwitch: 1 });
  const shadow = () => rig.platform.shadows.get(KEY);
  rig.waitFor("nothing left to be wanted", () => Object.keys(shadow()?.desired ?? { x: 1 }).length === 0, ANSWER_S);
  assert.equal(rig.node.output, true);
  assert.equal(shadow()?.reported["PowerSwitch"], 1);
  rig.platform.setShadow(rig.device, { PowerSwitch: 0 });
  rig.waitFor("the second", () => shadow()?.reported["PowerSwitch"] === 0, ANSWER_S);
  assert.equal(rig.node.output, false);
  rig.assertClean();
});

test("Device shadow: an update that is refused is made once more, upon what holds", () => {
  const rig = open();
  rig.platform.refuseRequests(409, 1);
  rig.platform.setShadow(rig.device, { PowerSwitch: 1 });
  const shadow = () => rig.platform.shadows.get(KEY);
  rig.waitFor("nothing left to be wanted", () => Object.keys(shadow()?.desired ?? { x: 1 }).length === 0, 30);
  assert.deepEqual(
    sent(rig, "/shadow/update/a1EXAMPLE00/D001").map(({ method }) => method),
    ["update", "get", "update"],
  );
  rig.assertAlive();
});

test("Jobs: a service is called once, and the job's end told", () => {
  const rig = open();
  const job = rig.platform.addJob(rig.device, { taskId: "t-1", document: { service: "SelfTest", params: {} } });
  rig.waitFor("its end", () => job.status === "SUCCEEDED", 20);
  assert.deepEqual(job.history, ["QUEUED", "SENT", "IN_PROGRESS", "SUCCEEDED"]);
  assert.equal(sent(rig, `${SYS}/thing/event/SelfTest_Event/post`).length, 1);
  rig.assertClean();
});

test("Jobs: those that can't be done are told so", () => {
  const rig = open();
  const file = { fileUrl: "https://example.com/x", sign: "00", signMethod: "Md5" };
  const unknown = rig.platform.addJob(rig.device, { taskId: "t-2", document: { service: "Explode" } });
  const byFile = rig.platform.addJob(rig.device, { taskId: "t-3", file });
  const notNow = rig.platform.addJob(rig.device, {
    taskId: "t-4",
    document: { service: "Calibrate", params: { Ppm: 5000 } },
  });
  rig.waitFor("an end of each", () => [unknown, byFile, notNow].every(({ status }) => /ED$/.test(status)), 40);
  assert.deepEqual([unknown.status, byFile.status, notNow.status], ["REJECTED", "REJECTED", "FAILED"]);
  rig.assertClean();
});

test("Jobs: what waited while the device was away is found at the first session; a restart is no second one", () => {
  const rig = new Rig(BOARD);
  const job = rig.platform.addJob(rig.device, { taskId: "t-5", document: { service: "Reboot", params: {} } });
  rig.online();
  rig.waitFor("the restart", () => rig.node.board.bootCount === 2, 60);
  rig.online();
  rig.clock.runFor(120_000);
  assert.equal(rig.node.board.bootCount, 2, "once");
  assert.match(job.status, /SUCCEEDED|FAILED/);
  rig.assertAlive();
});

test("Region switch by bootstrap: the notice is answered", () => {
  const rig = open();
  assert.deepEqual(answered(rig, rig.platform.notifyBootstrap(rig.device, 0)), [200, {}]);
  // Nobody there gives another.
  const asked = () => /no new host/.test(JSON.stringify(rig.node.vitals.troubles));
  rig.waitFor("the new host asked for", asked, 120);
  rig.assertClean();
});

test("property get, the old way: values by name, and 6320 for a name that is none", () => {
  const rig = open();
  const [code, data] = answered(rig, rig.platform.propertyGet(rig.device, ["PowerSwitch", "GasState", "WarningLevel"]));
  assert.deepEqual([code, Object.keys(data as object)], [200, ["PowerSwitch", "GasState", "WarningLevel"]]);
  assert.equal(answered(rig, rig.platform.propertyGet(rig.device, ["Colour"]))[0], 6320);
  rig.assertClean();
});

test("disable and enable: no properties go up between them, an alarm and its end do", () => {
  const rig = open();
  rig.waitFor("sensor warm", () => rig.node.vitals.gasState === 1, 300);
  const posts = () => sent(rig, `${SYS}/thing/event/property/post`).length;
  assert.equal(answered(rig, rig.platform.disable(rig.device))[0], 200);
  const before = posts();
  const { sessions } = { sessions: rig.node.status()?.failures };
  rig.clock.runFor(1_800_000);
  rig.alarm();
  assert.equal(posts(), before, "not one");
  assert.equal(rig.node.status()?.failures, sessions, "and the session lasts");
  assert.equal(answered(rig, rig.platform.enable(rig.device))[0], 200);
  rig.waitFor("a report", () => posts() > before, ANSWER_S);
  assert.equal(answered(rig, rig.platform.delete(rig.device))[0], 200);
  rig.assertClean();
});

test("a second login under the same name: kicked three times, it keeps off; an alarm goes up all the same", () => {
  const rig = open();
  rig.waitFor("sensor warm", () => rig.node.vitals.gasState === 1, 300);
  for (let kicks = 0; kicks < 5; kicks++) {
    rig.waitFor("a session", () => rig.node.state === "ONLINE", 300);
    rig.clock.runFor(3000);
    const login = rig.platform.loginOf(rig.device);
    assert.ok(login);
    rig.platform.openSession({ device: rig.device, login, kick: () => {} });
    rig.waitFor("its loss", () => rig.node.state !== "ONLINE", 30);
  }
  const causes = rig.node.status()?.causes as Record<string, number>;
  assert.deepEqual([causes["kicked"], causes["login refused"]], [2, 3]);
  rig.alarm(120);
  rig.assertAlive();
});

test("what else the platform says is taken in silence, or counted", () => {
  const rig = open();
  rig.platform.broadcast(rig.device, "news", '{"any":"thing"}');
  rig.platform.probe(rig.device, "12");
  rig.clock.runFor(3000);
  assert.equal(refused(rig), 0);
  rig.platform.sendError(rig.device, 520, "subDevice session error");
  rig.clock.runFor(3000);
  assert.equal(refused(rig), 1);
  rig.assertClean();
});

const SECRET = "secret";
const HOSTILE = [
  "",
  "null",
  "17",
  "[]",
  "{",
  '{"id":"5"}',
  '{"id":{},"method":{},"params":{},"title":{},"payload":{},"code":{},"version":{}}',
  '{"id":"5","method":"thing.service.on","params":{"on":1,"emit":1,"toString":1}}',
  '{"id":"5","method":"thing.service.property.set","params":[[[]]],"payload":{"state":{"desired":{"on":1}}}}',
  '{"id":"5","method":"control","payload":{"state":{"desired":{"PowerSwitch":{}}}},"version":1e400}',
  '{"id":"5","params":{"task":{"taskId":"\\"}","jobDocument":[]}}}',
  `{"id":"5","data":{"tasks":[{"taskId":{}},null,7]},"code":200,"x":"${"y".repeat(3000)}"}`,
  '{"id":"5","code":"200","data":"PowerSwitch"}',
  `{"x":"${"z".repeat(5000)}"}`,
];
const TOPICS = [
  `${SYS}/rrpc/request/1`,
  `${SYS}/rrpc/request/a%23b`,
  `/ext/rrpc/1${SYS}/thing/service/SelfTest`,
  `/ext/rrpc/1${SYS}/thing/service/%20`,
  `${SYS}/thing/service/property/get`,
  `${SYS}/thing/property/desired/get_reply`,
  `${SYS}/thing/property/desired/delete_reply`,
  "/shadow/get/a1EXAMPLE00/D001",
  `${SYS}/thing/job/notify`,
  `${SYS}/thing/job/get_reply`,
  `${SYS}/thing/job/update_reply`,
  "/ext/notify",
  "/ext/error/a1EXAMPLE00/D001",
  `${SYS}/thing/bootstrap/notify`,
  "/broadcast/a1EXAMPLE00/x/y",
  "/ext/network/probe/1",
];

test("bad messages on all of their topics: nothing is harmed, and the next alarm arrives", () => {
  const rig = new Rig({ ...BOARD, config: configWith({}), modem: { settings: { pushBytes: 65_536 } } }).warm();
  const broker = rig.network.brokerAt("a1EXAMPLE00.iot-as-mqtt.cn-shanghai.aliyuncs.com");
  for (const topic of TOPICS) {
    for (const body of HOSTILE) {
      broker?.sessionOf(rig.device)?.deliverUnasked(topic, body, 0);
      rig.clock.runFor(1500);
    }
    assert.equal(rig.node.state, "ONLINE", `after ${topic}\n${rig.story()}`);
    assert.equal(rig.node.output, false, `after ${topic}: the output stays off`);
    rig.assertAlive();
  }
  rig.assertNoSecret(SECRET);
  rig.alarm(10);
  assert.ok(refused(rig) > TOPICS.length);
  assert.equal(rig.node.board.bootCount, 1);
});
