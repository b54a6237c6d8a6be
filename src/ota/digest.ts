/** A digest of a long text, a little at a time, for interpreters that have none: so that everything else goes on meanwhile. */
import { type HashName, hash } from "../cloud/hash";
import { hexOf } from "../cloud/hex";
import type { Clock } from "../hal";

/** Whole blocks of all digests; of one such step half a second, and as much for the others. */
const STEP_BYTES = 128;
export const STEP_PAUSE_MS = 20;

export function digestInSteps(
  name: HashName,
  bytes: number,
  textFrom: (at: number, bytes: number) => string,
  clock: Clock,
  /** In lower-case hex digits. */
  done: (digest: string) => void,
): void {
  function step(at: number, before: string): void {
    const text = textFrom(at, Math.min(STEP_BYTES, bytes - at));
    const isLast = at + text.length >= bytes;
    const digest = hash(name, text, { before, total: isLast ? bytes : -1 });
    if (isLast) done(hexOf(digest));
    else clock.after(STEP_PAUSE_MS, () => step(at + text.length, digest));
  }

  step(0, "");
}
