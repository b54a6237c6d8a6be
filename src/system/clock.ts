/** Wall time as an offset to the monotonic clock, learned from the network. Nothing ever waits on it. */
export interface WallClock {
  /** undefined while the time is not known. */
  offsetMs: number | undefined;
  /** As last heard. */
  heardMs: number;
}

/** The modem's clock has whole seconds, and its answer takes its time. */
const SAME_MS = 2500;

/**
 * Takes a reading. One that a clock known already does not fit is believed when the next agrees, since a byte may be another;
 * false when it has to be asked for.
 */
export function learnTime(wallClock: WallClock, offsetMs: number): boolean {
  const { offsetMs: knownMs, heardMs } = wallClock;
  wallClock.heardMs = offsetMs;
  if (knownMs === undefined || Math.abs(offsetMs - heardMs) < SAME_MS) {
    wallClock.offsetMs = offsetMs;
    return true;
  }
  // Once: a clock that says another time each time is none to run after.
  return Math.abs(heardMs - knownMs) >= SAME_MS;
}

/** Milliseconds since 1970 UTC of a moment on the monotonic clock, past ones too; 0 while the time is not known. */
export function epochOf(wallClock: WallClock, atMs: number): number {
  return wallClock.offsetMs === undefined ? 0 : Math.round(atMs + wallClock.offsetMs);
}
