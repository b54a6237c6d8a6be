/** The rooms of bundles on a flash of Espruino's files, and its starts: boot file first, then what stands as the bundle. */
import { crc32 } from "node:zlib";
import { FileStore } from "../../sim/board/files.ts";
import { FlashImage } from "../../sim/board/flash.ts";
import { PowerCut } from "../../sim/board/power-cut.ts";
import type { RawFlash } from "../../src/hal.ts";
import { createRooms, type Rooms } from "../../src/ota/rooms.ts";

export const PAGE_BYTES = 1024;
export const START = 0x8000;
export const PAGES = 14;
export const MOST_BYTES = 2048;

/** A bundle's text: some characters of its own, as many as are wanted. */
export const bundleOf = (name: string, bytes = 1400): string =>
  `print("${name}");`.padEnd(bytes - 1, `${name};"."`).slice(0, bytes - 2) + "';";

export const crcOf = (bytes: ArrayBuffer | string): number =>
  crc32(typeof bytes === "string" ? Buffer.from(bytes, "latin1") : new Uint8Array(bytes));

/** What a start of the board did. */
export interface Started {
  /** Espruino could read its files; else it would have erased them all. */
  readonly isSound: boolean;
  /** Without the blanks behind it; undefined: nothing runs. */
  readonly bundle: string | undefined;
  /** The boot file feeds no watchdog from now on. */
  readonly isWatched: boolean;
  /** Five minutes of a trial. */
  readonly tick: () => void;
  readonly isRestarting: () => boolean;
}

export class Bench {
  readonly flash: FlashImage;
  readonly files: FileStore;
  readonly raw: RawFlash;
  readonly pages: number;
  readonly pageBytes: number;

  constructor(pages = PAGES, pageBytes = PAGE_BYTES) {
    this.pages = pages;
    this.pageBytes = pageBytes;
    const bank = { address: START, pageBytes, pages };
    this.flash = new FlashImage([bank]);
    this.files = new FileStore(this.flash, bank);
    this.raw = {
      read: (bytes, address) => Uint8Array.from(this.flash.read(address, bytes)).buffer,
      readText: (bytes, address) => Buffer.from(this.flash.read(address, bytes)).toString("latin1"),
      write: (bytes, address) => {
        const given = typeof bytes === "string" ? Buffer.from(bytes, "latin1") : new Uint8Array(bytes);
        if (address % 4 || given.length % 4) throw new Error(`${given.length} bytes at ${address} are no whole words`);
        this.flash.program(address, given);
      },
      erasePage: (address) => this.flash.erasePage(address),
    };
  }

  /** Another one with the same bytes. */
  clone(): Bench {
    const copy = new Bench(this.pages, this.pageBytes);
    copy.flash.restore(this.flash.dump());
    return copy;
  }

  read(name: string, offset = 0, bytes?: number): string | undefined {
    const file = this.files.read(name);
    return (
      file && Buffer.from(file.subarray(offset, bytes === undefined ? undefined : offset + bytes)).toString("latin1")
    );
  }

  write(name: string, text: string): void {
    this.files.write(name, Buffer.from(text, "latin1"));
  }

  /** As a start of the firmware makes them. */
  rooms(mostBytes = MOST_BYTES): Rooms {
    const files = {
      read: (name: string, offset?: number, bytes?: number) => this.read(name, offset, bytes),
      write: () => false,
    };
    const end = START + this.pages * this.pageBytes;
    return createRooms(files, this.raw, crcOf, START, this.pageBytes, end, mostBytes);
  }

  /** Power on. */
  start(): Started {
    const seen = { isWatched: false, isRestarting: false, tick: () => {} };
    const isSound = this.files.isSound;
    const code = this.read(".boot2");
    if (isSound && code) this.#run(code, seen);
    const bundle = isSound ? this.read(".bootcde") : undefined;
    return {
      isSound,
      bundle: bundle?.replace(/ +$/, ""),
      isWatched: seen.isWatched,
      tick: seen.tick,
      isRestarting: () => seen.isRestarting,
    };
  }

  #run(code: string, seen: { isWatched: boolean; isRestarting: boolean; tick: () => void }): void {
    const modules: Readonly<Record<string, object>> = {
      Flash: {
        read: (bytes: number, address: number) => new Uint8Array(this.raw.read(bytes, address)),
        write: this.raw.write,
        erasePage: this.raw.erasePage,
      },
      Storage: {
        read: (name: string, offset?: number, bytes?: number) => this.read(name, offset, bytes),
        erase: (name: string) => this.files.erase(name),
      },
    };
    const espruino = {
      toString: (bytes: Uint8Array) => Buffer.from(bytes).toString("latin1"),
      CRC32: (bytes: Uint8Array) => crc32(bytes) | 0,
      kickWatchdog: () => {},
      enableWatchdog: () => {
        seen.isWatched = true;
      },
      reboot: () => {
        seen.isRestarting = true;
      },
    };
    const interval = (fn: () => void) => {
      seen.tick = fn;
      return 1;
    };
    const clear = () => {
      seen.tick = () => {};
    };
    try {
      const program = new Function("require", "E", "setInterval", "clearInterval", code);
      program((name: string) => modules[name], espruino, interval, clear);
    } catch (error) {
      // Of what a power cut has left of it Espruino prints why it can't be run, and goes on.
      if (error instanceof PowerCut) throw error;
    }
  }
}

/** All that comes over the air, in pieces of the usual size. */
export function fetchAll(rooms: Rooms, text: string, key = crcOf(text) >>> 0): void {
  const pieceBytes = 512;
  for (let at = rooms.begin(key, text.length); at < text.length; at += pieceBytes)
    rooms.put(at, text.substr(at, pieceBytes));
}

/** From the offer to the restart. */
export function update(bench: Bench, text: string, mostBytes = MOST_BYTES): void {
  const rooms = bench.rooms(mostBytes);
  if (!rooms.lay()) throw new Error("no room");
  fetchAll(rooms, text);
  for (let at = rooms.keep(0); at; ) at = rooms.keep(at);
  rooms.order(text.length);
}

export function confirm(bench: Bench): void {
  bench.rooms().confirm();
}

/** Flashed by cable, with settings before it and whatever else behind. */
export function flashed(text: string, pages = PAGES, pageBytes = PAGE_BYTES): Bench {
  const bench = new Bench(pages, pageBytes);
  bench.write("canary.json", '{"cloud":{}}');
  bench.write(".bootcde", text);
  return bench;
}
