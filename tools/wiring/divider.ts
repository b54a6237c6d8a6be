/** The resistors of the sensor's circuit, from the E12 row, for a board's ADC. */

export interface Divider {
  /** From the load to the pin, and from the pin to ground. */
  readonly r1Ohm: number;
  readonly r2Ohm: number;
  /** R2 / (R1 + R2), `gas.dividerRatio`. */
  readonly ratio: number;
  /** From the sensing element to ground, beside R1 + R2. */
  readonly rlOhm: number;
  /** What the element sees to ground, `gas.loadOhm`. */
  readonly loadOhm: number;
}

const E12 = [10, 12, 15, 18, 22, 27, 33, 39, 47, 56, 68, 82];
const SUPPLY_V = 5;
/** Of the full scale, so that a saturated sensor can be told from a pin at its limit. */
const HEADROOM = 0.92;
/** An ADC wants to be fed from little, and the load from much. */
const [LEAST_SUM_OHM, MOST_SUM_OHM] = [40_000, 60_000];
/** What the elements' datasheets draw their curves with. */
const WANTED_LOAD_OHM = 20_000;

const beside = (a: number, b: number): number => (a * b) / (a + b);

/** `mostV` is what the pin may see and the ADC can read. */
export function dividerFor(mostV: number): Divider {
  const most = (mostV * HEADROOM) / SUPPLY_V;
  const pairs = E12.flatMap((r1) => E12.map((r2) => ({ r1Ohm: r1 * 1000, r2Ohm: r2 * 1000 })))
    .map(({ r1Ohm, r2Ohm }) => ({ r1Ohm, r2Ohm, sum: r1Ohm + r2Ohm, ratio: r2Ohm / (r1Ohm + r2Ohm) }))
    .filter(({ sum, ratio }) => sum >= LEAST_SUM_OHM && sum <= MOST_SUM_OHM && ratio <= most);
  const { r1Ohm, r2Ohm, sum, ratio } = pairs.reduce((best, pair) => (pair.ratio > best.ratio ? pair : best));
  const missed = (rlOhm: number): number => Math.abs(beside(rlOhm, sum) - WANTED_LOAD_OHM);
  const rlOhm = E12.map((r) => r * 1000).reduce((best, r) => (missed(r) < missed(best) ? r : best));
  return { r1Ohm, r2Ohm, ratio: round(ratio, 3), rlOhm, loadOhm: Math.round(beside(rlOhm, sum)) };
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}

/** 18000 as "18 kΩ". */
export const ohms = (value: number): string => (value >= 1000 ? `${value / 1000} kΩ` : `${value} Ω`);
