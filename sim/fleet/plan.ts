/**
 * What befalls one node: gas that comes and goes at moments of its own, now and then with a network that is gone or a modem
 * that starts anew just then. The same seed gives the same list, which has no end.
 */
import { Random } from "../random.ts";

export interface Incident {
  /** All times are since the node was switched on. */
  readonly atMs: number;
  readonly endMs: number;
  readonly lelPercent: number;
  readonly trouble?: Trouble;
}

export type Trouble =
  | { readonly kind: "cut"; readonly atMs: number; readonly endMs: number }
  | { readonly kind: "modem-reset"; readonly atMs: number };

export interface PlanOptions {
  /** Of a node, on the average. */
  readonly alarmsPerHour: number;
  /** The part of the incidents with trouble. */
  readonly troubleShare: number;
  /** The first alarm of each comes within so long after the warm-up; else within the mean time between two. */
  readonly firstWithinMs?: number;
}

/** The sensor warms up for three minutes, and gas that is there already is an alarm of its first reading. */
export const WARM_MS = 200_000;
/** So long the gas stays, and then not: an alarm is decided 20 s after its begin, and its end a minute after its own. */
const GAS_S = [45, 105] as const;
const CALM_MS = 120_000;
const LEL_PERCENT = [25, 80] as const;
/** About the moment of the alarm. */
const CUT_FROM_S = [-30, 25] as const;
const CUT_LASTS_S = [20, 120] as const;
const RESET_FROM_S = [0, 30] as const;

const MEAN_INCIDENT_MS = (GAS_S[0] + GAS_S[1]) * 500 + CALM_MS;
const HOUR_MS = 3_600_000;
/** With more there is no time between them. */
export const MOST_ALARMS_PER_HOUR = 15;

export function* incidentsOf(seed: number, options: PlanOptions): Generator<Incident, never> {
  const { alarmsPerHour, troubleShare } = options;
  const random = new Random(seed);
  const meanMs = HOUR_MS / alarmsPerHour;
  let atMs = Math.round(WARM_MS + random.next() * (options.firstWithinMs ?? meanMs));
  for (;;) {
    const endMs = atMs + between(random, GAS_S);
    const lelPercent = random.between(...LEL_PERCENT);
    const trouble = random.next() < troubleShare ? troubleOf(random, atMs) : undefined;
    yield { atMs, endMs, lelPercent, ...(trouble && { trouble }) };
    // What is left of the mean comes at random: -log is the wait for what may come at any moment.
    atMs = endMs + CALM_MS + Math.round(-Math.log(1 - random.next()) * Math.max(0, meanMs - MEAN_INCIDENT_MS));
  }
}

function troubleOf(random: Random, gasAtMs: number): Trouble {
  const isCut = random.next() < 0.5;
  const atMs = gasAtMs + between(random, isCut ? CUT_FROM_S : RESET_FROM_S);
  return isCut ? { kind: "cut", atMs, endMs: atMs + between(random, CUT_LASTS_S) } : { kind: "modem-reset", atMs };
}

/** Milliseconds, of a range in seconds. */
function between(random: Random, [lowS, highS]: readonly [number, number]): number {
  return random.between(lowS * 1000, highS * 1000);
}
