/** What stands in the log beside the records: starts and texts, and what goes when there is no room. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { createCalibrations } from "../../src/store/calibrations.ts";
import type { JournalRecord } from "../../src/store/journal.ts";
import {
  ALARM_KIND,
  CONFIG_KIND,
  CRASH_KIND,
  FAULT_KIND,
  MARK_DONE,
  MARK_GOOD,
  MARK_OPEN,
} from "../../src/store/slot.ts";
import { FakeFlash, ONE_AREA, TWO_AREAS } from "./fake-flash.ts";
import { openStore, type Store, settle, waitingIn } from "./store-bench.ts";

const ROOM = 61;
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);
const textsOf = ({ shelf, bank }: Store, kind: number) => shelf.slotsOf(kind).map(bank.text);

function fill({ journal }: Store, from: number, to: number): void {
  for (const id of range(from, to)) journal.put(ALARM_KIND + 3, id, 0, 0);
}

/** Each start's mark; what the next one finds. */
const STARTS: readonly (readonly [name: string, marks: readonly (number | null)[], bad: number, last: number])[] = [
  ["none yet", [], 0, MARK_OPEN],
  ["one that did not last", [null], 1, MARK_OPEN],
  ["one that lasted", [MARK_GOOD], 0, MARK_GOOD],
  ["one that lasted until the sensor was warm", [MARK_DONE], 0, MARK_DONE],
  ["bad ones in a row", [null, null, null, null, null], 5, MARK_OPEN],
  ["bad ones before a good one", [null, null, MARK_GOOD], 0, MARK_GOOD],
  ["bad ones behind a good one", [null, MARK_DONE, null, null], 2, MARK_OPEN],
];
for (const [name, marks, bad, last] of STARTS) {
  test(`starts: ${name}`, () => {
    const flash = new FakeFlash();
    for (const mark of marks) {
      const { shelf } = openStore(flash);
      shelf.beginBoot();
      if (mark !== null) shelf.markBoot(mark);
    }
    const { starts } = openStore(flash).shelf;
    assert.deepEqual(starts, { count: marks.length, bad, lastMark: last });
  });
}

test("starts are told from those before: a good one is good at once, and in this run", () => {
  const flash = new FakeFlash();
  for (let i = 0; i < 3; i++) openStore(flash).shelf.beginBoot();
  const { shelf } = openStore(flash);
  shelf.beginBoot();
  shelf.markBoot(MARK_GOOD);
  shelf.markBoot(MARK_DONE);
  assert.deepEqual(shelf.starts, { count: 4, bad: 0, lastMark: MARK_OPEN }, "the last one's mark is that of before");
});

test("without flash starts are counted for this run alone, and nothing throws", () => {
  const { shelf } = openStore(new FakeFlash([]));
  shelf.beginBoot();
  shelf.markBoot(MARK_GOOD);
  assert.equal(shelf.starts.count, 1);
  assert.equal(shelf.keepText(CRASH_KIND, 0, "lost"), false);
});

test("starts since a slot, over moves too", () => {
  const flash = new FakeFlash();
  openStore(flash).shelf.keepText(CONFIG_KIND, 1, "{}");
  for (const n of range(1, 3)) {
    const store = openStore(flash);
    store.shelf.beginBoot();
    for (const id of range(100 * n, 100 * n + 99)) {
      fill(store, id, id);
      settle(store.journal, id);
    }
    assert.equal(store.shelf.bootsSince(store.shelf.slotsOf(CONFIG_KIND).pop() as number), n);
  }
});

for (const [name, areas] of [
  ["two areas", TWO_AREAS],
  ["one area", ONE_AREA],
] as const) {
  test(`${name}: the newest three crashes outlive everything, whole`, () => {
    const store = openStore(new FakeFlash(areas));
    for (const n of range(1, 40)) {
      assert.equal(store.shelf.keepText(CRASH_KIND, 0, `${n} s: ${"x".repeat(n)}`), true);
      fill(store, n, n);
      settle(store.journal, n);
    }
    const kept = [38, 39, 40].map((n) => `${n} s: ${"x".repeat(n)}`);
    assert.deepEqual(textsOf(store, CRASH_KIND).slice(-3), kept);
    assert.deepEqual(textsOf(openStore(store.flash), CRASH_KIND).slice(-3), kept);
  });

  test(`${name}: tidied up in a quiet moment, long before it is full, and not while something waits`, () => {
    const store = openStore(new FakeFlash(areas));
    fill(store, 1, 50);
    for (const id of range(1, 49)) settle(store.journal, id);
    assert.equal(store.bank.used(), 51);
    settle(store.journal, 50);
    assert.equal(store.bank.used(), 2, "the alarm that stands is kept, delivered as it is");
    fill(store, 51, 60);
    for (const id of range(51, 60)) settle(store.journal, id);
    assert.equal(store.bank.used(), 12, "and not before it is worth it");
  });
}

test("tidying up is left alone where most of it would have to be copied", () => {
  const store = openStore();
  const { erases } = store.flash;
  const count = () => [...erases.values()].reduce((sum, one) => sum + one, 0);
  assert.equal(store.shelf.keepText(CONFIG_KIND, 1, "x".repeat(600)), true);
  const before = count();
  for (const id of range(1, 20)) {
    fill(store, id, id);
    settle(store.journal, id);
  }
  assert.equal(count(), before);
});

test("full of alarms: no text and no start takes a place, and what was kept stays", () => {
  const store = openStore();
  fill(store, 1, ROOM);
  assert.equal(store.shelf.keepText(CRASH_KIND, 0, "text"), false);
  store.shelf.beginBoot();
  assert.equal(waitingIn(openStore(store.flash)).length, ROOM);
  assert.equal(store.shelf.counters.lost, 0);
});

test("an empty text is a text", () => {
  const store = openStore();
  assert.equal(store.shelf.keepText(CRASH_KIND, 0, ""), true);
  assert.equal(store.shelf.keepText(CRASH_KIND, 0, "next"), true);
  assert.deepEqual(textsOf(openStore(store.flash), CRASH_KIND), ["", "next"]);
});

test("crashes take no alarm's place", () => {
  const store = openStore();
  for (const n of range(1, 3)) store.shelf.keepText(CRASH_KIND, 0, `${n}`.repeat(100));
  fill(store, 1, ROOM);
  assert.equal(store.shelf.counters.lost, 0, "alarms were dropped, and crash texts are still there");
});

/** Kinds put in turn, each delivered or not; whether an alarm stands then. */
const BEGIN = ALARM_KIND + 3;
const END = ALARM_KIND + 1;
const OVER_RANGE = ALARM_KIND + 2;
const STANDING: readonly (readonly [name: string, kinds: readonly number[], stands: boolean])[] = [
  ["nothing", [], false],
  ["a fault", [FAULT_KIND], false],
  ["an alarm", [BEGIN], true],
  ["an alarm and a fault behind it", [BEGIN, FAULT_KIND], true],
  ["an alarm and its end", [BEGIN, END], false],
  ["over range, before an alarm", [OVER_RANGE], false],
  ["the next alarm", [BEGIN, END, OVER_RANGE, BEGIN], true],
];
for (const [name, kinds, stands] of STANDING) {
  for (const isDelivered of [false, true]) {
    test(`an alarm stands after ${name}${isDelivered ? ", delivered" : ""}: ${stands}, over restarts and moves`, () => {
      const flash = new FakeFlash();
      const store = openStore(flash);
      kinds.forEach((kind, i) => {
        store.journal.put(kind, i + 1, 0, 0);
        if (isDelivered) settle(store.journal, i + 1);
      });
      assert.equal(store.shelf.alarmSlot() > 0, stands);
      const after = openStore(flash);
      assert.equal(after.shelf.alarmSlot() > 0, stands);
      for (const id of range(100, 400)) {
        after.journal.put(FAULT_KIND, id, 0, 0);
        settle(after.journal, id);
      }
      assert.equal(openStore(flash).shelf.alarmSlot() > 0, stands, "after some moves");
    });
  }
}

test("one sector, all of it used, and its head lost: more alarms than can be lifted stay where they are", () => {
  const MANY = 600;
  const flash = new FakeFlash([{ address: 0, pageBytes: 131_072, pages: 1 }]);
  const store = openStore(flash);
  fill(store, 1, MANY);
  // Slots are 16 bytes, behind 32 that stay erased; an area has 640.
  const areaBytes = 32 + 640 * 16;
  const cells = flash.raw();
  for (let at = 32; at < cells.length; at += areaBytes) cells.fill(0, at, at + 32);
  cells.fill(0, 32, 48);
  const after = openStore(flash);
  assert.equal(after.shelf.counters.depth, MANY - 1, "all but the one whose slot was wiped");
  fill(after, MANY + 1, MANY + 200);
  const waiting = waitingIn(after);
  assert.equal(waiting.at(-1)?.id, MANY + 200, "and the log goes on");
  assert.equal(waiting.length + after.shelf.counters.lost, MANY + 199, "those that had no room are counted");
});

test("hours in use: the newest that were kept, over restarts and moves", () => {
  const flash = new FakeFlash();
  assert.equal(openStore(flash).shelf.hours(), 0);
  for (let hours = 24; hours <= 24 * 300; hours += 24) assert.equal(openStore(flash).shelf.keepHours(hours), true);
  assert.equal(openStore(flash).shelf.hours(), 7200);
  assert.equal(openStore(new FakeFlash([])).shelf.keepHours(1), false);
});

test("calibrations: the last four, numbered, of this circuit only, over moves", () => {
  const flash = new FakeFlash();
  const open = (tag: number) => {
    const { bank, shelf } = openStore(flash);
    return createCalibrations(bank, shelf, tag, () => 1_780_000_000);
  };
  assert.deepEqual(open(1).list(), []);
  assert.deepEqual(open(1).current(9000), { r0Ohm: 9000, span: 1 }, "as it was set up");
  for (const n of range(1, 30)) assert.equal(open(1).add(n, { r0Ohm: 10000 + n, span: 1 }), true);
  assert.deepEqual(
    open(1).list(),
    range(27, 30).map((n) => [1_780_000_000, n, 10000 + n, 1, n]),
  );
  assert.deepEqual(open(2).list(), [], "another circuit");
  open(2).add(31, { r0Ohm: 5000, span: 1.25 });
  assert.deepEqual(open(2).list(), [[1_780_000_000, 31, 5000, 1.25, 1]]);
  assert.deepEqual(open(2).current(9000), { r0Ohm: 5000, span: 1.25 });
  assert.deepEqual(open(1).list(), [], "no way back: it is another sensor by now");
});

test("a record that is told anew without its time says nothing of what stands, if others are newer", () => {
  /** Kinds put in turn; which of them is put anew, by its place; whether an alarm stands. */
  for (const [kinds, place, stands] of [
    [[BEGIN, END, BEGIN], 1, true],
    [[BEGIN, END, BEGIN], 0, true],
    [[BEGIN, END], 0, false],
    [[BEGIN, END], 1, false],
    [[BEGIN], 0, true],
  ] as const) {
    const flash = new FakeFlash();
    const store = openStore(flash);
    kinds.forEach((kind, i) => {
      store.journal.put(kind, i + 1, 1_780_000_000, 5);
    });
    const anew = waitingIn(store)[place] as JournalRecord;
    settle(store.journal, anew.id, true);
    store.journal.again(anew, 99);
    assert.deepEqual(waitingIn(store).at(-1), { ...anew, id: 99, epochS: 0 });
    for (const id of range(100, 400)) {
      const after = openStore(flash);
      assert.equal(after.shelf.alarmSlot() > 0, stands, `${kinds} with ${place} anew, after ${id - 100} more`);
      after.journal.date(99, 1_780_000_000);
      after.journal.put(FAULT_KIND, id, 0, 0);
      settle(after.journal, id);
    }
  }
});
