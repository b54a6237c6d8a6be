/** Ten years of an alarm an hour, on each board's own flash: how often a page is erased, and a block of it written. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { listBoards, loadBoard } from "../../build/boards.ts";
import { ALARM_KIND, CRASH_KIND, MARK_DONE, MARK_GOOD } from "../../src/store/slot.ts";
import { FakeFlash } from "./fake-flash.ts";
import { configText } from "./settings-bench.ts";
import { openStore, type Store, settle } from "./store-bench.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const { board: MDBT42Q } = await loadBoard(ROOT, "mdbt42q");
/** One is run, and the others reckoned from it. */
const YEARS = 10;
/** An alarm, that it is over range, and its end, each hour. */
const RECORDS_A_YEAR = 3 * 24 * 365;
/** What every chip and flash of these boards is rated for. */
const RATED_ERASES = 10_000;
/** Words that the nRF52832 may be given in 512 bytes between two erases. */
const RATED_WRITES = 181;
const RECORDS_AN_HOUR = 3;
/** A start a day; of so many records behind it the time comes later. */
const RECORDS_A_DAY = 72;
const UNDATED = 4;

/** A settled device: settings in force, crashes of the past. */
function settled(areas: FakeFlash["areas"]): Store {
  const store = openStore(new FakeFlash(areas));
  store.settings({ "canary.json": configText({}, { gas: { r0Ohm: 12345 } }) }).confirm();
  for (let i = 0; i < 3; i++) store.shelf.keepText(CRASH_KIND, 0, `${i} s: ${"x".repeat(96)}`);
  return store;
}

/** `isStuck`: one record is never settled, so that the journal is never tidied up in a quiet moment. */
function year(store: Store, isStuck: boolean): void {
  const { journal, shelf } = store;
  if (isStuck) journal.put(ALARM_KIND + 3, 1, 0, 0);
  for (let n = 0; n < RECORDS_A_YEAR; n++) {
    const sinceStart = n % RECORDS_A_DAY;
    if (sinceStart === 0) {
      shelf.beginBoot();
      for (const mark of [MARK_GOOD, MARK_DONE]) shelf.markBoot(mark);
    }
    if (n % RECORDS_AN_HOUR === 0) shelf.keepHours(n);
    journal.put(ALARM_KIND + 3, 2 + n, sinceStart < UNDATED ? 0 : 1_780_000_000, 0);
    if (sinceStart < UNDATED) journal.date(2 + n, 1_780_000_000);
    settle(journal, 2 + n, false);
  }
}

/** One board for each shape of log: what wears is the pages, and the rest of a board has no part in it. */
const SHAPES = new Map<string, string>();
for (const id of listBoards(ROOT)) {
  const { logFlash } = (await loadBoard(ROOT, id)).board;
  const shape = logFlash.map(({ pageBytes, pages }) => `${pages} of ${pageBytes}`).join();
  if (shape !== "" && !SHAPES.has(shape)) SHAPES.set(shape, id);
}

for (const id of SHAPES.values()) {
  const { board } = await loadBoard(ROOT, id);
  for (const isStuck of [false, true]) {
    test(`${id}: ${YEARS} years, three records an hour${isStuck ? ", one of them never answered" : ""}`, (t) => {
      const store = settled(board.logFlash);
      year(store, isStuck);
      const { flash } = store;
      const most = Math.max(0, ...flash.erases.values()) * YEARS;
      t.diagnostic(`${id}: ${most} erases a page in ${YEARS} years; ${flash.mostBlockWrites} words in 512 bytes`);
      assert.ok(most > 0 && most < RATED_ERASES, `${most} erases a page`);
      assert.equal(store.shelf.counters.lost, 0);
      if (id === "mdbt42q")
        assert.ok(flash.mostBlockWrites <= RATED_WRITES, `${flash.mostBlockWrites} words in a block`);
    });
  }
}

test("mdbt42q: a start every quarter of an hour for a year", (t) => {
  const { flash, shelf } = settled(MDBT42Q.logFlash);
  for (let n = 0; n < 4 * 24 * 365; n++) {
    shelf.beginBoot();
    for (const mark of [MARK_GOOD, MARK_DONE]) shelf.markBoot(mark);
  }
  const most = Math.max(0, ...flash.erases.values());
  t.diagnostic(`${most} erases a page; ${flash.mostBlockWrites} words in 512 bytes`);
  assert.ok(most < RATED_ERASES, `${most} erases a page`);
  assert.ok(flash.mostBlockWrites <= RATED_WRITES, `${flash.mostBlockWrites} words in a block`);
});
