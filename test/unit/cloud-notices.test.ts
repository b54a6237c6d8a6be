/** What the platform says beside the thing model: taken, counted, answered where it wants an answer. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { createNotices } from "../../src/cloud/aliyun/notices.ts";
import { IDENTITY, THING } from "./cloud-bench.ts";
import { DEVICE, OrdersBench } from "./cloud-orders-bench.ts";

const BOOTSTRAP = `${THING}bootstrap/notify`;

function open() {
  const bench = new OrdersBench();
  const told: unknown[] = [];
  const notices = createNotices(
    IDENTITY.productKey,
    DEVICE,
    bench.orders,
    () => told.push("kicked"),
    (command) => told.push(command),
    bench.log,
  );
  const give = (topic: string, body: unknown) => bench.give(notices, topic, body);
  return { bench, notices, told, give };
}

const NOTICES: readonly [body: unknown, told: unknown[], logged: string][] = [
  [{ title: "kick", content: "Kicked by the same device" }, ["kicked"], "! the cloud's notice: kick"],
  [{ title: "news" }, [], "! the cloud's notice: news"],
  [{ title: 'x"\r\nAT' }, [], "! the cloud's notice"],
  [{ title: {} }, [], "! the cloud's notice"],
  [{ title: "y".repeat(33) }, [], "! the cloud's notice"],
  [{}, [], "! the cloud's notice"],
];
for (const [body, told, logged] of NOTICES) {
  test(`a notice ${JSON.stringify(body).slice(0, 50)}`, () => {
    const opened = open();
    assert.equal(opened.give("/ext/notify", body), true);
    assert.deepEqual([opened.told, opened.bench.logged, opened.bench.refusals], [told, [logged], 0]);
  });
}

test("a notice that can't be read is counted, and nothing else", () => {
  const { bench, told, give } = open();
  for (const body of ["", "null", '{"title":"kick"']) assert.equal(give("/ext/notify", body), true);
  assert.deepEqual([told, bench.logged, bench.refusals], [[], [], 3]);
});

test("errors of the cloud are counted, by their code", () => {
  const { bench, give } = open();
  for (const body of [{ code: 520 }, { code: "x" }, {}, "{"]) assert.equal(give(`/ext/error/${DEVICE}`, body), true);
  assert.deepEqual(
    bench.refused.map((one) => one.split(" ")[0]),
    ["520", "0", "0", "6207"],
  );
});

test("the word of another host is answered, and handed on", () => {
  const { bench, told, give } = open();
  for (const params of [{ cmd: 0 }, { cmd: { a: 1 } }, {}, [], "x"]) give(BOOTSTRAP, { id: "3", params });
  assert.deepEqual(told, [0, { a: 1 }, undefined, undefined, undefined]);
  give(BOOTSTRAP, '{"id":"4"');
  assert.equal(told.length, 5, "one that can't be read is not handed on");
  const answers = bench.takeAnswers().map(([topic, id, code]) => `${topic} ${id} ${code}`);
  assert.deepEqual(answers.slice(-2), ["bootstrap/notify_reply 3 200", "bootstrap/notify_reply 4 6207"]);
});

const TOPICS: readonly [topic: string, isTaken: boolean][] = [
  ["/broadcast/a1EXAMPLE00/a/b", true],
  ["/broadcast/a1OTHER/a", false],
  ["/ext/network/probe/17", true],
  ["/ext/network/other", false],
  ["/ext/error/a1EXAMPLE00/D002", false],
  [`${BOOTSTRAP}_reply`, false],
  ["", false],
];
for (const [topic, isTaken] of TOPICS) {
  test(`${topic || "no topic"} is ${isTaken ? "taken in silence" : "none of its"}`, () => {
    const { bench, notices, told, give } = open();
    notices.online();
    assert.equal(give(topic, "what\u0000ever"), isTaken);
    assert.deepEqual(
      [told, bench.logged, bench.refusals, bench.takeAnswers(), bench.next(notices)],
      [[], [], 0, [], undefined],
    );
  });
}

test("it listens to what it has to act on", () => {
  assert.deepEqual(open().notices.topics, ["/ext/notify", BOOTSTRAP]);
});
