/** Orders that come by other ways than their own topics: the same checks and refusals for all, and answers by their ids. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createPropertyGet } from "../../src/cloud/aliyun/property-get.ts";
import { createRrpc } from "../../src/cloud/aliyun/rrpc.ts";
import type { Members } from "../../src/cloud/cloud.ts";
import { firstState } from "../../src/gas/alarm.ts";
import { THING } from "./cloud-bench.ts";
import { DEVICE, OrdersBench } from "./cloud-orders-bench.ts";

const SYS = `/sys/${DEVICE}`;
const REQUEST = `${SYS}/rrpc/request/`;
const CUSTOM = (id: string, name: string) => `/ext/rrpc/${id}${SYS}/thing/service/${name}`;

describe("a property set as an object", () => {
  const rows: readonly [params: unknown, code: number, isOn: number][] = [
    [{ PowerSwitch: 1 }, 200, 1],
    [{ PowerSwitch: "1" }, 200, 1],
    [{ PowerSwitch: 2 }, 6308, 0],
    [{ PowerSwitch: 1, Colour: 1 }, 6320, 0],
    [{ on: 1 }, 6320, 0],
    [{}, 460, 0],
    [[1], 460, 0],
    [null, 460, 0],
    [undefined, 460, 0],
    ["PowerSwitch", 460, 0],
  ];
  for (const [params, code, isOn] of rows) {
    test(`${JSON.stringify(params)} is ${code}`, () => {
      const bench = new OrdersBench();
      assert.deepEqual([bench.orders.set(params), bench.isOn], [code, isOn]);
      assert.equal(bench.refusals, code === 200 ? 0 : 1, "counted");
      assert.deepEqual(bench.app.answers, [], "whoever asked is answered by whoever took it");
    });
  }

  test("while an alarm holds the output it is refused as on its own topic", () => {
    const bench = new OrdersBench({ alarm: firstState(true), powerOnAlarm: 0 });
    assert.equal(bench.orders.set({ PowerSwitch: 1 }), 100002);
  });
});

describe("a service by its name", () => {
  const rows: readonly [name: string, params: unknown, code: number, called: string[]][] = [
    ["SelfTest", {}, 200, ["SelfTest"]],
    ["SelfTest", undefined, 200, ["SelfTest"]],
    ["Calibrate", { Ppm: 5000 }, 200, ["Calibrate"]],
    ["Calibrate", { Ppm: {} }, 6307, []],
    ["Calibrate", { Other: 1 }, 460, []],
    ["SelfTest_reply", {}, 5161, []],
    ["property/set", {}, 5161, []],
    ["", {}, 5161, []],
  ];
  for (const [name, params, code, called] of rows) {
    test(`"${name}" with ${JSON.stringify(params)} is ${code}`, () => {
      const bench = new OrdersBench();
      const outcome = bench.orders.call(name, params);
      assert.deepEqual([outcome.code, bench.called], [code, called]);
      assert.deepEqual(outcome.values, code === 200 ? { Result: 0 } : {});
      assert.equal(bench.refusals, code === 200 ? 0 : 1);
    });
  }
});

describe("values by their names", () => {
  const rows: readonly [names: unknown, code: number, values: Members][] = [
    [["GasLel", "PowerSwitch"], 200, { GasLel: 0.5, PowerSwitch: 0 }],
    [["PowerSwitch", "PowerSwitch"], 200, { PowerSwitch: 0 }],
    [["PowerSwitch", "Colour"], 6320, {}],
    [["on"], 6320, {}],
    [["toString"], 6320, {}],
    [[1], 6320, {}],
    [[["PowerSwitch"]], 6320, {}],
    [[], 460, {}],
    [{ PowerSwitch: 1 }, 460, {}],
    ["PowerSwitch", 460, {}],
    [undefined, 460, {}],
    [Array.from({ length: 201 }, () => "PowerSwitch"), 460, {}],
  ];
  for (const [names, code, values] of rows) {
    test(`${JSON.stringify(names)?.slice(0, 60)} is ${code}`, () => {
      const bench = new OrdersBench();
      assert.deepEqual(bench.orders.get(names), { code, values });
      assert.equal(bench.refused.length, code === 200 ? 0 : 1);
    });
  }

  test("a name that has no value now is known all the same, and has none in the answer", () => {
    const bench = new OrdersBench();
    bench.values = { ...bench.values, LastCrash: undefined };
    const get = createPropertyGet(THING, bench.orders);
    bench.give(get, `${THING}service/property/get`, { id: "9", params: ["LastCrash", "GasLel"] });
    assert.deepEqual(bench.takeAnswers(), [["service/property/get_reply", "9", 200, { GasLel: 0.5 }]]);
  });

  const bodies: readonly [what: string, body: string, bytes: number, id: string, code: number][] = [
    ["broken", '{"id":"7","params":', 0, "7", 6207],
    ["no JSON", "x", 0, "0", 6207],
    ["too long to keep", '{"id":"8","params":["Po', 5000, "8", 460],
    ["unknown", '{"id":"8","params":["Po"]}', 0, "8", 6320],
  ];
  for (const [what, body, bytes, id, code] of bodies) {
    test(`asked in the old way, ${what}: ${code} under its id, counted once`, () => {
      const bench = new OrdersBench();
      const get = createPropertyGet(THING, bench.orders);
      assert.equal(get.receive(`${THING}service/property/get`, body, bytes || body.length), true);
      assert.deepEqual(bench.takeAnswers(), [["service/property/get_reply", id, code, {}]]);
      assert.equal(bench.refusals, 1);
    });
  }

  test("other topics are none of its, and it asks nothing", () => {
    const bench = new OrdersBench();
    const get = createPropertyGet(THING, bench.orders);
    get.online();
    assert.deepEqual([bench.give(get, `${THING}service/property/set`, {}), bench.next(get)], [false, undefined]);
    assert.deepEqual(get.topics, [`${THING}service/property/get`]);
  });
});

describe("replies", () => {
  const rows: readonly [body: string, reply: object | undefined][] = [
    ['{"id":"5","code":200,"data":{"a":1}}', { id: "5", code: 200, canRetry: true, data: { a: 1 } }],
    ['{"id":"5","code":460}', { id: "5", code: 460, canRetry: false, data: undefined }],
    ['{"id":"5","code":"200"}', undefined],
    ['{"id":"5"}', undefined],
    ["null", undefined],
    ["{", undefined],
  ];
  for (const [body, reply] of rows) {
    test(`${body} is ${reply ? "one" : "none, and counted"}`, () => {
      const bench = new OrdersBench();
      assert.deepEqual(bench.orders.reply(body, body.length), reply);
      assert.equal(bench.refusals, reply ? 0 : 1);
    });
  }
});

describe("RRPC", () => {
  const open = () => {
    const bench = new OrdersBench();
    return { bench, rrpc: createRrpc(DEVICE, bench.orders, bench.clock) };
  };
  const message = (method: unknown, params: unknown, id = "4") => ({ id, method, params, version: "1.0.0" });

  const rows: readonly [what: string, body: unknown, code: number, data: Members, id?: string][] = [
    ["a service", message("thing.service.SelfTest", {}), 200, { Result: 0 }],
    ["a service nobody knows", message("thing.service.x-y", {}), 5161, {}],
    ["a set", message("thing.service.property.set", { PowerSwitch: 1 }), 200, {}],
    ["a bad set", message("thing.service.property.set", { PowerSwitch: 9 }), 6308, {}],
    ["a get", message("thing.service.property.get", ["PowerSwitch"]), 200, { PowerSwitch: 0 }],
    ["a get of what is none", message("thing.service.property.get", { PowerSwitch: 1 }), 460, {}],
    ["a reply for an order", message("thing.service.SelfTest_reply", {}), 5161, {}],
    ["no method", { id: "4", params: {} }, 6300, {}],
    ["a method that is none", message({}, {}), 6300, {}],
    ["another method", message("thing.config.push", {}), 6203, {}],
    ["broken JSON", '{"id":"4","method":', 6207, {}],
    ["a payload of whatever", "hello", 6207, {}, "0"],
    ["nothing", "", 6207, {}, "0"],
  ];
  for (const [what, body, code, data, id = "4"] of rows) {
    test(`${what}: ${code}, by the topic's id`, () => {
      const { bench, rrpc } = open();
      assert.equal(bench.give(rrpc, `${REQUEST}1234567890123456789`, body), true);
      const untilMs = bench.clock.nowMs() + 5000;
      assert.equal(bench.answers[0]?.untilMs, untilMs, "who asks does not wait for long");
      assert.deepEqual(bench.takeAnswers(), [[`${SYS}/rrpc/response/1234567890123456789`, id, code, data]]);
      assert.equal(bench.refusals, code === 200 ? 0 : 1);
    });
  }

  test("many at a time: each answer has its caller's id, in both places", () => {
    const { bench, rrpc } = open();
    const ids = ["11", "22", "33"];
    for (const id of ids) bench.give(rrpc, REQUEST + id, message("thing.service.SelfTest", {}, `9${id}`));
    assert.deepEqual(
      bench.takeAnswers().map(([topic, id]) => [topic, id]),
      ids.map((id) => [`${SYS}/rrpc/response/${id}`, `9${id}`]),
    );
  });

  test("on a topic of its own it is answered there, and that answer is no order", () => {
    const { bench, rrpc } = open();
    const topic = CUSTOM("17", "SelfTest");
    bench.give(rrpc, topic, { id: "4", params: {} });
    const [answer] = bench.answers;
    assert.deepEqual(bench.takeAnswers(), [[topic, "4", 200, { Result: 0 }]]);
    assert.equal(bench.give(rrpc, topic, answer?.payload), true);
    assert.deepEqual([bench.takeAnswers(), bench.called, bench.refusals], [[], ["SelfTest"], 0]);
  });

  test("broken JSON on a topic of its own is answered there", () => {
    const { bench, rrpc } = open();
    bench.give(rrpc, CUSTOM("17", "SelfTest"), '{"id":"6"');
    assert.deepEqual(bench.takeAnswers(), [[CUSTOM("17", "SelfTest"), "6", 6207, {}]]);
  });

  for (const topic of [
    `${REQUEST}a/b`,
    `${REQUEST}+`,
    `${REQUEST}#`,
    REQUEST,
    `${REQUEST}${"9".repeat(65)}`,
    CUSTOM("#", "SelfTest"),
    CUSTOM("1", "property/set"),
    CUSTOM("1", "+"),
    CUSTOM("", "SelfTest"),
  ]) {
    test(`${topic.slice(0, 70)} can't be answered: counted, and nothing done`, () => {
      const { bench, rrpc } = open();
      assert.equal(bench.give(rrpc, topic, message("thing.service.SelfTest", {})), true);
      assert.deepEqual([bench.takeAnswers(), bench.called, bench.refusals], [[], [], 1]);
    });
  }

  for (const topic of [
    "/sys/a1EXAMPLE00/D002/rrpc/request/1",
    `${SYS}/rrpc/response/1`,
    "/ext/rrpc/1/sys/a1EXAMPLE00/D002/thing/service/SelfTest",
    `${THING}service/SelfTest`,
  ]) {
    test(`${topic} is none of its`, () => {
      const { bench, rrpc } = open();
      assert.equal(bench.give(rrpc, topic, message("thing.service.SelfTest", {})), false);
      assert.deepEqual(bench.called, []);
    });
  }

  test("it listens to both, and asks nothing", () => {
    const { bench, rrpc } = open();
    rrpc.online();
    assert.deepEqual([rrpc.topics, bench.next(rrpc)], [[`${REQUEST}+`, CUSTOM("+", "+")], undefined]);
  });
});
