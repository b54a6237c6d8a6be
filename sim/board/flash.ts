/**
 * All flash of one board, by absolute address: the bank of Storage, and what a board has besides. Programming clears bits,
 * in words, and never sets them; erasing sets a whole page; both are counted, and both pass one hook first, where a
 * power-cut test stops them, before or in the middle.
 */
import type { FlashArea } from "../../src/hal.ts";
import type { Random } from "../random.ts";
import { DeviceError } from "./errors.ts";
import { hex, PowerCut } from "./power-cut.ts";

export type FlashOperation =
  | { readonly kind: "program"; readonly address: number; readonly bytes: Uint8Array }
  | { readonly kind: "erase"; readonly address: number };

/** What the chip programs at once, and Espruino writes: whole words, the rest of a word as it was. */
const WORD_BYTES = 4;

/** The nRF52832 bears 181 writes to a block of this size between two erases (its product specification, n WRITE). */
const BLOCK_BYTES = 512;

/** Pages of one size, one after the other. */
class Bank implements FlashArea {
  readonly address: number;
  readonly pageBytes: number;
  readonly pages: number;
  readonly end: number;
  readonly data: Uint8Array;
  readonly wear: Uint32Array;
  /** Words programmed in each block since its page was erased. */
  readonly writes: Uint16Array;
  /** Of each page: how many words of all the flash had been programmed when the last of its erased ones was. */
  readonly filledAt: Uint32Array;

  constructor({ address, pageBytes, pages }: FlashArea) {
    if (!(pages > 0 && pageBytes > 0) || pageBytes % WORD_BYTES !== 0) throw new Error("flash must be whole pages");
    this.address = address;
    this.pageBytes = pageBytes;
    this.pages = pages;
    this.end = address + pageBytes * pages;
    this.data = new Uint8Array(pageBytes * pages).fill(0xff);
    this.wear = new Uint32Array(pages);
    this.writes = new Uint16Array(Math.ceil((pageBytes * pages) / BLOCK_BYTES));
    this.filledAt = new Uint32Array(pages);
  }
}

const isErased = (data: Uint8Array, at: number): boolean =>
  ((data[at] ?? 0) & (data[at + 1] ?? 0) & (data[at + 2] ?? 0) & (data[at + 3] ?? 0)) === 0xff;

export class FlashImage {
  /** In the order of their addresses. */
  readonly areas: readonly FlashArea[];
  /** Words programmed, and pages erased, since the image was made. */
  programs = 0;
  erases = 0;
  /** Bytes that a program operation wanted to have bits set in, in vain: a bug of whoever wrote. */
  lostBits = 0;
  /** The most words programmed in any block of 512 bytes without an erase between. */
  mostBlockWrites = 0;
  /** Called with the running number (from 0) of the operation about to be done; may throw `PowerCut`. */
  beforeOperation: ((n: number, operation: FlashOperation) => void) | undefined;
  readonly #banks: readonly Bank[];
  #last: Bank;

  constructor(areas: readonly FlashArea[]) {
    this.#banks = areas.map((area) => new Bank(area)).sort((a, b) => a.address - b.address);
    this.areas = this.#banks;
    const [first] = this.#banks;
    if (!first) throw new Error("a board without flash");
    this.#last = first;
    this.#banks.forEach((bank, i) => {
      const next = this.#banks[i + 1];
      if (next && next.address < bank.end) throw new Error(`two areas of flash share ${hex(next.address)}`);
    });
  }

  /** Operations done so far: the number the next one will have. */
  get operations(): number {
    return this.programs + this.erases;
  }

  /** Erases of every page, in the order of their addresses: the chip's wear. */
  get wear(): number[] {
    return this.#banks.flatMap((bank) => [...bank.wear]);
  }

  wearAt(address: number): number {
    const bank = this.#at(address);
    return bank.wear[Math.floor((address - bank.address) / bank.pageBytes)] ?? 0;
  }

  /** The later something new was written to the page, the higher; 0: never. Bits that are cleared afterwards are not new. */
  filledAt(address: number): number {
    const bank = this.#at(address);
    return bank.filledAt[Math.floor((address - bank.address) / bank.pageBytes)] ?? 0;
  }

  /** The same bytes and counts, for a test that goes on from here more than once; the hook stays behind. */
  clone(): FlashImage {
    const copy = new FlashImage(this.areas);
    this.#banks.forEach((bank, i) => {
      copy.#banks[i]?.data.set(bank.data);
      copy.#banks[i]?.wear.set(bank.wear);
      copy.#banks[i]?.writes.set(bank.writes);
      copy.#banks[i]?.filledAt.set(bank.filledAt);
    });
    const { programs, erases, lostBits, mostBlockWrites } = this;
    Object.assign(copy, { programs, erases, lostBits, mostBlockWrites });
    return copy;
  }

  /** All cells, in the order of their addresses: what is kept when the board is put away. */
  dump(): Uint8Array {
    return Buffer.concat(this.#banks.map(({ data }) => data));
  }

  /** What such a board held. Not an operation; throws for the cells of another board. */
  restore(cells: Uint8Array): void {
    const bytes = this.#banks.reduce((sum, { data }) => sum + data.length, 0);
    if (cells.length !== bytes) throw new Error(`${cells.length} bytes instead of ${bytes}`);
    let at = 0;
    for (const { data } of this.#banks) {
      data.set(cells.subarray(at, at + data.length));
      at += data.length;
    }
  }

  has(address: number): boolean {
    return this.#find(address) !== undefined;
  }

  /** The page at an address; undefined where this board has no flash that anyone may touch. */
  page(address: number): { readonly address: number; readonly bytes: number } | undefined {
    const bank = this.#find(address);
    return bank && { address: address - ((address - bank.address) % bank.pageBytes), bytes: bank.pageBytes };
  }

  read(address: number, length: number): Uint8Array {
    const bank = this.#at(address);
    if (address + length <= bank.end) return bank.data.slice(address - bank.address, address - bank.address + length);
    return Uint8Array.from({ length }, (_, i) => this.byte(address + i));
  }

  byte(address: number): number {
    const bank = this.#at(address);
    return bank.data[address - bank.address] ?? 0xff;
  }

  word(address: number): number {
    const { data, address: start } = this.#at(address);
    const at = address - start;
    return (
      (data[at + 3] ?? 0) * 0x1000000 + (data[at + 2] ?? 0) * 0x10000 + (data[at + 1] ?? 0) * 0x100 + (data[at] ?? 0)
    );
  }

  isErased(address: number, length: number): boolean {
    return this.read(address, length).every((byte) => byte === 0xff);
  }

  /** Programs word by word, each with its own turn at the hook; of a word that is written in part the rest stays. */
  program(address: number, bytes: Uint8Array): void {
    const end = address + bytes.length;
    if (bytes.length > 0) this.#at(end - 1);
    for (let at = address - (address % WORD_BYTES); at < end; at += WORD_BYTES) {
      const { data, writes, filledAt, pageBytes, address: start } = this.#at(at);
      if (this.beforeOperation) this.#askForWord(at, bytes, address);
      this.programs++;
      const block = Math.floor((at - start) / BLOCK_BYTES);
      writes[block] = (writes[block] ?? 0) + 1;
      this.mostBlockWrites = Math.max(this.mostBlockWrites, writes[block] ?? 0);
      if (isErased(data, at - start)) filledAt[Math.floor((at - start) / pageBytes)] = this.programs;
      for (let to = Math.max(at, address); to < Math.min(at + WORD_BYTES, end); to++) {
        const wanted = bytes[to - address] ?? 0xff;
        const left = (data[to - start] ?? 0) & wanted;
        if (left !== wanted) this.lostBits++;
        data[to - start] = left;
      }
    }
  }

  erasePage(address: number): void {
    const bank = this.#at(address);
    const page = Math.floor((address - bank.address) / bank.pageBytes);
    const at = page * bank.pageBytes;
    const cells = bank.data.subarray(at, at + bank.pageBytes);
    if (this.beforeOperation) {
      this.#ask({ kind: "erase", address: bank.address + at }, cells, new Uint8Array(bank.pageBytes).fill(0xff));
    }
    cells.fill(0xff);
    this.erases++;
    bank.wear[page] = (bank.wear[page] ?? 0) + 1;
    bank.writes.fill(0, Math.floor(at / BLOCK_BYTES), Math.ceil((at + bank.pageBytes) / BLOCK_BYTES));
  }

  /** What a factory, or the program before, may have left: not an operation, and not counted. All of it unless told. */
  fill(what: number | Random, area?: FlashArea): void {
    for (const { address, pageBytes, pages } of area ? [area] : this.areas) {
      const bank = this.#at(address);
      const cells = bank.data.subarray(address - bank.address, address - bank.address + pageBytes * pages);
      if (typeof what === "number") cells.fill(what);
      else cells.set(cells.map(() => what.between(0, 0xff)));
    }
  }

  #askForWord(at: number, bytes: Uint8Array, address: number): void {
    const bank = this.#at(at);
    const cells = bank.data.subarray(at - bank.address, at - bank.address + WORD_BYTES);
    const wanted = cells.slice();
    const from = Math.max(at, address);
    wanted.set(bytes.subarray(from - address, at + WORD_BYTES - address), from - at);
    this.#ask(
      { kind: "program", address: at, bytes: wanted },
      cells,
      cells.map((old, i) => old & (wanted[i] ?? 0)),
    );
  }

  #ask(operation: FlashOperation, cells: Uint8Array, after: Uint8Array): void {
    try {
      this.beforeOperation?.(this.operations, operation);
    } catch (error) {
      if (error instanceof PowerCut) error.tear(cells, after);
      throw error;
    }
  }

  #find(address: number): Bank | undefined {
    const last = this.#last;
    if (address >= last.address && address < last.end) return last;
    const bank = this.#banks.find((one) => address >= one.address && address < one.end);
    if (bank) this.#last = bank;
    return bank;
  }

  /** Where a real one would read, or ruin, its own firmware, this one says so. */
  #at(address: number): Bank {
    const bank = this.#find(address);
    if (!bank) throw new DeviceError(`No flash for programs at ${hex(address)} of this board`);
    return bank;
  }
}
