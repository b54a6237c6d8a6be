/** The pages of the flash that is kept for the log: how full, how worn, and which of them is written to. */
import type { FlashArea } from "../../../src/hal.ts";
import type { FlashImage } from "../../board/flash.ts";
import type { FlashPage } from "../live.ts";

/** A record's head is one such row, and so is each piece of a text. */
const ROW_BYTES = 16;

export class FlashPages {
  readonly #flash: FlashImage;
  readonly #addresses: readonly number[];
  #pages: readonly FlashPage[] = [];
  #seenAt = -1;

  constructor(flash: FlashImage, areas: readonly FlashArea[]) {
    this.#flash = flash;
    this.#addresses = areas.flatMap(({ address, pageBytes, pages }) =>
      Array.from({ length: pages }, (_, page) => address + page * pageBytes),
    );
  }

  look(): readonly FlashPage[] {
    const { operations } = this.#flash;
    if (operations === this.#seenAt) return this.#pages;
    this.#seenAt = operations;
    const last = Math.max(...this.#addresses.map((address) => this.#flash.filledAt(address)));
    this.#pages = this.#addresses.map((address) => ({
      address,
      bytes: this.#flash.page(address)?.bytes ?? 0,
      usedBytes: this.#usedBytes(address),
      erases: this.#flash.wearAt(address),
      isFilling: last > 0 && this.#flash.filledAt(address) === last,
    }));
    return this.#pages;
  }

  #usedBytes(address: number): number {
    const bytes = this.#flash.page(address)?.bytes ?? 0;
    const cells = new Uint32Array(this.#flash.read(address, bytes).buffer);
    const rowWords = ROW_BYTES / cells.BYTES_PER_ELEMENT;
    let rows = 0;
    for (let at = 0, lastRow = -1; at < cells.length; at++) {
      const row = Math.floor(at / rowWords);
      if (cells[at] === 0xffffffff || row === lastRow) continue;
      lastRow = row;
      rows++;
    }
    return rows * ROW_BYTES;
  }
}
