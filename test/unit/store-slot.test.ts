/** One slot: what is written is read, and what was torn is told from what is whole. */
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  ALARM_KIND,
  BOOT_KIND,
  bodySlots,
  CONFIG_KIND,
  CRASH_KIND,
  ERASED,
  epochSOf,
  FAULT_KIND,
  isErased,
  isOpen,
  isSound,
  isUndated,
  kindOf,
  MARK_DONE,
  MARK_GOOD,
  MARK_OPEN,
  MARK_REFUSED,
  MARK_TIMED,
  markOf,
  NO_VALUE,
  SLOT_BYTES,
  slotOf,
  valueIn,
} from "../../src/store/slot.ts";
import { crc32 } from "./fake-flash.ts";

const S = 1_780_535_058;

type Row = readonly [name: string, kind: number, id: number, second: number | undefined, value: number];
const SLOTS: readonly Row[] = [
  ["an alarm", ALARM_KIND + 3, 7, S, 120_000],
  ["an alarm without a time and a number", ALARM_KIND + 3, 4294967295, undefined, NO_VALUE],
  ["an alarm of the last second there is", ALARM_KIND, 1, 4294967294, 0],
  ["a fault", FAULT_KIND, 2147483648, S, 256 + 30],
  ["a text's head", CONFIG_KIND, 4294967295, 4294967295, 1500],
  ["a start", BOOT_KIND, 1, 0, 1],
  ["a kind of a version to come", 127, 0, 0, NO_VALUE],
];
for (const [name, kind, id, second, value] of SLOTS) {
  test(`a slot gives back what it was made of: ${name}`, () => {
    const words = slotOf(kind, id, second, value, crc32);
    assert.equal(words.byteLength, SLOT_BYTES);
    assert.deepEqual([words[0], kindOf(words), valueIn(words)], [id, kind, value]);
    assert.ok(isSound(words, crc32) && isOpen(words) && !isErased(words));
    assert.equal(isUndated(words), second === undefined);
    if (kind < CONFIG_KIND) assert.equal(epochSOf(words), second ?? 0);
  });

  test(`any bit that flips before the mark shows: ${name}`, () => {
    // Of a slot without a time its second word is not looked at.
    const looked = second === undefined ? [0, 2, 3] : [0, 1, 2, 3];
    for (const word of looked)
      for (let bit = 0; bit < (word === 3 ? 16 : 32); bit++) {
        const words = slotOf(kind, id, second, value, crc32);
        words[word] = (words[word] as number) ^ (1 << bit);
        if (word === 2 && bit === 24) continue; // then another word is looked at
        assert.equal(isSound(words, crc32), false, `word ${word} bit ${bit}`);
      }
  });
}

test("torn at any word, and in it: no slot, but for one that is whole", () => {
  for (const [name, kind, id, second, value] of SLOTS) {
    const whole = slotOf(kind, id, second, value, crc32);
    for (let word = 0; word < 4; word++)
      for (const half of [0xffff, 0xffff0000, 0x55555555, 0xaaaaaaaa]) {
        const words = whole.map((one, i) => (i < word ? one : i > word ? ERASED : (one | half) >>> 0));
        const isWhole = words.every((one, i) => one === whole[i]);
        assert.equal(isSound(words, crc32), isWhole, `${name}, word ${word}, mask ${half.toString(16)}`);
      }
  }
});

test("erased: all bits of all words", () => {
  assert.equal(isErased(new Uint32Array(4).fill(ERASED)), true);
  for (let word = 0; word < 4; word++)
    for (let bit = 0; bit < 32; bit++) {
      const words = new Uint32Array(4).fill(ERASED);
      words[word] = (ERASED ^ (1 << bit)) >>> 0;
      assert.equal(isErased(words), false, `word ${word} bit ${bit}`);
    }
  assert.equal(isSound(new Uint32Array(4).fill(ERASED), crc32), false);
  assert.equal(isSound(new Uint32Array(4), crc32), false, "of zeros");
});

const MARKS: readonly (readonly [mark: number, open: boolean])[] = [
  [MARK_OPEN, true],
  [MARK_TIMED, true],
  [MARK_REFUSED, false],
  [MARK_GOOD, false],
  [MARK_DONE, false],
  [0xfffd, false],
  [0x7fff, false],
];
for (const [mark, open] of MARKS) {
  test(`mark ${mark.toString(16)}: ${open ? "waits" : "is done with"}, and the slot is sound`, () => {
    const words = slotOf(ALARM_KIND, 7, S, 0, crc32);
    words[3] = ((mark << 16) | ((words[3] as number) & 0xffff)) >>> 0;
    assert.deepEqual([markOf(words), isOpen(words), isSound(words, crc32)], [mark, open, true]);
  });
}

test("a mark is reached from any mark before it by clearing bits only", () => {
  for (const [from, to] of [
    [MARK_OPEN, MARK_TIMED],
    [MARK_TIMED, MARK_REFUSED],
    [MARK_OPEN, MARK_REFUSED],
    [MARK_TIMED, MARK_DONE],
    [MARK_OPEN, MARK_GOOD],
    [MARK_GOOD, MARK_DONE],
  ] as const)
    assert.equal(from & to, to, `${from.toString(16)} to ${to.toString(16)}`);
});

const TIMES: readonly (readonly [name: string, second: number, mark: number, epochS: number])[] = [
  ["not yet known", ERASED, MARK_OPEN, 0],
  ["written, its mark not yet", S, MARK_OPEN, 0],
  ["known later", S, MARK_TIMED, S],
  ["known later, and done", S, MARK_DONE, S],
  ["never known, and done", ERASED, MARK_DONE, 0],
];
for (const [name, second, mark, epochS] of TIMES) {
  test(`a time that was not known at first: ${name}`, () => {
    const words = slotOf(ALARM_KIND, 7, undefined, 0, crc32);
    words[1] = second;
    words[3] = ((mark << 16) | ((words[3] as number) & 0xffff)) >>> 0;
    assert.equal(isSound(words, crc32), true);
    assert.equal(epochSOf(words), epochS);
  });
}

const BODIES: readonly (readonly [kind: number, chars: number, slots: number])[] = [
  [CONFIG_KIND, 0, 0],
  [CONFIG_KIND, 1, 1],
  [CRASH_KIND, 16, 1],
  [CRASH_KIND, 17, 2],
  [CONFIG_KIND, 1500, 94],
  [ALARM_KIND, 1500, 0],
  [BOOT_KIND, 1500, 0],
];
for (const [kind, chars, slots] of BODIES) {
  test(`kind ${kind} with value ${chars} has ${slots} slots behind it`, () =>
    assert.equal(bodySlots(slotOf(kind, 1, 0, chars, crc32)), slots));
}
