/** Flash that holds anything: a start goes on with what is sound, counts what is not, and gives up no alarm. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Random } from "../../sim/random.ts";
import {
  ALARM_KIND,
  BOOT_KIND,
  CONFIG_KIND,
  CRASH_KIND,
  FAULT_KIND,
  MARK_DONE,
  slotOf,
  valueIn,
} from "../../src/store/slot.ts";
import { crc32, FakeFlash, ONE_AREA, TWO_AREAS } from "./fake-flash.ts";
import { openStore, type Store, settle, waitingIn } from "./store-bench.ts";

const GAP_BYTES = 32;
const SLOT = 16;
const idsIn = (store: Store) => waitingIn(store).map(({ id }) => id);
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);
const slotAt = (slot: number) => GAP_BYTES + slot * SLOT;

/** The bytes of the area that counts: its head's mark is open. */
function liveIn(flash: FakeFlash): Uint8Array {
  const live = flash.areas.map((_, i) => flash.raw(i)).filter((cells) => cells[GAP_BYTES + SLOT - 1] === 0xff);
  const [cells] = live.filter((one) => one[GAP_BYTES] !== 0xff);
  assert.ok(cells, "no area counts");
  return cells;
}

/** Everything a start does; then a record that must be there after the next. */
function assertWorks(flash: FakeFlash, where: string): Store {
  const store = openStore(flash);
  store.shelf.beginBoot();
  store.settings({ "canary.json": "{}" }).load();
  store.journal.put(ALARM_KIND + 3, 999_999, 1_780_000_000, 5);
  const found = waitingIn(openStore(flash.clone())).find(({ id }) => id === 999_999);
  assert.deepEqual(found, { id: 999_999, kind: ALARM_KIND + 3, epochS: 1_780_000_000, value: 5 }, where);
  return store;
}

const CONTENTS: readonly (readonly [name: string, byteAt: (i: number) => number])[] = [
  ["0xFF", () => 0xff],
  ["0x00", () => 0x00],
  ["0x55", () => 0x55],
  ["counting bytes", (i) => i & 0xff],
  ["a program's text", (i) => "function(){}\n".charCodeAt(i % 13)],
];
for (const [name, byteAt] of CONTENTS) {
  test(`flash full of ${name}: nothing is found, and the journal works`, () => {
    for (const areas of [TWO_AREAS, ONE_AREA]) {
      const flash = new FakeFlash(areas).fill(byteAt);
      assert.deepEqual(idsIn(openStore(flash.clone())), []);
      const { shelf } = assertWorks(flash, name);
      assert.equal(shelf.counters.torn > 0, name !== "0xFF");
    }
  });
}

test("flash full of random bytes: the journal works, and invents next to nothing", (t) => {
  let invented = 0;
  for (let seed = 1; seed <= 500; seed++) {
    const random = new Random(seed);
    const flash = new FakeFlash(seed % 2 ? TWO_AREAS : ONE_AREA).fill(() => random.between(0, 255));
    invented += idsIn(openStore(flash.clone())).length;
    assertWorks(flash, `seed ${seed}`);
  }
  t.diagnostic(`${invented} records in 500 areas of noise`);
  assert.ok(invented <= 2, `${invented} records invented: a 16-bit CRC lets one of 65536 slots through`);
});

test("random bytes behind what is sound: all of it is found", () => {
  for (let seed = 1; seed <= 200; seed++) {
    const flash = new FakeFlash();
    const first = openStore(flash);
    for (const id of range(1, 10)) first.journal.put(ALARM_KIND + 3, id, 0, 0);
    const random = new Random(seed);
    const cells = liveIn(flash);
    for (let at = slotAt(11); at < cells.length; at++) cells[at] = random.between(0, 255);
    const found = idsIn(openStore(flash.clone()));
    assert.deepEqual(
      range(1, 10).filter((id) => !found.includes(id)),
      [],
      `seed ${seed}`,
    );
    assertWorks(flash, `seed ${seed}`);
  }
});

test("a torn slot, at each of its words: counted, passed over, and the others stand", () => {
  for (let words = 1; words < 4; words++) {
    const flash = new FakeFlash();
    const store = openStore(flash);
    for (const id of [1, 2, 3]) store.journal.put(ALARM_KIND + 3, id, 1_780_000_000, 0);
    liveIn(flash).fill(0xff, slotAt(2) + words * 4, slotAt(3));
    const after = openStore(flash);
    assert.deepEqual(idsIn(after), [1, 3], `after ${words} words`);
    assert.equal(after.shelf.counters.torn, 1);
    after.journal.put(ALARM_KIND + 3, 4, 0, 0);
    assert.deepEqual(idsIn(openStore(flash)), [1, 3, 4]);
  }
});

/** Records of kinds that this version does not know. */
function newer(flash: FakeFlash, ...kinds: readonly number[]): Store {
  const store = openStore(flash);
  store.journal.put(ALARM_KIND + 3, 1, 0, 0);
  for (const [i, kind] of kinds.entries()) store.bank.append(slotOf(kind, 100 + i, 1_780_000_000, 5, crc32), "");
  store.journal.put(ALARM_KIND + 3, 2, 0, 0);
  return openStore(flash.clone());
}

test("records of a newer version are no records of this one, stay while there is room, and go first", () => {
  const kinds = [0, 1, 7, 18, 23, 27, 31, 35, 64, 127];
  const store = newer(new FakeFlash(), ...kinds);
  assert.deepEqual(idsIn(store), [1, 2]);
  assert.deepEqual([store.shelf.counters.depth, store.shelf.counters.torn], [2, 0]);
  store.journal.put(FAULT_KIND, 3, 0, 0);
  for (const id of range(4, 61)) store.journal.put(ALARM_KIND + 3, id, 0, 0);
  assert.deepEqual(idsIn(store), [1, 2, ...range(4, 61), 3], "no record of this version had to go");
  assert.equal(store.shelf.counters.lost, kinds.length, "and each of the others is counted");
});

test("records of a newer version outlive a move", () => {
  const store = newer(new FakeFlash(), 100);
  const countOf = (kind: number, flash: FakeFlash) => {
    const { bank } = openStore(flash.clone());
    return range(1, bank.used() - 1).filter((slot) => (bank.read(slot)[2] as number) >>> 25 === kind).length;
  };
  for (const id of range(10, 100)) {
    store.journal.put(ALARM_KIND + 3, id, 0, 0);
    settle(store.journal, id);
  }
  assert.equal(countOf(100, store.flash), 1);
  assert.deepEqual(idsIn(openStore(store.flash)), [1, 2]);
});

/** An area's head of a version that has changed the layout. */
test("an area of a newer layout counts for nothing, and its flash is used", () => {
  for (const id of [3249139714, 0]) {
    const flash = new FakeFlash();
    new Uint32Array(flash.raw(0).buffer, GAP_BYTES, 4).set(slotOf(63, id, 7, 0, crc32));
    assert.deepEqual(idsIn(openStore(flash.clone())), []);
    assertWorks(flash, `area ${id}`);
  }
});

for (const [name, areas] of [
  ["two areas", TWO_AREAS],
  ["one area", ONE_AREA],
] as const) {
  test(`the head of the area that counts is destroyed, ${name}: all alarms are found`, () => {
    for (const byte of [0x00, 0xff, 0x5a]) {
      const flash = new FakeFlash(areas);
      const store = openStore(flash);
      for (const id of [1, 2, 3]) store.journal.put(ALARM_KIND + 3, id, 0, 0);
      liveIn(flash).fill(byte, GAP_BYTES, GAP_BYTES + SLOT);
      assert.deepEqual(idsIn(openStore(flash)), [1, 2, 3], `full of ${byte}`);
      assert.deepEqual(idsIn(openStore(flash)), [1, 2, 3], "and after the next start");
      assertWorks(flash, `full of ${byte}`);
    }
  });
}

test("the head is destroyed after moves: what the area before it holds is no reason to erase it", () => {
  const flash = new FakeFlash();
  const store = openStore(flash);
  store.journal.put(ALARM_KIND + 3, 1, 0, 0);
  for (const id of range(2, 70)) {
    store.journal.put(ALARM_KIND + 3, id, 0, 0);
    settle(store.journal, id);
  }
  settle(store.journal, 1);
  store.journal.put(ALARM_KIND + 3, 100, 0, 0);
  // The other area holds copies of what waited before the last move.
  liveIn(flash).fill(0, GAP_BYTES, GAP_BYTES + SLOT);
  assert.ok(idsIn(openStore(flash)).includes(100));
});

test("a journal of a board with larger areas: what lies within these is found", () => {
  const large = { address: 0x74000, pageBytes: 2048, pages: 1 };
  const flash = new FakeFlash([large, { ...large, address: 0x75000 }]);
  const first = openStore(flash);
  for (const id of range(1, 100)) first.journal.put(ALARM_KIND + 3, id, 0, 0);
  const small = new FakeFlash();
  for (const area of [0, 1]) small.raw(area).set(flash.raw(area).subarray(0, 1024));
  assert.deepEqual(idsIn(openStore(small.clone())), range(1, 61));
  const { shelf } = openStore(small);
  assert.equal(shelf.counters.depth, 61);
});

test("a journal of a board with smaller areas: all of it is found", () => {
  const tiny = new FakeFlash([
    { address: 0x74000, pageBytes: 256, pages: 1 },
    { address: 0x75000, pageBytes: 256, pages: 1 },
  ]);
  const first = openStore(tiny);
  for (const id of range(1, 13)) first.journal.put(ALARM_KIND + 3, id, 0, 0);
  const flash = new FakeFlash();
  for (const area of [0, 1]) flash.raw(area).set(tiny.raw(area));
  assert.deepEqual(idsIn(openStore(flash.clone())), range(1, 13));
  assertWorks(flash, "smaller");
});

/** A sound head in the last slots of the area, of a text that would go on behind it. */
const ENDS: readonly (readonly [kind: number, chars: number])[] = [
  [CONFIG_KIND, 17],
  [CRASH_KIND, 1500],
  [CONFIG_KIND, 0xffffff],
];
for (const [kind, chars] of ENDS) {
  test(`a text of ${chars} characters at the end of an area: nothing is read behind it`, () => {
    const flash = new FakeFlash();
    const store = openStore(flash);
    for (const id of range(1, 60)) store.journal.put(ALARM_KIND + 3, id, 0, 0);
    new Uint32Array(liveIn(flash).buffer, slotAt(61), 4).set(slotOf(kind, 1, 0, chars, crc32));
    const after = openStore(flash);
    assert.deepEqual(idsIn(after), range(1, 60));
    assert.equal(after.shelf.counters.torn, 1);
  });
}

test("starts: the number of the last one is taken, of whatever it is", () => {
  const flash = new FakeFlash();
  const store = openStore(flash);
  for (const count of [5, 0, NaN, 0xffffff]) store.bank.append(slotOf(BOOT_KIND, 1, 0, count & 0xffffff, crc32), "");
  const after = openStore(flash);
  assert.deepEqual([after.shelf.starts.count, after.shelf.starts.bad], [0xffffff, 4]);
  after.shelf.markBoot(MARK_DONE);
  const last = openStore(flash).shelf.slotsOf(5).pop() as number;
  assert.equal(valueIn(after.bank.read(last)), 0xffffff);
});
