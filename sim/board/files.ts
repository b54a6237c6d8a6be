/**
 * Espruino's Storage on a flash image: a log of files, each a header (size, name) and its bytes in one piece. A file is
 * deleted by clearing the first four bytes of its name; the room comes back by compaction, in place, through one page of
 * RAM. Order of operations and error texts as in Espruino's jsflash.c; like that it does not look whether the room of a
 * new file is erased before the file's header is written.
 */
import type { FlashArea } from "../../src/hal.ts";
import { DeviceError } from "./errors.ts";
import {
  dataOf,
  type Entry,
  HEADER_BYTES,
  Headers,
  isFile,
  nextOf,
  paddedName,
  roomOf,
  shownName,
} from "./file-headers.ts";
import type { FlashImage } from "./flash.ts";

const DELETED = new Uint8Array(4);

export class FileStore {
  readonly flash: FlashImage;
  /** Called when compaction starts: the board prints it as the real one does. */
  onCompact: (() => void) | undefined;
  readonly #headers: Headers;

  constructor(flash: FlashImage, bank: FlashArea) {
    this.flash = flash;
    this.#headers = new Headers(flash, bank);
  }

  get totalBytes(): number {
    return this.#headers.end - this.#headers.start;
  }

  /** False makes a starting board erase all of the bank. */
  get isSound(): boolean {
    return this.#headers.isSound();
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
    if (offset === 0 && !(entry && this.#isBlank(entry, size))) {
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

  /** The whole bank, whoever has pages in it. */
  eraseAll(): void {
    this.#erasePages(this.#headers.start, this.#headers.end);
  }

  /** Live files with the place of their header, in flash order. */
  list(): { name: string; address: number }[] {
    return this.#entries()
      .filter(isFile)
      .map((entry) => ({ name: shownName(entry), address: entry.address }));
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
    const last = entries.at(-1);
    return {
      total: this.totalBytes,
      free: this.#headers.end - (last ? nextOf(last) : this.#headers.start),
      fileBytes: room(live),
      fileCount: live.length,
      trashBytes: room(trash),
      trashCount: trash.length,
    };
  }

  /** True when it made room. */
  compact(): boolean {
    const { entries, stop } = this.#headers.walk(this.#headers.start, true);
    const firstTrash = entries.findIndex((entry) => !entry.isLive);
    if (firstTrash < 0) return false;
    this.onCompact?.();
    // Pages before the last page that starts with a header and has no trash before it stay as they are.
    const starts = entries
      .slice(0, firstTrash + 1)
      .filter(({ address }) => this.#headers.pageStart(address) === address);
    const from = starts.at(-1)?.address ?? this.#headers.start;
    const files = entries.filter((entry) => entry.address >= from && isFile(entry));
    const end = this.#rewrite(files, from);
    // The rest of the pages up to where the search for headers ended.
    const firstFree = end === from ? from : (this.#headers.nextPage(end - 1) ?? this.#headers.end);
    this.#erasePages(firstFree, stop ?? this.#headers.end);
    return true;
  }

  #isBlank(entry: Entry, size: number): boolean {
    return entry.flags === 0 && entry.size === size && this.flash.isErased(dataOf(entry), size);
  }

  #holds(entry: Entry, data: Uint8Array, size: number): boolean {
    return (
      entry.flags === 0 &&
      entry.size === size &&
      data.length === size &&
      this.flash.read(dataOf(entry), size).every((byte, i) => byte === data[i])
    );
  }

  #void(entry: Entry): void {
    this.flash.program(entry.address + 4, DELETED);
  }

  #entries(): readonly Entry[] {
    return this.#headers.walk(this.#headers.start, true).entries;
  }

  #find(name: string): Entry | undefined {
    const wanted = paddedName(name);
    return this.#entries().find((entry) => entry.isLive && entry.name === wanted);
  }

  #create(name: string, size: number): Entry | undefined {
    const needed = roomOf(size);
    let hole = this.#hole(needed);
    if (hole.address === undefined && needed < hole.free + hole.trash && this.compact()) hole = this.#hole(needed);
    const { address } = hole;
    if (address === undefined) return undefined;
    const header = Buffer.alloc(HEADER_BYTES);
    header.writeUInt32LE(size, 0);
    header.write(paddedName(name), 4, "latin1");
    this.flash.program(address, header);
    return { address, size, flags: 0, name: paddedName(name), isLive: true };
  }

  /** The first place with so much room, behind the files of a page; what is free and what compaction would free. */
  #hole(needed: number): { address: number | undefined; free: number; trash: number } {
    let free = 0;
    let trash = 0;
    for (let from: number | undefined = this.#headers.start; from !== undefined; ) {
      const { entries, stop } = this.#headers.walk(from, false);
      for (const entry of entries) if (!entry.isLive) trash += entry.size;
      if (stop === undefined) break;
      const space = this.#headers.spaceAt(stop);
      if (space >= needed) return { address: stop, free: free + space, trash };
      free += space;
      from = this.#headers.nextPage(stop);
    }
    return { address: undefined, free, trash };
  }

  #erasePages(from: number, to: number): void {
    for (let page = from; page < to; page += this.#headers.pageBytes) this.flash.erasePage(page);
  }

  /** Copies the files down page by page; a page is erased only when all that is still needed of it is in RAM. */
  #rewrite(files: readonly Entry[], from: number): number {
    const { flash } = this;
    const { pageBytes, end: limit } = this.#headers;
    let held: number[] = [];
    let at = from;
    const flush = (readTo: number): void => {
      while (held.length > 0) {
        const pageEnd = this.#headers.pageStart(at) + pageBytes;
        if (readTo < pageEnd) return;
        const part = held.slice(0, pageEnd - at);
        if (this.#headers.pageStart(at) === at) flash.erasePage(at);
        flash.program(at, Uint8Array.from(part));
        at += part.length;
        held = held.slice(part.length);
      }
    };
    for (const file of files) {
      const end = nextOf(file);
      for (let read = file.address; read < end; ) {
        const next = Math.min(end, this.#headers.pageStart(read) + pageBytes);
        held.push(...flash.read(read, next - read));
        read = next;
        flush(read);
      }
    }
    flush(limit);
    return at;
  }
}
