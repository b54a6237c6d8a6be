/**
 * Flash as a device in the field has it, by the seed: its log so near full that an area is copied and erased in the middle of
 * the walk, at another step with each seed, while records wait in it that the platform has not got.
 */

import type { BoardFile } from "../../build/boards.ts";
import { crc32, textBytes } from "../../sim/board/bytes.ts";
import { FlashImage } from "../../sim/board/flash.ts";
import { flashAreas, storageBank } from "../../sim/board/flash-layout.ts";
import { DEFAULT_EPOCH_MS } from "../../sim/modem/options.ts";
import { Random } from "../../sim/random.ts";
import type { FlashArea, RawFlash } from "../../src/hal.ts";
import { type Bank, createBank } from "../../src/store/bank.ts";
import {
  ALARM_KIND,
  CONFIG_KIND,
  type Crc32,
  FAULT_KIND,
  MARK_DONE,
  MARK_REFUSED,
  slotOf,
} from "../../src/store/slot.ts";

/** When the network is away: the records of what happens then wait. */
export type Outage = "none" | "until the gas is gone" | "until there are new settings";

export interface Shape {
  /** Slots without anything in them; undefined: a new flash. */
  readonly free: number | undefined;
  /** The area that is in use, or the part of the only sector; the move goes into the next one. -1: the last. */
  readonly area: 0 | 1 | -1;
  readonly waiting: number;
  readonly outage: Outage;
  /** The newest alarm has not ended. */
  readonly stands?: true;
}

/** By the seed's rest: where the move comes. */
const SHAPES: readonly Shape[] = [
  { free: undefined, area: 0, waiting: 0, outage: "none" },
  // At the start, under the boot's own record.
  { free: 0, area: 0, waiting: 5, outage: "none", stands: true },
  // When the alarm is decided; when it ends; when new settings come: nothing got out before.
  { free: 1, area: 1, waiting: 3, outage: "until the gas is gone" },
  { free: 2, area: 0, waiting: 4, outage: "until the gas is gone" },
  { free: 3, area: 1, waiting: 2, outage: "until there are new settings" },
  // When the last record is delivered: tidied while nothing waits.
  { free: 30, area: 1, waiting: 2, outage: "none" },
  // When the alarm is decided; where there is one sector it is erased for it.
  { free: 1, area: -1, waiting: 3, outage: "until the gas is gone" },
];

/** Beyond the table, seeds differ in what lies around. */
export function shapeOf(seed: number): Shape {
  const shape = SHAPES[seed % SHAPES.length] as Shape;
  if (seed < SHAPES.length || shape.free === undefined) return shape;
  const random = new Random(seed);
  return { ...shape, free: shape.free + random.between(0, 1), waiting: random.between(1, 12) };
}

/** A record that waits in the flash when the walk begins. */
export interface Waiting {
  readonly id: number;
  readonly kind: number;
  readonly epochS: number;
}

export interface UsedFlash {
  readonly flash: FlashImage;
  readonly waiting: readonly Waiting[];
  /** The last one, which says whether an alarm stands: it is kept, though the platform has it. */
  readonly newest: Waiting | undefined;
  readonly stands: boolean;
}

export const FIRST_ID = 700_000_000;
const EPOCH_S = DEFAULT_EPOCH_MS / 1000;
const VALUE = 1234;
const CLEARED_KIND = ALARM_KIND + 1;
const RAISED_KIND = ALARM_KIND + 3;
const KINDS = [RAISED_KIND, CLEARED_KIND, FAULT_KIND];
/** Code 2, raised. */
const FAULT_VALUE = 258;
const HEAD_BYTES = 32;
const BEFORE_S = 4000;
/** Of records that wait, or were refused. */
const SHARE = 0.02;

const crcOf: Crc32 = (bytes) => crc32(typeof bytes === "string" ? textBytes(bytes) : new Uint8Array(bytes));

export function rawFlashOf(image: FlashImage): RawFlash {
  const copyOf = (bytes: number, address: number): ArrayBuffer =>
    image.read(address, bytes).slice().buffer as ArrayBuffer;
  return {
    read: copyOf,
    readText: (bytes, address) => Buffer.from(copyOf(bytes, address)).toString("latin1"),
    write: (bytes, address) =>
      image.program(address, typeof bytes === "string" ? textBytes(bytes) : new Uint8Array(bytes)),
    erasePage: (address) => image.erasePage(address),
  };
}

export function newFlash({ board, profile }: BoardFile): FlashImage {
  return new FlashImage(flashAreas(storageBank(profile), board.logFlash));
}

/** The same seed gives the same bytes. `settings`: the text of `canary.json`, which the device has taken over long ago. */
export function usedFlash(boardFile: BoardFile, seed: number, settings: string): UsedFlash {
  const flash = newFlash(boardFile);
  const shape = shapeOf(seed);
  if (shape.free === undefined) return { flash, waiting: [], newest: undefined, stands: false };
  const { logFlash } = boardFile.board;
  const random = new Random(seed);
  const { waiting, newest } = fill(flash, logFlash, { ...shape, free: shape.free, settings }, random);
  const other = shape.area >= 0 ? partsOf(logFlash)[1 - shape.area] : undefined;
  if (other && random.next() < 0.5) litter(flash, other, random);
  return { flash, waiting, newest, stands: shape.stands === true };
}

/** What an erase that was cut, or a program before, left; but not where Espruino looks for the head of another file. */
export function litter(flash: FlashImage, area: FlashArea, what: number | Random): void {
  flash.fill(what, area);
  const bytes = flash.read(area.address, area.pageBytes * area.pages).fill(0xff, 0, HEAD_BYTES);
  flash.fill(0xff, area);
  flash.program(area.address, bytes);
}

/** The parts that a log's only sector is used in, one after the other, before it is erased. */
const PART_BYTES = 32 + 640 * 16;

/** Areas of their own, or the parts of the only sector. */
export function partsOf(areas: readonly FlashArea[]): readonly FlashArea[] {
  const [sector] = areas;
  if (areas.length !== 1 || !sector) return areas;
  const { address, pageBytes, pages } = sector;
  const count = Math.floor((pageBytes * pages) / PART_BYTES);
  return Array.from({ length: count }, (_, i) => ({
    address: address + i * PART_BYTES,
    pageBytes: PART_BYTES,
    pages: 1,
  }));
}

/** A bank with nothing in it yet, in one of its areas; -1 is the last of them. */
export function bankIn(flash: FlashImage, areas: readonly FlashArea[], area: number): Bank {
  const bank = createBank(rawFlashOf(flash), areas, crcOf);
  bank.open();
  // The move goes into the area behind the one that is looked at.
  for (let at = (area < 0 ? bank.areas + area : area) + bank.areas - 1; at % bank.areas > 0; at--) bank.swap();
  bank.move(
    () => false,
    () => undefined,
    0,
  );
  return bank;
}

/** As the platform has it: the fault's code, or the level. */
export const levelOf = ({ kind }: Waiting): number => (kind === FAULT_KIND ? FAULT_VALUE % 256 : VALUE / 10);

export function slotFor({ id, kind, epochS }: Waiting): Uint32Array {
  return slotOf(kind, id, epochS, kind === FAULT_KIND ? FAULT_VALUE : VALUE, crcOf);
}

type FilledShape = Shape & { readonly free: number; readonly settings: string };

/** Records upon records, as the journal writes and settles them; some wait, anywhere in the area. */
function fill(
  flash: FlashImage,
  areas: readonly FlashArea[],
  shape: FilledShape,
  random: Random,
): Pick<UsedFlash, "waiting" | "newest"> {
  const { free, settings, waiting: count } = shape;
  const bank = bankIn(flash, areas, shape.area);
  const crc = crcOf(settings) >>> 0;
  bank.mark(bank.append(slotOf(CONFIG_KIND, crc, crc, settings.length, crcOf), settings), MARK_DONE);
  const waiting: Waiting[] = [];
  let newest: Waiting | undefined;
  for (let id = FIRST_ID; bank.used() < bank.size - free; id++) {
    const left = bank.size - free - bank.used();
    // The last one says whether an alarm stands.
    const last = shape.stands ? RAISED_KIND : CLEARED_KIND;
    const kind = left > 1 ? (KINDS[random.between(0, KINDS.length - 1)] as number) : last;
    const record = { id, kind, epochS: EPOCH_S - BEFORE_S + id - FIRST_ID };
    const slot = bank.append(slotFor(record), "");
    const isKept = waiting.length < count && (random.next() < SHARE || left <= count - waiting.length);
    newest = record;
    if (isKept) waiting.push(record);
    else bank.mark(slot, random.next() < SHARE ? MARK_REFUSED : MARK_DONE);
  }
  return { waiting, newest };
}
