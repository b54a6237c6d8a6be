/** Time that stands still until a test moves it. Strict where Espruino is merciless: see `cancel`. */
import type { Clock } from "../../src/hal.ts";

export class FakeClock implements Clock {
  ms: number;
  private lastHandle = 0;
  private readonly timers = new Map<number, { atMs: number; fn: () => void }>();

  constructor(startMs = 1000) {
    this.ms = startMs;
  }

  nowMs(): number {
    return this.ms;
  }

  after(delayMs: number, fn: () => void): number {
    if (!(delayMs >= 0)) throw new Error(`a timer of ${delayMs} ms`);
    this.timers.set(++this.lastHandle, { atMs: this.ms + delayMs, fn });
    return this.lastHandle;
  }

  cancel(handle: number): void {
    if (handle === 0) return;
    // On Espruino the number may be another timer's by now.
    if (!this.timers.delete(handle))
      throw new Error(`timer ${handle} was cancelled after it had fired or was cancelled`);
  }

  pending(): number {
    return this.timers.size;
  }

  /** Runs all timers due within `ms`, in order. Stops early when `until` holds; true when it does. */
  advance(ms: number, until: () => boolean = () => false): boolean {
    const endMs = this.ms + ms;
    for (let turns = 0; ; turns++) {
      if (until()) return true;
      if (turns > 200_000) throw new Error("timers without end: something polls with no delay");
      const next = this.next();
      if (!next || next.atMs > endMs) break;
      this.ms = Math.max(this.ms, next.atMs);
      this.timers.delete(next.handle);
      next.fn();
    }
    this.ms = endMs;
    return until();
  }

  private next(): { handle: number; atMs: number; fn: () => void } | undefined {
    let first: { handle: number; atMs: number; fn: () => void } | undefined;
    for (const [handle, timer] of this.timers) if (!first || timer.atMs < first.atMs) first = { handle, ...timer };
    return first;
  }
}
