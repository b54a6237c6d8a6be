/** Which faults of the sensor a device was bound to tell, and to call over, from its volts alone. */
import type { Decision } from "./gas-truth.ts";
import { ADC_CODE, codeOf, OPEN_CODE, SHORT_CODE, type Zone } from "./gas-zones.ts";

/** Two readings of five samples see it within 12 s; six sound ones end it within 35 s. A busy device may be later. */
const TOLD_WITHIN_MS = 20_000;
const ENDS_WITHIN_MS = 45_000;
/** What stood for less than this no device can have told, or called over. */
const UNSEEN_MS = 1000;
const ENDS_FROM_MS = 24_000;
/** After so long with power no element is too cold to conduct. */
const COLD_MS = 35_000;

/** From when on a fault can be seen: what is no number, and what no load can give, at once; a cold element is like a cut wire. */
function seenFrom(code: number, bootMs: number, warmMs: number): number {
  if (code === 0 || code === ADC_CODE || code === SHORT_CODE) return bootMs;
  return code === OPEN_CODE ? Math.min(warmMs, bootMs + COLD_MS) : warmMs;
}

export class FaultTruth {
  readonly #decide: (decision: Decision) => void;
  /** The code that is told; 0: none; undefined: nobody can know. */
  #told: number | undefined = 0;
  /** What is there to be seen, and since when. */
  #code = 0;
  #sinceMs = 0;

  constructor(decide: (decision: Decision) => void) {
    this.#decide = decide;
  }

  /** A zone begins; the sensor is warm from `warmMs` on. */
  zone(zone: Zone, atMs: number, bootMs: number, warmMs: number): void {
    const code = codeOf(zone);
    if (code !== this.#code) this.#leave(atMs);
    else if (atMs > bootMs) return;
    // What stood before a start may be called over while the sensor warms up.
    if (code !== 0 && this.#told && atMs < warmMs) this.#told = undefined;
    this.#code = code;
    this.#sinceMs = Math.max(atMs, seenFrom(code, bootMs, warmMs));
  }

  /** Whether one that stood is told again is the device's affair. */
  boot(): void {
    if (this.#told !== 0) this.#told = undefined;
  }

  stop(atMs: number): void {
    this.#leave(atMs);
  }

  /** Tells what is sure by now. */
  advance(nowMs: number): void {
    const fromMs = this.#sinceMs;
    if (this.#code === this.#told) return;
    if (this.#code === 0) {
      const toMs = fromMs + ENDS_WITHIN_MS;
      if (nowMs < toMs) return;
      this.#end(fromMs + ENDS_FROM_MS, toMs);
    } else {
      const toMs = fromMs + TOLD_WITHIN_MS;
      if (nowMs < toMs) return;
      this.#end(fromMs, toMs);
      if (this.#told !== undefined) this.#decide({ kind: "fault", code: this.#code, fromMs, toMs });
    }
    this.#told = this.#code;
  }

  #end(fromMs: number, toMs: number): void {
    if (this.#told) this.#decide({ kind: "fault-end", code: this.#told, fromMs, toMs });
  }

  /** It stood too briefly to force anything, and perhaps long enough to allow it. */
  #leave(atMs: number): void {
    const stoodMs = atMs - this.#sinceMs;
    if (this.#code !== this.#told && stoodMs > (this.#code === 0 ? ENDS_FROM_MS : UNSEEN_MS)) this.#told = undefined;
  }
}
