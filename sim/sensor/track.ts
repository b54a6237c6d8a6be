/** A value that follows points in time, and what has a first-order lag behind it: computed when asked for, never by timers. */

/** `[s, value]`, straight lines between; two points at the same time are a step, after the last one the value stays. */
export type Points = readonly (readonly [atS: number, value: number])[];

/** Time constants that a first-order lag takes to 90 %. */
const T90_IN_TAU = Math.LN10;

export const tauMs = (t90S: number): number => (t90S * 1000) / T90_IN_TAU;

/** Nearer to `goal`, as a first-order system is after so long. */
export function relaxed(value: number, goal: number, ms: number, tauMs: number): number {
  return tauMs > 0 ? goal + (value - goal) * Math.exp(-ms / tauMs) : goal;
}

export class Track {
  readonly #points: Points;
  readonly #startMs: number;
  readonly #tauMs: number;
  #segment = 0;
  #atMs: number;
  #value: number;

  /** `from` is the lagging value when it starts; without one it starts settled. */
  constructor(points: Points, startMs: number, t90S = 0, from?: number) {
    const first = points[0]?.[1] ?? 0;
    this.#points = [[0, first], ...points];
    this.#startMs = startMs;
    this.#atMs = startMs;
    this.#tauMs = tauMs(t90S);
    this.#value = t90S > 0 ? (from ?? first) : first;
  }

  /** Times asked for never go back. The answer does not depend on how often it was asked before. */
  at(nowMs: number): number {
    for (;;) {
      const next = this.#points[this.#segment + 1];
      const endMs = next ? this.#startMs + next[0] * 1000 : Number.POSITIVE_INFINITY;
      this.#advance(Math.min(nowMs, endMs));
      if (nowMs < endMs) return this.#value;
      this.#segment++;
    }
  }

  #advance(untilMs: number): void {
    const ms = untilMs - this.#atMs;
    if (ms <= 0) {
      if (this.#tauMs === 0) this.#value = this.#aim(this.#atMs);
      return;
    }
    const from = this.#aim(this.#atMs);
    const to = this.#aim(untilMs);
    // On a slope a lag is behind by slope times tau once it has settled.
    const behind = ((to - from) / ms) * this.#tauMs;
    this.#value = to - behind + relaxed(this.#value - from + behind, 0, ms, this.#tauMs);
    this.#atMs = untilMs;
  }

  /** Without the lag, within the present segment. */
  #aim(atMs: number): number {
    const [fromS, from] = this.#points[this.#segment] as Points[number];
    const next = this.#points[this.#segment + 1];
    if (!next || next[0] <= fromS) return from;
    const part = (atMs - this.#startMs - fromS * 1000) / ((next[0] - fromS) * 1000);
    return from + (next[1] - from) * part;
  }
}

export const constant = (value: number, nowMs: number): Track => new Track([[0, value]], nowMs);
