/** How the supply goes away around a flash operation. */
import type { Random } from "../random.ts";

/** Which bits of a word, or of a page, have got their new value when the power goes: ones for those that have. */
export type Torn = (bytes: number) => Uint8Array;

const ofBytes = (bytes: number, mask: (at: number) => number): Uint8Array =>
  Uint8Array.from({ length: bytes }, (_, at) => mask(at));

/** Half words and half pages, single bits, and what only statistics can tell. */
export const TORN = {
  firstHalf: (bytes: number): Uint8Array => ofBytes(bytes, (at) => (at < bytes / 2 ? 0xff : 0)),
  secondHalf: (bytes: number): Uint8Array => ofBytes(bytes, (at) => (at < bytes / 2 ? 0 : 0xff)),
  /** The bits of a 32-bit mask, little-endian as the chip has its words; of a page, the same in each of its words. */
  bits:
    (mask: number): Torn =>
    (bytes) =>
      ofBytes(bytes, (at) => (mask >>> (8 * (at % 4))) & 0xff),
  /** Each bit by itself, done with this probability: 0.5 for a word, 0.99 for a page with stray bits left. */
  random:
    (random: Random, share = 0.5): Torn =>
    (bytes) =>
      ofBytes(bytes, () => [1, 2, 4, 8, 16, 32, 64, 128].reduce((m, bit) => (random.next() < share ? m | bit : m), 0)),
} as const;

export const hex = (address: number): string => `0x${address.toString(16).padStart(8, "0")}`;

/**
 * The supply goes away at the operation that is asked for. What was done before stays; of this one nothing is done, or as
 * much as `torn` says.
 */
export class PowerCut extends Error {
  readonly torn: Torn | undefined;

  constructor(operation: number, torn?: Torn) {
    super(`power cut ${torn ? "in" : "before"} flash operation ${operation}`);
    this.name = "PowerCut";
    this.torn = torn;
  }

  /** Leaves the cells between what they were and what they should have become. */
  tear(cells: Uint8Array, after: Uint8Array): void {
    const done = this.torn?.(cells.length);
    if (done) cells.set(cells.map((old, i) => (old & ~(done[i] ?? 0)) | ((after[i] ?? 0) & (done[i] ?? 0))));
  }
}
