const FIRST_MS = 2000;
export const MAX_MS = 300000;
/** While an alarm waits. */
export const URGENT_MAX_MS = 60000;
/** Where knocking does no good: SIM or login refused. */
export const SLOW_MAX_MS = 3600000;

/** Full jitter: anything between nothing and a span that doubles with each failure. `random` is in [0, 1). */
export function backoffMs(failures: number, maxMs: number, random: number): number {
  return Math.floor(random * Math.min(maxMs, FIRST_MS * Math.pow(2, Math.min(failures, 16))));
}
