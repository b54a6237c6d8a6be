/** A question that is put again, ever less often, until its answer has come or it is given up. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { createQuestion } from "../../src/cloud/question.ts";

function open() {
  let id = 100;
  return createQuestion(() => ++id);
}

/** The seconds at which it is put, of an hour and a half. */
function asked(question: ReturnType<typeof open>, fromMs = 0): number[] {
  const seconds: number[] = [];
  for (let s = 0; s < 5400; s++) if (question.due(fromMs + s * 1000)) seconds.push(s);
  return seconds;
}

test("nobody answers: put five times, each time later, and given up", () => {
  const question = open();
  assert.deepEqual(asked(question), [], "not before it is started");
  question.start(0);
  assert.deepEqual(asked(question), [0, 60, 180, 420, 900]);
  assert.deepEqual([question.isGivenUp(1_859_000), question.isGivenUp(1_860_000)], [false, true]);
  question.start(0);
  assert.deepEqual(asked(question), [0, 60, 180, 420, 900], "started anew");
});

test("put again by itself it keeps its pace, and its end", () => {
  const question = open();
  question.start(0);
  for (const ms of [0, 60_000, 180_000]) question.due(ms);
  question.again(200_000);
  assert.deepEqual(asked(question, 200_000), [0, 480]);
});

test("its answer is the one to the last id, once", () => {
  const question = open();
  question.start(0);
  assert.equal(question.isAnswer("101"), false, "before it is put");
  assert.equal(question.due(0), 101);
  assert.equal(question.due(60_000), 102);
  const answers = ["101", "x", "", "0000000102", "102"].map((id) => question.isAnswer(id));
  assert.deepEqual(answers, [false, false, false, true, false]);
});

test("stopped, it is put no more, and an answer that was under way is none", () => {
  const question = open();
  question.start(0);
  question.due(0);
  question.stop();
  assert.deepEqual([asked(question), question.isAnswer("101"), question.isGivenUp(9e9)], [[], false, false]);
});
