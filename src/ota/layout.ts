/**
 * Where bundles stand in the flash that Espruino's files are in. Storage itself can't do it: its compaction, without which
 * no third bundle fits, is lost at a power cut with whatever it moves (facts: reliability section D.2). So two files are laid
 * out once, behind all others, and of these only what is in their pages is ever erased; no header of a file is:
 *
 *   .boot2       the boot code that puts bundles into their place
 *   canary.ota   [rest of a page] [state page] [new bundle] [the old one's last pages] [a page for the next file's header]
 *   .bootcde     the place of the bundle that runs, as many pages as fit; behind the text blanks
 *
 * The bundle that was flashed by cable stands before them. Once another runs its pages hold the old one's beginning. All of it
 * is found by its headers, so nothing else is kept of it. @onDemand
 */
import type { RawFlash } from "../hal";
import { bootCode } from "./boot-code";

export interface Layout {
  readonly state: number;
  /** Of the state page, in the file. */
  readonly offset: number;
  readonly newBundle: number;
  /** The old bundle: so many bytes at the first address, the rest at the second. */
  readonly oldFirst: number;
  readonly oldFirstBytes: number;
  readonly oldRest: number;
  readonly place: number;
  /** The most that a bundle may have. */
  readonly placeBytes: number;
  /** What runs stands in its place; else where it was flashed. */
  readonly isPlaced: boolean;
  /** Where that is, and its bytes. */
  readonly flashed: number;
  readonly flashedBytes: number;
}

/** A file's header: its size in three bytes, and its name. */
const HEADER_BYTES = 32;
const NAME_BYTES = 28;
const UNSET = 4294967295;
const NO_NAME = "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";
const BOOT_FILE = ".boot2";
const OTA_FILE = "canary.ota";
const BUNDLE_FILE = ".bootcde";
/** A double word: what some chips program at least. */
const UNIT_BYTES = 8;
const MAX_FILES = 200;

interface Entry {
  readonly at: number;
  readonly size: number;
  readonly name: string;
}

/**
 * What has been laid out, or is now if `isWanted`; undefined where it is not, or there is no room for it. `mostBytes`: the most
 * that any bundle may have.
 */
export function layOut(
  raw: RawFlash,
  start: number,
  pageBytes: number,
  end: number,
  mostBytes: number,
  isWanted: boolean,
): Layout | undefined {
  function up(address: number): number {
    return start + Math.ceil((address - start) / pageBytes) * pageBytes;
  }

  function behind(entry: Entry): number {
    return entry.at + HEADER_BYTES + Math.ceil(entry.size / 4) * 4;
  }

  function entryAt(at: number): Entry | undefined {
    if (at + HEADER_BYTES > end) return undefined;
    const word = new Uint32Array(raw.read(4, at))[0] as number;
    const size = word & 0xffffff;
    if (word === UNSET || !size || at + HEADER_BYTES + size > end) return undefined;
    return { at, size, name: raw.readText(NAME_BYTES, at + 4) };
  }

  /** As Espruino finds them: where none follows, the next page is looked at. */
  function listFiles(): Entry[] {
    const list: Entry[] = [];
    let entry = entryAt(start);
    while (entry && list.length < MAX_FILES) {
      list.push(entry);
      const next = behind(entry);
      entry = entryAt(next) || entryAt(up(next + 1));
    }
    return list;
  }

  /** Flash has it, or can still take it, whatever a power cut has left: writing clears bits. */
  function takes(there: string, wanted: string): boolean {
    return wanted.split("").every((char, i) => (~there.charCodeAt(i) & char.charCodeAt(0)) === 0);
  }

  function headerOf(size: number, name: string): string {
    const [low, middle, high] = [size & 255, (size >> 8) & 255, size >> 16];
    return String.fromCharCode(low, middle, high, 0) + (name + NO_NAME).substr(0, NAME_BYTES);
  }

  /** Writes what is not there yet of a text; false where something else is. */
  function put(at: number, text: string): boolean {
    for (let i = 0; i < text.length; i += UNIT_BYTES) {
      const unit = text.substr(i, UNIT_BYTES);
      const there = raw.readText(UNIT_BYTES, at + i);
      if (!takes(there, unit)) return false;
      if (there !== unit) raw.write(unit, at + i);
    }
    return true;
  }

  /** A file at its place; one that is not wanted has to be there. */
  function ensure(at: number, size: number, name: string, text: string): boolean {
    const whole = headerOf(size, name) + text;
    return raw.readText(whole.length, at) === whole || (isWanted && put(at, whole));
  }

  const list = listFiles();
  const bootBytes = bootCode(0, 0, 0, 0, 0, 0).length;
  const ours = list
    .map(({ size, name }) => size === bootBytes && takes(name, (BOOT_FILE + NO_NAME).substr(0, NAME_BYTES)))
    .indexOf(true);
  // What comes behind ours may be others' again.
  const front = ours < 0 ? list : list.slice(0, ours);
  const flashed = front.reduce<Entry | undefined>(
    (most, one) => (most && most.size > one.size ? most : one),
    undefined,
  );
  if (!flashed) return undefined;
  const boot = behind(front[front.length - 1] as Entry);
  const file = boot + HEADER_BYTES + bootBytes;
  const state = up(file + HEADER_BYTES);
  const oldFirst = up(flashed.at + HEADER_BYTES);
  const oldPages = Math.max(0, Math.floor((flashed.at + HEADER_BYTES + flashed.size - oldFirst) / pageBytes));
  /** State page, new bundle, what the flashed one's pages do not hold of the old, a header's page, and the place. */
  const pagesFor = (pages: number): number => 2 + 2 * pages + Math.max(0, pages - oldPages);
  let pages = Math.ceil(mostBytes / pageBytes);
  while (state + pagesFor(pages) * pageBytes > end || pages * pageBytes === flashed.size) pages--;
  const placeBytes = pages * pageBytes;
  const place = state + (pagesFor(pages) - pages) * pageBytes;
  if (placeBytes < flashed.size) return undefined;
  const newBundle = state + pageBytes;
  const layout: Layout = {
    state,
    offset: state - file - HEADER_BYTES,
    newBundle,
    oldFirst,
    oldFirstBytes: oldPages * pageBytes,
    oldRest: newBundle + placeBytes,
    place,
    placeBytes,
    isPlaced: !front.some(({ name }) => name.indexOf(BUNDLE_FILE + "\0") === 0),
    flashed: flashed.at + HEADER_BYTES,
    flashedBytes: flashed.size,
  };
  const code = bootCode(state, layout.offset, newBundle, place, placeBytes, pageBytes);
  const header = place - HEADER_BYTES;
  const isWhole =
    ensure(boot, bootBytes, BOOT_FILE, code) &&
    ensure(file, header - file - HEADER_BYTES, OTA_FILE, "") &&
    ensure(header, placeBytes, BUNDLE_FILE, "");
  return isWhole ? layout : undefined;
}
