/** Slots in two areas, or one: which one counts, what goes over into the next, and what is left alone. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { createBank } from "../../src/store/bank.ts";
import { ALARM_KIND, CRASH_KIND, isErased, isOpen, MARK_DONE, markOf, slotOf } from "../../src/store/slot.ts";
import { CUTS, crc32, FakeFlash, ONE_AREA, PowerGone, TWO_AREAS } from "./fake-flash.ts";

/** What Espruino looks at behind its own files. */
const GAP_BYTES = 32;

function open(flash = new FakeFlash()) {
  const bank = createBank(flash, flash.areas, crc32);
  return { flash, bank, isWhole: flash.areas.length > 0 && bank.open() };
}

/** With a head. */
function begun(flash = new FakeFlash()) {
  const opened = open(flash);
  assert.equal(opened.isWhole, false);
  opened.bank.move(
    () => false,
    () => {},
    0,
  );
  return opened;
}

const record = (id: number) => slotOf(ALARM_KIND, id, 1_780_000_000, 0, crc32);
const page = (bytes: number, pages: number) => ({ address: 0x4000, pageBytes: bytes, pages });

const SIZES: readonly (readonly [name: string, areas: FakeFlash["areas"], size: number])[] = [
  ["none", [], 0],
  ["a page", [page(1024, 1)], 62],
  ["pages of two sizes: the smaller", TWO_AREAS, 62],
  ["a sector of 128 kB: no more than are looked after in RAM", [page(131072, 1)], 640],
  ["10 kB", [page(1024, 10)], 638],
];
for (const [name, areas, size] of SIZES) {
  test(`slots of ${name}: ${size}`, () => assert.equal(open(new FakeFlash(areas)).bank.size, size));
}

for (const [name, areas] of [
  ["two areas", TWO_AREAS],
  ["one area", ONE_AREA],
] as const) {
  test(`${name}: what is appended is read back, now and after a start`, () => {
    const { flash, bank } = begun(new FakeFlash(areas));
    assert.equal(bank.append(record(7), ""), 1);
    assert.equal(bank.append(slotOf(CRASH_KIND, 0, 0, 20, crc32), "text of 20 characters".slice(0, 20)), 2);
    assert.equal(bank.append(record(8), ""), 5, "behind the text's two slots");
    const after = open(flash);
    assert.equal(after.isWhole, true);
    assert.deepEqual(
      [1, 5].map((slot) => after.bank.read(slot)[0]),
      [7, 8],
    );
    assert.equal(after.bank.text(2), "text of 20 character");
    assert.ok(isErased(after.bank.read(6)));
  });

  test(`${name}: a move takes over what stays, in order, and tells where it is`, () => {
    const { flash, bank } = begun(new FakeFlash(areas));
    for (let id = 1; id <= 6; id++) bank.append(record(id), "");
    bank.mark(4, MARK_DONE);
    const moves: string[] = [];
    const isMoved = bank.move(
      (slot) => slot % 2 === 0,
      (from, to) => moves.push(`${from}>${to}`),
      5,
    );
    assert.equal(isMoved, true);
    assert.deepEqual(moves, ["2>1", "4>2", "6>3"]);
    assert.deepEqual([bank.used(), bank.carried()], [4, 5]);
    const after = open(flash).bank;
    assert.deepEqual([after.carried(), ...[1, 2, 3].map((slot) => after.read(slot)[0])], [5, 2, 4, 6]);
    assert.equal(isOpen(after.read(2)), false, "a mark goes with its slot");
  });

  test(`${name}: the first bytes of an area are left as Espruino wants to find them`, () => {
    const { flash, bank } = begun(new FakeFlash(areas));
    for (let round = 0; round < 5; round++) {
      for (let id = 1; id <= 61; id++) bank.append(record(id), "");
      bank.move(
        () => false,
        () => {},
        0,
      );
      areas.forEach((_, i) => {
        assert.ok(
          flash
            .raw(i)
            .subarray(0, GAP_BYTES)
            .every((byte) => byte === 0xff),
          `area ${i}`,
        );
      });
    }
    assert.equal(flash.lostBytes, 0);
  });
}

test("full: no more is taken, and nothing is written", () => {
  const { flash, bank } = begun();
  for (let id = 1; id <= 61; id++) assert.equal(bank.append(record(id), ""), id);
  const { operations } = flash;
  assert.equal(bank.append(record(99), ""), 0);
  assert.equal(flash.operations, operations);
});

test("slots that are worn or hold something are passed over, four at most", () => {
  const { flash, bank } = begun();
  const slotAt = (slot: number) => GAP_BYTES + slot * 16;
  for (const slot of [1, 2, 3]) flash.raw(1).fill(0, slotAt(slot), slotAt(slot + 1));
  assert.equal(bank.append(record(7), ""), 4);
  for (const slot of [5, 6, 7, 8]) flash.raw(1).fill(0, slotAt(slot), slotAt(slot + 1));
  assert.equal(bank.append(record(8), ""), 0);
  assert.equal(bank.append(record(8), ""), 9, "and the next one finds the first sound one behind them");
  assert.equal(bank.append(slotOf(ALARM_KIND, 9, undefined, 0, crc32), ""), 10);
});

test("a slot whose mark is not open any more is none to write to", () => {
  const { flash, bank } = begun();
  flash.raw(1)[GAP_BYTES + 16 + 15] = 0x7f;
  assert.equal(bank.append(record(7), ""), 2);
});

const ALL = () => true;
const NOBODY = () => {};

test("a move whose last step was cut: the newer of two areas counts, and the older never again", () => {
  for (const moves of [0, 1]) {
    const { flash, bank } = begun();
    for (let i = 0; i < moves; i++) bank.move(ALL, NOBODY, 0);
    bank.append(record(7), "");
    const older = moves % 2 ? 0 : 1;
    const trial = flash.clone();
    const whole = open(trial).bank;
    whole.seek(bank.used());
    whole.move(ALL, NOBODY, 0);
    const cut = open(flash).bank;
    cut.seek(bank.used());
    flash.cutAfter(trial.operations - 1, CUTS["before it"] as never);
    assert.throws(() => cut.move(ALL, NOBODY, 0), PowerGone);
    const after = open(flash.clone());
    assert.deepEqual([after.isWhole, after.bank.read(1)[0]], [true, 7]);
    const alone = createBank(after.flash, [TWO_AREAS[older] as (typeof TWO_AREAS)[number]], crc32);
    assert.equal(alone.open(), false, "the older one is marked at the start");
  }
});

const SECTOR = [page(131072, 1)];
const AREAS = 12;

test("one area alone: no more is lifted through RAM than 512 slots", () => {
  const { flash, bank } = begun(new FakeFlash([page(10272, 1)]));
  for (let id = 1; id <= 513; id++) bank.append(record(id), "");
  const { operations } = flash;
  const move = (stays: (slot: number) => boolean) => bank.move(stays, () => {}, 0);
  assert.deepEqual([bank.size, bank.most()], [640, 512]);
  assert.equal(
    move(() => true),
    false,
  );
  assert.equal(flash.operations, operations, "and it is left as it was");
  assert.equal(
    move((slot) => slot > 1),
    true,
  );
  assert.equal(bank.read(512)[0], 513);
});

/** A bank in the given area of a sector, with the records 1 to 3. */
function inArea(area: number) {
  const opened = begun(new FakeFlash(SECTOR));
  const { bank } = opened;
  for (let id = 1; id <= 3; id++) bank.append(record(id), "");
  for (let moved = 0; moved < area; moved++) bank.move(ALL, NOBODY, moved);
  return opened;
}
const idsOf = (bank: ReturnType<typeof open>["bank"]) => [1, 2, 3].map((slot) => bank.read(slot)[0]);

test("a sector is cut into areas that are used up in turn, and erased once for all of them", () => {
  const { flash, bank } = inArea(0);
  const before = flash.erases.get(0x4000) ?? 0;
  assert.equal(bank.areas, AREAS);
  // The very first start finds garbage or nothing: it takes the second area, or erases.
  const mosts: number[] = [];
  for (let moved = 1; moved <= 3 * AREAS; moved++) {
    mosts.push(bank.most());
    assert.equal(bank.move(ALL, NOBODY, moved), true);
    const after = open(flash.clone()).bank;
    assert.deepEqual([...idsOf(after), after.carried()], [1, 2, 3, moved], `after move ${moved}`);
  }
  assert.equal((flash.erases.get(0x4000) ?? 0) - before, 3);
  assert.deepEqual(mosts.slice(0, AREAS).filter((most) => most === 512).length, 1, mosts.join());
  assert.equal(flash.lostBytes, 0);
});

for (const [name, cut] of Object.entries(CUTS)) {
  test(`a sector, a move into the next area cut ${name}: one whole area, and the next move finds a clean one`, () => {
    const whole = inArea(4);
    const from = whole.flash.operations;
    whole.bank.move(ALL, NOBODY, 0);
    for (let n = from; n < whole.flash.operations; n++) {
      const { flash, bank } = inArea(4);
      flash.cutAfter(n - from, cut);
      assert.throws(() => bank.move(ALL, NOBODY, 0), PowerGone);
      const survivor = flash.clone();
      const after = open(survivor);
      assert.deepEqual([after.isWhole, ...idsOf(after.bank)], [true, 1, 2, 3], `operation ${n - from}`);
      after.bank.seek(4);
      assert.equal(after.bank.move(ALL, NOBODY, 0), true);
      assert.deepEqual(idsOf(open(survivor.clone()).bank), [1, 2, 3]);
      assert.equal(survivor.lostBytes, 0, `operation ${n - from}: written over what the cut had left`);
    }
  });
}

test("marks and times are written over what stands there by clearing bits", () => {
  const { flash, bank } = begun();
  bank.append(slotOf(ALARM_KIND, 7, undefined, 0, crc32), "");
  bank.date(1, 1_780_000_000);
  bank.mark(1, 0xfffe);
  assert.deepEqual([bank.read(1)[1], markOf(bank.read(1))], [1_780_000_000, 0xfffe]);
  bank.mark(1, MARK_DONE);
  assert.equal(markOf(bank.read(1)), MARK_DONE);
  assert.equal(flash.lostBytes, 0);
});

test("an area of the sector in which a move has begun is none to move into", () => {
  const { flash, bank } = inArea(3);
  // A move writes its slots, then the head; one into the next area was cut behind the first slot. The first start took the second area.
  const areaBytes = GAP_BYTES + 640 * 16;
  flash.write(new Uint32Array(record(99)).buffer as ArrayBuffer, 0x4000 + 5 * areaBytes + GAP_BYTES + 16);
  bank.move(ALL, NOBODY, 7);
  const after = open(flash.clone()).bank;
  assert.deepEqual([...idsOf(after), after.carried()], [1, 2, 3, 7]);
  assert.equal(flash.lostBytes, 0, "it was written over");
});
