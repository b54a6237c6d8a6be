/**
 * Espruino's Storage on a flash image: a log of files, each a header (size, name) and its bytes in one piece. A file is
 * deleted by clearing the first four bytes of its name; the room comes back by compaction, in place, through one page of
 * RAM. Order of operations and error texts as in Espruino's jsflash.c; where a real one looks for a hole between files,
 * this one appends.
 */
import type { FlashArea } from "../../src/hal.ts";
import { DeviceError } from "./errors.ts";
import type { FlashImage } from "./flash.ts";

const HEADER_BYTES = 32;
export const NAME_BYTES = 28;
const UNSET = 0xffffffff;
const ALIGNMENT = 4;
const DELETED = new Uint8Array(4);

interface Entry {
  readonly address: number;
  readonly size: number;
  readonly name: string;
  readonly isLive: boolean;
}

const align = (size: number): number => Math.ceil(size / ALIGNMENT) * ALIGNMENT;
const roomOf = (size: number): number => align(size) + HEADER_BYTES;
const dataOf = (entry: Entry): number => entry.address + HEADER_BYTES;
export const latin1 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1");

export class FileStore {
  readonly flash: FlashImage;
  readonly #start: number;
  readonly #limit: number;
  readonly #pageBytes: number;
  /** Called when compaction starts: the board prints it as the real one does. */
  onCompact: (() => void) | undefined;

  constructor(flash: FlashImage, bank: FlashArea) {
    this.flash = flash;
    this.#start = bank.address;
    this.#limit = bank.address + bank.pageBytes * bank.pages;
    this.#pageBytes = bank.pageBytes;
  }

  get totalBytes(): number {
    return this.#limit - this.#start;
  }

  read(name: string): Uint8Array | undefined {
    const entry = this.#find(name);
    return entry && this.flash.read(dataOf(entry), entry.size);
  }

  /** Size 0 means "as long as the data"; offset 0 rewrites the file, any other fills bytes that are still erased. */
  write(name: string, data: Uint8Array, offset = 0, wantedSize = 0): boolean {
    if (offset < 0 || wantedSize < 0) return false;
    const size = wantedSize === 0 ? data.length : wantedSize;
    if (size === 0) throw new DeviceError("Can't create zero length file");
    let entry = this.#find(name);
    if (offset === 0 && !(entry && entry.size === size && this.flash.isErased(dataOf(entry), size))) {
      if (entry && this.#holds(entry, data, size)) return true;
      if (entry) this.#void(entry);
      entry = this.#create(name, size);
    }
    if (!entry) throw new DeviceError("Unable to find or create file");
    if (offset + data.length > entry.size) throw new DeviceError("Too much data for file size");
    const address = dataOf(entry) + offset;
    if (!this.flash.isErased(address, data.length)) throw new DeviceError("File already written with different data");
    this.flash.program(address, data);
    return true;
  }

  erase(name: string): void {
    const entry = this.#find(name);
    if (entry) this.#void(entry);
  }

  eraseAll(): void {
    for (let at = this.#start; at < this.#limit; at += this.#pageBytes) this.flash.erasePage(at);
  }

  /** Live files with the place of their header, in flash order. */
  list(): { name: string; address: number }[] {
    return this.#entries().filter((entry) => entry.isLive && entry.size < 0x1000000);
  }

  stats(): {
    total: number;
    free: number;
    fileBytes: number;
    fileCount: number;
    trashBytes: number;
    trashCount: number;
  } {
    const entries = this.#entries();
    const sum = (live: boolean): Entry[] => entries.filter((entry) => entry.isLive === live);
    const room = (list: readonly Entry[]): number => list.reduce((bytes, entry) => bytes + roomOf(entry.size), 0);
    const [live, trash] = [sum(true), sum(false)];
    return {
      total: this.totalBytes,
      free: this.#limit - this.#end(entries),
      fileBytes: room(live),
      fileCount: live.length,
      trashBytes: room(trash),
      trashCount: trash.length,
    };
  }

  /** True when it made room. */
  compact(): boolean {
    const entries = this.#entries();
    const firstTrash = entries.findIndex((entry) => !entry.isLive);
    if (firstTrash < 0) return false;
    this.onCompact?.();
    // Pages before the last page that starts with a header and has no trash before it stay as they are.
    const starts = entries.slice(0, firstTrash + 1).filter(({ address }) => this.#pageStart(address) === address);
    const from = starts.at(-1)?.address ?? this.#start;
    this.#rewrite(
      entries.filter((entry) => entry.address >= from && entry.isLive),
      from,
      this.#end(entries),
    );
    return true;
  }

  #pageStart(address: number): number {
    return address - ((address - this.#start) % this.#pageBytes);
  }

  #holds(entry: Entry, data: Uint8Array, size: number): boolean {
    return (
      entry.size === size &&
      data.length === size &&
      this.flash.read(dataOf(entry), size).every((byte, i) => byte === data[i])
    );
  }

  #void(entry: Entry): void {
    this.flash.program(entry.address + 4, DELETED);
  }

  #find(name: string): Entry | undefined {
    return this.#entries().find((entry) => entry.isLive && entry.name === name.slice(0, NAME_BYTES));
  }

  #create(name: string, size: number): Entry | undefined {
    let entries = this.#entries();
    const trash = entries.reduce((bytes, entry) => bytes + (entry.isLive ? 0 : entry.size), 0);
    const free = (): number => this.#limit - this.#end(entries);
    if (free() < roomOf(size) && roomOf(size) < free() + trash && this.compact()) entries = this.#entries();
    if (free() < roomOf(size)) return undefined;
    const address = this.#end(entries);
    const header = Buffer.alloc(HEADER_BYTES);
    header.writeUInt32LE(size, 0);
    header.write(name.slice(0, NAME_BYTES), 4, "latin1");
    this.flash.program(address, header);
    return { address, size, name, isLive: true };
  }

  #end(entries: readonly Entry[]): number {
    const last = entries.at(-1);
    return last ? last.address + roomOf(last.size) : this.#start;
  }

  #headerAt(address: number): Entry | undefined {
    if (address + HEADER_BYTES > this.#limit) return undefined;
    const word = this.flash.word(address);
    const size = word & 0xffffff;
    if (word === UNSET || word === 0 || address + HEADER_BYTES + size > this.#limit) return undefined;
    const bytes = this.flash.read(address + 4, NAME_BYTES);
    return { address, size, name: latin1(bytes).replace(/\0+$/, ""), isLive: this.flash.word(address + 4) !== 0 };
  }

  /** Where a header ought to be and is none, the next page may begin with one (that is how a cut compaction ends). */
  #entries(): Entry[] {
    const found: Entry[] = [];
    let entry = this.#headerAt(this.#start);
    while (entry) {
      found.push(entry);
      const next = entry.address + roomOf(entry.size);
      entry = this.#headerAt(next) ?? this.#headerAt(this.#pageStart(next) + this.#pageBytes);
    }
    return found;
  }

  /** Copies the files down page by page; a page is erased only when all that is still needed of it is in RAM. */
  #rewrite(files: readonly Entry[], from: number, oldEnd: number): void {
    const { flash } = this;
    const pageBytes = this.#pageBytes;
    let held: number[] = [];
    let at = from;
    const flush = (readTo: number): void => {
      while (held.length > 0) {
        const pageEnd = this.#pageStart(at) + pageBytes;
        if (readTo < pageEnd) return;
        const part = held.slice(0, pageEnd - at);
        if (this.#pageStart(at) === at) flash.erasePage(at);
        flash.program(at, Uint8Array.from(part));
        at += part.length;
        held = held.slice(part.length);
      }
    };
    for (const file of files) {
      const end = file.address + roomOf(file.size);
      for (let read = file.address; read < end; ) {
        const next = Math.min(end, this.#pageStart(read) + pageBytes);
        held.push(...flash.read(read, next - read));
        read = next;
        flush(read);
      }
    }
    flush(this.#limit);
    for (let page = this.#pageStart(at + pageBytes - 1); page < oldEnd; page += pageBytes) flash.erasePage(page);
  }
}
