/** A seed's year: incidents in the order of time, each with what is done in it. */

import type { Deed } from "./deed.ts";
import { Dice, YEAR_MS } from "./dice.ts";
import { RATES } from "./rates.ts";

export interface Incident {
  /** From 1. */
  readonly number: number;
  /** Since the device was switched on. */
  readonly atMs: number;
  readonly what: string;
  /** In the order of their times. */
  readonly deeds: readonly Deed[];
}

/** A device is set up before the world begins to trouble it. */
const FIRST_MS = 600_000;
/** Seeds that follow each other must not give alike years. */
const SPREAD = 2_654_435_761;

/** `pace`: how many times more often all of it happens. */
export function scheduleOf(seed: number, lengthMs = YEAR_MS, pace = 1): Incident[] {
  const incidents = RATES.flatMap(({ what, perYear, deeds }, i) => {
    // Each by itself: a shorter year is the beginning of the longer one.
    const dice = new Dice((seed * RATES.length + i) * SPREAD);
    const list: Omit<Incident, "number">[] = [];
    for (let atMs = dice.waitMs(perYear * pace); atMs < lengthMs - FIRST_MS; atMs += dice.waitMs(perYear * pace)) {
      const inOrder = deeds(dice).sort((a, b) => a.afterMs - b.afterMs);
      list.push({ atMs: FIRST_MS + Math.round(atMs), what, deeds: inOrder });
    }
    return list;
  });
  return incidents.sort((a, b) => a.atMs - b.atMs).map((incident, i) => ({ number: i + 1, ...incident }));
}
