/** The log of a device on the desk: decoded, carried over to another device, and cut off at any step of that. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { faultWords } from "../../sim/device-words.ts";
import type { FlashArea } from "../../src/hal.ts";
import { createBank } from "../../src/store/bank.ts";
import { createJournal } from "../../src/store/journal.ts";
import { createShelf, ALARM as WAITING_ALARM } from "../../src/store/shelf.ts";
import {
  ALARM_KIND,
  CALIBRATION_KIND,
  CONFIG_KIND,
  CRASH_KIND,
  FAULT_KIND,
  MARK_DONE,
  MARK_GOOD,
  NO_VALUE,
  SELF_TEST_KIND,
} from "../../src/store/slot.ts";
import { crc32, LogImage, usedBytes } from "../../tools/log-image/image.ts";
import { joined } from "../../tools/log-image/put.ts";
import { contentsOf } from "../../tools/log-image/records.ts";
import { planTransfer } from "../../tools/log-image/transfer.ts";

const TWO: readonly FlashArea[] = [
  { address: 0x74000, pageBytes: 4096, pages: 1 },
  { address: 0x75000, pageBytes: 4096, pages: 1 },
];
const ONE: readonly FlashArea[] = [{ address: 0x60000, pageBytes: 0x8000, pages: 1 }];
const AREAS = { "two areas": TWO, "one sector": ONE };
const ALARM = ALARM_KIND + 3;
const TIME_S = 1_772_000_000;

/** The firmware's store over an image, as a start of the board makes it. */
function open(image: LogImage) {
  const bank = createBank(image, image.areas, crc32);
  const shelf = createShelf(bank, crc32);
  return { bank, shelf, journal: createJournal(bank, shelf, crc32) };
}

/** A device in use: settings, starts, a crash, and records in all states, ids from `first` on. */
function used(areas: readonly FlashArea[], first: number): LogImage {
  const image = new LogImage(areas);
  const { bank, shelf, journal } = open(image);
  shelf.beginBoot();
  shelf.markBoot(MARK_GOOD);
  shelf.keepText(CONFIG_KIND, 7, `{"of":${first}}`);
  bank.mark(shelf.slotsOf(CONFIG_KIND)[0] as number, MARK_DONE);
  shelf.keepText(CRASH_KIND, 0, `17 s: oops ${first}`);
  shelf.keepText(CALIBRATION_KIND, 1, "[[0,12,9800,1,1]]");
  shelf.keepHours(12);
  journal.put(ALARM, first, TIME_S, 50_000);
  journal.put(FAULT_KIND, first + 1, 0, 256 + 32);
  journal.put(ALARM, first + 2, TIME_S + 60, NO_VALUE);
  journal.put(SELF_TEST_KIND, first + 3, TIME_S + 61, 1 + 16);
  while (journal.next());
  journal.settle(first, false);
  journal.settle(first + 3, true);
  return image;
}

const idsIn = (image: LogImage) => {
  const { journal } = open(image.clone());
  const ids: number[] = [];
  for (let record = journal.next(); record; record = journal.next()) ids.push(record.id);
  return ids.sort((a, b) => a - b);
};

function configIn(image: LogImage): string | undefined {
  const { bank, shelf } = open(image.clone());
  const slot = shelf.slotsOf(CONFIG_KIND).pop();
  return slot === undefined ? undefined : bank.text(slot);
}

describe("a log in words", () => {
  for (const [name, areas] of Object.entries(AREAS)) {
    test(`every record of ${name}, and what became of it`, () => {
      const { records, counters, isWhole } = contentsOf(used(areas, 100));
      assert.deepEqual(
        records.map(({ id, time, kind, value, words, state }) => [kind, id, time, value, words, state]),
        [
          ["start", 1, "", 1, "", "over a minute"],
          ["settings", 7, "", 10, "", "proven"],
          ["crash", 0, "", 14, "17 s: oops 100", ""],
          ["calibrations", 1, "", 17, "[[0,12,9800,1,1]]", ""],
          ["hours", 12, "", 12, "", ""],
          ["gas", 100, "2026-02-25T06:13:20.000Z", 5000, "alarm", "delivered"],
          ["fault", 101, "", 32, "begins: the sensor is not calibrated: what it reads is a guess", "waiting"],
          ["gas", 102, "2026-02-25T06:14:20.000Z", null, "alarm, over range", "waiting"],
          ["self-test", 103, "2026-02-25T06:14:21.000Z", 17, "wanting: heater, link", "refused"],
        ],
      );
      assert.deepEqual(counters, { depth: 2, lost: 0, rejected: 1, torn: 0, starts: 1 });
      assert.equal(isWhole, true);
    });
  }

  test("a record that has moved with its area is told once; one that was dropped there says so", () => {
    const image = used(TWO, 100);
    const { bank, shelf } = open(image);
    bank.move(
      (slot) => shelf.slotsOf(WAITING_ALARM).includes(slot),
      () => {},
      1,
    );
    const { records } = contentsOf(image);
    const states = records
      .filter(({ id }) => id > 100 && id < 103)
      .map(({ id, state, generation }) => [id, state, generation]);
    assert.deepEqual(states, [
      [101, "dropped", 1],
      [102, "waiting", 2],
    ]);
  });

  test("erased flash, and garbage", () => {
    assert.deepEqual(contentsOf(new LogImage(TWO)).records, []);
    const garbage = new LogImage(TWO);
    garbage.put(TWO[0]?.address ?? 0, Buffer.alloc(4096, 0x5a));
    const { records, isWhole } = contentsOf(garbage);
    assert.deepEqual(records, []);
    assert.equal(isWhole, false);
  });

  test("no fault of the firmware is without words", () => {
    for (const code of [...Array.from({ length: 10 }, (_, i) => i + 1), 20, 21, 30, 31, 32, 40, 41])
      assert.doesNotMatch(faultWords(code).what, /^fault \d/, `code ${code}`);
    assert.equal(faultWords(99).what, "fault 99");
  });

  test("of two areas that are larger than the log ever is, the beginnings are enough", () => {
    const large = [0x080c0000, 0x080e0000].map((address) => ({ address, pageBytes: 131072, pages: 1 }));
    assert.equal(usedBytes(large), 32 + 640 * 16);
    assert.equal(usedBytes(ONE), 0x8000);
    assert.equal(usedBytes([]), 0);
  });
});

/** As far as `steps` of the changes went. */
function cutAfter(target: LogImage, source: LogImage, steps: number): LogImage {
  return target.clone().apply(joined(planTransfer(source, target)).slice(0, steps));
}

describe("a log carried over to another device", () => {
  const targets = (areas: readonly FlashArea[]) => ({
    "a new one": new LogImage(areas),
    "one in use": used(areas, 500),
    "one of garbage": garbageIn(areas),
  });
  for (const [name, areas] of Object.entries(AREAS)) {
    for (const [which, target] of Object.entries(targets(areas))) {
      test(`${name}, ${which}: all of it counts there`, () => {
        const source = used(areas, 100);
        const image = cutAfter(target, source, Infinity);
        assert.deepEqual(idsIn(image), [101, 102]);
        assert.equal(configIn(image), '{"of":100}');
        assert.ok(open(image.clone()).shelf.alarmSlot() > 0, "the latch goes along");
        const told = (one: LogImage) =>
          contentsOf(one).records.filter(({ generation }) => generation === newestIn(one));
        assert.deepEqual(
          told(image).map(({ words, state }) => words + state),
          told(source).map(({ words, state }) => words + state),
        );
      });
    }

    test(`${name}: cut off after any step, one of the two logs is there whole`, () => {
      const source = used(areas, 100);
      const target = used(areas, 500);
      const steps = joined(planTransfer(source, target)).length;
      assert.ok(steps >= 3, `${steps} steps`);
      for (let step = 0; step <= steps; step++) {
        const image = cutAfter(target, source, step);
        const ids = idsIn(image).join();
        assert.match(ids, step < steps - 1 ? /^501,502$/ : /^101,102$/, `after ${step} of ${steps} steps`);
        assert.match(configIn(image) ?? "", /"of":[15]00/);
        assert.deepEqual(idsIn(cutAfter(image, source, Infinity)), [101, 102], `done again after ${step}`);
      }
    });
  }

  test("a sector that is used up is erased first, and its new head comes last", () => {
    const target = used(ONE, 500);
    const { bank } = open(target);
    while (bank.most() === bank.size)
      bank.move(
        () => true,
        () => {},
        0,
      );
    const changes = joined(planTransfer(used(ONE, 100), target));
    assert.equal(changes[0]?.kind, "erase");
    for (let step = 1; step < changes.length; step++)
      assert.ok(
        contentsOf(cutAfter(target, used(ONE, 100), step)).isWhole === false,
        `after step ${step} nothing counts`,
      );
    assert.deepEqual(idsIn(cutAfter(target, used(ONE, 100), Infinity)), [101, 102]);
  });

  test("without a whole log there is nothing to carry", () => {
    assert.throws(() => planTransfer(new LogImage(TWO), used(TWO, 1)), /no whole log in the backup/);
  });
});

const newestIn = (image: LogImage) => Math.max(...contentsOf(image).records.map(({ generation }) => generation));

function garbageIn(areas: readonly FlashArea[]): LogImage {
  const image = new LogImage(areas);
  for (const { address, pageBytes, pages } of areas) image.put(address, Buffer.alloc(pageBytes * pages, 0x5a));
  return image;
}
