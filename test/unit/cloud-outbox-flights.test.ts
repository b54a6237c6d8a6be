/** Records under way: none holds up another, each has its time, and a cloud that is silent is told from one that is slow. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { INTERVAL_MS, OutboxBench } from "./cloud-bench.ts";

const ALARM = "event/GasCheck_Event/post";
const FAULT = "event/GasFault_Event/post";
const POST = "event/property/post";

/** With the first report behind it, and its reply. */
function open(): OutboxBench {
  const bench = new OutboxBench().run(1);
  bench.reply(bench.lastId + 1, 200);
  bench.take();
  return bench;
}

const range = (count: number) => Array.from({ length: count }, (_, i) => i);
const timesOf = (bench: OutboxBench) =>
  bench.payloads.filter((payload) => payload.includes('"value":{')).map((text) => JSON.parse(text).params.time);

test("faults go behind alarms, and before properties", () => {
  const bench = open();
  bench.values = { ...bench.values, PowerSwitch: 1 };
  const fault = bench.fault();
  const alarm = bench.alarm();
  const sent = bench.run(3).take();
  assert.deepEqual(sent.slice(0, 2), [`${ALARM} ${alarm}`, `${FAULT} ${fault}`]);
  assert.match(sent[2] as string, new RegExp(`^${POST}`));
});

test("a fault does not hurry the link", () => {
  const bench = open();
  bench.fault();
  assert.equal(bench.hurries, 0);
});

test("what waited over a restart of the board is sent, as what is decided now is", () => {
  const before = open();
  before.isOnline = false;
  const ids = [before.alarm(), before.alarm()];
  const after = new OutboxBench(before.store.flash);
  assert.deepEqual(
    after.run(2).take(),
    ids.map((id) => `${ALARM} ${id}`),
  );
  assert.equal(after.outbox.urgency(), 1, "and is urgent, whenever it was decided");
});

test("answered or not, more alarms than may be under way at once are all sent, and none is sent twice before its time", () => {
  const bench = open();
  const ids = range(10).map(() => bench.alarm());
  assert.deepEqual(
    bench.run(10).take(),
    ids.map((id) => `${ALARM} ${id}`),
  );
  assert.deepEqual(bench.waiting(), ids);
});

test("those that gave their place to others are sent again in their turn", () => {
  const bench = open();
  const ids = range(10).map(() => bench.alarm());
  bench.run(10);
  for (const id of ids.slice(6)) bench.reply(id, 200);
  bench.take();
  const sent = bench.run(300).take();
  for (const id of ids.slice(0, 6)) assert.ok(sent.includes(`${ALARM} ${id}`), `${id} was forgotten`);
  for (const id of ids.slice(0, 6)) bench.reply(id, 200);
  assert.deepEqual(bench.waiting(), []);
});

test("a publish that failed goes out again at once, and is no resend", () => {
  const bench = open();
  bench.isPrompt = false;
  const id = bench.alarm();
  bench.run(1);
  bench.finish("timeout");
  assert.deepEqual(bench.run(1).take(), [`${ALARM} ${id}`, `${ALARM} ${id}`]);
  assert.equal(bench.outbox.counters.repeats, 0);
});

test("resends are counted", () => {
  const bench = open();
  bench.alarm();
  bench.run(1 + 20 + 40);
  assert.equal(bench.outbox.counters.repeats, 2);
  bench.outbox.online();
  bench.run(1);
  assert.equal(bench.outbox.counters.repeats, 3, "over a new session, too");
});

test("a record that had to go for newer ones is not sent for ever", () => {
  const bench = open();
  const first = bench.alarm();
  bench.run(1);
  bench.isOnline = false;
  for (let i = 0; i < 61; i++) bench.alarm();
  assert.equal(bench.counters.lost, 1);
  bench.isOnline = true;
  for (let i = 0; i < 3; i++) {
    bench.run(100);
    bench.reply(first, 200);
    bench.take();
  }
  assert.ok(!bench.run(300).take().includes(`${ALARM} ${first}`), "sent again though the cloud has answered it");
});

test("times: of the newest four that were decided before it was known", () => {
  const bench = open();
  bench.isOnline = false;
  for (let i = 0; i < 6; i++) {
    bench.alarm();
    bench.clock.advance(10_000);
  }
  bench.outbox.timeKnown();
  bench.learnTime(1_780_000_000_000);
  bench.isOnline = true;
  bench.run(6);
  const decidedMs = [2, 3, 4, 5].map((i) => 1_780_000_000_000 + 2000 + i * 10_000);
  assert.deepEqual(timesOf(bench), [undefined, undefined, ...decidedMs]);
});

test("times: a record keeps the one it was first sent with, or that it had none", () => {
  const bench = open();
  bench.alarm();
  bench.run(1);
  bench.learnTime(1_780_000_000_000);
  bench.learnTime(1_790_000_000_000);
  bench.alarm();
  bench.run(25);
  bench.outbox.online();
  bench.run(3);
  const secondMs = 1_790_000_003_000;
  // Both, their copies of 20 s later, and those of the new session.
  assert.deepEqual(timesOf(bench), [undefined, secondMs, undefined, secondMs, undefined, secondMs]);
});

test("refused for its time, perhaps: told anew without it, once, under an id of its own", () => {
  const bench = open();
  bench.learnTime(1_780_000_000_000);
  const [first, second] = [bench.alarm(), bench.alarm()];
  bench.run(2);
  bench.refuse(first, 460);
  bench.reply(first, 460);
  assert.equal(bench.counters.rejected, 1);
  const anew = bench.waiting().filter((id) => id !== second);
  assert.equal(anew.length, 1);
  bench.run(1);
  assert.deepEqual(JSON.parse(bench.payloads.at(-1) as string).params.time, undefined);
  bench.refuse(anew[0] as number, 460);
  assert.deepEqual(bench.waiting(), [second], "without a time there is nothing more to try");
});

test("refused when its place is taken: it is sent again, and told anew without its time when it is refused again", () => {
  const bench = open();
  bench.learnTime(1_780_000_000_000);
  const ids = Array.from({ length: 10 }, () => bench.alarm());
  const accepted: number[] = [];
  const due: { atMs: number; id: number; code: number }[] = [];
  for (let second = 0; second < 1200; second++) {
    const before = bench.payloads.length;
    bench.run(1);
    for (const payload of bench.payloads.slice(before)) {
      const { id, params } = JSON.parse(payload);
      due.push({ atMs: bench.clock.ms + 5000, id: Number(id), code: params.time === undefined ? 200 : 460 });
    }
    for (const { id, code } of due.filter(({ atMs }) => atMs === bench.clock.ms)) {
      if (code === 200 && bench.waiting().includes(id)) accepted.push(id);
      bench.reply(id, code);
    }
  }
  assert.deepEqual([bench.counters.depth, bench.counters.rejected], [0, 10], "each under its first id");
  assert.equal(accepted.filter((id) => !ids.includes(id)).length, 10, "and each anew");
});

/** Messages a minute that get an answer, out of those sent. */
const REPLIES: readonly (readonly [name: string, answersAfterS: number | null, blames: number])[] = [
  ["at once", 1, 0],
  ["after 45 s, each", 45, 0],
  ["never", null, 3],
];
for (const [name, answersAfterS, blames] of REPLIES) {
  test(`replies ${name}: ${blames} new sessions are tried in half an hour`, () => {
    const bench = new OutboxBench();
    const due: { atMs: number; id: number }[] = [];
    for (let second = 0; second < 1800; second++) {
      bench.values = { ...bench.values, PowerSwitch: Math.floor(second / 15) % 2 ? 1 : 0 };
      const before = bench.sent.length;
      bench.run(1);
      for (const text of bench.sent.slice(before))
        due.push({ atMs: bench.clock.ms + (answersAfterS ?? Infinity) * 1000, id: +(text.split(" ")[1] as string) });
      for (const one of due.splice(0, due.findIndex(({ atMs }) => atMs > bench.clock.ms) >>> 0))
        bench.reply(one.id, 200);
    }
    assert.equal(bench.blames.length, blames, bench.blames.join("; "));
  });
}

test("nothing to say is no silence of the cloud", () => {
  const bench = open();
  bench.run((3 * INTERVAL_MS) / 1000 - 2);
  assert.deepEqual(bench.blames, []);
});

test("the first report of a session tells more than the later ones", () => {
  const bench = new OutboxBench();
  bench.firstValues = { BootCount: 7 };
  bench.run(INTERVAL_MS / 1000 + 2);
  const reports = bench.payloads.map((payload) => JSON.parse(payload).params);
  assert.deepEqual(
    reports.map(({ BootCount }) => BootCount),
    [7, undefined],
  );
  bench.outbox.online();
  bench.run(1);
  assert.equal(JSON.parse(bench.payloads.at(-1) as string).params.BootCount, 7, "and so does the next session's");
});

test("a first report that failed is told in full again", () => {
  const bench = new OutboxBench();
  bench.firstValues = { BootCount: 7 };
  bench.isPrompt = false;
  bench.run(1);
  bench.finish("timeout");
  bench.isPrompt = true;
  bench.run(1);
  assert.deepEqual(
    bench.payloads.map((payload) => JSON.parse(payload).params.BootCount),
    [7, 7],
  );
});

test("resends: after 20 s, doubled each time, at most 4 min apart; a new session is tried every ten minutes", () => {
  const bench = open();
  const id = bench.alarm();
  const atS: number[] = [];
  const blamedS: number[] = [];
  for (let second = 1; second <= 1800; second++) {
    if (bench.run(1).take().includes(`${ALARM} ${id}`)) atS.push(second);
    if (bench.blames.splice(0).length) blamedS.push(second);
  }
  assert.deepEqual(atS, [1, 21, 61, 141, 301, 541, 781, 1021, 1261, 1501, 1741]);
  assert.deepEqual(blamedS, [62, 662, 1262]);
});

test("several alarms in one silence: a new session is not blamed for what the old one left unanswered", () => {
  const bench = open();
  for (let i = 0; i < 5; i++) {
    bench.alarm();
    bench.run(1);
  }
  for (let second = 0; second < 170; second++) {
    const blames = bench.blames.length;
    bench.run(1);
    if (bench.blames.length > blames) bench.outbox.online();
  }
  assert.equal(bench.blames.length, 1, `${bench.blames.length} sessions torn down within half a minute of each other`);
});
