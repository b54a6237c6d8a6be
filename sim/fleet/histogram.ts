/** How long deliveries took: few rows to show, and fine steps to tell quantiles from. Its size does not grow with what it counts. */

/** Below so many seconds; what took longer than all is in the last. */
const ROWS_BELOW_S = [0.25, 0.5, 1, 2, 5, 10, 30, 60, 120, 300, 600, 86_400] as const;

/** Each step is so much longer than the one before. */
const STEP = 1.05;
const LEAST_MS = 1;

export interface Row {
  readonly belowS: number;
  readonly count: number;
}

export interface Spread {
  readonly count: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

export class Histogram {
  readonly #rows = ROWS_BELOW_S.map(() => 0);
  readonly #steps: number[] = [];
  #count = 0;
  #maxMs = 0;

  add(ms: number): void {
    const row = ROWS_BELOW_S.findIndex((belowS) => ms < belowS * 1000);
    const at = row < 0 ? ROWS_BELOW_S.length - 1 : row;
    this.#rows[at] = (this.#rows[at] ?? 0) + 1;
    const step = stepOf(ms);
    this.#steps[step] = (this.#steps[step] ?? 0) + 1;
    this.#count++;
    this.#maxMs = Math.max(this.#maxMs, ms);
  }

  /** From the first to the last that has any; none while nothing came. */
  get rows(): Row[] {
    const filled = this.#rows.map((count, i) => (count > 0 ? i : -1)).filter((i) => i >= 0);
    const [first = 0] = filled;
    const last = filled.at(-1) ?? -1;
    return ROWS_BELOW_S.slice(first, last + 1).map((belowS, i) => ({ belowS, count: this.#rows[first + i] ?? 0 }));
  }

  get spread(): Spread {
    const at = (share: number) => Math.min(this.#maxMs, this.#quantileMs(share));
    return { count: this.#count, p50Ms: at(0.5), p95Ms: at(0.95), p99Ms: at(0.99), maxMs: this.#maxMs };
  }

  /** The end of the step in which so large a part of all has come. */
  #quantileMs(share: number): number {
    let seen = 0;
    for (const [step, count = 0] of this.#steps.entries()) {
      seen += count;
      if (count > 0 && seen >= share * this.#count) return LEAST_MS * STEP ** (step + 1);
    }
    return 0;
  }
}

const stepOf = (ms: number): number =>
  Math.max(0, Math.floor(Math.log(Math.max(ms, LEAST_MS) / LEAST_MS) / Math.log(STEP)));
