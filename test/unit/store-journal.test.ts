/** What waits for the cloud: in flash before it is sent, alarms first, bounded, every loss counted. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { ALARM_KIND, FAULT_KIND, NO_VALUE, SELF_TEST_KIND } from "../../src/store/slot.ts";
import { FakeFlash, ONE_AREA } from "./fake-flash.ts";
import { idsAfterRestart, openStore, type Store, settle, waitingIn } from "./store-bench.ts";

const ALARM = ALARM_KIND + 3;
/** The areas of the fake hold fewest: (1024 - 32) / 16 slots, one of them the head. */
const ROOM = 61;

function putAll({ journal }: Store, kind: number, ...ids: readonly number[]): void {
  for (const id of ids) journal.put(kind, id, 1_780_000_000 + id, 0);
}

const idsIn = (store: Store) => waitingIn(store).map(({ id }) => id);
const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

test("alarms before faults, the oldest first of each, whatever the order they came in", () => {
  const store = openStore();
  assert.equal(store.journal.next(), undefined);
  putAll(store, FAULT_KIND, 1);
  putAll(store, ALARM, 2, 3);
  putAll(store, FAULT_KIND, 4);
  putAll(store, ALARM_KIND + 1, 5);
  assert.deepEqual(idsIn(store), [2, 3, 5, 1, 4]);
  assert.deepEqual(idsAfterRestart(store.flash), [2, 3, 5, 1, 4], "and so after a restart");
});

const RECORDS: readonly (readonly [kind: number, id: number, epochS: number, value: number])[] = [
  [ALARM, 1, 1_780_000_000, 0],
  [ALARM_KIND, 4294967295, 0, 0xffffff],
  [ALARM_KIND + 4, 2147483648, 4294967294, 1],
  [FAULT_KIND, 7, 0, 256 + 30],
];
for (const [kind, id, epochS, value] of RECORDS) {
  test(`a record comes back as it was put: ${JSON.stringify({ kind, id, epochS, value })}`, () => {
    const { flash, journal } = openStore();
    journal.put(kind, id, epochS, value);
    assert.deepEqual(journal.next(), { kind, id, epochS, value });
    assert.deepEqual(waitingIn(openStore(flash)), [{ kind, id, epochS, value }]);
  });
}

/** Faults in their low byte, the end or the beginning above it. */
const TOLD: readonly (readonly [kind: number, value: number, told: object])[] = [
  [ALARM, 123, { kind: "gas 3", value: 12.3 }],
  [ALARM, NO_VALUE, { kind: "gas 3", value: "over range" }],
  [FAULT_KIND, 256 + 30, { kind: "fault 30", value: 1 }],
  [FAULT_KIND, 30, { kind: "fault 30", value: 0 }],
  [SELF_TEST_KIND, 5, { kind: "self-test", value: 5 }],
];
for (const [kind, value, told] of TOLD) {
  test(`what waits, told to a person: ${JSON.stringify(told)}`, () => {
    const { journal } = openStore();
    journal.put(kind, 7, 1_780_000_000, value);
    assert.deepEqual(journal.list(), [{ id: 7, timeS: 1_780_000_000, state: "waits", ...told }]);
    journal.next();
    assert.deepEqual(journal.list(), [{ id: 7, timeS: 1_780_000_000, state: "sent", ...told }]);
  });
}

test("what was sent is not sent again, but after a restart of the session it is", () => {
  const store = openStore();
  putAll(store, ALARM, 1, 2);
  assert.equal(store.journal.next()?.id, 1);
  assert.equal(store.journal.next()?.id, 2);
  assert.equal(store.journal.next(), undefined);
  assert.equal(store.journal.hasAlarm(), true, "and waits all the same");
  store.journal.restart();
  assert.equal(store.journal.next()?.id, 1);
});

test("an answer to what was not sent settles nothing: the cloud can't have it", () => {
  for (const flash of [new FakeFlash(), new FakeFlash([])]) {
    const { journal } = openStore(flash);
    journal.put(ALARM, 7, 0, 0);
    for (const id of [7, 0]) assert.equal(journal.settle(id, false), false, `${id}`);
    assert.equal(journal.next()?.id, 7);
    assert.equal(journal.settle(7, false), true);
    assert.equal(journal.isEmpty(), true);
  }
});

test("settled out of order", () => {
  const store = openStore();
  putAll(store, ALARM, 7, 8, 9);
  store.journal.next();
  assert.equal(settle(store.journal, 8), true);
  assert.equal(settle(store.journal, 7), true);
  assert.deepEqual(idsIn(store), [9]);
  assert.deepEqual(idsAfterRestart(store.flash), [9]);
});

test("a copy of an answer settles nothing", () => {
  const { journal, shelf } = openStore();
  journal.put(ALARM, 7, 0, 0);
  assert.equal(settle(journal, 8), false);
  assert.equal(settle(journal, 7), true);
  assert.equal(settle(journal, 7, true), false);
  assert.deepEqual(shelf.counters, { depth: 0, lost: 0, rejected: 0, torn: 0 });
});

test("refused: no longer in the way, counted over a restart too, the last eight ids by name", () => {
  const store = openStore();
  putAll(store, ALARM, ...numbers(1, 12));
  for (const id of numbers(1, 10)) settle(store.journal, id, true);
  assert.deepEqual(store.journal.rejectedIds, numbers(3, 10));
  assert.equal(store.shelf.counters.rejected, 10);
  assert.deepEqual(idsIn(store), [11, 12]);
  const after = openStore(store.flash);
  assert.equal(after.shelf.counters.rejected, 10);
  assert.equal(after.shelf.counters.depth, 2);
});

for (const [name, areas] of [
  ["two areas", undefined],
  ["one area", ONE_AREA],
] as const) {
  test(`full, ${name}: the oldest fault goes first, an alarm only for an alarm, and each is counted`, () => {
    const store = openStore(new FakeFlash(areas));
    putAll(store, FAULT_KIND, 1, 2);
    putAll(store, ALARM, ...numbers(3, ROOM));
    assert.equal(store.shelf.counters.lost, 0);
    putAll(store, ALARM, 100);
    assert.deepEqual(idsIn(store), [...numbers(3, ROOM), 100, 2]);
    putAll(store, FAULT_KIND, 101);
    assert.deepEqual(idsIn(store), [...numbers(3, ROOM), 100, 101], "a fault for a fault");
    putAll(store, ALARM, 102, 103);
    assert.deepEqual(idsIn(store), [...numbers(4, ROOM), 100, 102, 103], "the fault, then the oldest alarm");
    assert.equal(store.shelf.counters.lost, 4);
    assert.deepEqual(idsAfterRestart(store.flash), [...numbers(4, ROOM), 100, 102, 103]);
    assert.equal(openStore(store.flash).shelf.counters.lost, 4, "the count outlives a restart");
  });
}

test("full of alarms: a fault waits in RAM, and takes no alarm's place", () => {
  const store = openStore();
  putAll(store, ALARM, ...numbers(1, ROOM));
  putAll(store, FAULT_KIND, 100);
  assert.equal(store.shelf.counters.lost, 0);
  assert.deepEqual(idsIn(store), [...numbers(1, ROOM), 100]);
  assert.equal(settle(store.journal, 100), true);
  assert.deepEqual(idsIn(store), numbers(1, ROOM));
});

test("no flash, or one that takes nothing: the newest eight wait in RAM, the others are counted", () => {
  const worn = new FakeFlash();
  worn.isWorn = true;
  for (const flash of [new FakeFlash([]), worn]) {
    const store = openStore(flash);
    putAll(store, ALARM, ...numbers(1, 10));
    assert.equal(store.journal.isEmpty(), false);
    assert.deepEqual(idsIn(store), numbers(3, 10));
    assert.deepEqual([store.shelf.counters.depth, store.shelf.counters.lost], [8, 2]);
    assert.equal(settle(store.journal, 5, true), true);
    store.journal.date(6, 1_780_000_000);
    assert.deepEqual(store.journal.rejectedIds, [5]);
    for (const id of [3, 4, 6, 7, 8, 9, 10]) settle(store.journal, id);
    assert.equal(store.journal.isEmpty(), true);
  }
});

test("waiting in RAM: an alarm is told as one, and gives its place to no fault", () => {
  const { journal, shelf } = openStore(new FakeFlash([]));
  journal.put(FAULT_KIND, 1, 0, 0);
  assert.equal(journal.hasAlarm(), false);
  journal.put(ALARM, 2, 0, 0);
  assert.equal(journal.hasAlarm(), true);
  for (const id of numbers(3, 12)) journal.put(FAULT_KIND, id, 0, 0);
  assert.equal(shelf.counters.lost, 4);
  const ids = numbers(1, 8).map(() => journal.next()?.id);
  assert.ok(ids.includes(2), ids.join());
});

test("a time that was not known is given once, and to records that have none", () => {
  const { flash, journal } = openStore();
  journal.put(ALARM, 1, 0, 0);
  journal.put(ALARM, 2, 1_780_000_000, 0);
  for (const id of [1, 2, 3]) journal.date(id, 1_790_000_000);
  journal.date(1, 1_799_999_999);
  const times = waitingIn(openStore(flash)).map(({ id, epochS }) => [id, epochS]);
  assert.deepEqual(times, [
    [1, 1_790_000_000],
    [2, 1_780_000_000],
  ]);
  assert.equal(flash.lostBytes, 0);
});

test("one area, and more that wait than can be lifted: the oldest go, and are counted", () => {
  const store = openStore(new FakeFlash([{ address: 0x74000, pageBytes: 10272, pages: 1 }]));
  putAll(store, ALARM, ...numbers(1, 640));
  const kept = idsAfterRestart(store.flash);
  assert.deepEqual(kept, numbers(641 - kept.length, 640));
  assert.ok(kept.length >= 500, `${kept.length} are kept`);
  assert.equal(store.shelf.counters.lost, 640 - kept.length);
});
