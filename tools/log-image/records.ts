/** What stands in a log, slot by slot, in words: decoded by the firmware's own format (`src/store/`). */

import { faultWords, GAS_STATES, selfTestWords } from "../../sim/device-words.ts";
import { AREA_ID, type Bank, createBank } from "../../src/store/bank.ts";
import { createShelf, type ShelfCounters } from "../../src/store/shelf.ts";
import {
  ALARM_KIND,
  BOOT_KIND,
  bodySlots,
  CALIBRATION_KIND,
  CONFIG_KIND,
  CRASH_KIND,
  epochSOf,
  FAULT_KIND,
  isErased,
  isOpen,
  isSound,
  isText,
  kindOf,
  LIFE_KIND,
  MARK_DONE,
  MARK_GOOD,
  MARK_OPEN,
  MARK_REFUSED,
  markOf,
  NO_VALUE,
  SELF_TEST_KIND,
  valueIn,
} from "../../src/store/slot.ts";
import { crc32, type LogImage } from "./image.ts";

export type Kind = "gas" | "fault" | "self-test" | "settings" | "crash" | "calibrations" | "start" | "hours" | "other";

export interface LogRecord {
  /** Under which the cloud knows it; of a start its number. */
  readonly id: number;
  /** UTC; "" where it is not known or not kept. */
  readonly time: string;
  readonly kind: Kind;
  /** ppm; fault code; self-test result; number of a start; hours; characters of a text. null: over the sensor's range. */
  readonly value: number | null;
  readonly words: string;
  /** What became of it. */
  readonly state: string;
  /** Which area it stands in, by how often one was begun: the highest is the one that counts. */
  readonly generation: number;
}

export interface LogContents {
  /** Oldest first; what stood in more than one area once, as it was last. */
  readonly records: readonly LogRecord[];
  readonly counters: ShelfCounters & { readonly starts: number };
  /** One area counts; without, the firmware gathers what it finds. */
  readonly isWhole: boolean;
}

export function contentsOf(image: LogImage): LogContents {
  const bank = createBank(image.clone(), image.areas, crc32);
  const isWhole = bank.size > 0 && bank.open();
  const records = new Map<string, LogRecord>();
  for (const slots of areasOf(bank, isWhole))
    for (const one of recordsIn(slots)) if (!records.has(one.key)) records.set(one.key, one.record);
  const shelf = createShelf(createBank(image.clone(), image.areas, crc32), crc32);
  return {
    records: [...records.values()].sort((a, b) => a.generation - b.generation),
    counters: { ...shelf.counters, starts: shelf.starts.count },
    isWhole,
  };
}

interface Slot {
  readonly words: Uint32Array;
  readonly text: string;
  readonly generation: number;
  /** Of the area that counts. */
  readonly isCurrent: boolean;
}

/** The area that counts, then those that it has left behind, the newest first; without one that counts, all as they are. */
function areasOf(bank: Bank, isWhole: boolean): Slot[][] {
  const areas: { generation: number; slots: Slot[] }[] = [];
  for (let i = 0; i < bank.areas; i++) {
    const head = bank.read(0);
    const isHead = head[0] === AREA_ID && isSound(head, crc32);
    const generation = isHead ? (head[1] as number) : 0;
    if (isHead || !isWhole) areas.push({ generation, slots: slotsOf(bank, generation, isWhole ? i === 0 : true) });
    bank.swap();
  }
  return areas.sort((a, b) => b.generation - a.generation).map(({ slots }) => slots);
}

function slotsOf(bank: Bank, generation: number, isCurrent: boolean): Slot[] {
  const slots: Slot[] = [];
  for (let slot = 1; slot < bank.size; slot++) {
    const words = bank.read(slot);
    if (isErased(words) || !isSound(words, crc32)) continue;
    const bodies = bodySlots(words);
    const text = isText(kindOf(words)) && slot + bodies < bank.size ? bank.text(slot) : "";
    slot += bodies;
    // A text that a power cut has torn.
    if (isText(kindOf(words)) && crc32(text) >>> 0 !== words[1]) continue;
    slots.push({ words, text, generation, isCurrent });
  }
  return slots;
}

/** `key`: the same for the copies of one record. */
function recordsIn(slots: readonly Slot[]): { key: string; record: LogRecord }[] {
  return slots.map((slot) => {
    const { words, generation } = slot;
    const record = { id: words[0] as number, time: timeOf(words), ...bodyOf(slot), state: stateOf(slot), generation };
    return { key: [words[0], words[2], slot.text].join(), record };
  });
}

function timeOf(words: Uint32Array): string {
  const isDated = kindOf(words) >= ALARM_KIND && kindOf(words) <= SELF_TEST_KIND && epochSOf(words) > 0;
  return isDated ? new Date(epochSOf(words) * 1000).toISOString() : "";
}

function bodyOf({ words, text }: Slot): Pick<LogRecord, "kind" | "value" | "words"> {
  const kind = kindOf(words);
  const value = valueIn(words);
  if (kind >= ALARM_KIND && kind < FAULT_KIND) {
    const state = GAS_STATES[kind - ALARM_KIND] ?? `state ${kind - ALARM_KIND}`;
    return value === NO_VALUE
      ? { kind: "gas", value: null, words: `${state}, over range` }
      : { kind: "gas", value: value / 10, words: state };
  }
  if (kind === FAULT_KIND) {
    const code = value & 255;
    return { kind: "fault", value: code, words: `${value >> 8 ? "begins" : "is over"}: ${faultWords(code).what}` };
  }
  if (kind === SELF_TEST_KIND) return { kind: "self-test", value, words: selfTestWords(value) };
  // Never shown: the secrets are in it.
  if (kind === CONFIG_KIND) return { kind: "settings", value, words: "" };
  if (kind === CRASH_KIND) return { kind: "crash", value, words: text };
  if (kind === CALIBRATION_KIND) return { kind: "calibrations", value, words: text };
  if (kind === BOOT_KIND) return { kind: "start", value, words: "" };
  if (kind === LIFE_KIND) return { kind: "hours", value, words: "" };
  return { kind: "other", value, words: `kind ${kind}` };
}

const SETTINGS_STATES: Readonly<Record<number, string>> = {
  [MARK_OPEN]: "not online yet",
  [MARK_DONE]: "proven",
  [MARK_REFUSED]: "given up",
};
const START_STATES: Readonly<Record<number, string>> = {
  [MARK_OPEN]: "under a minute",
  [MARK_GOOD]: "over a minute",
  [MARK_DONE]: "until warm",
};
/** Any other mark was torn by a power cut, and is as good as done. */
const RECORD_STATES: Readonly<Record<number, string>> = { [MARK_REFUSED]: "refused" };

function stateOf({ words, isCurrent }: Slot): string {
  const kind = kindOf(words);
  if (kind === CONFIG_KIND) return SETTINGS_STATES[markOf(words)] ?? "given up";
  if (kind === BOOT_KIND) return START_STATES[markOf(words)] ?? "over a minute";
  if (kind < ALARM_KIND || kind > SELF_TEST_KIND) return "";
  // What still waited was copied when its area was left, unless newer ones took its place.
  if (isOpen(words)) return isCurrent ? "waiting" : "dropped";
  return RECORD_STATES[markOf(words)] ?? "delivered";
}
