/** The pages of the flash that is kept for the log: how full, how worn, and which of them is written to. */
import type { FlashArea } from "../../../src/hal.ts";
import type { FlashImage } from "../../board/flash.ts";
import type { FlashPage } from "../messages.ts";

/** A record's head is one such row, and so is each piece of a text. */
const ROW_BYTES = 16;

export class FlashPages {
  readonly #flash: FlashImage;
  readonly #addresses: readonly number[];
  #pages: readonly FlashPage[] = [];
  #seenAt = -1;
  #filling: number | undefined;

  constructor(flash: FlashImage, areas: readonly FlashArea[]) {
    this.#flash = flash;
    this.#addresses = areas.flatMap(({ address, pageBytes, pages }) =>
      Array.from({ length: pages }, (_, page) => address + page * pageBytes),
    );
  }

  look(): readonly FlashPage[] {
    const { operations } = this.#flash;
    if (operations === this.#seenAt) return this.#pages;
    const used = this.#addresses.map((address) => this.#usedBytes(address));
    // The first look has nothing to compare with.
    const written = this.#seenAt < 0 ? [] : used.flatMap((bytes, i) => (this.#isWritten(i, bytes) ? i : []));
    this.#filling = written.at(-1) ?? this.#filling;
    this.#seenAt = operations;
    this.#pages = this.#addresses.map((address, i) => ({
      address,
      bytes: this.#flash.page(address)?.bytes ?? 0,
      usedBytes: used[i] ?? 0,
      erases: this.#flash.wearAt(address),
      isFilling: i === this.#filling,
    }));
    return this.#pages;
  }

  /** Since the last look; a page that was erased between has less in it, and is new all the same. */
  #isWritten(index: number, usedBytes: number): boolean {
    const page = this.#pages[index];
    if (!page) return false;
    return usedBytes > (this.#flash.wearAt(page.address) > page.erases ? 0 : page.usedBytes);
  }

  #usedBytes(address: number): number {
    const bytes = this.#flash.page(address)?.bytes ?? 0;
    const cells = new Uint32Array(this.#flash.read(address, bytes).buffer);
    const rowWords = ROW_BYTES / cells.BYTES_PER_ELEMENT;
    let rows = 0;
    for (let at = 0; at < cells.length; at += rowWords)
      if (cells.subarray(at, at + rowWords).some((word) => word !== 0xffffffff)) rows++;
    return rows * ROW_BYTES;
  }
}
