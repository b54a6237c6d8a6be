/** The outbox with a plain broker behind the link: PUBACK settles a record, and nothing else does. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { OutboxBench } from "./cloud-bench.ts";
import { FakeFlash } from "./fake-flash.ts";
import { openMqtt } from "./mqtt-bench.ts";

const EVENT = "gas-canary/D001/event";
const STATE = "gas-canary/D001/state NaN retained";
const open = () => new OutboxBench(undefined, 0, openMqtt());

test("PUBACK settles: the record is not sent again, and no restart finds it", () => {
  const bench = open();
  const id = bench.alarm();
  bench.run(1);
  assert.deepEqual(bench.take(), [`${EVENT} ${id}`]);
  assert.deepEqual(bench.waiting(), []);
  bench.run(600);
  assert.ok(!bench.take().some((line) => line.startsWith(EVENT)), "no copy");
  assert.deepEqual([bench.counters.depth, bench.outbox.counters.repeats], [0, 0]);
});

test("without PUBACK it stays, and goes first over the next session: the same id, the same words", () => {
  const bench = open();
  bench.isPrompt = false;
  const first = bench.alarm();
  const second = bench.alarm();
  bench.run(1);
  const [payload] = bench.payloads;
  bench.finish("timeout");
  assert.deepEqual(bench.waiting(), [first, second]);
  bench.take();
  bench.outbox.online();
  bench.isPrompt = true;
  bench.run(2);
  assert.deepEqual(bench.sent.slice(0, 2), [`${EVENT} ${first}`, `${EVENT} ${second}`]);
  assert.equal(bench.payloads[0], payload);
  assert.deepEqual(bench.waiting(), []);
  assert.ok(bench.outbox.counters.repeats > 0, "counted");
});

test("a failure that costs no session: the same record again, before its followers", () => {
  const bench = open();
  bench.isPrompt = false;
  const first = bench.alarm();
  const second = bench.alarm();
  bench.run(1);
  bench.finish("busy");
  bench.isPrompt = true;
  bench.take();
  bench.run(2);
  assert.deepEqual(bench.sent.slice(0, 2), [`${EVENT} ${first}`, `${EVENT} ${second}`]);
});

test("a restart of the board before PUBACK: the record is sent by the next run", () => {
  const flash = new FakeFlash();
  const before = new OutboxBench(flash, 0, openMqtt());
  before.isPrompt = false;
  const id = before.alarm();
  before.run(1);
  const after = new OutboxBench(flash, 0, openMqtt());
  after.run(1);
  assert.equal(after.sent[0], `${EVENT} ${id}`);
  assert.deepEqual(after.waiting(), []);
});

test("a hundred PUBACKs and no reply: no session is blamed for it", () => {
  const bench = open();
  for (let i = 0; i < 30; i++) {
    bench.alarm();
    bench.run(20);
  }
  assert.deepEqual(bench.blames, []);
  assert.equal(bench.counters.depth, 0);
});

test("a change is told with all that belongs to it: each state stands for itself", () => {
  const bench = open().run(1);
  bench.take();
  bench.values = { PowerSwitch: 0, GasState: 4, GasConcentration: undefined, GasLel: undefined };
  bench.run(1);
  assert.deepEqual(bench.sent, [STATE]);
  const { GasState, GasConcentration } = JSON.parse(bench.payloads[0] ?? "");
  assert.deepEqual([GasState, GasConcentration], [4, undefined]);
  bench.take();
  bench.values = { PowerSwitch: 0, GasState: 1, GasConcentration: 100, GasLel: 0.2 };
  bench.run(1);
  assert.equal(JSON.parse(bench.payloads[0] ?? "").GasLel, 0.2, "the reading is back");
  bench.take();
  assert.deepEqual(bench.run(5).sent, [], "and told once");
});
