/**
 * The bundles in flash: the one that runs, the new one while it comes, the old one while the new is on trial; and the state
 * page, which says what the boot code is to do at the next start. Its 8-byte units are written once each between two erases:
 *
 *   record  what the new bundle is, and the last one that was given up
 *   order   where the boot code finds new and old
 *   marks   one unit each; a torn one counts as set, so all that a mark vouches for is written before it
 * @singleton
 */
import type { Flash, RawFlash } from "../hal";
import { BUNDLE_FILE } from "../system/bundle";
import { type Layout, layOut } from "./layout";

export interface Rooms {
  /** The text of the bundle that runs, without the blanks behind it. */
  bundle(): string;
  /** The most that a new bundle may have; 0: there is no room for it, or none yet that was laid out. */
  most(): number;
  /** Lays the room out; false where there is none. */
  lay(): boolean;
  /** The way to a bundle: `key` is a number for it. How much of it stands there from before. */
  begin(key: number, bytes: number): number;
  /** The bytes from `at` on, in order; pages are erased as they come. */
  put(at: number, text: string): void;
  /** What has been written of the new one, as flash has it. */
  text(from: number, bytes: number): string;
  /** One step of keeping the bundle that runs, `at` being what the last has returned; 0 at its end. */
  keep(at: number): number;
  /** The new one takes its place at the next start, on trial. */
  order(bytes: number): void;
  isOnTrial(): boolean;
  /** The trial is over. */
  confirm(): void;
  /** The one on trial was given up, and nobody has been told so. */
  isBack(): boolean;
  told(): void;
  /** That it was given up is new to this start. */
  isBackAnew(): boolean;
  /** The key of the last that was given up; 0: none. */
  givenUp(): number;
}

const RECORD_ID = 212377095;
const RECORD_AT = 0;
const ORDER_AT = 32;
const WORDS_BYTES = 32;
const MARKS_AT = 64;
const MARK_BYTES = 8;
/** Marks, as the boot code numbers them; of pages from `PAGES` on. */
const ORDERED = 0;
const PLACED = 1;
const CONFIRMED = 13;
const BACK = 14;
const RESTORED = 15;
const SEEN = 16;
const TOLD = 17;
const PAGES = 20;
const STEP_BYTES = 1024;
const BLANKS = "                                                                ";
const UNSET = "\xff\xff\xff\xff\xff\xff\xff\xff";

export function createRooms(
  files: Flash,
  raw: RawFlash,
  crc32: (bytes: ArrayBuffer | string) => number,
  /** Of the flash for files. */
  start: number,
  pageBytes: number,
  end: number,
  mostBytes: number,
): Rooms {
  let layout = layOut(raw, start, pageBytes, end, mostBytes, false);
  /** Of the bundle that runs; 0: not counted yet. */
  let bundleBytes = 0;

  /** Espruino takes whole numbers only, and for it what a division or Math has made is none. */
  function erase(address: number): void {
    raw.erasePage(address | 0);
  }

  function isMarked(mark: number): boolean {
    return !!layout && raw.readText(MARK_BYTES, layout.state + MARKS_AT + mark * MARK_BYTES) !== UNSET;
  }

  function setMark(mark: number): void {
    const { state } = layout as Layout;
    raw.write(new Uint32Array(2).buffer as ArrayBuffer, state + MARKS_AT + mark * MARK_BYTES);
  }

  function crcOf(words: readonly number[]): number {
    return crc32(new Uint32Array(words).buffer as ArrayBuffer) >>> 0;
  }

  function writeWords(at: number, words: number[]): void {
    words.push(crcOf(words));
    raw.write(new Uint32Array(words).buffer as ArrayBuffer, (layout as Layout).state + at);
  }

  /** undefined where they are not whole. */
  function record(): Uint32Array | undefined {
    if (!layout) return undefined;
    const words = new Uint32Array(raw.read(WORDS_BYTES, layout.state + RECORD_AT));
    const isWhole = words[0] === RECORD_ID && crcOf([].slice.call(words, 0, 7)) === words[7];
    return isWhole ? words : undefined;
  }

  function givenUp(): number {
    const words = record();
    return words ? (words[isMarked(RESTORED) ? 1 : 3] as number) : 0;
  }

  /** Pages of the new one that stand there whole, from the first on. */
  function pagesDone(): number {
    let pages = 0;
    while (isMarked(PAGES + pages)) pages++;
    return pages;
  }

  function bundle(): string {
    const text = files.read(BUNDLE_FILE) || "";
    if (!bundleBytes) {
      bundleBytes = text.length;
      while (text.substr(bundleBytes - BLANKS.length, BLANKS.length) === BLANKS) bundleBytes -= BLANKS.length;
      while (text.charAt(bundleBytes - 1) === " ") bundleBytes--;
    }
    return files.read(BUNDLE_FILE, 0, bundleBytes) || "";
  }

  return {
    bundle,
    most: () => (layout ? layout.placeBytes : 0),
    lay() {
      layout = layOut(raw, start, pageBytes, end, mostBytes, true);
      return !!layout;
    },
    begin(key, bytes) {
      const words = record();
      if (words && words[1] === key && words[2] === bytes && !isMarked(ORDERED))
        return Math.min(bytes, pagesDone() * pageBytes);
      const last = givenUp();
      erase((layout as Layout).state);
      writeWords(RECORD_AT, [RECORD_ID, key, bytes, last, 0, 0, 0]);
      return 0;
    },
    put(at, text) {
      const { newBundle } = layout as Layout;
      if (at % pageBytes === 0) erase(newBundle + at);
      raw.write((text + UNSET).substr(0, Math.ceil(text.length / MARK_BYTES) * MARK_BYTES), newBundle + at);
      if ((at + text.length) % pageBytes === 0) setMark(PAGES + Math.floor(at / pageBytes));
    },
    text: (from, bytes) => files.read("canary.ota", (layout as Layout).offset + pageBytes + from, bytes) as string,
    keep(at) {
      const { isPlaced, oldFirst, oldFirstBytes, oldRest } = layout as Layout;
      const text = isPlaced ? bundle().substr(at, STEP_BYTES) : "";
      if (!text) return 0;
      const to = at < oldFirstBytes ? oldFirst + at : oldRest + at - oldFirstBytes;
      if (at % pageBytes === 0) erase(to);
      raw.write((text + UNSET).substr(0, Math.ceil(text.length / MARK_BYTES) * MARK_BYTES), to);
      return at + STEP_BYTES;
    },
    order(bytes) {
      const { isPlaced, oldFirst, oldFirstBytes, oldRest, flashed, flashedBytes } = layout as Layout;
      const old = isPlaced
        ? [bundle().length, oldFirst, oldFirstBytes, oldRest]
        : [flashedBytes, flashed, flashedBytes, 0];
      writeWords(ORDER_AT, [bytes].concat(old, [0, 0]));
      setMark(ORDERED);
    },
    isOnTrial: () => isMarked(PLACED) && !isMarked(CONFIRMED) && !isMarked(BACK),
    confirm: () => setMark(CONFIRMED),
    isBack: () => isMarked(RESTORED) && !isMarked(TOLD),
    told: () => setMark(TOLD),
    isBackAnew() {
      if (!isMarked(RESTORED) || isMarked(SEEN)) return false;
      setMark(SEEN);
      return true;
    },
    givenUp,
  };
}
