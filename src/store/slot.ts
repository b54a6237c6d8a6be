/**
 * One slot of the journal: 16 bytes of flash, four words.
 *
 *   word 0   id, the sequence number under which the cloud knows the record
 *   word 1   seconds since 1970 UTC; erased while the time is not known. A text's CRC-32
 *   word 2   kind (7 bits), untimed (1 bit), value (24 bits)
 *   word 3   mark (high half), CRC-16 of the words before (low half)
 *
 * The last word is written last, so a slot whose CRC fits was written whole. All that changes later are bits of the mark
 * that are cleared, and the time of an untimed record, which its CRC leaves out and the mark vouches for. A text is in the
 * slots behind its head. Pure.
 */

export const SLOT_BYTES = 16;
/** A word that was erased and not written. */
export const ERASED = 4294967295;

/** Kinds: of an alarm its GasState is added. A later version may add kinds, not change the slot. */
export const ALARM_KIND = 8;
/** With that of an alarm, which stands until another state is recorded. */
export const ALARM_BEGIN = 11;
export const FAULT_KIND = 16;
export const SELF_TEST_KIND = 17;
export const CONFIG_KIND = 24;
export const CRASH_KIND = 25;
export const CALIBRATION_KIND = 26;
export const BOOT_KIND = 32;
/** Hours in use. */
export const LIFE_KIND = 33;
/** Settings that were taken back: the CRC-32 of what the link depends on. */
export const GIVEN_UP_KIND = 34;

/** Marks; whatever else stands there is a mark that a power cut has torn, and as good as done. */
export const MARK_OPEN = 0xffff;
/** Open, and the time that was written later is whole. */
export const MARK_TIMED = 0xfffe;
export const MARK_REFUSED = 0x0ff0;
/** Of a start: it has lasted for a minute. Done: for so long that the sensor is warm. */
export const MARK_GOOD = 0x0f00;
export const MARK_DONE = 0;

/** No number: beyond what the sensor can measure. */
export const NO_VALUE = 0xffffff;
const UNTIMED_BIT = 0x1000000;
const KIND_SHIFT = 25;

export function isErased(words: Uint32Array): boolean {
  return ((words[0] as number) & (words[1] as number) & (words[2] as number) & (words[3] as number)) === -1;
}

export function kindOf(words: Uint32Array): number {
  return (words[2] as number) >>> KIND_SHIFT;
}

export function valueIn(words: Uint32Array): number {
  return (words[2] as number) & NO_VALUE;
}

export function markOf(words: Uint32Array): number {
  return (words[3] as number) >>> 16;
}

export function isOpen(words: Uint32Array): boolean {
  return markOf(words) >= MARK_TIMED;
}

/** Its time is not final: neither from the start nor since. */
export function isUndated(words: Uint32Array): boolean {
  return ((words[2] as number) & UNTIMED_BIT) > 0 && markOf(words) === MARK_OPEN;
}

/** 0: not known. */
export function epochSOf(words: Uint32Array): number {
  return isUndated(words) || words[1] === ERASED ? 0 : (words[1] as number);
}

/** Slots behind a head that its text takes. */
export function bodySlots(words: Uint32Array): number {
  return isText(kindOf(words)) ? Math.ceil(valueIn(words) / SLOT_BYTES) : 0;
}

/** A text is in the slots behind the one of this kind. */
export function isText(kind: number): boolean {
  return kind >= CONFIG_KIND && kind <= CALIBRATION_KIND;
}

export type Crc32 = (bytes: ArrayBuffer | string) => number;

function crcOf(words: ArrayLike<number>, crc32: Crc32): number {
  const second = (words[2] as number) & UNTIMED_BIT ? ERASED : (words[1] as number);
  return crc32(new Uint32Array([words[0] as number, second, words[2] as number]).buffer as ArrayBuffer) & 0xffff;
}

export function isSound(words: Uint32Array, crc32: Crc32): boolean {
  return ((words[3] as number) & 0xffff) === crcOf(words, crc32);
}

/** `second`: word 1; undefined for a record whose time is not known yet. */
export function slotOf(kind: number, id: number, second: number | undefined, value: number, crc32: Crc32): Uint32Array {
  const third = ((kind << KIND_SHIFT) | (second === undefined ? UNTIMED_BIT : 0) | value) >>> 0;
  const words = [id, second === undefined ? ERASED : second, third];
  return new Uint32Array([id, words[1] as number, third, (MARK_OPEN * 65536 + crcOf(words, crc32)) >>> 0]);
}
