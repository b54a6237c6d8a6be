/** What the platform asks and tells, and where a test finds what came of it (facts: cloud sections 1.2, 2.2, 4). */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Call, Platform } from "../../sim/cloud/platform.ts";
import type { Json } from "../../sim/cloud/raw-json.ts";
import { Desk, KEY, LOGIN, START_MS } from "./sim-cloud-desk.ts";
import { DEVICE, SYS } from "./sim-cloud-rig.ts";

const CONFIG = { url: "http://x/c.json", size: 31, sign: "ab", signMethod: "Sha256", configId: "c1" };
const SHOWN = {
  configId: "c1",
  configSize: 31,
  getType: "file",
  sign: "ab",
  signMethod: "Sha256",
  url: "http://x/c.json",
};

describe("asked, and answered", () => {
  const rows: readonly (readonly [method: string, params: Json, ask: (platform: Platform) => Call])[] = [
    ["thing.service.property.get", ["GasLel"], (platform) => platform.propertyGet(DEVICE, ["GasLel"])],
    ["thing.config.push", SHOWN, (platform) => platform.pushConfig(DEVICE, CONFIG)],
    ["thing.disable", {}, (platform) => platform.disable(DEVICE)],
    ["thing.enable", {}, (platform) => platform.enable(DEVICE)],
    ["thing.delete", {}, (platform) => platform.delete(DEVICE)],
    ["thing.bootstrap.notify", { cmd: "0" }, (platform) => platform.notifyBootstrap(DEVICE, "0")],
  ];
  for (const [method, params, ask] of rows) {
    it(method, () => {
      const desk = new Desk();
      const call = ask(desk.platform);
      const topic = `${SYS}/${method.replaceAll(".", "/")}`;
      assert.deepEqual(
        desk.sent.map((one) => [one.topic, JSON.parse(one.text)]),
        [[topic, { method, id: call.id, params, version: "1.0.0" }]],
      );
      desk.publish(`${topic}_reply`, `{"id":"${call.id}","code":200,"data":{}}`);
      assert.equal(call.reply?.code, 200);
      desk.publish(`${topic}_reply`, '{"id":"5","code":200,"data":{}}');
      assert.deepEqual(desk.rules, ["reply"], "nobody asked with id 5");
      assert.equal(desk.platform.authorizePublish(DEVICE, topic, 1).allowed, false, "the platform alone speaks there");
      assert.equal(desk.platform.authorizePublish(DEVICE, `${topic}_reply`, 1).allowed, true);
    });
  }

  it("values of a property get are checked as in a post", () => {
    const desk = new Desk();
    const answers = ['{"GasLel":1.5}', '{"GasLel":1}', '{"Nope":1}'].map((data) => {
      const { id, replyTopic } = desk.platform.propertyGet(DEVICE, ["GasLel"]);
      desk.publish(replyTopic, `{"id":"${id}","code":200,"data":${data}}`);
      return desk.rules.length;
    });
    assert.deepEqual(answers, [0, 1, 2]);
  });
});

it("config: the answer to a push is kept by key, once; a device that asks gets what was pushed", () => {
  const desk = new Desk();
  const call = desk.platform.pushConfig(DEVICE, CONFIG);
  for (let i = 0; i < 2; i++) {
    desk.publish(call.replyTopic, `{"id":"${call.id}","code":460,"data":{"intervalS":200,"alarm":460}}`);
  }
  const keys = { intervalS: 200, alarm: 460 };
  assert.deepEqual(desk.platform.configAnswers, [{ device: KEY, configId: "c1", code: 460, keys, atMs: START_MS }]);
  assert.deepEqual(desk.ask("/thing/config/get", '{"configScope":"product","getType":"file"}')?.data, SHOWN);
});

it("log: the switch is pushed and read, and lines are kept", () => {
  const desk = new Desk();
  const read = () => desk.ask("/thing/config/log/get", '{"configScope":"device","getType":"content"}')?.data;
  assert.deepEqual(read(), { getType: "content", content: { mode: 0 } });
  desk.platform.setLogMode(DEVICE, 1);
  const [push] = desk.sent;
  assert.equal(push?.topic, `${SYS}/thing/config/log/push`);
  assert.deepEqual(JSON.parse(push?.text ?? "").params, { getType: "content", content: { mode: 1 } });
  assert.deepEqual(read(), { getType: "content", content: { mode: 1 } });
  const line = {
    utcTime: "2026-11-28T08:00:00.000+0800",
    logLevel: "WARN",
    module: "link",
    code: "7",
    logContent: "lost",
  };
  const lines = JSON.stringify([line, { ...line, traceContext: "t" }]);
  // The second time for a reply that was lost: no line twice.
  for (let i = 0; i < 2; i++) assert.equal(desk.ask("/thing/log/post", lines, "9")?.code, 200);
  assert.deepEqual(desk.platform.deviceLog, [
    { device: KEY, ...line, traceContext: "" },
    { device: KEY, ...line, traceContext: "t" },
  ]);
  assert.deepEqual(desk.rules, []);
});

it("tags: an update leaves the others, and a get shows them", () => {
  const desk = new Desk();
  const pair = (key: string, value: string) => ({ attrKey: key, attrValue: value });
  desk.ask("/thing/deviceinfo/update", JSON.stringify([pair("a", "1"), pair("b", "2")]));
  desk.ask("/thing/deviceinfo/update", JSON.stringify([pair("b", "3")]));
  assert.deepEqual(desk.ask("/thing/deviceinfo/get", "{}")?.data, [pair("a", "1"), pair("b", "3")]);
  desk.ask("/thing/deviceinfo/delete", '[{"attrKey":"a"}]');
  assert.deepEqual(desk.ask("/thing/deviceinfo/get", '["a","b"]')?.data, [pair("b", "3")]);
});

it("figures of the network, each with its time", () => {
  const desk = new Desk();
  const p = `[{"cellular":{"rssi":-71},"_time":${START_MS}},{"cellular":{"rssi":-80},"_time":5}]`;
  const params = `{"p":${p},"model":"format=simple|quantity=batch|time=history"}`;
  for (let i = 0; i < 2; i++) desk.ask("/_thing/diag/post", params, "9");
  const kept = { device: KEY, network: "cellular", receivedMs: START_MS };
  assert.deepEqual(desk.platform.diagnoses, [
    { ...kept, figures: { rssi: -71 }, timeMs: START_MS },
    { ...kept, figures: { rssi: -80 }, timeMs: 5 },
  ]);
});

describe("RRPC", () => {
  it("any payload, on the system's topic and on one of its own", () => {
    const desk = new Desk();
    for (const own of [undefined, "/a1EXAMPLE00/D001/user/x"]) {
      const call = desk.platform.rrpc(DEVICE, "ping", own);
      const id = call.topic.split("/")[own ? 3 : 6];
      assert.equal(call.topic, own ? `/ext/rrpc/${id}${own}` : `${SYS}/rrpc/request/${id}`);
      assert.ok(desk.platform.authorizePublish(DEVICE, call.replyTopic, 0).allowed);
      desk.publish(call.replyTopic, "pong");
      desk.publish(call.replyTopic, "again");
      assert.equal(call.answer?.payload, "pong");
    }
    assert.deepEqual(desk.rules, []);
  });

  it("a service on its own topic is answered there", () => {
    const desk = new Desk();
    const call = desk.platform.service(DEVICE, "SelfTest", {}, "rrpc-custom");
    assert.equal(call.topic, `/ext/rrpc/${call.id}${SYS}/thing/service/SelfTest`);
    assert.equal(call.replyTopic, call.topic);
    desk.publish(call.topic, `{"id":"${call.id}","code":200,"data":{"Result":"x"}}`);
    assert.deepEqual([call.reply?.code, desk.rules], [200, ["value"]]);
  });

  it("an answer that comes too late is told, where there is a limit", () => {
    for (const [rrpcTimeoutMs, rules] of [
      [8000, ["reply"]],
      [8001, []],
    ] as const) {
      const desk = new Desk({ rrpcTimeoutMs });
      const call = desk.platform.service(DEVICE, "SelfTest", {}, "rrpc");
      desk.clock.ms += 8001;
      desk.publish(call.replyTopic, `{"id":"${call.id}","code":200,"data":{}}`);
      assert.deepEqual([call.reply?.code, desk.rules], [200, rules]);
    }
  });
});

describe("told without a question", () => {
  it("/ext/notify with ext bit 1 alone, errors and probes to anyone, and all of them without a SUBSCRIBE", () => {
    const desk = new Desk();
    desk.logIn();
    desk.platform.notify(DEVICE, "kick", "x");
    assert.equal(desk.sent.length, 0);
    desk.logIn({ clientId: "D001|securemode=3,signmethod=hmacsha1,ext=2|" });
    desk.platform.notify(DEVICE, "kick", "x");
    desk.platform.sendError(DEVICE, 520, "gone");
    desk.platform.probe(DEVICE, "77");
    assert.deepEqual(
      desk.sent.map(({ topic, unasked }) => [topic, unasked]),
      [
        ["/ext/notify", true],
        ["/ext/error/a1EXAMPLE00/D001", true],
        ["/ext/network/probe/77", true],
      ],
    );
    assert.equal(desk.sent[0]?.text, '{"title":"kick","content":"x"}');
    assert.equal(JSON.parse(desk.sent[1]?.text ?? "").code, 520);
  });

  it("a broadcast and raw bytes, to whoever listens", () => {
    const desk = new Desk();
    desk.platform.broadcast(DEVICE, "all", "x");
    desk.platform.rawBytes(DEVICE, Uint8Array.of(1, 2));
    assert.deepEqual(
      desk.sent.map(({ topic, unasked }) => [topic, unasked]),
      [
        ["/broadcast/a1EXAMPLE00/all", false],
        [`${SYS}/thing/model/down_raw`, false],
      ],
    );
  });
});

it("a message with a trace id behind its topic is the same message", () => {
  const desk = new Desk();
  const topic = `${SYS}/thing/deviceinfo/get`;
  assert.ok(desk.platform.authorizePublish(DEVICE, `${topic}?_rid=77`, 1).allowed);
  const [reply] = desk.publish(`${topic}?_rid=77`, '{"id":"1","params":{}}');
  assert.equal(reply?.topic, `${topic}_reply`);
  assert.equal(desk.platform.authorizePublish(DEVICE, `${topic}_reply?_rid=77`, 1).allowed, false);
});

describe("limits that nobody has verified", () => {
  it("connects a minute", () => {
    const desk = new Desk({ connectsPerMinute: 2 });
    const connect = () => desk.platform.login({ ...LOGIN }).connackCode;
    assert.deepEqual([connect(), connect(), connect()], [0, 0, 3]);
    desk.clock.ms += 60_000;
    assert.equal(connect(), 0);
    assert.deepEqual(desk.rules, ["login"]);
  });

  it("subscriptions of a device; the same one again is none", () => {
    const desk = new Desk({ subscriptionsPerDevice: 2 });
    const granted = ["a", "b", "a", "c"].map((name) =>
      desk.platform.authorizeSubscribe(DEVICE, `/a1EXAMPLE00/D001/user/${name}`),
    );
    assert.deepEqual([granted, desk.rules], [[true, true, true, false], ["limit"]]);
  });
});
