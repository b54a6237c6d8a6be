/**
 * The choices that make one case: drawn from a seed, or given as numbers. All of a case's shape hangs on them, so that fewer
 * and smaller numbers are a simpler case; 0 is always the plainest choice.
 */
import { Random } from "../../sim/random.ts";

export class Tape {
  /** What was chosen. */
  readonly taken: number[] = [];
  private at = 0;

  constructor(
    private readonly random: Random | undefined,
    private readonly values: readonly number[],
  ) {}

  /** One of 0 to count - 1. */
  below(count: number): number {
    if (!this.random) {
      const value = (this.values[this.at++] ?? 0) % count;
      this.taken.push(value);
      return value;
    }
    const value = Math.floor(this.random.next() * count);
    this.taken.push(value);
    return value;
  }

  /** True once in `count`. */
  once(count: number): boolean {
    return this.below(count) === count - 1;
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)] as T;
  }
}

/** One tape for each part that chooses, so that a part with fewer choices does not change what the others choose. */
export interface Tapes {
  readonly session: Tape;
  readonly sender: Tape;
  readonly modem: Tape;
  readonly wire: Tape;
}
export type Choices = readonly (readonly number[])[];

function tapes(make: (lane: number) => Tape): Tapes {
  return { session: make(0), sender: make(1), modem: make(2), wire: make(3) };
}

/** Case `index` of the campaign `seed`. */
export function drawnTapes(seed: number, index: number): Tapes {
  const root = Math.imul(seed + 1, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b);
  return tapes((lane) => new Tape(new Random(root ^ Math.imul(lane, 0xc2b2ae35)), []));
}

export function tapesOf(choices: Choices): Tapes {
  return tapes((lane) => new Tape(undefined, choices[lane] ?? []));
}

export function choicesOf({ session, sender, modem, wire }: Tapes): Choices {
  return [session.taken, sender.taken, modem.taken, wire.taken];
}

/** As one writes them on a command line: `1.0.3/2/0/5.5`; what is left out at the end is 0. */
export function choicesText(choices: Choices): string {
  return choices.map((lane) => lane.join(".").replace(/(^0|\.0)+$/, "")).join("/");
}

export function choicesIn(text: string): Choices {
  return text.split("/").map((lane) => (lane ? lane.split(".").map(Number) : []));
}

/** The simplest choices that still fail: some left out, others made smaller, until neither helps or `tries` are spent. */
export function shrink(choices: Choices, fails: (choices: Choices) => boolean, tries = 5000): Choices {
  let best = choices;
  let left = tries;
  const attempt = (lane: number, candidate: readonly number[]): boolean => {
    const all = best.with(lane, candidate);
    if (left-- <= 0 || !fails(all)) return false;
    best = all;
    return true;
  };
  for (let before = -1; before !== weight(best) && left > 0; ) {
    before = weight(best);
    for (let lane = 0; lane < best.length; lane++) {
      leaveOut(
        () => best[lane] as readonly number[],
        (candidate) => attempt(lane, candidate),
      );
      makeSmaller(
        () => best[lane] as readonly number[],
        (candidate) => attempt(lane, candidate),
      );
    }
  }
  return best;
}

type Attempt = (candidate: readonly number[]) => boolean;

function leaveOut(lane: () => readonly number[], attempt: Attempt): void {
  for (let size = lane().length; size > 0; size = Math.floor(size / 2))
    for (let at = lane().length - size; at >= 0; at -= size) attempt(lane().toSpliced(at, size));
}

function makeSmaller(lane: () => readonly number[], attempt: Attempt): void {
  for (let at = 0; at < lane().length; at++) {
    const value = lane()[at] as number;
    for (const smaller of new Set([0, 1, value >> 1, value - 1]))
      if (smaller >= 0 && smaller < value && attempt(lane().with(at, smaller))) break;
  }
}

function weight(choices: Choices): number {
  return choices.flat().reduce((sum, value) => sum + 1000 + value, 0);
}
