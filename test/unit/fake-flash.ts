/** Raw flash as the chip has it: programming clears bits of whole words, only erasing sets them, and the power may go. */
import { crc32 as crcOf } from "node:zlib";
import type { FlashArea, RawFlash } from "../../src/hal.ts";

/** Espruino's E.CRC32, over the same kinds of bytes. */
export function crc32(bytes: ArrayBuffer | string): number {
  return crcOf(typeof bytes === "string" ? Buffer.from(bytes, "latin1") : new Uint8Array(bytes));
}

export class PowerGone extends Error {}

/** How much of the operation that is cut is done: nothing, or the first part of a word or a page. */
export type Cut = "before" | "half";

export const TWO_AREAS: readonly FlashArea[] = [
  { address: 0x74000, pageBytes: 512, pages: 2 },
  { address: 0x75000, pageBytes: 1024, pages: 1 },
];
export const ONE_AREA: readonly FlashArea[] = [{ address: 0x74000, pageBytes: 1024, pages: 1 }];

export class FakeFlash implements RawFlash {
  /** Words programmed and pages erased so far. */
  operations = 0;
  /** The operation before or in which the power goes. */
  cutAt = Infinity;
  cut: Cut = "before";
  /** Erases by the page's address. */
  readonly erases = new Map<number, number>();
  /** Bytes in which a write wanted to set bits: what it wrote is lost. */
  lostBytes = 0;
  /** Takes nothing any more: worn out. */
  isWorn = false;
  private readonly bytes = new Map<FlashArea, Uint8Array>();

  constructor(readonly areas: readonly FlashArea[] = TWO_AREAS) {
    for (const area of areas) this.bytes.set(area, new Uint8Array(area.pageBytes * area.pages).fill(0xff));
  }

  read(bytes: number, address: number): ArrayBuffer {
    return this.cells(bytes, address).slice().buffer as ArrayBuffer;
  }

  readText(bytes: number, address: number): string {
    return bytes ? Buffer.from(this.cells(bytes, address)).toString("latin1") : "";
  }

  write(bytes: ArrayBuffer | string, address: number): void {
    const given = typeof bytes === "string" ? Buffer.from(bytes, "latin1") : new Uint8Array(bytes);
    if (address % 4 || given.length % 4) throw new Error(`${given.length} bytes at ${address} are no whole words`);
    const cells = this.cells(given.length, address);
    for (let at = 0; at < given.length; at += 4) {
      const done = this.spend(4);
      if (!this.isWorn) for (let i = at; i < at + done; i++) this.program(cells, i, given[i] as number);
      if (done < 4) throw new PowerGone();
    }
  }

  erasePage(address: number): void {
    const area = this.areaAt(address);
    if ((address - area.address) % area.pageBytes) throw new Error(`no page begins at ${address}`);
    const done = this.spend(area.pageBytes);
    if (!this.isWorn) this.cells(area.pageBytes, address).fill(0xff, 0, done);
    if (done < area.pageBytes) throw new PowerGone();
    this.erases.set(address, (this.erases.get(address) ?? 0) + 1);
  }

  /** The power goes at the `n`-th operation from now on; 0 is the next. */
  cutAfter(n: number, cut: Cut = "before"): this {
    this.cutAt = this.operations + n;
    this.cut = cut;
    return this;
  }

  /** Power again. */
  mend(): this {
    this.cutAt = Infinity;
    return this;
  }

  /** What stands in an area, to be changed behind the firmware's back. */
  raw(area = 0): Uint8Array {
    return this.bytes.get(this.areas[area] as FlashArea) as Uint8Array;
  }

  fill(byteAt: (i: number) => number): this {
    for (const cells of this.bytes.values()) for (let i = 0; i < cells.length; i++) cells[i] = byteAt(i);
    return this;
  }

  /** Another flash with the same bytes. */
  clone(): FakeFlash {
    const copy = new FakeFlash(this.areas);
    this.areas.forEach((_, i) => {
      copy.raw(i).set(this.raw(i));
    });
    return copy;
  }

  private program(cells: Uint8Array, at: number, wanted: number): void {
    const left = (cells[at] as number) & wanted;
    if (left !== wanted) this.lostBytes++;
    cells[at] = left;
  }

  /** Bytes that the operation gets done. */
  private spend(bytes: number): number {
    const isCut = this.operations++ === this.cutAt;
    if (this.operations - 1 > this.cutAt) throw new Error("an operation without power");
    return isCut ? (this.cut === "half" ? bytes / 2 : 0) : bytes;
  }

  private areaAt(address: number): FlashArea {
    const area = this.areas.find((one) => address >= one.address && address < one.address + one.pageBytes * one.pages);
    if (!area) throw new Error(`no flash at ${address}`);
    return area;
  }

  private cells(bytes: number, address: number): Uint8Array {
    const area = this.areaAt(address);
    const at = address - area.address;
    if (at + bytes > area.pageBytes * area.pages) throw new Error(`${bytes} bytes at ${address} leave the area`);
    return (this.bytes.get(area) as Uint8Array).subarray(at, at + bytes);
  }
}
