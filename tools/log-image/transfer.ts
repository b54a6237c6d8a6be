/**
 * One device's log put in place of another's, on a board of the same kind. It is the firmware's own move into the next area
 * (`src/store/bank.ts`) that carries it: until its last word but one, the new area's head, the old log counts, whenever it is
 * cut off. Only where one sector is used up to its end has it to be erased first.
 */
import type { RawFlash } from "../../src/hal.ts";
import { AREA_ID, type Bank, createBank } from "../../src/store/bank.ts";
import {
  ALARM_KIND,
  bodySlots,
  isErased,
  isOpen,
  isSound,
  kindOf,
  SELF_TEST_KIND,
  SLOT_BYTES,
} from "../../src/store/slot.ts";
import { EXIT, Fault } from "../fault.ts";
import { type Change, crc32, type LogImage } from "./image.ts";

/** What has to be done to the flash of `target`, in this order, so that the log of `source` counts there. */
export function planTransfer(source: LogImage, target: LogImage): Change[] {
  const from = new Window(source.clone());
  const given = createBank(from, source.areas, crc32);
  if (!given.size || !given.open()) throw new Fault(EXIT.failed, "There is no whole log in the backup.");
  const start = from.startOf(given);
  const work = target.clone();
  const to = new Window(work);
  const bank = createBank(to, target.areas, crc32);
  bank.open();
  // The slots that the move takes are the other device's; its own head stays, to be marked when all is done.
  to.show(to.startOf(bank), source.bytesAt(start, given.size * SLOT_BYTES));
  const kept = slotsToKeep(given, bank.most());
  bank.seek(kept.length);
  if (
    !bank.move(
      (slot) => kept[slot] === true,
      () => {},
      given.carried(),
    )
  )
    throw new Fault(EXIT.failed, "The backup holds more records that wait than this board's one sector can take over.");
  return headLast(work.changes);
}

/** By number of the slot. Where not all have a place, records that are done with are left out. */
function slotsToKeep(bank: Bank, most: number): boolean[] {
  const kept: boolean[] = [];
  const settled: number[] = [];
  for (let slot = 1; slot < bank.size; slot++) {
    const words = bank.read(slot);
    if (isErased(words) || !isSound(words, crc32)) continue;
    for (let last = slot + bodySlots(words); slot < last; slot++) kept[slot] = true;
    kept[slot] = true;
    const kind = kindOf(words);
    if (kind >= ALARM_KIND && kind <= SELF_TEST_KIND && !isOpen(words)) settled.push(slot);
  }
  // The newest of them may be the alarm that stands.
  const surplus = Math.max(0, 1 + kept.filter(Boolean).length - most);
  for (const slot of settled.slice(0, -1).slice(0, surplus)) kept[slot] = false;
  return kept;
}

/** Into a sector that was erased the firmware writes the head first, since what it carries would be lost either way. */
function headLast(changes: readonly Change[]): Change[] {
  const isHead = (change: Change) =>
    change.kind === "write" && change.bytes.readUInt32LE(0) === AREA_ID && change.bytes.length === SLOT_BYTES;
  const isSlot = (change: Change) => change.kind === "write" && change.bytes.length === SLOT_BYTES && !isHead(change);
  const ordered = changes.filter((change) => !isHead(change));
  ordered.splice(ordered.findLastIndex(isSlot) + 1, 0, ...changes.filter(isHead));
  return ordered;
}

/** A flash in which some slots can be read as another's. */
class Window implements RawFlash {
  readonly #flash: LogImage;
  #shownFrom = 0;
  #shown: Buffer = Buffer.alloc(0);
  #lastRead = 0;

  constructor(flash: LogImage) {
    this.#flash = flash;
  }

  /** Where the area begins that the bank is at. */
  startOf(bank: Bank): number {
    bank.read(0);
    return this.#lastRead;
  }

  /** All behind the first slot of `slots`. */
  show(start: number, slots: Buffer): void {
    this.#shownFrom = start + SLOT_BYTES;
    this.#shown = slots.subarray(SLOT_BYTES);
  }

  read(bytes: number, address: number): ArrayBuffer {
    this.#lastRead = address;
    const at = address - this.#shownFrom;
    if (at < 0 || at + bytes > this.#shown.length) return this.#flash.read(bytes, address);
    return new Uint8Array(this.#shown.subarray(at, at + bytes)).buffer;
  }

  readText(bytes: number, address: number): string {
    return Buffer.from(this.read(bytes, address)).toString("latin1");
  }

  write(bytes: ArrayBuffer | string, address: number): void {
    this.#flash.write(bytes, address);
  }

  erasePage(address: number): void {
    this.#flash.erasePage(address);
  }
}
