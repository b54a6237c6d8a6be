/** The parts of the store over one flash, as a start of the board makes them. */
import { loadBoard } from "../../build/boards.ts";
import type { Abilities } from "../../src/store/abilities.ts";
import { createBank } from "../../src/store/bank.ts";
import { createJournal, type Journal, type JournalRecord } from "../../src/store/journal.ts";
import { createSettings } from "../../src/store/settings.ts";
import { createShelf } from "../../src/store/shelf.ts";
import { canOf } from "../../tools/abilities.ts";
import { crc32, FakeFlash } from "./fake-flash.ts";

/** A board that has all of it. */
export const ABLE: Abilities = canOf(await loadBoard(process.cwd(), "esp32"));

export type Files = { [name: string]: string };

/** Storage, of which only the provisioned configuration matters here. */
export function storageOf(files: Files) {
  return { read: (name: string) => files[name], write: () => false };
}

export function openStore(flash = new FakeFlash()) {
  const bank = createBank(flash, flash.areas, crc32);
  const shelf = createShelf(bank, crc32);
  const journal = createJournal(bank, shelf, crc32);
  const settings = (files: Files = {}) => createSettings(bank, shelf, storageOf(files), crc32, ABLE);
  return { flash, bank, shelf, journal, settings };
}

export type Store = ReturnType<typeof openStore>;

/** All that waits, in the order of sending. */
export function waitingIn({ journal }: Store): JournalRecord[] {
  const records: JournalRecord[] = [];
  journal.restart();
  for (let record = journal.next(); record; record = journal.next()) records.push(record);
  journal.restart();
  return records;
}

/** As after the cloud's answer: all that waits has been sent. */
export function settle(journal: Journal, id: number, isRefused = false): boolean {
  while (journal.next());
  return journal.settle(id, isRefused);
}

/** What a start of the board finds. */
export function idsAfterRestart(flash: FakeFlash): number[] {
  return waitingIn(openStore(flash.clone())).map(({ id }) => id);
}
