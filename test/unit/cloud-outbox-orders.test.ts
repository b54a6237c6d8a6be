/** Answers to those who wait, and a device that the cloud has disabled. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { OutboxBench } from "./cloud-bench.ts";

const EVENT = "event/GasCheck_Event/post";
const POST = "event/property/post";
const ANSWER = "service/property/set_reply";

/** With the first report behind it. */
function open(): OutboxBench {
  const bench = new OutboxBench().run(1);
  bench.take();
  return bench;
}

test("an answer whose caller has gone is not sent, and said so; the one behind it is", () => {
  const bench = open();
  const { topic } = bench.cloud.setReply("1", 200);
  const answer = (id: string, untilMs?: number) =>
    bench.outbox.answer({ topic, payload: JSON.stringify({ id }), ...(untilMs && { untilMs }) });
  bench.isOnline = false;
  answer("98", bench.clock.ms + 5000);
  answer("99");
  answer("97", bench.clock.ms + 5000);
  answer("96", bench.clock.ms + 6001);
  bench.clock.advance(5001);
  bench.isOnline = true;
  assert.deepEqual(bench.run(2).take(), [`${ANSWER} 99`, `${ANSWER} 96`]);
  assert.deepEqual(bench.logged, ["an answer came too late", "an answer came too late"]);
});

test("several answers go one after another without a wait, but not after one that failed", () => {
  const bench = open();
  bench.outbox.answer(bench.cloud.setReply("98", 200));
  bench.outbox.answer(bench.cloud.setReply("99", 200));
  bench.pump();
  assert.deepEqual(bench.take(), [`${ANSWER} 98`, `${ANSWER} 99`]);
  bench.isPrompt = false;
  bench.outbox.answer(bench.cloud.setReply("97", 200));
  bench.pump();
  bench.finish("timeout");
  assert.deepEqual(bench.take(), [`${ANSWER} 97`], "until the next turn");
});

test("an answer that the modem refuses twice is left, so that it does not end each session; one that was only lost is not", () => {
  const bench = open();
  bench.isPrompt = false;
  bench.outbox.answer(bench.cloud.setReply("98", 200));
  bench.outbox.answer(bench.cloud.setReply("99", 200));
  for (const error of ["timeout", "unsent", "ERROR", "CLOSED", "+CME ERROR: 767"]) {
    bench.pump();
    assert.deepEqual(bench.take(), [`${ANSWER} 98`], `before "${error}"`);
    bench.finish(error);
  }
  assert.deepEqual(bench.logged, ["the modem takes no such answer"]);
  bench.pump();
  bench.finish("ERROR");
  bench.pump();
  assert.deepEqual(bench.take(), [`${ANSWER} 99`, `${ANSWER} 99`], "the next has its own two");
});

test("disabled by the cloud: no report and no change goes up, but alarms, answers and the rest do; enabled, a report at once", () => {
  const bench = open();
  bench.isDisabled = true;
  bench.values = { ...bench.values, PowerSwitch: 1 };
  assert.deepEqual(bench.run(400).take(), []);
  bench.outbox.answer(bench.cloud.setReply("99", 200));
  const id = bench.alarm();
  bench.others.push({ topic: "/other", payload: '{"id":"5"}' });
  assert.deepEqual(bench.run(3).take(), [`${EVENT} ${id}`, `${ANSWER} 99`, "/other 5"]);
  bench.isDisabled = false;
  bench.reply(id, 200);
  assert.match(bench.run(1).take()[0] ?? "", new RegExp(POST));
});
