/** A real board's time line, by the seconds that its lines begin with: it goes on over restarts, which begin these anew. */

export class BoardClock {
  readonly #wallMs: () => number;
  /** Of its time line when it last started. */
  #startedMs = 0;
  #stamp: { readonly ms: number; readonly atMs: number } | undefined;

  constructor(wallMs: () => number) {
    this.#wallMs = wallMs;
  }

  /** Seconds since its start, as a line has them: the time of that line. */
  stamped(seconds: number): number {
    const ms = this.#startedMs + seconds * 1000;
    this.#stamp = { ms, atMs: this.#wallMs() };
    return ms;
  }

  restarted(): void {
    this.#startedMs = this.nowMs ?? 0;
    this.#stamp = { ms: this.#startedMs, atMs: this.#wallMs() };
  }

  /** Unknown until a line has told it. */
  get nowMs(): number | null {
    return this.#stamp ? this.#stamp.ms + this.#wallMs() - this.#stamp.atMs : null;
  }
}
