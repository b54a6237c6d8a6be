/** The device shadow: what is wanted is followed, reported and cleared; versions that do not fit are looked at once more. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { createShadow } from "../../src/cloud/aliyun/shadow.ts";
import { DEVICE, OrdersBench } from "./cloud-orders-bench.ts";

const DOWN = `/shadow/get/${DEVICE}`;
const UP = `/shadow/update/${DEVICE}`;
const SETTABLE = ["PowerSwitch"];

function open() {
  const bench = new OrdersBench();
  const shadow = createShadow(DEVICE, SETTABLE, bench.orders, bench.log);
  bench.values = { GasState: 1, PowerSwitch: 0 };
  const follow = bench.orders.set;
  // What is reported is what the device has come to.
  bench.orders.set = (params) => {
    const code = follow(params);
    bench.values = { ...bench.values, PowerSwitch: bench.isOn as 0 | 1 };
    return code;
  };
  const give = (body: unknown) => bench.give(shadow, DOWN, body);
  const control = (version: unknown, desired: unknown = { PowerSwitch: 1 }) =>
    give({ method: "control", payload: { status: "success", state: { desired } }, version, timestamp: 7 });
  const got = (version: unknown, desired: unknown = { PowerSwitch: 1 }) =>
    give({ method: "reply", payload: { status: "success", state: { desired } }, version, timestamp: 7 });
  const done = (version?: unknown) => give({ method: "reply", payload: { status: "success", version }, timestamp: 7 });
  const failed = () =>
    give({ method: "reply", payload: { status: "error", content: { errorcode: "409", errormessage: "" } } });
  const next = () => bench.next(shadow)?.slice(0, 2);
  return { bench, shadow, give, control, got, done, failed, next };
}

const update = (version: number, on = 1) => [
  UP,
  { method: "update", state: { reported: { PowerSwitch: on }, desired: "null" }, version },
];
const GET = [UP, { method: "get" }];

test("nothing is asked at a session's start", () => {
  const { bench, shadow } = open();
  shadow.online();
  assert.deepEqual([shadow.topics, bench.run(shadow, 600)], [[DOWN], []]);
});

test("what is wanted is followed, reported, and cleared under the next version", () => {
  const { bench, control, done, next } = open();
  assert.equal(control(12), true);
  assert.equal(bench.isOn, 1);
  assert.deepEqual([next(), next()], [update(13), undefined]);
  done(13);
  assert.equal(next(), undefined);
  control(14, { PowerSwitch: 0 });
  assert.deepEqual(next(), update(15, 0));
});

test("what does not fit is refused and cleared as well: what is reported says that it was", () => {
  for (const desired of [{ PowerSwitch: 5 }, { on: 1 }, { PowerSwitch: 1, Colour: 1 }, { PowerSwitch: {} }]) {
    const { bench, control, next } = open();
    control(12, desired);
    assert.deepEqual([bench.isOn, bench.refusals, next()], [0, 1, update(13, 0)], JSON.stringify(desired));
  }
});

test("nothing wanted: nothing to do", () => {
  for (const desired of [{}, null, [1], "x", 7]) {
    const { bench, control, next } = open();
    control(12, desired);
    assert.deepEqual([bench.refusals, next()], [0, undefined], JSON.stringify(desired));
  }
});

test("a version that is none, an older one, a copy: what holds is asked for, once", () => {
  for (const version of [undefined, "12", -1, 1.5, 4294967295, 1e300, null, {}, 12, 11]) {
    const { bench, control, got, done, next } = open();
    control(12, { PowerSwitch: 0 });
    next();
    done();
    control(version);
    assert.equal(bench.isOn, 0, "not followed yet");
    assert.deepEqual([next(), next()], [GET, undefined], JSON.stringify(version));
    got(20);
    assert.equal(bench.isOn, 1);
    assert.deepEqual(next(), update(21));
  }
});

test("an update that is refused: what holds is asked for, and told once more; then it is left", () => {
  const { bench, control, got, failed, next } = open();
  control(12);
  next();
  failed();
  assert.deepEqual(next(), GET);
  got(30);
  assert.deepEqual(next(), update(31));
  failed();
  assert.equal(next(), undefined);
  assert.deepEqual(bench.logged, ["! the shadow's update failed", "! the shadow's update failed"]);
  control(32);
  assert.deepEqual(next(), update(33), "the next one is followed");
});

test("an answer without a version to the question, and no answer at all: left", () => {
  for (const version of [undefined, "x"]) {
    const { bench, control, got, next } = open();
    control(undefined);
    next();
    got(version);
    assert.equal(next(), undefined);
    assert.deepEqual(bench.logged, ["! the shadow's get failed"]);
  }
  const { bench, shadow, control } = open();
  control(12);
  assert.deepEqual(
    bench.run(shadow, 3600).map(([, params]) => (params as { method: string }).method),
    ["update", "get"],
  );
});

test("a new session: what was under way is asked for anew, once", () => {
  const { shadow, control, got, next } = open();
  control(12);
  next();
  shadow.online();
  assert.deepEqual(next(), GET);
  shadow.online();
  assert.equal(next(), undefined);
  control(13);
  next();
  shadow.online();
  next();
  got(14, {});
  assert.equal(next(), undefined, "the cloud had taken it");
});

test("answers that nobody waits for, copies and those of an update before: nothing follows", () => {
  const { bench, control, done, failed, got, next } = open();
  got(99);
  failed();
  assert.deepEqual([bench.isOn, next()], [0, undefined]);
  control(12);
  next();
  control(14);
  next();
  done(13);
  failed();
  assert.deepEqual(next(), GET, "the last one was not taken");
});

test("messages of any form: counted where they are broken, and nothing else", () => {
  const { bench, shadow, give, next } = open();
  for (const body of ["", "null", "[]", "{", "17"]) assert.equal(give(body), true);
  assert.equal(bench.refusals, 5);
  for (const body of [{}, { method: {} }, { method: "on" }, { payload: { state: [] }, method: "reply" }]) give(body);
  assert.deepEqual([bench.refusals, next(), bench.isOn], [5, undefined, 0]);
  assert.equal(bench.give(shadow, UP, {}), false, "another topic");
});
