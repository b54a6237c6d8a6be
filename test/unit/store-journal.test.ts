/** What waits for the cloud: oldest first, bounded, every loss counted. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { createJournal } from "../../src/store/journal.ts";

const open = (max = 3) => createJournal<{ id: number }>(max);

test("oldest first", () => {
  const journal = open();
  assert.equal(journal.first(), undefined);
  for (const id of [7, 8, 9]) journal.put({ id });
  assert.equal(journal.first()?.id, 7);
  assert.equal(journal.settle(7, false), true);
  assert.equal(journal.first()?.id, 8);
  assert.deepEqual(journal.counters, { depth: 2, dropped: 0, refused: 0 });
});

test("settled out of order", () => {
  const journal = open();
  for (const id of [7, 8, 9]) journal.put({ id });
  assert.equal(journal.settle(8, false), true);
  assert.equal(journal.settle(7, false), true);
  assert.equal(journal.first()?.id, 9);
});

test("a copy of an answer settles nothing", () => {
  const journal = open();
  journal.put({ id: 7 });
  assert.equal(journal.settle(8, false), false);
  assert.equal(journal.settle(7, false), true);
  assert.equal(journal.settle(7, true), false);
  assert.deepEqual(journal.counters, { depth: 0, dropped: 0, refused: 0 });
});

test("full: the oldest is lost, and counted", () => {
  const journal = open(3);
  for (const id of [1, 2, 3, 4, 5]) journal.put({ id });
  assert.equal(journal.first()?.id, 3);
  assert.deepEqual(journal.counters, { depth: 3, dropped: 2, refused: 0 });
});

test("refused is counted", () => {
  const journal = open();
  journal.put({ id: 7 });
  journal.settle(7, true);
  assert.deepEqual(journal.counters, { depth: 0, dropped: 0, refused: 1 });
});
