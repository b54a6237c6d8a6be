/**
 * Slots in raw flash, in one of several areas at a time. An area counts when its first slot is a sound head that is not marked
 * done. When it is full, what is still needed is copied into the next, which counts from the moment its head is written: a
 * power cut at any point leaves one whole area. Where a board has one sector for all of it, the sector is cut into areas that
 * are used up in turn; when the last is full, what is needed goes through RAM while the sector is erased.
 * @singleton
 */
import type { FlashArea, RawFlash } from "../hal";
import {
  type Crc32,
  ERASED,
  isErased,
  isOpen,
  isSound,
  MARK_DONE,
  MARK_OPEN,
  markOf,
  SLOT_BYTES,
  slotOf,
  valueIn,
} from "./slot";

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
  /** How many areas there are. */
  readonly areas: number;
  /** Looks at the next area as it is. */
  swap(): void;
  /** The most slots that the next move can carry. */
  most(): number;
  /** Writing goes on from `slot`. */
  seek(slot: number): void;
  /** Copies the slots that stay, in order; `kept` goes into the new area's head. False when it can't be done. */
  move(stays: Stays, moved: Moved, kept: number): boolean;
  /** What the head of the area kept over the last move. */
  carried(): number;
}

/** 500 records, some texts, and as much again to write before the next move; more would cost RAM and time at the start. */
const MAX_SLOTS = 640;
/** So many go through RAM where there is one sector: 8 kB. */
const MAX_LIFTED = 512;
/** Where the board has two areas of their own, the build leaves the one sector's ways out. */
const HAS_ONE_SECTOR = !(typeof __HAS_TWO_AREAS__ === "boolean" && __HAS_TWO_AREAS__);
/** Head of an area. As the length of one of Espruino's files it would be longer than any flash, so it is taken for none. */
const AREA_KIND = 63;
export const AREA_ID = 3249139713;
/**
 * Left erased at an area's beginning: where it follows Espruino's files, the head of another file is looked for there, and a
 * start that finds something else there erases them all.
 */
export const GAP_BYTES = 32;
const BLANKS = "               ";

/** One sector cut into areas of the usual size; what is two already stays so. */
function cut(areas: readonly FlashArea[]): readonly FlashArea[] {
  const sector = areas[0];
  if (!HAS_ONE_SECTOR || areas.length !== 1 || !sector) return areas;
  const bytes = GAP_BYTES + MAX_SLOTS * SLOT_BYTES;
  const parts: FlashArea[] = [];
  for (let at = 0; !at || at + bytes <= sector.pageBytes * sector.pages; at += bytes)
    parts.push({ address: sector.address + at, pageBytes: sector.pageBytes, pages: sector.pages });
  return parts;
}

export function createBank(flash: RawFlash, boardAreas: readonly FlashArea[], crc32: Crc32): Bank {
  const areas = cut(boardAreas);
  // A variable, as `size` is: where all that a part offers has a name of its own, the build needs no object for it.
  const areaCount = areas.length;
  const hasOneSector = HAS_ONE_SECTOR && boardAreas.length === 1;
  const size = areas.reduce(
    (least, area) => Math.min(least, (area.pageBytes * area.pages - GAP_BYTES) / SLOT_BYTES),
    areas.length ? MAX_SLOTS : 0,
  );
  /** The area that counts, and its first slot's address. */
  let current = 0;
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

  function successor(): number {
    return (current + 1) % areas.length;
  }

  function use(area: number): void {
    current = area;
    base = baseOf(areas[area] as FlashArea);
  }

  function erase({ address, pageBytes, pages }: FlashArea): void {
    for (let page = 0; page < pages; page++) flash.erasePage(address + page * pageBytes);
  }

  function begin(area: number, kept: number): void {
    use(area);
    write(slotOf(AREA_KIND, AREA_ID, ++generation, kept, crc32), base);
  }

  /** The next area of the one sector that was not used since it was erased; its first: there is none. */
  function unused(): number {
    for (let area = current + 1; area < areas.length; area++) {
      const at = baseOf(areas[area] as FlashArea);
      // A move writes these first.
      if (isErased(wordsAt(at)) && isErased(wordsAt(at + SLOT_BYTES))) return area;
    }
    return 0;
  }

  /** Hands the address of each slot that stays to `put`, in order; the number behind the last. */
  function collect(stays: Stays, moved: Moved, put: (from: number, to: number) => void): number {
    let to = 1;
    for (let slot = 1; slot < next; slot++) {
      if (!stays(slot)) continue;
      moved(slot, to);
      put(base + slot * SLOT_BYTES, to++);
    }
    return to;
  }

  /** The sector is used up: what stays waits in RAM while it is erased. */
  function lift(stays: Stays, moved: Moved, kept: number): boolean {
    let lifted = "";
    for (let slot = 1, count = 0; slot < next; slot++) if (stays(slot) && ++count > MAX_LIFTED) return false;
    next = collect(stays, moved, (from) => {
      lifted += flash.readText(SLOT_BYTES, from);
    });
    erase(areas[0] as FlashArea);
    begin(0, kept);
    for (let slot = 1; slot < next; slot++)
      flash.write(lifted.substr((slot - 1) * SLOT_BYTES, SLOT_BYTES), base + slot * SLOT_BYTES);
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
      const best = generations.indexOf(Math.max.apply(null, generations));
      use(best);
      generation = Math.max(0, generations[best] as number);
      // Of a move that was cut before its last step.
      areas.forEach((area, i) => {
        if (i !== best && (generations[i] as number) > 0) markAt(baseOf(area), MARK_DONE);
      });
      return generation > 0;
    },
    areas: areaCount,
    swap() {
      use(successor());
    },
    most: () => (hasOneSector && !unused() ? Math.min(size, MAX_LIFTED) : size),
    seek(slot) {
      next = slot;
    },
    move(stays, moved, kept) {
      const source = base;
      const target = hasOneSector ? unused() : successor();
      if (hasOneSector && !target) return lift(stays, moved, kept);
      const to = baseOf(areas[target] as FlashArea);
      if (!hasOneSector) erase(areas[target] as FlashArea);
      next = collect(stays, moved, (from, slot) => {
        flash.write(flash.read(SLOT_BYTES, from), to + slot * SLOT_BYTES);
      });
      begin(target, kept);
      markAt(source, MARK_DONE);
      return true;
    },
    carried: () => valueIn(read(0)),
  };
}
