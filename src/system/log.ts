/** Lines for whoever watches the console, and the last few troubles for whoever comes later. No secret gets here. */
import type { Clock } from "../hal";

export interface Log {
  info(text: string): void;
  /** Kept for `canary.status()` too. */
  trouble(text: string): void;
  readonly troubles: string[];
}

const KEPT_TROUBLES = 5;
const MAX_CHARS = 80;

export function createLog(clock: Clock, print: (line: string) => void): Log {
  const troubles: string[] = [];

  function stamped(text: string): string {
    return `${(clock.nowMs() / 1000).toFixed(1)} ${text.substr(0, MAX_CHARS)}`;
  }

  return {
    info(text) {
      print(stamped(text));
    },
    trouble(text) {
      const line = stamped(text);
      if (troubles.length >= KEPT_TROUBLES) troubles.splice(0, 1);
      troubles.push(line);
      print(line);
    },
    troubles,
  };
}
