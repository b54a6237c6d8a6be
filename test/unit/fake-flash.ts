/** Raw flash as the chip has it: programming clears bits of whole words, only erasing sets them, and the power may go. */
import { crc32 as crcOf } from "node:zlib";
import { TORN, type Torn } from "../../sim/board/power-cut.ts";
import { Random } from "../../sim/random.ts";
import type { FlashArea, RawFlash } from "../../src/hal.ts";

/** Espruino's E.CRC32, over the same kinds of bytes. */
export function crc32(bytes: ArrayBuffer | string): number {
  return crcOf(typeof bytes === "string" ? Buffer.from(bytes, "latin1") : new Uint8Array(bytes));
}

export class PowerGone extends Error {}

/** How much of the operation that is cut gets done: of a word or a page, which bits. */
export const CUTS: { readonly [name: string]: Torn } = {
  "before it": (bytes) => new Uint8Array(bytes),
  "at its first half": TORN.firstHalf,
  "at its second half": TORN.secondHalf,
  "at its even bits": TORN.bits(0x55555555),
  "at its odd bits": TORN.bits(0xaaaaaaaa),
  "at some bits": (bytes) => TORN.random(new Random(bytes))(bytes),
};

export const TWO_AREAS: readonly FlashArea[] = [
  { address: 0x74000, pageBytes: 512, pages: 2 },
  { address: 0x75000, pageBytes: 1024, pages: 1 },
];
export const ONE_AREA: readonly FlashArea[] = [{ address: 0x74000, pageBytes: 1024, pages: 1 }];

/** What the nRF52832 counts writes by. */
const BLOCK_BYTES = 512;
const blockOf = (address: number): number => Math.floor(address / BLOCK_BYTES);

export class FakeFlash implements RawFlash {
  /** Words programmed and pages erased so far. */
  operations = 0;
  /** The operation before or in which the power goes. */
  cutAt = Infinity;
  cut: Torn = TORN.firstHalf;
  /** Words programmed since a page was erased, the one that was cut not counted. */
  sinceErase = 0;
  /** Erases by the page's address. */
  readonly erases = new Map<number, number>();
  /** Bytes in which a write wanted to set bits: what it wrote is lost. */
  lostBytes = 0;
  /** The most words written to 512 bytes between two erases. */
  mostBlockWrites = 0;
  /** Takes nothing any more: worn out. */
  isWorn = false;
  private readonly bytes = new Map<FlashArea, Uint8Array>();
  private readonly blockWrites = new Map<number, number>();

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
      const word = cells.subarray(at, at + 4);
      const wanted = new Uint8Array(4);
      for (let i = 0; i < 4; i++) wanted[i] = (word[i] as number) & (given[at + i] as number);
      for (let i = 0; i < 4; i++) if (wanted[i] !== given[at + i]) this.lostBytes++;
      this.become(word, wanted);
      this.sinceErase++;
      this.noteWrite(address + at);
    }
  }

  erasePage(address: number): void {
    const area = this.areaAt(address);
    if ((address - area.address) % area.pageBytes) throw new Error(`no page begins at ${address}`);
    this.sinceErase = 0;
    this.become(this.cells(area.pageBytes, address), new Uint8Array(area.pageBytes).fill(0xff));
    for (let at = 0; at < area.pageBytes; at += BLOCK_BYTES) this.blockWrites.delete(blockOf(address + at));
    this.erases.set(address, (this.erases.get(address) ?? 0) + 1);
  }

  /** The power goes at the `n`-th operation from now on; 0 is the next. */
  cutAfter(n: number, cut: Torn): this {
    this.cutAt = this.operations + n;
    this.cut = cut;
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

  private noteWrite(address: number): void {
    const writes = (this.blockWrites.get(blockOf(address)) ?? 0) + 1;
    this.blockWrites.set(blockOf(address), writes);
    this.mostBlockWrites = Math.max(this.mostBlockWrites, writes);
  }

  private become(cells: Uint8Array, wanted: Uint8Array): void {
    if (this.operations > this.cutAt) throw new Error("an operation without power");
    const isCut = this.operations++ === this.cutAt;
    if (isCut) {
      const done = this.cut(cells.length);
      wanted = wanted.map((to, i) => mixed(cells[i] as number, to, done[i] as number));
    }
    if (!this.isWorn) cells.set(wanted);
    if (isCut) throw new PowerGone();
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

function mixed(from: number, to: number, done: number): number {
  return (from & ~done) | (to & done);
}
