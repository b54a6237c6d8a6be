/** The power goes at every flash operation of the journal's life: nothing lost, nothing invented. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Random } from "../../sim/random.ts";
import { ALARM_KIND, CRASH_KIND, FAULT_KIND } from "../../src/store/slot.ts";
import { CUTS, FakeFlash, PowerGone } from "./fake-flash.ts";
import { openStore, type Store, settle } from "./store-bench.ts";
import { cutEverywhere, Promises, SMALL } from "./store-cut.ts";

type Act = (store: Store, promises: Promises) => void;
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

const putAll =
  (...ids: number[]): Act =>
  (store, promises) => {
    for (const id of ids) promises.put(store, id);
  };
const settleAll =
  (...ids: number[]): Act =>
  (store, promises) => {
    for (const id of ids) promises.settle(store, id);
  };

/** What is done, one after the other, on a journal that is new. */
const SCRIPTS: readonly (readonly [name: string, acts: readonly Act[]])[] = [
  ["append", [putAll(1, 2, 3)]],
  ["append alarms and faults", [putAll(1), (store, p) => p.put(store, 2, FAULT_KIND), putAll(3)]],
  ["append, delivered", [putAll(1, 2, 3), settleAll(2, 1)]],
  ["append, refused", [putAll(1, 2), (store, p) => p.settle(store, 1, true)]],
  ["a time that comes later", [(store, p) => p.put(store, 1, ALARM_KIND, 0), (store, p) => p.date(store, 1, 1.78e9)]],
  ["a text between", [putAll(1), ({ shelf }) => shelf.keepText(CRASH_KIND, 0, "where it went wrong"), putAll(2)]],
  ["a start between", [putAll(1), ({ shelf }) => shelf.beginBoot(), putAll(2), ({ shelf }) => shelf.markBoot(0)]],
  ["tidied up when nothing waits", [putAll(...range(1, 10)), settleAll(...range(1, 10)), putAll(11)]],
  ["a move with one that waits", [putAll(...range(1, 11)), settleAll(...range(2, 10)), putAll(...range(12, 20))]],
  [
    "moves to and fro",
    [
      ...range(1, 20).map((id): Act => {
        return (store, p) => {
          p.put(store, id);
          if (id > 3 && id % 5) p.settle(store, id - 3);
        };
      }),
    ],
  ],
  [
    "moves with texts and starts",
    range(1, 6).map((id): Act => {
      return (store, p) => {
        store.shelf.beginBoot();
        p.put(store, id);
        store.shelf.keepText(CRASH_KIND, 0, `crash ${id}`);
        store.shelf.markBoot(0);
        if (id > 1) p.settle(store, id - 1);
      };
    }),
  ],
];

/** Three crashes of a head and a line each, and a start: what goes with the records over a move. */
const TEXT_SLOTS = 7;

const run =
  (acts: readonly Act[]): Act =>
  (store, promises) => {
    for (const act of acts) act(store, promises);
  };

for (const [name, acts] of SCRIPTS) {
  test(`cut everywhere: ${name}`, (t) => {
    const cases = cutEverywhere(
      new FakeFlash(SMALL),
      () => new Promises(),
      run(acts),
      (flash, promises, where) => {
        promises.check(flash, where);
        // And it goes on: what is put after that is found after the next start.
        const store = openStore(flash);
        promises.put(store, 1000);
        promises.check(flash, `${where}, and one more`);
      },
    );
    t.diagnostic(`${cases} cuts`);
  });
}

test("one area: a cut loses nothing, but while what waits is lifted over the erasing", (t) => {
  for (const [name, acts] of SCRIPTS) {
    const cases = cutEverywhere(
      new FakeFlash(SMALL.slice(0, 1)),
      () => new Promises(),
      run(acts),
      (flash, promises, where, sinceErase) => {
        // The one moment that RAM alone has what waits: until all is written again, four words a slot.
        const lifted = 1 + promises.waiting + (name.includes("texts") ? TEXT_SLOTS : 0);
        promises.check(flash, `${name}, ${where}`, sinceErase < 4 * lifted);
      },
    );
    t.diagnostic(`${name}: ${cases} cuts`);
  }
});

test("cut again while the store opens: as if it had been cut once", (t) => {
  let cases = 0;
  for (let seed = 1; seed <= 150; seed++) {
    const random = new Random(seed);
    const cuts = Object.values(CUTS);
    const cut = () => cuts[random.between(0, cuts.length - 1)] as (typeof cuts)[number];
    const flash = new FakeFlash(SMALL);
    const promises = new Promises();
    for (let id = 1, round = 0; round < 8; round++) {
      // One of a few operations, from the start's own on.
      flash.cutAfter(random.between(0, 60), cut());
      try {
        const store = openStore(flash);
        for (; id < 1000; id++) {
          promises.put(store, id);
          for (const [old, { state }] of promises.entries)
            if (state === "put" && random.next() < 0.4) promises.settle(store, old);
        }
      } catch (error) {
        if (!(error instanceof PowerGone)) throw error;
        id++;
        cases++;
      }
      flash.cutAt = Infinity;
      promises.check(flash, `seed ${seed}, round ${round}`);
      adoptFound(flash, promises);
    }
  }
  t.diagnostic(`${cases} cuts`);
});

/** What was in between when the power went is now the one or the other. */
function adoptFound(flash: FakeFlash, promises: Promises): void {
  const found = openStore(flash.clone());
  for (const [id, entry] of promises.entries) {
    if (entry.state !== "being put" && entry.state !== "being settled") continue;
    entry.state = settle(found.journal, id) ? "put" : "settled";
  }
}

test("nothing is read or written outside of its areas, whatever they hold", () => {
  assert.throws(() => new FakeFlash(SMALL).read(16, 0x74000 + 256 - 12), /leave the area/);
});
