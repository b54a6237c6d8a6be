/** The log's flash of a device as bytes on the desk. The firmware's own code reads and changes it there (`src/store/`). */
import { crc32 as crcOf } from "node:zlib";
import type { FlashArea, RawFlash } from "../../src/hal.ts";
import { createBank, GAP_BYTES } from "../../src/store/bank.ts";
import { SLOT_BYTES } from "../../src/store/slot.ts";

/** What was done to it, in order. */
export type Change =
  | { readonly kind: "erase"; readonly address: number }
  | { readonly kind: "write"; readonly address: number; readonly bytes: Buffer };

/** Espruino's E.CRC32. */
export function crc32(bytes: ArrayBuffer | string): number {
  return crcOf(typeof bytes === "string" ? Buffer.from(bytes, "latin1") : new Uint8Array(bytes));
}

export class LogImage implements RawFlash {
  readonly areas: readonly FlashArea[];
  readonly changes: Change[] = [];
  readonly #cells: readonly Buffer[];

  constructor(areas: readonly FlashArea[]) {
    this.areas = areas;
    this.#cells = areas.map(({ pageBytes, pages }) => Buffer.alloc(pageBytes * pages, 0xff));
  }

  /** With the same bytes, and nothing done to it yet. */
  clone(): LogImage {
    const copy = new LogImage(this.areas);
    this.areas.forEach(({ address }, i) => {
      copy.put(address, this.#cells[i] as Buffer);
    });
    return copy;
  }

  /** All bytes of an area. */
  bytesOf(area: number): Buffer {
    return this.#cells[area] as Buffer;
  }

  bytesAt(address: number, bytes: number): Buffer {
    return Buffer.from(this.#at(address, bytes));
  }

  /** As it stands on the device: no change. */
  put(address: number, bytes: Uint8Array): void {
    this.#at(address, bytes.length).set(bytes);
  }

  read(bytes: number, address: number): ArrayBuffer {
    return new Uint8Array(this.#at(address, bytes)).buffer;
  }

  readText(bytes: number, address: number): string {
    return this.#at(address, bytes).toString("latin1");
  }

  /** Programming clears bits and sets none. */
  write(given: ArrayBuffer | string, address: number): void {
    const bytes = typeof given === "string" ? Buffer.from(given, "latin1") : Buffer.from(given);
    const cells = this.#at(address, bytes.length);
    bytes.forEach((byte, i) => {
      cells[i] = (cells[i] as number) & byte;
    });
    this.changes.push({ kind: "write", address, bytes: Buffer.from(bytes) });
  }

  erasePage(address: number): void {
    const area = this.areas.find((one) => address >= one.address && address < one.address + one.pageBytes * one.pages);
    this.#at(address, area?.pageBytes ?? 0).fill(0xff);
    this.changes.push({ kind: "erase", address });
  }

  /** Does to this one what was done to another. */
  apply(changes: readonly Change[]): this {
    for (const change of changes) {
      if (change.kind === "erase") this.erasePage(change.address);
      else this.write(change.bytes.toString("latin1"), change.address);
    }
    return this;
  }

  /** The length of a text is read from flash, and a head that a power cut has torn may name any. */
  #at(address: number, bytes: number): Buffer {
    const area = this.areas.findIndex(
      (one) => address >= one.address && address < one.address + one.pageBytes * one.pages,
    );
    const start = address - (this.areas[area]?.address ?? 0);
    if (area < 0) throw new Error(`the log has no flash at 0x${address.toString(16)}`);
    return this.bytesOf(area).subarray(start, start + bytes);
  }
}

/** So much from the beginning of each area is ever written: of two large ones, no more than the slots that are used. */
export function usedBytes(areas: readonly FlashArea[]): number {
  const [first] = areas;
  if (!first || areas.length === 1) return first ? first.pageBytes * first.pages : 0;
  return GAP_BYTES + createBank(new LogImage(areas), areas, crc32).size * SLOT_BYTES;
}
