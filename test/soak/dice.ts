/** A seed's choices. */
import { Random } from "../../sim/random.ts";

export class Dice {
  readonly #random: Random;

  constructor(seed: number) {
    this.#random = new Random(seed);
  }

  /** Uniform in [0, 1). */
  next(): number {
    return this.#random.next();
  }

  /** Uniform integer in [low, high]. */
  between(low: number, high: number): number {
    return this.#random.between(low, high);
  }

  pick<T>(list: readonly T[]): T {
    const one = list[this.#random.between(0, list.length - 1)];
    if (one === undefined) throw new Error("nothing to pick from");
    return one;
  }

  /** Between so many seconds, in ms: as often from 1 to 10 as from 10 to 100. */
  spanMs(lowS: number, highS: number): number {
    return Math.round(1000 * lowS * (highS / lowS) ** this.#random.next());
  }

  /** Waiting time for what happens at random, `perYear` times a year. */
  waitMs(perYear: number): number {
    return (-Math.log(1 - this.#random.next()) / perYear) * YEAR_MS;
  }
}

export const YEAR_MS = 365.25 * 86_400_000;
