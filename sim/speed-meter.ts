/** How fast a clock has run against the wall during the last second or so. */

interface Sample {
  readonly wallMs: number;
  readonly simMs: number;
}

const WINDOW_MS = 1000;
/** Less than this tells nothing. */
const LEAST_MS = 200;
/** Samples that come closer together tell no more than one. */
const APART_MS = 20;

export class SpeedMeter {
  #samples: Sample[] = [];

  clear(): void {
    this.#samples = [];
  }

  sample(wallMs: number, simMs: number): void {
    const last = this.#samples.at(-1);
    if (last && this.#samples.length > 1 && wallMs - (this.#samples.at(-2)?.wallMs ?? 0) < APART_MS)
      this.#samples.pop();
    this.#samples.push({ wallMs, simMs });
    // The oldest that is kept is older than the window: what is between is known in full.
    while ((this.#samples[1]?.wallMs ?? wallMs) <= wallMs - WINDOW_MS) this.#samples.shift();
  }

  /** Undefined until there is enough to tell. */
  get speed(): number | undefined {
    const [first] = this.#samples;
    const last = this.#samples.at(-1);
    if (!first || !last || last.wallMs - first.wallMs < LEAST_MS) return undefined;
    return (last.simMs - first.simMs) / (last.wallMs - first.wallMs);
  }
}
