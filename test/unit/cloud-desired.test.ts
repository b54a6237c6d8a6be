/** Desired values: asked for at each session's start, followed as a set is, deleted by their versions; nothing without end. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createDesired } from "../../src/cloud/aliyun/desired.ts";
import { THING } from "./cloud-bench.ts";
import { OrdersBench, SETTABLE } from "./cloud-orders-bench.ts";

const GET = "property/desired/get";
const DELETE = "property/desired/delete";

function open(options: ConstructorParameters<typeof OrdersBench>[0] = {}) {
  const bench = new OrdersBench(options);
  const state = { hasAlarm: false };
  const desired = createDesired(
    THING,
    SETTABLE,
    bench.orders,
    bench.cloud.nextId,
    bench.clock,
    () => state.hasAlarm,
    bench.log,
  );
  const reply = (topic: string, id: string, data: unknown, code: unknown = 200) =>
    bench.give(desired, `${THING}${topic}_reply`, { id, code, data });
  const next = () => bench.next(desired);
  /** Online, asked, and answered with `data`. */
  const answer = (data: unknown, code: unknown = 200) => {
    const [topic, , id] = next() ?? [];
    assert.equal(topic, GET);
    reply(GET, id as string, data, code);
  };
  desired.online();
  return { bench, desired, state, reply, next, answer };
}

test("asked for by the names of what may be set, once a session", () => {
  const { bench, desired, next, answer } = open();
  assert.deepEqual(desired.topics, [`${THING}${GET}_reply`, `${THING}${DELETE}_reply`]);
  answer({});
  assert.deepEqual(bench.run(desired, 7200), []);
  desired.online();
  assert.deepEqual(next()?.slice(0, 2), [GET, SETTABLE]);
});

describe("the reply's form is not documented", () => {
  const rows: readonly [what: string, data: unknown, isOn: number, deleted: unknown][] = [
    ["value and version", { PowerSwitch: { value: 1, version: 3 } }, 1, { PowerSwitch: { version: 3 } }],
    ["a number as text", { PowerSwitch: { value: "1", version: 3 } }, 1, { PowerSwitch: { version: 3 } }],
    ["version 0", { PowerSwitch: { value: 1, version: 0 } }, 1, { PowerSwitch: { version: 0 } }],
    ["a value without a version", { PowerSwitch: { value: 1 } }, 1, { PowerSwitch: {} }],
    ["a bare value", { PowerSwitch: 1 }, 1, { PowerSwitch: {} }],
    ["a bare text", { PowerSwitch: "1" }, 1, { PowerSwitch: {} }],
    ["a version that is none", { PowerSwitch: { value: 1, version: "3" } }, 1, { PowerSwitch: {} }],
    ["a version below zero", { PowerSwitch: { value: 1, version: -1 } }, 1, { PowerSwitch: {} }],
    ["a version with a part", { PowerSwitch: { value: 1, version: 1.5 } }, 1, { PowerSwitch: {} }],
    ["a version beyond all numbers", { PowerSwitch: { value: 1, version: 1e300 } }, 1, { PowerSwitch: {} }],
    ["nothing", {}, 0, undefined],
    ["unset ones empty", { PowerSwitch: {}, AlarmLevel: {} }, 0, undefined],
    ["unset ones null", { PowerSwitch: null }, 0, undefined],
    ["a version without a value", { PowerSwitch: { version: 4 } }, 0, undefined],
    ["a value that is null", { PowerSwitch: { value: null, version: 4 } }, 0, undefined],
    ["a list", [1, 2], 0, undefined],
    ["a text", "PowerSwitch", 0, undefined],
    ["null", null, 0, undefined],
    ["names nobody asked for", { on: 1, toString: 2, Colour: { value: 1, version: 1 } }, 0, undefined],
  ];
  for (const [what, data, isOn, deleted] of rows) {
    test(what, () => {
      const { bench, answer, next } = open();
      answer(data);
      assert.equal(bench.isOn, isOn);
      assert.deepEqual(next()?.slice(0, 2), deleted && [DELETE, deleted]);
      assert.equal(bench.refusals, 0);
    });
  }
});

test("a value that does not fit is refused, said so, and deleted as well", () => {
  for (const value of [7, {}, [1], true]) {
    const { bench, answer, next } = open();
    answer({ PowerSwitch: { value, version: 3 } });
    assert.deepEqual(next()?.slice(0, 2), [DELETE, { PowerSwitch: { version: 3 } }], JSON.stringify(value));
    assert.deepEqual([bench.isOn, bench.refusals], [0, 1]);
    assert.deepEqual(bench.logged, ["! desired PowerSwitch refused: code 6308"]);
  }
});

test("several are set together; where that is refused, each by itself", () => {
  const sets: unknown[] = [];
  const configure = (values: unknown) => {
    sets.push(values);
    return 200;
  };
  const { answer } = open({ configure });
  answer({ WarningLevel: 3, AlarmLevel: { value: 9, version: 1 } });
  assert.deepEqual(sets, [{ WarningLevel: 3, AlarmLevel: 9 }]);
  sets.length = 0;
  const other = open({ configure });
  other.answer({ PowerSwitch: 1, AlarmLevel: { value: 99, version: 1 } });
  assert.deepEqual(sets, [{ PowerSwitch: 1 }]);
  assert.deepEqual(other.bench.logged, ["desired PowerSwitch", "! desired AlarmLevel refused: code 6307"]);
});

test("when it has been deleted nothing is asked any more", () => {
  const { bench, desired, answer, next, reply } = open();
  answer({ PowerSwitch: { value: 1, version: 3 } });
  const [, , id] = next() ?? [];
  reply(DELETE, id as string, {});
  assert.deepEqual(bench.run(desired, 7200), []);
});

test("one that can't be deleted is followed once, and looked at again ever less often, and not for ever", () => {
  const { bench, desired, answer, reply } = open();
  const wanted = { PowerSwitch: { value: 1, version: 3 } };
  answer(wanted);
  bench.orders.set({ PowerSwitch: 0 });
  const topics: string[] = [];
  for (let s = 0; s < 10_000; s++) {
    const [topic, , id] = bench.next(desired) ?? [];
    if (topic) {
      topics.push(topic);
      reply(topic, id as string, topic === GET ? wanted : {}, topic === GET ? 200 : 460);
    }
    bench.clock.advance(1000);
  }
  assert.deepEqual(topics, [DELETE, GET, DELETE, GET], "five questions in all");
  assert.equal(bench.isOn, 0, "what was set after it stands");
});

test("the same value wished for again, after it was deleted, is followed again", () => {
  for (const isTold of [true, false]) {
    const { bench, desired, answer, next, reply } = open();
    answer({ PowerSwitch: 1 });
    const [, , id] = next() ?? [];
    // Told of the deletion, or by its absence in the next answer.
    if (isTold) reply(DELETE, id as string, {});
    else {
      bench.clock.advance(60_000);
      desired.online();
      answer({});
    }
    bench.orders.set({ PowerSwitch: 0 });
    bench.clock.advance(60_000);
    desired.online();
    answer({ PowerSwitch: 1 });
    assert.equal(bench.isOn, 1);
  }
});

test("without an answer it is asked again, and given up after half an hour", () => {
  const { bench, desired } = open();
  const sent = bench.run(desired, 7200);
  assert.deepEqual(
    sent.map(([topic]) => topic),
    [GET, GET, GET, GET, GET],
  );
});

test("a refusal that may pass is asked again, one that will not is not", () => {
  for (const [code, count] of [
    [429, 1],
    [6661, 1],
    [460, 0],
    [6208, 1],
    [6302, 0],
  ] as const) {
    const { bench, desired, answer } = open();
    answer({}, code);
    assert.deepEqual(bench.logged, [`! desired values: code ${code}`]);
    assert.equal(bench.run(desired, 61).length, count, `code ${code}`);
  }
});

test("late answers, copies, and answers to what was not asked, change nothing", () => {
  const { bench, next, reply } = open();
  const wanted = { PowerSwitch: 1 };
  const [, , first] = next() ?? [];
  reply(DELETE, first as string, wanted);
  reply(GET, "99", wanted);
  assert.equal(bench.isOn, 0);
  bench.clock.advance(60_000);
  const [, , second] = next() ?? [];
  reply(GET, first as string, wanted);
  assert.equal(bench.isOn, 0, "the answer to an older question");
  reply(GET, second as string, wanted);
  bench.orders.set({ PowerSwitch: 0 });
  reply(GET, second as string, wanted);
  assert.equal(bench.isOn, 0, "a copy");
});

test("broken answers are counted, and asked for again", () => {
  const { bench, desired, next } = open();
  next();
  for (const body of ["", "null", "{", '{"id":"1"}', '{"id":"1","code":"200"}'])
    assert.equal(bench.give(desired, `${THING}${GET}_reply`, body), true);
  assert.equal(bench.refusals, 5);
  assert.equal(bench.run(desired, 61).length, 1);
});

test("while an alarm waits nothing is asked; and sessions that flap ask once a minute", () => {
  const { bench, desired, state, next } = open();
  state.hasAlarm = true;
  assert.deepEqual(bench.run(desired, 600), []);
  state.hasAlarm = false;
  assert.equal(next()?.[0], GET);
  for (let s = 0; s < 120; s += 10) {
    desired.online();
    assert.equal(next()?.[0], s % 60 || !s ? undefined : GET, `after ${s} s`);
    bench.clock.advance(10_000);
  }
});

test("a new session asks anew, though a deletion was under way", () => {
  const { bench, desired, answer, next } = open();
  answer({ PowerSwitch: 1 });
  bench.clock.advance(60_000);
  desired.online();
  assert.equal(next()?.[0], GET);
});

test("other topics are none of its", () => {
  const { bench, desired } = open();
  assert.equal(bench.give(desired, `${THING}${GET}`, {}), false);
});
