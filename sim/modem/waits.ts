/** The time the modem itself was waited for, as a union of intervals: overlapping reasons count once. */
import type { SimClock } from "../clock.ts";

/** Why the modem is waited for. `result:` reasons are second lines: CONNECT OK, PUBACK … */
export type WaitReason = "boot" | "sim" | "signal" | "registered" | "attached" | "command" | `result:${string}`;

export class Waits {
  #clock: SimClock;
  #open = new Set<WaitReason>();
  #sinceMs = 0;
  #sumMs = 0;

  constructor(clock: SimClock) {
    this.#clock = clock;
  }

  begin(reason: WaitReason): void {
    if (this.#open.size === 0) this.#sinceMs = this.#clock.nowMs;
    this.#open.add(reason);
  }

  end(reason: WaitReason): void {
    if (!this.#open.delete(reason)) return;
    if (this.#open.size === 0) this.#sumMs += this.#clock.nowMs - this.#sinceMs;
  }

  /** A driver that goes on without a second line no longer waits for it. */
  endResults(): void {
    for (const reason of this.#open) if (reason.startsWith("result:")) this.end(reason);
  }

  endAll(): void {
    for (const reason of this.#open) this.end(reason);
  }

  restart(): void {
    this.#open.clear();
    this.#sumMs = 0;
  }

  sumMs(): number {
    return this.#sumMs + (this.#open.size > 0 ? this.#clock.nowMs - this.#sinceMs : 0);
  }
}
