/**
 * Which slot of the bank holds what, and what has to go when it is full: what is done with, all but the newest texts and
 * starts, then kinds of a version to come, crash texts, the oldest fault, and, for a newer alarm only, the oldest alarm.
 * @singleton
 */
import { HAS_PLATFORM } from "../system/features";
import type { Bank } from "./bank";
import {
  ALARM_BEGIN,
  ALARM_KIND,
  BOOT_KIND,
  bodySlots,
  CALIBRATION_KIND,
  CONFIG_KIND,
  CRASH_KIND,
  type Crc32,
  FAULT_KIND,
  GIVEN_UP_KIND,
  isErased,
  isOpen,
  isSound,
  isText,
  kindOf,
  LIFE_KIND,
  MARK_DONE,
  MARK_OPEN,
  MARK_REFUSED,
  markOf,
  SELF_TEST_KIND,
  slotOf,
  valueIn,
} from "./slot";

export interface ShelfCounters {
  /** Records that wait. */
  depth: number;
  /** Lost to newer ones. */
  lost: number;
  /** Refused by the cloud for good. */
  rejected: number;
  /** Slots that hold nothing whole: torn by a power cut, worn, or of something else. */
  torn: number;
}

export interface Shelf {
  readonly counters: ShelfCounters;
  /** Starts of the board so far, how many of the last ones before this did not go well, and the mark of the last. */
  readonly starts: { count: number; bad: number; lastMark: number };
  /** The oldest slot in a state, from `from` on; -1: none. */
  find(state: number, from: number): number;
  /** All slots in a state, oldest first. */
  slotsOf(state: number): number[];
  set(slot: number, state: number): void;
  /** Writes a record; 0 when there is no room. */
  add(state: number, head: Uint32Array, body: string, isForAlarm: boolean): number;
  /** Keeps a text; false when there is no room. `tag`: a number kept with it. */
  keepText(kind: number, tag: number, text: string): boolean;
  /** What is in a slot, and its text, is needed no more. */
  forget(slot: number): void;
  /** A move while nothing waits for its end, and nothing that waits has to be copied. */
  tidy(): void;
  beginBoot(): void;
  /** Starts that were noted behind a slot. */
  bootsSince(slot: number): number;
  /** This start has gone well so far. */
  markBoot(mark: number): void;
  /** That of the alarm that stands; 0: none. */
  alarmSlot(): number;
  /** No record of an alarm or its end is newer. */
  isNewestAlarm(id: number): boolean;
  /** Hours in use. */
  hours(): number;
  /** False when there is no room. */
  keepHours(hours: number): boolean;
}

/** States of a slot. A sent record's is its own and 2 more; a text's is its kind. */
export const NOTHING = 0;
export const ALARM = 1;
export const FAULT = 2;
export const SENT = 2;
const BOOT = 5;
/** Of a version to come: kept while there is room. */
const UNKNOWN = 6;
/** The text behind a head. */
const TEXT = 7;

/** From this part of an area on it is tidied up, and only where less than that part has to stay. */
const TIDY_FROM = 0.75;
const TIDY_TO = 0.5;
const KEPT_CRASHES = 3;
const KEPT_GIVEN_UP = 8;

export function createShelf(bank: Bank, crc32: Crc32): Shelf {
  const counters: ShelfCounters = { depth: 0, lost: 0, rejected: 0, torn: 0 };
  const starts = { count: 0, bad: 0, lastMark: MARK_OPEN };
  let states = new Uint8Array(0);
  let bootSlot = 0;
  /** Of the alarm that stands, delivered or not: it tells so after a restart. */
  let alarmSlot = 0;
  let newestAlarmId = 0;

  function takeBoot(slot: number, words: Uint32Array): number {
    starts.count = valueIn(words);
    starts.bad = isOpen(words) ? starts.bad + 1 : 0;
    starts.lastMark = markOf(words);
    bootSlot = slot;
    return BOOT;
  }

  function takeText(slot: number, words: Uint32Array): number {
    if (slot + bodySlots(words) < bank.size && crc32(bank.text(slot)) >>> 0 === words[1])
      return markOf(words) === MARK_REFUSED ? NOTHING : kindOf(words);
    counters.torn++;
    return NOTHING;
  }

  /** The newest record of an alarm or its end tells whether one stands; not one that is told anew, without its time. */
  function noteAlarm(words: Uint32Array, slot: number): void {
    if (kindOf(words) >= FAULT_KIND || !words[1]) return;
    alarmSlot = kindOf(words) === ALARM_BEGIN ? slot : 0;
    newestAlarmId = words[0] as number;
  }

  /** What the slot holds; counts it. */
  function look(slot: number, words: Uint32Array): number {
    const kind = kindOf(words);
    if (kind === BOOT_KIND) return takeBoot(slot, words);
    if (isText(kind)) return takeText(slot, words);
    if (kind === LIFE_KIND || (HAS_PLATFORM && kind === GIVEN_UP_KIND)) return kind;
    const isRecord = kind >= ALARM_KIND && kind <= SELF_TEST_KIND;
    if (isRecord) noteAlarm(words, slot);
    if (isRecord && isOpen(words)) counters.depth++;
    if (isRecord && markOf(words) === MARK_REFUSED) counters.rejected++;
    return !isOpen(words) ? NOTHING : !isRecord ? UNKNOWN : kind >= FAULT_KIND ? FAULT : ALARM;
  }

  /** Notes what is in a slot and in those of its text; the last of them. */
  function hold(slot: number, state: number, bodies: number): number {
    states[slot] = state;
    for (; bodies > 0; bodies--) states[++slot] = state && TEXT;
    return slot;
  }

  function forget(slot: number): void {
    do states[slot++] = NOTHING;
    while (states[slot] === TEXT);
  }

  /** Reads what is in the area. */
  function scan(): void {
    let end = 1;
    states = new Uint8Array(bank.size);
    counters.depth = counters.rejected = starts.count = starts.bad = alarmSlot = newestAlarmId = 0;
    for (let slot = 1; slot < bank.size; slot++) {
      const words = bank.read(slot);
      if (isErased(words)) continue;
      if (isSound(words, crc32)) slot = hold(slot, look(slot, words), bodySlots(words));
      else counters.torn++;
      end = slot + 1;
    }
    bank.seek(Math.min(end, bank.size));
  }

  function find(state: number, from: number): number {
    return states.indexOf(state, from);
  }

  function slotsOf(state: number): number[] {
    const slots: number[] = [];
    for (let at = find(state, 1); at > 0; at = find(state, at + 1)) slots.push(at);
    return slots;
  }

  /** Forgets all but the newest `kept` of a state. */
  function thin(state: number, kept: number): void {
    const slots = slotsOf(state);
    for (let i = 0; i < slots.length - kept; i++) forget(slots[i] as number);
  }

  function stays(slot: number): boolean {
    return states[slot] !== NOTHING || slot === alarmSlot;
  }

  /** Forgets all texts and starts but the newest, and counts the slots that stay. */
  function shed(): number {
    const newest = slotsOf(CONFIG_KIND).pop();
    let needed = 1;
    // Beside a version that has not been online, the one before it.
    thin(CONFIG_KIND, newest && markOf(bank.read(newest)) !== MARK_DONE ? 2 : 1);
    thin(CRASH_KIND, KEPT_CRASHES);
    thin(BOOT, starts.bad + 1);
    thin(CALIBRATION_KIND, 1);
    thin(LIFE_KIND, 1);
    if (HAS_PLATFORM) thin(GIVEN_UP_KIND, KEPT_GIVEN_UP);
    for (let slot = 1; slot < bank.used(); slot++) if (stays(slot)) needed++;
    return needed;
  }

  /** Gives up what matters least; false when that would be an alarm and no alarm needs its place. */
  function drop(isForAlarm: boolean): boolean {
    const oldest = (state: number): number =>
      slotsOf(state)
        .concat(slotsOf(state + SENT))
        .sort((a, b) => a - b)[0] || 0;
    const text = slotsOf(CRASH_KIND)[0];
    const slot = slotsOf(UNKNOWN)[0] || text || oldest(FAULT) || (isForAlarm ? oldest(ALARM) : 0);
    if (!slot) return false;
    if ((states[slot] as number) < BOOT) counters.depth--;
    if (slot !== text) counters.lost++;
    forget(slot);
    return true;
  }

  function move(): boolean {
    const moved = new Uint8Array(bank.size);
    const isMoved = bank.move(
      stays,
      (from, to) => {
        moved[to] = states[from] as number;
        if (from === bootSlot) bootSlot = to;
        if (from === alarmSlot) alarmSlot = to;
      },
      counters.lost,
    );
    if (isMoved) states = moved;
    return isMoved;
  }

  function makeRoom(slots: number, isForAlarm: boolean): boolean {
    if (bank.used() + slots <= bank.size) return true;
    if (!bank.size) return false;
    while (shed() + slots > bank.most()) if (!drop(isForAlarm)) return false;
    return move();
  }

  function add(state: number, head: Uint32Array, body: string, isForAlarm: boolean): number {
    const bodies = bodySlots(head);
    const slot = makeRoom(1 + bodies, isForAlarm) ? bank.append(head, body) : 0;
    if (slot) hold(slot, state, bodies);
    if (slot && state === ALARM) noteAlarm(head, slot);
    return slot;
  }

  function open(): void {
    const isWhole = bank.open();
    scan();
    if (!isWhole) salvage();
    else counters.lost = bank.carried();
  }

  /** No area counts: what is sound in the first with records goes into a new one. */
  function salvage(): void {
    for (let looked = 1; bank.used() === 1 && looked < bank.areas; looked++) {
      bank.swap();
      scan();
    }
    move();
  }

  if (bank.size) open();

  return {
    counters,
    starts,
    find,
    slotsOf,
    set(slot, state) {
      states[slot] = state;
    },
    add,
    keepText(kind, tag, text) {
      return add(kind, slotOf(kind, tag, crc32(text) >>> 0, text.length, crc32), text, false) > 0;
    },
    forget,
    tidy() {
      if (counters.depth || bank.used() < bank.size * TIDY_FROM) return;
      if (shed() < bank.size * TIDY_TO) move();
    },
    beginBoot() {
      starts.count++;
      bootSlot = add(BOOT, slotOf(BOOT_KIND, starts.count, undefined, starts.count, crc32), "", false);
    },
    bootsSince: (slot) => slotsOf(BOOT).filter((boot) => boot > slot).length,
    markBoot(mark) {
      if (bootSlot) bank.mark(bootSlot, mark);
      starts.bad = 0;
    },
    alarmSlot: () => alarmSlot,
    isNewestAlarm: (id) => id === newestAlarmId,
    hours() {
      const slot = slotsOf(LIFE_KIND).pop();
      return slot ? valueIn(bank.read(slot)) : 0;
    },
    keepHours: (hours) => add(LIFE_KIND, slotOf(LIFE_KIND, hours, 0, hours, crc32), "", false) > 0,
  };
}
