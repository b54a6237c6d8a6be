/**
 * The chip's watchdog: once on, only a reset of the chip turns it off (`load()` and `reset()` do not). Kicks only note the
 * time; one event of the simulation at a time looks whether the last one is too old.
 */
import type { SimClock, Timer } from "../clock.ts";

export class Watchdog {
  readonly #clock: SimClock;
  readonly #bite: () => void;
  #periodMs = 0;
  #isAuto = false;
  #kickedMs = 0;
  #timer: Timer | undefined;
  /** Until when the interpreter can't come back to its idle loop, which is what kicks in automatic mode. */
  busyUntilMs: () => number = () => 0;

  constructor(clock: SimClock, bite: () => void) {
    this.#clock = clock;
    this.#bite = bite;
  }

  get isOn(): boolean {
    return this.#periodMs > 0;
  }

  enable(seconds: number, isAuto: boolean): void {
    if (!(seconds > 0)) return;
    this.#periodMs = seconds * 1000;
    this.#isAuto = isAuto;
    this.kick();
    this.#arm(this.#periodMs);
  }

  kick(): void {
    this.#kickedMs = this.#clock.nowMs;
  }

  off(): void {
    this.#clock.cancel(this.#timer);
    this.#periodMs = 0;
  }

  #arm(delayMs: number): void {
    this.#clock.cancel(this.#timer);
    this.#timer = this.#clock.after(delayMs, () => this.#look());
  }

  #look(): void {
    const nowMs = this.#clock.nowMs;
    // In automatic mode the idle loop kicked all the time up to the moment it became busy.
    if (this.#isAuto && this.busyUntilMs() <= nowMs) this.kick();
    const leftMs = this.#kickedMs + this.#periodMs - nowMs;
    if (leftMs > 0) this.#arm(leftMs);
    else this.#bite();
  }
}
