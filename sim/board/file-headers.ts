/**
 * How Espruino finds its way through the bank of Storage: header after header, and where one ought to be and is none, on
 * to the start of the next page. Nothing tells it that a page at the end of the bank is somebody else's: bytes there that
 * look like a header are a file, and bytes that are neither that nor erased make the whole bank corrupt.
 */
import type { FlashArea } from "../../src/hal.ts";
import { latin1 } from "./bytes.ts";
import type { FlashImage } from "./flash.ts";
import { endOf } from "./flash-layout.ts";

export const HEADER_BYTES = 32;
export const NAME_BYTES = 28;
const UNSET = 0xffffffff;
const ALIGNMENT = 4;
/** No flags, or those of an appended or a compressed file. */
const FILE_FLAGS = [0, 64, 128];

export interface Entry {
  readonly address: number;
  readonly size: number;
  readonly flags: number;
  /** All of its bytes, padded with zeros. */
  readonly name: string;
  /** Not deleted. */
  readonly isLive: boolean;
}

export const roomOf = (size: number): number => Math.ceil(size / ALIGNMENT) * ALIGNMENT + HEADER_BYTES;
export const dataOf = (entry: Entry): number => entry.address + HEADER_BYTES;
export const nextOf = (entry: Entry): number => entry.address + roomOf(entry.size);
export const paddedName = (name: string): string => name.slice(0, NAME_BYTES).padEnd(NAME_BYTES, "\0");
/** As it is listed: what a cut left behind the first zero is not shown. */
export const shownName = ({ name }: Entry): string => name.slice(0, (name + "\0").indexOf("\0"));
/** One that is listed, and outlives a compaction. */
export const isFile = (entry: Entry): boolean => entry.isLive && FILE_FLAGS.includes(entry.flags);

export interface Walk {
  readonly entries: readonly Entry[];
  /** Where the header was looked for that was none; undefined where there was no room for one. */
  readonly stop: number | undefined;
}

export class Headers {
  readonly flash: FlashImage;
  readonly start: number;
  readonly end: number;
  readonly pageBytes: number;

  constructor(flash: FlashImage, bank: FlashArea) {
    this.flash = flash;
    this.start = bank.address;
    this.end = endOf(bank);
    this.pageBytes = bank.pageBytes;
  }

  pageStart(address: number): number {
    return address - ((address - this.start) % this.pageBytes);
  }

  /** Start of the page behind the one of this address; undefined behind the last. */
  nextPage(address: number): number | undefined {
    const next = this.pageStart(address) + this.pageBytes;
    return next < this.end ? next : undefined;
  }

  at(address: number): Entry | undefined {
    if (address + HEADER_BYTES > this.end) return undefined;
    const word = this.flash.word(address);
    const size = word & 0xffffff;
    if (word === UNSET || word === 0 || address + HEADER_BYTES + size > this.end) return undefined;
    const name = latin1(this.flash.read(address + 4, NAME_BYTES));
    return { address, size, flags: word >>> 24, name, isLive: this.flash.word(address + 4) !== 0 };
  }

  /** `crossing`: goes on at the next page where there is no header, but only once: behind a blank page no one looks. */
  walk(from: number, crossing: boolean): Walk {
    const entries: Entry[] = [];
    let stop: number | undefined = from;
    for (let entry = this.at(from); entry; ) {
      entries.push(entry);
      const next = nextOf(entry);
      if (next + HEADER_BYTES > this.end) return { entries, stop: undefined };
      stop = next;
      entry = this.at(next);
      if (entry || !crossing) continue;
      stop = this.nextPage(next);
      if (stop !== undefined) entry = this.at(stop);
    }
    return { entries, stop };
  }

  /** Room for a file: to the next page where a header begins that, else to the end of the bank, whatever is there. */
  spaceAt(address: number): number {
    const next = this.nextPage(address);
    return (next !== undefined && this.at(next) ? next : this.end) - address;
  }

  /** What Espruino asks when the chip starts; it erases the bank where the answer is no. */
  isSound(): boolean {
    const { entries, stop } = this.walk(this.start, true);
    const last = entries.at(-1);
    if (!last) return this.flash.isErased(this.start, this.end - this.start);
    if (stop !== undefined) return this.flash.isErased(stop, Math.min(HEADER_BYTES, this.end - stop));
    const next = nextOf(last);
    return next + HEADER_BYTES > this.end || this.flash.isErased(next, HEADER_BYTES);
  }
}
