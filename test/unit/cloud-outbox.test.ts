/** What goes up, in which order, how often, and until when. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { INTERVAL_MS, OutboxBench, THING } from "./cloud-bench.ts";

const EVENT = "event/GasCheck_Event/post";
const POST = "event/property/post";
const ANSWER = "service/property/set_reply";

/** With the first report behind it. */
function open(): OutboxBench {
  const bench = new OutboxBench().run(1);
  bench.take();
  return bench;
}

test("online: the first message is a whole report", () => {
  const bench = new OutboxBench().run(1);
  assert.deepEqual(bench.sent, [`${POST} 1`]);
  assert.deepEqual(Object.keys(JSON.parse(bench.payloads[0] as string).params), Object.keys(bench.values));
});

test("offline: nothing goes out", () => {
  const bench = open();
  bench.isOnline = false;
  bench.alarm();
  assert.deepEqual(bench.run(5).take(), []);
});

test("an alarm before an answer, an answer before properties", () => {
  const bench = open();
  bench.values = { ...bench.values, PowerSwitch: 1 };
  bench.outbox.answer(bench.cloud.setReply("99", 200));
  const id = bench.alarm();
  bench.run(3);
  assert.deepEqual(bench.take(), [`${EVENT} ${id}`, `${ANSWER} 99`, `${POST} ${id + 1}`]);
});

test("one message at a time", () => {
  const bench = open();
  bench.isPrompt = false;
  bench.alarm();
  bench.outbox.answer(bench.cloud.setReply("99", 200));
  bench.run(5);
  assert.equal(bench.take().length, 1);
  bench.finish("");
  assert.deepEqual(bench.run(1).take(), [`${ANSWER} 99`]);
});

test("an alarm stays until its reply: PUBACK alone is not enough", () => {
  const bench = open();
  const id = bench.alarm();
  bench.run(10);
  assert.equal(bench.counters.depth, 1);
  bench.reply(id, 200);
  assert.equal(bench.counters.depth, 0);
});

test("no reply: the alarm is sent again under its id, and after a minute the session is blamed", () => {
  const bench = open();
  const id = bench.alarm();
  bench.run(1);
  bench.learnTime(1780535058000); // learned between two copies
  bench.run(20 + 40 - 3);
  assert.deepEqual(bench.blames, []);
  bench.run(3);
  const copies = bench.payloads.filter((payload) => payload.includes('"value":{'));
  assert.equal(copies.length, 3);
  assert.equal(new Set(copies).size, 1, `copies must be alike: ${copies.join("\n")}`);
  assert.deepEqual(bench.blames, ["no reply from the cloud"]);
  assert.deepEqual(bench.waiting(), [id], "and it still waits");
});

test("a new session: the alarm goes out at once again", () => {
  const bench = open();
  const id = bench.alarm();
  bench.run(5).take();
  bench.outbox.online();
  assert.deepEqual(bench.run(1).take(), [`${EVENT} ${id}`]);
});

test("a publish that failed is not taken as sent", () => {
  const bench = open();
  bench.isPrompt = false;
  bench.outbox.answer(bench.cloud.setReply("99", 200));
  bench.pump();
  bench.finish("timeout");
  assert.deepEqual(bench.run(1).take(), [`${ANSWER} 99`, `${ANSWER} 99`]);
});

test("alarms go out oldest first, and one without its answer does not block the next", () => {
  const bench = open();
  const [first, second] = [bench.alarm(), bench.alarm()];
  assert.deepEqual(bench.run(2).take(), [`${EVENT} ${first}`, `${EVENT} ${second}`]);
  bench.reply(second, 200);
  assert.deepEqual(bench.waiting(), [first]);
  assert.deepEqual(bench.run(19).take(), [`${EVENT} ${first}`], "and it has its own time");
  bench.reply(first, 200);
  assert.equal(bench.counters.depth, 0);
});

test("a reply to something else, and a second copy of a reply, settle nothing", () => {
  const bench = open();
  const id = bench.alarm();
  bench.reply(id, 200);
  assert.equal(bench.counters.depth, 1, "it was not even sent");
  bench.run(1);
  bench.reply(id + 1000, 200);
  assert.equal(bench.counters.depth, 1);
  bench.reply(id, 200);
  bench.reply(id, 200);
  assert.equal(bench.counters.depth, 0);
});

test("refused for good: out of the way, counted, logged, and the next one goes", () => {
  const bench = open();
  const [first, second] = [bench.alarm(), bench.alarm()];
  bench.run(1).take();
  bench.refuse(first, 6302);
  assert.equal(bench.counters.rejected, 1);
  assert.match(bench.logged.join("; "), /6302/);
  assert.deepEqual(bench.run(1).take(), [`${EVENT} ${first}`, `${EVENT} ${second}`]);
});

test("refused for good once: it may have been the line's fault, so it is said again at once; a copy of the word is none", () => {
  const bench = open();
  const id = bench.alarm();
  bench.run(1).take();
  for (let i = 0; i < 2; i++) bench.reply(id, 6302);
  assert.equal(bench.counters.rejected, 0);
  assert.deepEqual(bench.run(1).take(), [`${EVENT} ${id}`]);
  bench.reply(id, 200);
  assert.deepEqual(bench.counters, { ...bench.counters, depth: 0, rejected: 0 });
});

for (const code of [429, 500, 6452]) {
  test(`refused for now (${code}): sent again at its time`, () => {
    const bench = open();
    const id = bench.alarm();
    bench.run(1).take();
    bench.reply(id, code);
    assert.equal(bench.counters.depth, 1);
    assert.deepEqual(bench.run(19).take(), []);
    assert.deepEqual(bench.run(1).take(), [`${EVENT} ${id}`]);
  });
}

test("a refused report does not hold up an alarm that is due", () => {
  const bench = open();
  const id = bench.alarm();
  bench.reply(12345, 429);
  assert.deepEqual(bench.run(1).take(), [`${EVENT} ${id}`], "code 429 was the word on another message");
});

for (const code of [undefined, null, "200", "", {}]) {
  test(`a reply whose code is ${JSON.stringify(code)} loses no alarm`, () => {
    const bench = open();
    const id = bench.alarm();
    bench.run(1);
    bench.reply(id, code);
    const { depth, rejected } = bench.counters;
    assert.ok(depth === 1 && rejected === 0, "thrown out of the journal as refused, though nobody refused it");
  });
}

test("answers: a bound, and a word on what is beyond it", () => {
  const bench = open();
  bench.isOnline = false;
  for (let i = 0; i < 20; i++) bench.outbox.answer(bench.cloud.setReply(String(i), 200));
  assert.ok(bench.logged.length > 10, bench.logged.join("; "));
  bench.isOnline = true;
  const sent = bench.run(30).take();
  assert.deepEqual(sent.slice(0, 2), [`${ANSWER} 0`, `${ANSWER} 1`]);
  assert.ok(sent.length >= 2 && sent.length <= 8, sent.join("; "));
});

test("urgency: 1 while the newest alarm is younger than ten minutes, 2 after; 3 for faults alone, 0 for nothing", () => {
  const bench = open();
  assert.equal(bench.outbox.urgency(), 0);
  const fault = bench.fault();
  assert.equal(bench.outbox.urgency(), 3);
  const alarm = bench.alarm();
  assert.equal(bench.outbox.urgency(), 1);
  bench.clock.advance(599_999);
  assert.equal(bench.outbox.urgency(), 1);
  bench.clock.advance(1);
  assert.equal(bench.outbox.urgency(), 2);
  for (let i = 0; i < 2; i++) bench.outbox.pump();
  bench.reply(alarm, 200);
  assert.equal(bench.outbox.urgency(), 3);
  bench.reply(fault, 200);
  assert.equal(bench.outbox.urgency(), 0);
});

test("nothing on its way is no reason for the watchdog to bite", () => {
  const bench = open();
  bench.run(600);
  assert.equal(bench.outbox.isAlive(), true);
});

test("the watchdog is told of a message that never comes to its end", () => {
  const bench = open();
  bench.isPrompt = false;
  bench.alarm();
  bench.run(1);
  assert.equal(bench.outbox.isAlive(), true);
  bench.run(60);
  assert.equal(bench.outbox.isAlive(), true, "a publish may take as long as its time-outs");
  bench.run(300);
  assert.equal(bench.outbox.isAlive(), false);
});

test("an alarm's time is that of the decision, not of the sending", () => {
  const bench = open();
  bench.isOnline = false;
  const id = bench.alarm();
  const decidedMs = bench.clock.ms;
  bench.run(100);
  bench.learnTime(1_780_000_000_000);
  bench.isOnline = true;
  bench.run(1);
  const event = bench.payloads.find((payload) => +JSON.parse(payload).id === id) as string;
  assert.equal(JSON.parse(event).params.time, 1_780_000_000_000 + decidedMs);
});

test("each alarm hurries the link, and is urgent anew", () => {
  const bench = open();
  bench.alarm();
  bench.clock.advance(599_000);
  bench.alarm();
  assert.equal(bench.hurries, 2);
  bench.clock.advance(1000);
  assert.equal(bench.outbox.urgency(), 1, "the newest is a second old");
  const waiting = bench.waiting();
  for (let i = 0; i < 2; i++) bench.outbox.pump();
  for (const id of waiting) bench.reply(id, 200);
  assert.equal(bench.outbox.urgency(), 0, "nothing waits");
});

test("a late answer to any copy settles the alarm, be it due or not", () => {
  const bench = open();
  const id = bench.alarm();
  bench.run(5).take();
  bench.isOnline = false;
  bench.reply(id, 200);
  bench.isOnline = true;
  bench.outbox.online();
  assert.ok(!bench.run(30).take().includes(`${EVENT} ${id}`));
});

test("what else the cloud offers goes last, and no answer is owed for it", () => {
  const bench = open();
  const other = (id: number) => ({ topic: `${THING}other`, payload: `{"id":"${id}"}` });
  bench.others.push(...[1, 2, 3, 4, 5].map(other));
  bench.values = { ...bench.values, PowerSwitch: 1 };
  const id = bench.alarm();
  bench.run(3);
  assert.deepEqual(bench.take(), [`${EVENT} ${id}`, `${POST} ${id + 1}`, "other 1"]);
  bench.reply(id, 200);
  bench.run(100);
  assert.deepEqual(bench.blames, []);
});

test("the first session's reports wait for their turn, a record and an answer do not", () => {
  const bench = new OutboxBench(undefined, 10_000).run(5);
  assert.deepEqual(bench.take(), []);
  const id = bench.alarm();
  bench.outbox.answer(bench.cloud.setReply("99", 200));
  assert.deepEqual(bench.run(3).take(), [`${EVENT} ${id}`, `${ANSWER} 99`]);
  assert.deepEqual(bench.run(5).take(), [`${POST} ${id + 1}`]);
  bench.outbox.online();
  assert.ok(bench.run(2).take().length > 0, "later ones do not wait");
});

test("after a word that it was too much, only records and answers go for a while", () => {
  const bench = open();
  const id = bench.alarm();
  bench.run(1).take();
  bench.reply(id, 429);
  bench.values = { ...bench.values, PowerSwitch: 1 };
  assert.deepEqual(bench.run(18).take(), []);
  bench.outbox.answer(bench.cloud.setReply("99", 200));
  assert.deepEqual(bench.run(24).take(), [`${ANSWER} 99`, `${EVENT} ${id}`]);
  bench.reply(id, 200);
  assert.deepEqual(bench.run(30).take(), [`${POST} ${id + 1}`]);
});

test("to a session in which a device asks for its secret nothing is sent", () => {
  const bench = new OutboxBench(undefined, Infinity);
  const id = bench.alarm();
  assert.deepEqual(bench.run(100).take(), []);
  assert.deepEqual(bench.waiting(), [id], "the alarm waits for the next start");
});

test("between whole reports, one an hour, only what is new is told", () => {
  const bench = open();
  const sizes: number[] = [];
  for (let report = 0; report < 13; report++) {
    bench.payloads.length = 0;
    bench.run(INTERVAL_MS / 1000);
    sizes.push(...bench.payloads.map((payload) => Object.keys(JSON.parse(payload).params).length));
  }
  assert.deepEqual(sizes, [...Array(11).fill(1), 5, 1]);
});
