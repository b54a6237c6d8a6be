/** One direction of a connection in virtual time: keeps the order, takes its time, can go silent or stall. */
import type { SimClock } from "../clock.ts";

export class Lane {
  readonly #clock: SimClock;
  readonly #latencyMs: () => number;
  #lastDueMs = 0;
  #state: "open" | "silent" | "stalled" = "open";
  #held: (() => void)[] = [];

  constructor(clock: SimClock, latencyMs: () => number) {
    this.#clock = clock;
    this.#latencyMs = latencyMs;
  }

  push(arrive: () => void): void {
    if (this.#state === "silent") return;
    this.#lastDueMs = Math.max(this.#clock.nowMs + this.#latencyMs(), this.#lastDueMs);
    this.#clock.after(this.#lastDueMs - this.#clock.nowMs, () => this.#arrive(arrive));
  }

  /** What is under way is lost, and all that follows. */
  silence(): void {
    this.#state = "silent";
    this.#held = [];
  }

  /** What arrives from now on waits until `resume`, as TCP's retransmissions do over a short shadow. */
  stall(): void {
    if (this.#state === "open") this.#state = "stalled";
  }

  resume(): void {
    if (this.#state !== "stalled") return;
    this.#state = "open";
    const held = this.#held;
    this.#held = [];
    for (const arrive of held) this.push(arrive);
  }

  #arrive(arrive: () => void): void {
    if (this.#state === "open") arrive();
    else if (this.#state === "stalled") this.#held.push(arrive);
  }
}
