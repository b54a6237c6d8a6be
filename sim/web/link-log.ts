/**
 * What a device's console and AT lines tell of its link: each change of its state, since when it stands, and which steps this modem
 * needs no word for.
 */
import type { Transition } from "./news.ts";

/** `12.3 ONLINE`, `12.3 BACKOFF after MCONNECT: timeout`. */
const STATE_LINE = /^\d+\.\d ([A-Z]{2,})(?: after (.*))?$/;
/** `gas-canary 0.1.0 pico 172ec7...`: a start. */
const BANNER = /^gas-canary \d/;
/** They send nothing: that says nothing of the modem. */
const NO_STEPS = ["ONLINE", "BACKOFF"];

export class LinkLog {
  state: string | null = null;
  sinceMs: number | null = null;
  readonly #tell: (transition: Transition) => void;
  readonly #skipped = new Set<string>();
  #commands = 0;
  #stayMs = 0;

  constructor(tell: (transition: Transition) => void) {
    this.#tell = tell;
  }

  get skipped(): readonly string[] {
    return [...this.#skipped];
  }

  /** A line to the modem. */
  sent(): void {
    this.#commands++;
  }

  /** A line of the device's console. */
  printed(text: string, atMs: number): void {
    if (BANNER.test(text)) this.state = this.sinceMs = null;
    const [, state, why = ""] = STATE_LINE.exec(text) ?? [];
    if (state === undefined) return;
    if (this.state !== null && !NO_STEPS.includes(this.state)) this.#noteStep(this.state, why);
    this.#tell({ atMs, from: this.state, state, why });
    this.state = state;
    this.sinceMs = atMs;
    this.#commands = this.#stayMs = 0;
  }

  /** Lines to the modem may have passed unseen. */
  forgetSteps(): void {
    this.#skipped.clear();
  }

  /** How long the stay is at most that ends then; one that is made longer on the way (ONLINE), by the longest that was seen. */
  stayMs(nowMs: number, endsMs: number): number | null {
    if (this.sinceMs === null) return null;
    if (this.state !== "ONLINE") return endsMs - this.sinceMs;
    this.#stayMs = Math.max(this.#stayMs, endsMs - nowMs);
    return this.#stayMs;
  }

  #noteStep(state: string, why: string): void {
    if (this.#commands > 0) this.#skipped.delete(state);
    else if (why === "") this.#skipped.add(state);
  }
}
