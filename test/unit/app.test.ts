/** Sensor to journal, order to output: the app between fakes. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { ALARM, firstState, NORMAL, rulesOf, WARNING } from "../../src/gas/alarm.ts";
import { dosesOf } from "../../src/gas/exposure.ts";
import type { Reading } from "../../src/gas/reading.ts";
import { sensorNamed } from "../../src/gas/sensors.ts";
import { ALARM_KIND, FAULT_KIND, NO_VALUE } from "../../src/store/slot.ts";
import { openApp as open, RULES } from "./app-bench.ts";
import { THING } from "./cloud-bench.ts";

const at = (lelPercent: number): Reading => ({ tag: "ok", ppm: lelPercent * 500, lelPercent, isOver: false });
const OVER: Reading = { tag: "ok", ppm: 10000, lelPercent: 20, isOver: true };
const times = (count: number, reading: Reading): Reading[] => Array.from({ length: count }, () => reading);
const SET = `${THING}service/property/set`;

test("an alarm is a record the moment it is decided, once, and its clearing another", () => {
  const { sense, posted } = open();
  sense({ tag: "warming" }, at(1), ...times(4, at(25)), ...times(12, at(12)), ...times(30, at(1)));
  assert.deepEqual(posted, [
    [ALARM_KIND + ALARM, 125_000],
    [ALARM_KIND + WARNING, 60_000],
  ]);
});

test("between two readings nothing is decided; lamps are told of a change, and when asked for", () => {
  const { app, sense, shown } = open();
  sense(at(1), undefined, undefined, at(1));
  assert.deepEqual(shown, ["1"]);
  app.fault(20, true);
  app.show();
  assert.deepEqual(shown, ["1", "1 faulty"]);
  assert.equal(app.sense(), true);
  sense(undefined);
  assert.equal(app.sense(), false);
});

test("a warning, a fault and the end of the warm-up are no alarm", () => {
  const { app, sense, posted } = open();
  sense({ tag: "warming" }, at(1), ...times(4, at(12)), { tag: "fault:open" }, at(1));
  assert.deepEqual(posted, []);
  assert.equal(app.status.gas, WARNING);
});

test("what can't be measured is told at once, without a number, and once for all of a time with gas", () => {
  const { sense, posted } = open();
  sense(at(1), OVER, OVER, at(1), OVER);
  assert.deepEqual(posted, [[ALARM_KIND + WARNING, NO_VALUE]]);
  sense(...times(4, at(1)), OVER);
  assert.equal(posted.length, 2, "and again when all was calm in between");
});

test("the end of the range at the end of the warm-up: the alarm is what is told", () => {
  const { sense, posted } = open();
  sense({ tag: "warming" }, OVER);
  assert.deepEqual(posted, [[ALARM_KIND + ALARM, NO_VALUE]]);
});

test("a broken wire during an alarm does not end it", () => {
  const { app, sense, posted } = open();
  sense(...times(4, at(25)), { tag: "fault:open" }, { tag: "fault:adc" });
  assert.equal(app.status.gas, ALARM);
  assert.deepEqual(
    posted.filter(([kind]) => kind < FAULT_KIND),
    [[ALARM_KIND + ALARM, 125_000]],
  );
});

test("an alarm from before the restart stands without a new record, and its end is one", () => {
  const { app, sense, posted } = open({ alarm: firstState(true) });
  assert.equal(app.status.gas, ALARM);
  sense(...times(36, { tag: "warming" }), ...times(12, at(1)));
  assert.deepEqual(posted, [[ALARM_KIND + NORMAL, 5000]]);
});

test("latched: it ends when it is acknowledged and clear", () => {
  const { app, sense, posted } = open({ rules: { ...RULES, isLatching: true } });
  // Too early to be of any use.
  app.acknowledge();
  sense(at(1), ...times(4, at(25)), ...times(100, at(1)));
  assert.equal(app.status.gas, ALARM);
  app.acknowledge();
  sense(at(1));
  assert.deepEqual([app.status.gas, posted.length], [NORMAL, 2]);
});

test("expired: no number is shown, and gas alarms as ever", () => {
  const { app, sense, posted } = open({ isExpired: () => true });
  sense(at(1), ...times(4, at(25)));
  assert.deepEqual(app.status.last, { tag: "expired" });
  assert.deepEqual(posted, [[ALARM_KIND + ALARM, 125_000]]);
});

type Output = readonly [powerOnAlarm: 0 | 1 | undefined, power: 0 | 1, pins: readonly string[], refused: number];
const OUTPUTS: readonly Output[] = [
  [undefined, 1, ["switch false", "switch true"], 0],
  [0, 1, ["switch false", "switch false"], 1],
  [1, 0, ["switch true", "switch true"], 1],
];
for (const [powerOnAlarm, power, pins, refused] of OUTPUTS) {
  test(`the output on alarm: ${powerOnAlarm === undefined ? "nothing" : powerOnAlarm ? "close" : "open"}`, () => {
    const options = { power, ...(powerOnAlarm !== undefined && { powerOnAlarm }) };
    const { app, sense, message, pins: seen, answers } = open(options);
    sense(at(1), ...times(4, at(25)));
    for (const on of [0, 1]) message(SET, order(`{"PowerSwitch":${on}}`));
    assert.deepEqual(seen, pins);
    const codes = answers.map(({ payload }) => JSON.parse(payload).code);
    assert.equal(codes.filter((code) => code === 100_002).length, refused);
    assert.equal(app.status.refusedDownlinks, refused);
    // When it is over it is the cloud's again, and stays where it is until then.
    sense(...times(12, at(1)));
    message(SET, order('{"PowerSwitch":0}'));
    message(SET, order('{"PowerSwitch":1}'));
    assert.deepEqual(seen.slice(-2), ["switch false", "switch true"]);
  });
}

test("the output on alarm, and an alarm from before the restart", () => {
  assert.deepEqual(open({ alarm: firstState(true), powerOnAlarm: 0, power: 1 }).pins, ["switch false"]);
});

type Set = readonly [
  params: string,
  verdict: number,
  code: number,
  configured: readonly object[],
  pins: readonly string[],
];
const SETS: readonly Set[] = [
  ['{"ReportInterval":60}', 200, 200, [{ ReportInterval: 60 }], []],
  ['{"PowerSwitch":1,"AlarmLevel":8}', 200, 200, [{ PowerSwitch: 1, AlarmLevel: 8 }], ["switch true"]],
  ['{"PowerSwitch":1,"AlarmLevel":8}', 100_003, 100_003, [{ PowerSwitch: 1, AlarmLevel: 8 }], []],
  ['{"PowerSwitch":1,"AlarmLevel":80}', 200, 6307, [], []],
  ['{"AlarmLevel":8,"GasState":1}', 200, 6320, [], []],
];
for (const [params, verdict, code, expected, pins] of SETS) {
  test(`set ${params}, settings say ${verdict}: ${code}`, () => {
    const configured: object[] = [];
    const configure = (values: object) => {
      configured.push(values);
      return verdict;
    };
    const { app, message, answers, pins: seen } = open({ configure });
    message(SET, order(params));
    assert.deepEqual([configured, seen, JSON.parse(answers[0]?.payload ?? "{}").code], [expected, pins, code]);
    assert.equal(app.status.refusedDownlinks, code === 200 ? 0 : 1);
  });
}

test("a switch that the alarm holds keeps the settings beside it from being changed", () => {
  const { app, sense, message, answers } = open({ powerOnAlarm: 0, configure: () => assert.fail("they were") });
  sense(at(1), ...times(4, at(25)));
  assert.equal(app.status.gas, ALARM);
  message(SET, order('{"PowerSwitch":1,"ReportInterval":60}'));
  assert.equal(JSON.parse(answers[0]?.payload ?? "{}").code, 100_002);
});

type Service = readonly [body: string, code: number, called: string, data: object];
const SERVICES: readonly Service[] = [
  ['{"id":"7","params":{}}', 200, "Calibrate 0", { R0Ohm: 12345.6 }],
  ['{"id":"7","params":{"Ppm":5000}}', 200, "Calibrate 5000", { R0Ohm: 12345.6 }],
  ['{"id":"7","params":{"Ppm":"5000"}}', 200, "Calibrate 5000", { R0Ohm: 12345.6 }],
  ['{"id":"7"}', 200, "Calibrate 0", { R0Ohm: 12345.6 }],
  ['{"id":"7","params":{"Ppm":"much"}}', 6307, "", {}],
  ['{"id":"7","params":{"Ppm":null}}', 6307, "", {}],
  ['{"id":"7","params":{"Ppm":-0.1}}', 6307, "", {}],
  ['{"id":"7","params":{"Ppm":1000001}}', 6307, "", {}],
  ['{"id":"7","params":{"ppm":5000}}', 460, "", {}],
  ['{"id":"7","params":[5000]}', 460, "", {}],
  ['{"id":"7","params":"5000"}', 460, "", {}],
  ['{"id":"7","params":null}', 200, "Calibrate 0", { R0Ohm: 12345.6 }],
  ['{"id":"7",', 6207, "", {}],
];
for (const [body, code, called, data] of SERVICES) {
  test(`service: ${body}`, () => {
    const calls: string[] = [];
    const service = (name: string, ppm: number) => {
      calls.push(`${name} ${ppm}`);
      return { code: 200, values: { "R0Ohm": 12345.6 } };
    };
    const { message, answers, app } = open({ service });
    message(`${THING}service/Calibrate`, body);
    assert.deepEqual(calls.join(), called);
    assert.equal(answers[0]?.topic, `${THING}service/Calibrate_reply`);
    assert.deepEqual(JSON.parse(answers[0].payload), { id: "7", code, data });
    assert.equal(app.status.refusedDownlinks, code === 200 ? 0 : 1);
  });
}

test("our own answer to a service that comes back is no order", () => {
  const { message, answers, app } = open();
  message(`${THING}service/Calibrate_reply`, '{"id":"7","code":200,"data":{}}');
  assert.deepEqual([answers, app.status.refusedDownlinks], [[], 0]);
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
  sense({ tag: "ok", ppm: 9e9, lelPercent: 9e5, isOver: false });
  assert.deepEqual(posted, [[ALARM_KIND + ALARM, NO_VALUE - 1]]);
});

test("an alarm that nobody knows of yet can't be acknowledged", () => {
  const { app, sense } = open({ rules: { ...RULES, isLatching: true } });
  sense({ tag: "warming" });
  app.acknowledge();
  // Gas that is there when the first number comes is an alarm at once.
  sense(at(24), ...times(60, at(1)));
  assert.equal(app.status.gas, ALARM, "acknowledged in advance");
  app.acknowledge();
  sense(...times(20, at(1)));
  assert.equal(app.status.gas, NORMAL);
});

test("gas that comes back under a latched alarm is no longer silent", () => {
  const { sense, shown } = open({ rules: { ...RULES, isLatching: true } });
  sense(at(1), ...times(30, at(25)), ...times(60, at(1)));
  sense({ tag: "fault:adc" }, ...times(60, at(1)));
  assert.ok(!shown.includes("loud"), "neither calm nor a bad reading is new");
  sense(at(25));
  assert.equal(shown.filter((one) => one === "loud").length, 1);
  sense(...times(30, at(25)));
  assert.equal(shown.filter((one) => one === "loud").length, 1, "once each time");
  sense(...times(60, at(1)), OVER);
  assert.equal(shown.filter((one) => one === "loud").length, 2);
});

test("near its set point every reading is made", () => {
  const { calms, sense } = open();
  sense(at(7.9), at(8.1), at(7.9), at(1));
  assert.deepEqual(calms, [false, true, false, true]);
});

test("a self-test drives the output to where it is, and says whether its pin followed", () => {
  const { app, pins } = open({ power: 1 });
  assert.equal(app.drive(), true);
  assert.deepEqual(pins, ["switch true"]);
  assert.equal(app.status.power, 1);
});

test("while a dose of carbon monoxide fades every reading is made", () => {
  const rules = rulesOf(sensorNamed("MQ-7"), 10, 20, true, dosesOf("EN 50291"));
  const co = (ppm: number): Reading => ({ tag: "ok", ppm, lelPercent: ppm / 1250, isOver: false });
  const { calms, sense } = open({ rules });
  sense(co(1), co(1), co(200), ...times(10, co(1)));
  assert.deepEqual(calms.slice(1, 3), [true, true]);
  assert.deepEqual(new Set(calms.slice(3)), new Set([false]));
});
