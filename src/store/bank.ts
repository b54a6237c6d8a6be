/**
 * Slots in raw flash, in one of two areas at a time. An area counts when its first slot is a sound head that is not marked
 * done. When it is full, what is still needed is copied into the other, which counts from the moment its head is written:
 * a power cut at any point leaves one whole area. Where there is only one, what is needed goes through RAM.
 * @singleton
 */
import type { FlashArea, RawFlash } from "../hal";
import { type Crc32, ERASED, isOpen, isSound, MARK_DONE, MARK_OPEN, markOf, SLOT_BYTES, slotOf, valueIn } from "./slot";

export type Stays = (slot: number) => boolean;
export type Moved = (from: number, to: number) => void;

export interface Bank {
  /** Slots of an area, its head included; 0 where no flash can be used. */
  readonly size: number;
  /** First slot that was never written. */
  used(): number;
  read(slot: number): Uint32Array;
  /** Writes to the first free slots and reads them back; the first slot's number, 0 when there is no room. */
  append(head: Uint32Array, body: string): number;
  mark(slot: number, mark: number): void;
  /** Gives its time, seconds since 1970, to an undated slot. */
  date(slot: number, epochS: number): void;
  text(slot: number): string;
  /** Takes the area that counts; false where none does: then the first is looked at as it is. */
  open(): boolean;
  /** Looks at the other area as it is. */
  swap(): void;
  /** Writing goes on from `slot`. */
  seek(slot: number): void;
  /** Copies the slots that stay, in order; `kept` goes into the new area's head. False when it can't be done. */
  move(stays: Stays, moved: Moved, kept: number): boolean;
  /** What the head of the area kept over the last move. */
  carried(): number;
}

/** 500 records, some texts, and as much again to write before the next move; more would cost RAM and time at the start. */
const MAX_SLOTS = 640;
/** Of one area alone: 1 kB goes through RAM. */
const MAX_LIFTED = 64;
/** Head of an area. As the length of one of Espruino's files it would be longer than any flash, so it is taken for none. */
const AREA_KIND = 63;
const AREA_ID = 3249139713;
/**
 * Left erased at an area's beginning: where it follows Espruino's files, the head of another file is looked for there, and a
 * start that finds something else there erases them all.
 */
const GAP_BYTES = 32;
const BLANKS = "               ";

export function createBank(flash: RawFlash, areas: readonly FlashArea[], crc32: Crc32): Bank {
  const size = areas.reduce(
    (least, area) => Math.min(least, (area.pageBytes * area.pages - GAP_BYTES) / SLOT_BYTES),
    areas.length ? MAX_SLOTS : 0,
  );
  /** Address of the area that counts. */
  let base = 0;
  let next = 1;
  let generation = 0;

  function wordsAt(address: number): Uint32Array {
    return new Uint32Array(flash.read(SLOT_BYTES, address));
  }

  function read(slot: number): Uint32Array {
    return wordsAt(base + slot * SLOT_BYTES);
  }

  function write(words: readonly number[] | Uint32Array, address: number): void {
    flash.write(new Uint32Array(words).buffer as ArrayBuffer, address);
  }

  function baseOf({ address }: FlashArea): number {
    return address + GAP_BYTES;
  }

  /** The generation of an area that counts; 0: none can be read there; -1: a move has left it behind. */
  function generationOf(area: FlashArea): number {
    const head = wordsAt(baseOf(area));
    if (head[0] !== AREA_ID || !isSound(head, crc32)) return 0;
    return isOpen(head) ? (head[1] as number) : -1;
  }

  function markAt(address: number, mark: number): void {
    write([(mark * 65536 + ((wordsAt(address)[3] as number) & 0xffff)) >>> 0], address + 12);
  }

  function other(): FlashArea {
    return areas[areas.length > 1 && baseOf(areas[0] as FlashArea) === base ? 1 : 0] as FlashArea;
  }

  function erase({ address, pageBytes, pages }: FlashArea): void {
    for (let page = 0; page < pages; page++) flash.erasePage(address + page * pageBytes);
  }

  function begin(at: number, kept: number): void {
    write(slotOf(AREA_KIND, AREA_ID, ++generation, kept, crc32), at);
    base = at;
  }

  /** Hands the bytes of each slot that stays to `put`, in order; the number behind the last. */
  function collect(stays: Stays, moved: Moved, put: (bytes: ArrayBuffer, to: number) => void): number {
    let to = 1;
    for (let slot = 1; slot < next; slot++) {
      if (!stays(slot)) continue;
      moved(slot, to);
      put(flash.read(SLOT_BYTES, base + slot * SLOT_BYTES), to++);
    }
    return to;
  }

  /** The one area is its own successor. */
  function lift(stays: Stays, moved: Moved, kept: number): boolean {
    const lifted: ArrayBuffer[] = [];
    for (let slot = 1, count = 0; slot < next; slot++) if (stays(slot) && ++count > MAX_LIFTED) return false;
    next = collect(stays, moved, (bytes) => lifted.push(bytes));
    erase(other());
    begin(base, kept);
    lifted.forEach((bytes, i) => {
      flash.write(bytes, base + (i + 1) * SLOT_BYTES);
    });
    return true;
  }

  return {
    size,
    used: () => next,
    read,
    append(head, body) {
      const count = 1 + Math.ceil(body.length / SLOT_BYTES);
      // A worn or torn slot is passed over, for a few.
      for (let tries = 0; tries < 4 && next + count <= size; tries++) {
        const slot = next;
        next += count;
        const at = base + slot * SLOT_BYTES;
        // An nRF52 wears by words written: one that stays erased is left out.
        if (head[1] === ERASED) {
          write([head[0] as number], at);
          write([head[2] as number, head[3] as number], at + 8);
        } else write(head, at);
        if (body) flash.write((body + BLANKS).substr(0, (count - 1) * SLOT_BYTES), at + SLOT_BYTES);
        const words = read(slot);
        if (isSound(words, crc32) && markOf(words) === MARK_OPEN) return slot;
      }
      return 0;
    },
    mark(slot, mark) {
      markAt(base + slot * SLOT_BYTES, mark);
    },
    date(slot, epochS) {
      write([epochS], base + slot * SLOT_BYTES + 4);
    },
    text: (slot) => flash.readText(valueIn(read(slot)), base + (slot + 1) * SLOT_BYTES),
    open() {
      const generations = areas.map(generationOf);
      const best = areas.length > 1 && (generations[1] as number) > (generations[0] as number) ? 1 : 0;
      base = baseOf(areas[best] as FlashArea);
      generation = Math.max(0, generations[best] as number);
      // Of a move that was cut before its last step.
      if ((generations[1 - best] as number) > 0) markAt(baseOf(other()), MARK_DONE);
      return generation > 0;
    },
    swap() {
      base = baseOf(other());
    },
    seek(slot) {
      next = slot;
    },
    move(stays, moved, kept) {
      const target = baseOf(other());
      const source = base;
      // Left out by the build where the board has two.
      if (!(typeof __HAS_TWO_AREAS__ === "boolean" && __HAS_TWO_AREAS__) && target === base)
        return lift(stays, moved, kept);
      erase(other());
      next = collect(stays, moved, (bytes, to) => {
        flash.write(bytes, target + to * SLOT_BYTES);
      });
      begin(target, kept);
      markAt(source, MARK_DONE);
      return true;
    },
    carried: () => valueIn(read(0)),
  };
}
