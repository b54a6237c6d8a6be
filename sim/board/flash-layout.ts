/** Which flash a board has: the bank of Storage, and the areas its board file keeps for the log. */
import type { FlashArea } from "../../src/hal.ts";
import { hex } from "./power-cut.ts";

const DEFAULT_BYTES = 0x40000;
const DEFAULT_PAGE_BYTES = 0x1000;

export interface StorageSize {
  readonly storageAddress?: number;
  readonly storageBytes?: number;
  readonly storagePageBytes?: number;
}

export function storageBank({ storageAddress = 0, storageBytes, storagePageBytes }: StorageSize): FlashArea {
  const pageBytes = storagePageBytes ?? DEFAULT_PAGE_BYTES;
  return { address: storageAddress, pageBytes, pages: Math.floor((storageBytes ?? DEFAULT_BYTES) / pageBytes) };
}

/** Areas inside of Storage's bank are the same bytes seen twice; any other is flash of its own. */
export function flashAreas(storage: FlashArea, log: readonly FlashArea[]): FlashArea[] {
  const end = endOf(storage);
  const own = log.filter((area) => endOf(area) <= storage.address || area.address >= end);
  for (const area of log) {
    const isInside = area.address >= storage.address && endOf(area) <= end;
    if (!isInside && !own.includes(area))
      throw new Error(`the log's flash at ${hex(area.address)} sticks out of Storage`);
    const isOnPages = (area.address - storage.address) % storage.pageBytes === 0;
    if (isInside && !(isOnPages && area.pageBytes === storage.pageBytes)) {
      throw new Error(`the log's flash at ${hex(area.address)} is not on the pages of Storage`);
    }
  }
  return [storage, ...own];
}

export const endOf = ({ address, pageBytes, pages }: FlashArea): number => address + pageBytes * pages;
