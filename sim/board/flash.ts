/**
 * One flash chip. Programming clears bits and never sets them, erasing sets a whole page; both are counted, and both pass
 * one hook first, where a power-cut test stops them.
 */

/** The supply goes away before the operation that is asked for; the image stays as the operations before left it. */
export class PowerCut extends Error {
  constructor(operation: number) {
    super(`power cut before flash operation ${operation}`);
    this.name = "PowerCut";
  }
}

export type FlashOperation =
  | { readonly kind: "program"; readonly address: number; readonly bytes: Uint8Array }
  | { readonly kind: "erase"; readonly address: number };

/** What the chip does at once: a cut falls between two of these, never inside. */
const WORD_BYTES = 4;

export class FlashImage {
  readonly pageBytes: number;
  readonly data: Uint8Array;
  /** Erases of each page: the chip's wear. */
  readonly wear: Uint32Array;
  /** Words programmed, and pages erased, since the image was made. */
  programs = 0;
  erases = 0;
  /** Bits that a program operation wanted to set and could not: a bug of whoever wrote. */
  lostBits = 0;
  /** Called with the running number (from 0) of the operation about to be done; may throw `PowerCut`. */
  beforeOperation: ((n: number, operation: FlashOperation) => void) | undefined;

  constructor(totalBytes: number, pageBytes: number) {
    if (totalBytes <= 0 || totalBytes % pageBytes !== 0) throw new Error("flash must be whole pages");
    this.pageBytes = pageBytes;
    this.data = new Uint8Array(totalBytes).fill(0xff);
    this.wear = new Uint32Array(totalBytes / pageBytes);
  }

  get totalBytes(): number {
    return this.data.length;
  }

  /** Operations done so far: the number the next one will have. */
  get operations(): number {
    return this.programs + this.erases;
  }

  pageStart(address: number): number {
    return address - (address % this.pageBytes);
  }

  word(address: number): number {
    const d = this.data;
    return (
      (d[address + 3] ?? 0) * 0x1000000 +
      (d[address + 2] ?? 0) * 0x10000 +
      (d[address + 1] ?? 0) * 0x100 +
      (d[address] ?? 0)
    );
  }

  isErased(address: number, length: number): boolean {
    return this.data.subarray(address, address + length).every((byte) => byte === 0xff);
  }

  /** Programs word by word, each with its own turn at the hook. */
  program(address: number, bytes: Uint8Array): void {
    if (address < 0 || address + bytes.length > this.data.length) throw new Error("program outside of the flash");
    for (let at = address; at < address + bytes.length; ) {
      const end = Math.min(address + bytes.length, at - (at % WORD_BYTES) + WORD_BYTES);
      const part = bytes.subarray(at - address, end - address);
      this.beforeOperation?.(this.operations, { kind: "program", address: at, bytes: part });
      this.programs++;
      this.#clearBits(at, part);
      at = end;
    }
  }

  erasePage(address: number): void {
    const start = this.pageStart(address);
    this.beforeOperation?.(this.operations, { kind: "erase", address: start });
    this.erases++;
    this.wear[start / this.pageBytes] = (this.wear[start / this.pageBytes] ?? 0) + 1;
    this.data.fill(0xff, start, start + this.pageBytes);
  }

  eraseAll(): void {
    for (let at = 0; at < this.data.length; at += this.pageBytes) this.erasePage(at);
  }

  #clearBits(address: number, bytes: Uint8Array): void {
    bytes.forEach((byte, i) => {
      const old = this.data[address + i] ?? 0;
      if ((byte & ~old) !== 0) this.lostBits++;
      this.data[address + i] = old & byte;
    });
  }
}
