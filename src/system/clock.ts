/** Wall time as an offset to the monotonic clock, learned from the network. Nothing ever waits on it. */
import type { Clock } from "../hal";

export interface WallClock {
  learn(epochMs: number): void;
  /** Milliseconds since 1970 UTC of a moment on the monotonic clock, past ones too; undefined while the time is unknown. */
  epochMs(atMs: number): number | undefined;
}

export function createWallClock(clock: Clock): WallClock {
  let offsetMs: number | undefined;
  return {
    learn(epochMs) {
      offsetMs = epochMs - clock.nowMs();
    },
    epochMs: (atMs) => (offsetMs === undefined ? undefined : Math.round(atMs + offsetMs)),
  };
}
