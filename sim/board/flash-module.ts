/**
 * `require("Flash")`: raw flash by absolute address, answers and error texts as in Espruino 2v29. A write need not be
 * aligned: Espruino fills the rest of the first and the last word with what stands there.
 */
import type { FlashArea } from "../../src/hal.ts";
import { bytesOf, int } from "./bytes.ts";
import { DeviceError } from "./errors.ts";
import type { FlashImage } from "./flash.ts";
import { endOf } from "./flash-layout.ts";
import type { Loop } from "./loop.ts";
import { hex } from "./power-cut.ts";

export interface FlashContext {
  readonly loop: Loop;
  readonly flash: FlashImage;
  /** Storage's bank. */
  readonly storage: FlashArea;
  readonly boardId: string;
}

/** These ports call Storage's bank free, and nothing else; the RP2 also writes nowhere else. */
const FREE_IS_STORAGE = /^(linux|rp2)/;
const STORAGE_ONLY = /^rp2/;

/** Stretches of flash outside of Storage's bank, neighbours joined. */
function freeFlash({ flash, storage, boardId }: FlashContext): { addr: number; length: number }[] {
  if (FREE_IS_STORAGE.test(boardId)) return [{ addr: storage.address, length: endOf(storage) - storage.address }];
  const free: { addr: number; length: number }[] = [];
  for (const area of flash.areas) {
    if (area.address === storage.address) continue;
    const last = free.at(-1);
    const length = endOf(area) - area.address;
    if (last && last.addr + last.length === area.address) last.length += length;
    else free.push({ addr: area.address, length });
  }
  return free;
}

function assertWritable({ storage, boardId }: FlashContext, address: number, length: number, what: string): void {
  if (!STORAGE_ONLY.test(boardId)) return;
  if (address < storage.address || address + length > endOf(storage))
    throw new DeviceError(`${what} outside saved flash`);
}

function write(context: FlashContext, data: unknown, at: unknown): void {
  if (data === undefined) throw new DeviceError("Data is not defined");
  const bytes = bytesOf(data);
  const address = int(at);
  if (bytes.length === 0) return;
  const start = address - (address % 4);
  const length = Math.ceil((address + bytes.length - start) / 4) * 4;
  assertWritable(context, start, length, `jshFlashWrite: range ${hex(start)}+${length}`);
  context.flash.program(address, bytes);
}

function erasePage(context: FlashContext, at: unknown): void {
  if (typeof at !== "number" || (at | 0) !== at) {
    throw new DeviceError(`Address should be an integer, got ${typeName(at)}`);
  }
  const page = context.flash.page(at);
  if (page) assertWritable(context, page.address, page.bytes, `jshFlashErasePage: address ${hex(page.address)}`);
  context.flash.erasePage(at);
}

function typeName(value: unknown): string {
  if (value === undefined || value === null) return String(value);
  if (typeof value === "boolean") return "Number";
  if (Array.isArray(value)) return "Array";
  return typeof value === "object" ? "Object" : typeof value === "function" ? "Function" : capital(typeof value);
}

const capital = (word: string): string => word.slice(0, 1).toUpperCase() + word.slice(1);

export function createFlash(context: FlashContext): object {
  const { loop, flash } = context;
  const { realm } = loop;
  const module = realm.object({});
  loop.exposeAll(module, {
    read: (length: unknown, address: unknown) =>
      int(length) > 0 ? realm.uint8Array(flash.read(int(address), int(length))) : undefined,
    write: (data: unknown, address: unknown) => write(context, data, address),
    erasePage: (address: unknown) => erasePage(context, address),
    getPage: (address: unknown) => {
      const page = flash.page(int(address));
      return page && realm.object({ addr: page.address, length: page.bytes });
    },
    getFree: () => realm.array(freeFlash(context).map((area) => realm.object(area))),
  });
  return module;
}
