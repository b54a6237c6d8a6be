const FIRST_MS = 2000;
const MAX_MS = 300000;
/** While an alarm waits. */
export const URGENT_MAX_MS = 60000;
/** While one has waited for long: over the whole way up it is still delivered within 5 min of the network's return. */
const OVERDUE_MAX_MS = 200000;
/** Where knocking does no good: SIM or login refused. */
const SLOW_MAX_MS = 3600000;

/** `urgency`: 0 nothing waits, 1 an alarm does, 2 it has for long, 3 only faults do (as `cloud/outbox` numbers it). */
export function longestMs(urgency: number, isSlow: boolean): number {
  if (urgency === 1) return URGENT_MAX_MS;
  if (isSlow && urgency !== 2) return SLOW_MAX_MS;
  return urgency ? OVERDUE_MAX_MS : MAX_MS;
}

/** Full jitter: anything between nothing and a span that doubles with each failure. `random` is in [0, 1). */
export function backoffMs(failures: number, maxMs: number, random: number): number {
  return Math.floor(random * Math.min(maxMs, FIRST_MS * Math.pow(2, Math.min(failures, 16))));
}
