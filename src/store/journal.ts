/**
 * What was decided and is not yet known to have reached the cloud: in flash before anything of it is sent, and there until
 * the cloud has named its id.
 * @singleton
 */
import type { Bank } from "./bank";
import { ALARM, FAULT, NOTHING, SENT, type Shelf } from "./shelf";
import {
  ALARM_KIND,
  type Crc32,
  epochSOf,
  FAULT_KIND,
  isUndated,
  kindOf,
  MARK_DONE,
  MARK_REFUSED,
  MARK_TIMED,
  NO_VALUE,
  slotOf,
  valueIn,
} from "./slot";

export interface JournalRecord {
  readonly id: number;
  /** `FAULT_KIND`, or `ALARM_KIND` + GasState. */
  readonly kind: number;
  readonly value: number;
  /** Seconds since 1970 UTC; 0: not known. */
  readonly epochS: number;
}

export interface Journal {
  /** Ids refused for good, newest last, as many as are kept. */
  readonly rejectedIds: number[];
  /** `epochS` 0: not known yet. */
  put(kind: number, id: number, epochS: number, value: number): void;
  /** Puts one that was refused anew, without its time; where others are newer it says nothing of what stands. */
  again(record: JournalRecord, id: number): void;
  /** The next to send, and no longer the next: an alarm before a fault, the oldest first. */
  next(): JournalRecord | undefined;
  /** The newest of those that wait, as a person reads them, newest last. */
  list(): object[];
  /** One that waits is an alarm or its end. */
  hasAlarm(): boolean;
  isEmpty(): boolean;
  /** Gives a record its time, once. */
  date(id: number, epochS: number): void;
  /** All that wait may be sent again: over a new session, none of them has been. How many had been over the old one. */
  restart(): number;
  /** The cloud has it, or never will. False when none was sent under that id: a copy of an answer, or one astray. */
  settle(id: number, isRefused: boolean): boolean;
}

const NO_TIME = -1;
const MOST_LISTED = 20;
const KEPT_REFUSED = 8;
/** Without flash, or with flash that takes nothing: so many in RAM. */
const KEPT_IN_RAM = 8;
/** Where the flash for it is sure to be there, the build leaves the list in RAM out. */
const HAS_SPARE = !(typeof __HAS_CONTESTED_AREA__ === "boolean" && !__HAS_CONTESTED_AREA__);

export function createJournal(bank: Bank, shelf: Shelf, crc32: Crc32): Journal {
  const rejectedIds: number[] = [];
  const spare: (JournalRecord & { isSent: boolean })[] = [];

  /** The slot of one that waits, of the states from `lowest` on; 0: none. */
  function slotFor(id: number, lowest: number): number {
    for (let state = lowest; state <= FAULT + SENT; state++) {
      const slot = shelf.slotsOf(state).filter((one) => bank.read(one)[0] === id)[0];
      if (slot) return slot;
    }
    return 0;
  }

  function refuse(id: number): void {
    shelf.counters.rejected++;
    if (rejectedIds.length >= KEPT_REFUSED) rejectedIds.splice(0, 1);
    rejectedIds.push(id);
  }

  function dropSpare(id: number): boolean {
    const at = spare.map((record) => (record.isSent ? record.id : -1)).indexOf(id);
    if (at >= 0) spare.splice(at, 1);
    return at >= 0;
  }

  function nextSpare(): JournalRecord | undefined {
    const unsent = spare.filter((record) => !record.isSent)[0];
    if (unsent) unsent.isSent = true;
    return unsent;
  }

  function nextInFlash(state: number): JournalRecord | undefined {
    const slot = shelf.find(state, 1);
    if (slot < 0) return undefined;
    shelf.set(slot, state + SENT);
    return recordIn(slot);
  }

  function recordIn(slot: number): JournalRecord {
    const words = bank.read(slot);
    return { id: words[0] as number, kind: kindOf(words), value: valueIn(words), epochS: epochSOf(words) };
  }

  function told({ id, kind, value, epochS }: JournalRecord, isSent: boolean): object {
    const isAlarm = kind < FAULT_KIND;
    const isFault = kind === FAULT_KIND;
    return {
      "id": id,
      "kind": isAlarm ? "gas " + (kind - ALARM_KIND) : isFault ? "fault " + (value & 255) : "self-test",
      "value": isAlarm ? (value === NO_VALUE ? "over range" : value / 10) : isFault ? value >> 8 : value,
      "timeS": epochS,
      "state": isSent ? "sent" : "waits",
    };
  }

  function put(kind: number, id: number, epochS: number, value: number): void {
    const isAlarm = kind < FAULT_KIND;
    const head = slotOf(kind, id, epochS === NO_TIME ? 0 : epochS || undefined, value, crc32);
    shelf.counters.depth++;
    if (shelf.add(isAlarm ? ALARM : FAULT, head, "", isAlarm)) return;
    if (HAS_SPARE) {
      spare.push({ id, kind, value, epochS: Math.max(0, epochS), isSent: false });
      if (spare.length <= KEPT_IN_RAM) return;
      // The oldest fault, or else the oldest alarm.
      spare.splice(Math.max(0, spare.map((record) => record.kind).indexOf(FAULT_KIND)), 1);
    }
    shelf.counters.lost++;
    shelf.counters.depth--;
  }

  return {
    rejectedIds,
    put,
    again(record, id) {
      put(record.kind, id, shelf.isNewestAlarm(record.id) ? 0 : NO_TIME, record.value);
    },
    next: () => nextInFlash(ALARM) || (HAS_SPARE && nextSpare()) || nextInFlash(FAULT),
    list() {
      // Of each state the newest; slot and state are one number, since the order is that of the slots.
      const places: number[] = [];
      for (let state = ALARM; state <= FAULT + SENT; state++)
        shelf
          .slotsOf(state)
          .slice(-MOST_LISTED)
          .forEach((slot) => {
            places.push(slot * 8 + state);
          });
      const list = places
        .sort((a, b) => a - b)
        .slice(-MOST_LISTED)
        .map((place) => told(recordIn(place >> 3), (place & 7) > SENT));
      return HAS_SPARE ? list.concat(spare.map((record) => told(record, record.isSent))) : list;
    },
    hasAlarm: () =>
      shelf.find(ALARM, 1) > 0 ||
      shelf.find(ALARM + SENT, 1) > 0 ||
      (HAS_SPARE && spare.some((record) => record.kind < FAULT_KIND)),
    isEmpty: () => !shelf.counters.depth,
    date(id, epochS) {
      const slot = slotFor(id, ALARM);
      if (!slot || !isUndated(bank.read(slot))) return;
      bank.date(slot, epochS);
      bank.mark(slot, MARK_TIMED);
    },
    restart() {
      let count = 0;
      [ALARM, FAULT].forEach((state) => {
        shelf.slotsOf(state + SENT).forEach((slot) => {
          shelf.set(slot, state);
          count++;
        });
      });
      if (HAS_SPARE)
        spare.forEach((record) => {
          if (record.isSent) count++;
          record.isSent = false;
        });
      return count;
    },
    settle(id, isRefused) {
      const slot = slotFor(id, ALARM + SENT);
      if (slot) {
        bank.mark(slot, isRefused ? MARK_REFUSED : MARK_DONE);
        shelf.set(slot, NOTHING);
      } else if (!HAS_SPARE || !dropSpare(id)) return false;
      shelf.counters.depth--;
      if (isRefused) refuse(id);
      shelf.tidy();
      return true;
    },
  };
}
