/** The platform disables, enables and deletes the device: what is answered, and what goes on. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { createDuty } from "../../src/cloud/aliyun/duty.ts";
import { THING } from "./cloud-bench.ts";
import { DEVICE, OrdersBench } from "./cloud-orders-bench.ts";

const NTP = `/ext/ntp/${DEVICE}/request`;

function open() {
  const bench = new OrdersBench();
  const pace = { reportMs: 300_000 };
  const duty = createDuty(DEVICE, bench.orders, bench.clock, pace, bench.log);
  duty.online();
  const order = (name: string, body: unknown = { id: "6", params: {} }) => bench.give(duty, THING + name, body);
  return { bench, duty, pace, order };
}

const ROWS: readonly [name: string, before: boolean, isDisabled: boolean, logged: string][] = [
  ["disable", false, true, "! the cloud's word: disable"],
  ["disable", true, true, "! the cloud's word: disable"],
  ["enable", true, false, "the cloud's word: enable"],
  ["enable", false, false, "the cloud's word: enable"],
  ["delete", false, false, "! the cloud's word: delete"],
  ["delete", true, true, "! the cloud's word: delete"],
];
for (const [name, before, isDisabled, logged] of ROWS) {
  test(`${name}, ${before ? "disabled" : "enabled"} before: answered`, () => {
    const { bench, duty, order } = open();
    if (before) order("disable");
    bench.takeAnswers();
    assert.equal(order(name), true);
    assert.deepEqual(bench.takeAnswers(), [[`${name}_reply`, "6", 200, {}]]);
    assert.equal(duty.isDisabled(), isDisabled);
    assert.equal(bench.logged.at(-1), logged);
  });
}

test("orders that can't be read are refused, and change nothing", () => {
  const { bench, duty, order } = open();
  for (const body of ["", "null", '{"id":"7"', "[]"]) order("disable", body);
  assert.deepEqual(
    bench.takeAnswers().map(([, id, code]) => `${id} ${code}`),
    ["0 6207", "0 6207", "7 6207", "0 6207"],
  );
  assert.deepEqual([duty.isDisabled(), bench.refusals, bench.logged], [false, 4, []]);
});

test("its own answers that come back are no orders; other topics are none of its", () => {
  const { bench, order } = open();
  for (const name of ["disable_reply", "enable_reply", "delete_reply"]) assert.equal(order(name), true, name);
  for (const name of ["on", "toString", "disable/x", "event/property/post", "", "disabled"])
    assert.equal(order(name), false, name);
  const { duty } = open();
  assert.equal(bench.give(duty, "/sys/a1EXAMPLE00/D002/thing/disable", {}), false, "another device's");
  assert.deepEqual(bench.takeAnswers(), []);
});

test("while disabled, a sign as often as a report would be: a session that is gone is found", () => {
  const { bench, duty, pace, order } = open();
  assert.deepEqual(bench.run(duty, 1000), [], "not while enabled");
  order("disable");
  assert.deepEqual(
    bench.run(duty, 901).map(([topic]) => topic),
    [NTP, NTP, NTP],
  );
  pace.reportMs = 60_000;
  assert.equal(bench.run(duty, 600).length, 6, "the pace may change");
  order("enable");
  assert.deepEqual(bench.run(duty, 600), []);
});

test("a new session is the word that it is enabled", () => {
  const { duty, order } = open();
  order("disable");
  duty.online();
  assert.equal(duty.isDisabled(), false);
});

test("it is vital, and listens by one topic", () => {
  const { duty } = open();
  assert.deepEqual([duty.isVital, duty.topics], [true, [`${THING}+`]]);
});
