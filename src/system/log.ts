/** Lines for whoever watches the console, and the last few troubles for whoever comes later. No secret gets here. @singleton */
import type { Clock } from "../hal";
import { HAS_PLATFORM } from "./features";

/** A trouble is kept for `canary.status()` too. */
export type Log = (text: string, isTrouble?: boolean) => void;

const KEPT_TROUBLES = 5;
const MAX_CHARS = 80;

export function createLog(
  clock: Clock,
  print: (line: string) => void,
  troubles: string[],
  /** Takes each line too, on its way to the cloud. */
  also: ((text: string, isTrouble: boolean) => void) | undefined,
): Log {
  return (text, isTrouble) => {
    if (HAS_PLATFORM && also) also(text.substr(0, MAX_CHARS), !!isTrouble);
    const line = (clock.nowMs() / 1000).toFixed(1) + " " + text.substr(0, MAX_CHARS);
    print(line);
    if (!isTrouble) return;
    if (troubles.length >= KEPT_TROUBLES) troubles.splice(0, 1);
    troubles.push(line);
  };
}
