/** The resistance of a metal oxide element: what it is in, how warm it is, and what it went through. */
import { climateFactor } from "./climate.ts";
import { type MoxHead, ratioOf } from "./heads.ts";
import type { Warmth } from "./heater.ts";

export interface Air {
  /** Of the head's own gas. */
  readonly ppm: number;
  /** Of combustibles, for a head that is heated in turns. */
  readonly combustiblePpm: number;
  readonly temperatureC: number;
  readonly humidityPercent: number;
}

export interface Wear {
  /** R0 as it is by now. */
  readonly r0Ohm: number;
  /** 0 is as new, 1 sees no gas any more (facts C.3: silicones, paints). */
  readonly poisoned: number;
}

/** Where an element begins whose surface has not been heated for long: it looks like gas. */
const UNSETTLED_RATIO = 0.4;
/** Rs grows by e to this between heated and cold. */
const COLD_EXPONENT = 9;
/** Heater volts at which an element is as warm as it is meant to be. */
const RATED_V = 5;
const COOL_PHASE_V = 1.2;

export function elementOhm(head: MoxHead, air: Air, warmth: Warmth, { r0Ohm, poisoned }: Wear): number {
  const { cleanRatio } = head.curve;
  const seen = cycledRatio(head, air, warmth) ** (1 - poisoned) * cleanRatio ** poisoned;
  const from = Math.min(UNSETTLED_RATIO, seen);
  const ratio = from * (seen / from) ** warmth.settled;
  return r0Ohm * ratio * climateFactor(air.temperatureC, air.humidityPercent) * coldFactor(head, warmth);
}

/** Cool and long so: the head's own gas; hot: combustibles instead. */
function cycledRatio({ curve, hot }: MoxHead, { ppm, combustiblePpm }: Air, { selective }: Warmth): number {
  if (!hot) return ratioOf(curve, ppm);
  return ratioOf(curve, ppm) ** selective * ratioOf(hot, combustiblePpm) ** (1 - selective);
}

function coldFactor({ hot }: MoxHead, { equivalentV }: Warmth): number {
  const missing = 1 - equivalentV / (hot ? COOL_PHASE_V : RATED_V);
  return missing > 0 ? Math.exp(COLD_EXPONENT * missing ** 2) : 1;
}
