/**
 * Which runs make the exhaustive set. As MCUboot's simulator does it: a clean run counts the flash operations, then one run
 * for each of them and each way to be cut. What only repeats another set is sampled.
 */
import { Random } from "../../sim/random.ts";
import { type Cut, type CutCase, type CutKind, idOf, PAGE_CUTS, parseId, WORD_CUTS } from "./case-id.ts";
import type { Outcome } from "./run-cut.ts";
import type { Operation } from "./supply.ts";

export type Play = (cutCase: CutCase) => Outcome;

export interface Group {
  readonly title: string;
  readonly operations: number;
  readonly cuts: number;
  readonly ids: readonly string[];
}

interface Part {
  readonly board: string;
  readonly isModemUp: boolean;
  /**
   * For each seed of the flash, every so many-th operation of the walk; and, where the flash is used (all seeds but 0), of the
   * settings and texts that it writes.
   */
  readonly every: readonly number[];
  readonly rest: number;
}

export const PARTS: readonly Part[] = [
  { board: "pico", isModemUp: false, every: [1, 2, 1, 4, 4, 2, 2], rest: 16 },
  { board: "pico", isModemUp: true, every: [3, 12, 12, 12, 12, 12, 12], rest: 32 },
  { board: "mdbt42q", isModemUp: false, every: [3, 8, 8, 8, 8, 8], rest: 32 },
  { board: "mdbt42q", isModemUp: true, every: [8, 16, 16, 16, 16, 16], rest: 48 },
  { board: "linux", isModemUp: false, every: [16, 16, 16, 16, 16, 16], rest: 48 },
  // Another chip with one sector.
  { board: "nucleo-f411re", isModemUp: false, every: [12, 24, 24, 24, 24, 24, 24], rest: 48 },
];

/** A record, and what is marked with it, takes no more operations. */
const SHORT = 20;

export interface PlanOptions {
  /** Which ones of the sampled sets. */
  readonly seed: number;
  /** Nothing is sampled. */
  readonly isWhole: boolean;
}

export function planPart({ board, isModemUp, every, rest }: Part, play: Play, { seed, isWhole }: PlanOptions): Group[] {
  return every.map((step, flashSeed) => {
    const clean: CutCase = { cuts: [], board, seed: flashSeed, isModemUp };
    const { operations } = play(clean);
    const isOfText = textsIn(operations);
    const stepAt = (operation: number): number => {
      if (isWhole) return 1;
      return flashSeed > 0 && isOfText(operation) ? rest : step;
    };
    const chosen = operations
      .map(({ kind }, operation) => ({ kind, operation }))
      .filter(({ operation }) => (operation + seed) % stepAt(operation) === 0);
    const ids = chosen.flatMap(({ kind, operation }) =>
      kindsOf(kind).map((how) => idOf({ ...clean, cuts: [{ operation, kind: how }] })),
    );
    const title = `${board} s${flashSeed}${isModemUp ? ", modem up" : ""}`;
    return { title, operations: operations.length, cuts: chosen.length, ids: [idOf(clean), ...ids] };
  });
}

/** Many words in one go, and no move: settings and other texts. */
function textsIn(operations: readonly Operation[]): (operation: number) => boolean {
  const turns = turnsOf(operations);
  return (operation) => {
    const turn = turns.find((one) => one.includes(operation)) ?? [];
    return turn.length > SHORT && turn.every((one) => operations[one]?.kind === "program");
  };
}

/** Numbers of the operations that come in one go. */
export function turnsOf(operations: readonly Operation[]): number[][] {
  const turns = new Map<number, number[]>();
  for (const [i, { atMs }] of operations.entries()) turns.set(atMs, [...(turns.get(atMs) ?? []), i]);
  return [...turns.values()];
}

const kindsOf = (kind: Operation["kind"]): readonly CutKind[] => (kind === "erase" ? PAGE_CUTS : WORD_CUTS);

/** What a run with one cut did after it. */
export interface Recovery {
  readonly id: string;
  readonly operations: readonly Operation["kind"][];
}

/** In the recovery's first operations most of what can go wrong goes wrong. */
const EARLY = 24;

/** A second cut in the recovery from a first one. */
export function planPairs(count: number, seed: number, recoveries: readonly Recovery[]): string[] {
  const random = new Random(seed);
  const pick = <T>(list: readonly T[]): T => list[random.between(0, list.length - 1)] as T;
  return Array.from({ length: recoveries.length > 0 ? count : 0 }, () => {
    const { id, operations } = pick(recoveries);
    const last = operations.length - 1;
    const operation = random.between(0, random.next() < 0.5 ? Math.min(EARLY, last) : last);
    const second: Cut = { operation, kind: pick(kindsOf(operations[operation] ?? "program")) };
    const first = parseId(id) as CutCase;
    return idOf({ ...first, cuts: [...first.cuts, second] });
  });
}
