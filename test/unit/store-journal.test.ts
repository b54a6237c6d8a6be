/** What waits for the cloud: oldest first among those that are due, bounded, every loss counted. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { createJournal, type JournalRecord } from "../../src/store/journal.ts";

const open = (max = 3) => createJournal<JournalRecord>(max);
const at = (id: number, notBeforeMs = 0): JournalRecord => ({ id, notBeforeMs });

test("oldest first", () => {
  const journal = open();
  assert.equal(journal.due(0), undefined);
  for (const id of [7, 8, 9]) journal.put(at(id));
  assert.equal(journal.due(0)?.id, 7);
  assert.equal(journal.settle(7, false), true);
  assert.equal(journal.due(0)?.id, 8);
  assert.deepEqual(journal.counters, { depth: 2, lost: 0, rejected: 0 });
});

test("one whose time has not come holds up no other", () => {
  const journal = open();
  for (const record of [at(7, 5000), at(8, 2000), at(9, 3000)]) journal.put(record);
  assert.equal(journal.due(1999), undefined);
  assert.equal(journal.due(2000)?.id, 8);
  assert.equal(journal.due(4999)?.id, 8);
  assert.equal(journal.due(5000)?.id, 7);
});

test("restart: all are due", () => {
  const journal = open();
  for (const record of [at(7, 5000), at(8, 2000)]) journal.put(record);
  journal.restart();
  assert.deepEqual(journal.records, [at(7), at(8)]);
  assert.equal(journal.due(0)?.id, 7);
});

test("settled out of order", () => {
  const journal = open();
  for (const id of [7, 8, 9]) journal.put(at(id));
  assert.equal(journal.settle(8, false), true);
  assert.equal(journal.settle(7, false), true);
  assert.deepEqual(journal.records, [at(9)]);
});

test("a copy of an answer settles nothing", () => {
  const journal = open();
  journal.put(at(7));
  assert.equal(journal.settle(8, false), false);
  assert.equal(journal.settle(7, false), true);
  assert.equal(journal.settle(7, true), false);
  assert.deepEqual(journal.counters, { depth: 0, lost: 0, rejected: 0 });
});

test("full: the oldest is lost, and counted", () => {
  const journal = open(3);
  for (const id of [1, 2, 3, 4, 5]) journal.put(at(id));
  assert.equal(journal.due(0)?.id, 3);
  assert.deepEqual(journal.counters, { depth: 3, lost: 2, rejected: 0 });
});

test("rejected is counted", () => {
  const journal = open();
  journal.put(at(7));
  journal.settle(7, true);
  assert.deepEqual(journal.counters, { depth: 0, lost: 0, rejected: 1 });
});
