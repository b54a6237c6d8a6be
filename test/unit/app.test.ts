/** Sensor to journal, order to output: the app between fakes. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { ALARM, NORMAL, WARNING } from "../../src/gas/alarm.ts";
import type { Reading } from "../../src/gas/sensor.ts";
import { ALARM_KIND, NO_VALUE } from "../../src/store/slot.ts";
import { openApp as open } from "./app-bench.ts";
import { THING } from "./cloud-bench.ts";

const at = (lelPercent: number): Reading => ({ tag: "ok", ppm: lelPercent * 500, lelPercent });
const SET = `${THING}service/property/set`;

test("an alarm is a record the moment it is decided, once, and its clearing another", () => {
  const { sense, posted, pins } = open();
  sense({ tag: "warming" }, at(1), at(12), at(25), at(26), at(18), at(12), at(1));
  assert.deepEqual(posted, [
    [ALARM_KIND + ALARM, 125_000],
    [ALARM_KIND + WARNING, 60_000],
  ]);
  assert.deepEqual(pins, ["lamp true", "lamp false"]);
});

test("a board without a lamp", () => {
  const { sense, posted, pins } = open(false);
  sense(at(1), at(25));
  assert.deepEqual([posted.length, pins], [1, []]);
});

test("a warning, a fault and the end of the warm-up are no alarm", () => {
  const { app, sense, posted } = open();
  sense({ tag: "warming" }, at(1), at(12), { tag: "fault:open" }, at(1));
  assert.deepEqual(posted, []);
  assert.equal(app.status.gas, NORMAL);
});

test("more gas than can be measured alarms without a number", () => {
  const { sense, posted } = open();
  sense(at(1), { tag: "fault:saturated" });
  assert.deepEqual(posted, [[ALARM_KIND + ALARM, NO_VALUE]]);
});

test("a broken wire during an alarm does not end it", () => {
  const { app, sense, posted, pins } = open();
  sense(at(25), { tag: "fault:open" }, { tag: "fault:adc" });
  assert.equal(app.status.gas, ALARM);
  assert.equal(posted.length, 1);
  assert.deepEqual(pins, ["lamp true"]);
});

const order = (params: string) => `{"id":"77","params":${params}}`;
test("an order switches the output and is answered", () => {
  const { app, message, pins, answers } = open();
  message(SET, order('{"PowerSwitch":1}'));
  assert.deepEqual(pins, ["switch true"]);
  assert.equal(app.status.power, 1);
  message(SET, order('{"PowerSwitch":0}'));
  assert.deepEqual(pins, ["switch true", "switch false"]);
  assert.deepEqual(
    answers.map(({ payload }) => JSON.parse(payload).code),
    [200, 200],
  );
  assert.equal(answers[0]?.topic, `${SET}_reply`);
});

const REFUSED: readonly (readonly [topic: string, body: string, code: number | undefined])[] = [
  [SET, order('{"PowerSwitch":2}'), 6308],
  [SET, order('{"PowerSwitch":1,"Valve":0}'), 6320],
  [SET, order("{}"), 460],
  [SET, '{"id":"77",', 6207],
  ["/sys/a1EXAMPLE00/D002/thing/service/property/set", order('{"PowerSwitch":1}'), undefined],
  ["/", "\x00\xff", undefined],
];
for (const [topic, body, code] of REFUSED) {
  test(`refused: ${JSON.stringify(body)} on ${topic}`, () => {
    const { app, message, pins, answers, logged } = open();
    message(topic, body);
    assert.deepEqual(pins, []);
    assert.equal(app.status.refusedDownlinks, 1);
    assert.equal(answers[0] && JSON.parse(answers[0].payload).code, code);
    assert.ok(logged.length === 1 && !logged.join().includes("PowerSwitch"), `no content in the log: ${logged.join()}`);
  });
}

test("our own post coming back is neither followed nor refused", () => {
  const { app, message, pins, answers } = open();
  message(`${THING}event/property/post`, '{"PowerSwitch":1}');
  assert.deepEqual([pins, answers, app.status.refusedDownlinks], [[], [], 0]);
});

test("the cloud's replies go to the outbox, their id as a number", () => {
  const { message, replies } = open();
  message(`${THING}event/GasCheck_Event/post_reply`, '{"id":"0000000007","code":200,"data":{}}');
  message(`${THING}event/property/post_reply`, '{"id":"8","code":460}');
  assert.deepEqual(replies, ["7 200", "8 460"]);
});

test("an id that looks octal names the message it was sent under", () => {
  const { message, replies } = open();
  // Ten digits, 0 in front, none above 7: with +id the interpreter would read another number.
  message(`${THING}event/GasCheck_Event/post_reply`, '{"id":"0123456701","code":200,"data":{}}');
  assert.deepEqual(replies, ["123456701 200"]);
});

test("a number beyond what the journal can keep is not taken for none", () => {
  const { sense, posted } = open();
  sense({ tag: "ok", ppm: 9e9, lelPercent: 9e5 });
  assert.deepEqual(posted, [[ALARM_KIND + ALARM, NO_VALUE - 1]]);
});
