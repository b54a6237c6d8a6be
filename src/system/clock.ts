/** Wall time as an offset to the monotonic clock, learned from the network. Nothing ever waits on it. */
export interface WallClock {
  /** undefined while the time is not known. */
  offsetMs: number | undefined;
}

/** Milliseconds since 1970 UTC of a moment on the monotonic clock, past ones too; 0 while the time is not known. */
export function epochOf(wallClock: WallClock, atMs: number): number {
  return wallClock.offsetMs === undefined ? 0 : Math.round(atMs + wallClock.offsetMs);
}
