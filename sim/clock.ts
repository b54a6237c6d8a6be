/**
 * One event queue for board, modem, wire and cloud. In virtual time the queue itself moves the clock; in real time a
 * host timer does, `speed` times faster than the wall.
 */

export interface Timer {
  readonly dueMs: number;
  readonly order: number;
  readonly fn: () => void;
  cancelled: boolean;
}

/**
 * Times are whole numbers of this part of a millisecond, so that sums and differences are exact: "what is left" of a wait
 * would otherwise come out as 1e-11 ms, less than the clock can move, and the queue would turn on the spot for ever. A
 * power of two, and small enough that a year of them is exact.
 */
const TICKS_A_MS = 65_536;

/** Where a deed from outside is put: at a multiple of this that no event has. It reads well as a number of seconds, too. */
const GAP_MS = 0.5;
/** Events without end at every such time: then it shares one. */
const GAP_TRIES = 1000;

/** Node fires at once for a longer one, and the pump would spin. */
const MAX_HOST_TIMEOUT_MS = 0x7fffffff;

export class SimClock {
  #nowMs = 0;
  #order = 0;
  #queue: Timer[] = [];
  /** When the last event ran, and how many have at that moment. */
  #lastMs = -1;
  #runs = 0;
  #real: { startedMs: number; baseMs: number; speed: number; handle?: NodeJS.Timeout | undefined } | undefined;

  /** Simulated milliseconds since the start. */
  get nowMs(): number {
    this.#catchUp();
    return this.#nowMs;
  }

  /** Runs `fn` after `delayMs`; things due at the same time run in the order in which they were asked for. */
  after(delayMs: number, fn: () => void): Timer {
    // Not Math.max: a NaN from outside must not become the clock's own time.
    const timer: Timer = {
      dueMs: dueAfter(this.nowMs, delayMs > 0 ? delayMs : 0),
      order: this.#order++,
      fn,
      cancelled: false,
    };
    this.#insert(timer);
    this.#arm();
    return timer;
  }

  cancel(timer: Timer | undefined): void {
    if (timer) timer.cancelled = true;
  }

  /** Runs all that is due within `ms` of now, and leaves the clock there. Virtual time only. */
  runFor(ms: number): void {
    const endMs = dueAfter(this.#nowMs, ms);
    while (this.#step(endMs));
    this.#nowMs = endMs;
  }

  /** Runs event by event until `done()`; false when `limitMs` passed first. Virtual time only. */
  runUntil(done: () => boolean, limitMs: number): boolean {
    const endMs = dueAfter(this.#nowMs, limitMs);
    while (!done()) {
      if (!this.#step(endMs)) {
        this.#nowMs = endMs;
        return done();
      }
    }
    return true;
  }

  get isRealTime(): boolean {
    return this.#real !== undefined;
  }

  /**
   * What runs now has its moment for itself: nothing ran at it before, nothing else waits for it. What is done then can be done
   * again at the very same moment of another run, and nobody has to know in which order things came. No matter in real time.
   */
  get isAtGap(): boolean {
    if (this.#real) return true;
    if (this.#lastMs !== this.#nowMs || this.#runs !== 1 || this.#nowMs % GAP_MS !== 0) return false;
    return this.#peek()?.dueMs !== this.#nowMs;
  }

  /** Runs `fn` at the next such moment; from within an event. */
  atGap(fn: () => void, triesLeft = GAP_TRIES): void {
    const waitMs = gapAfter(this.#nowMs) - this.#nowMs;
    this.after(waitMs, () => (this.isAtGap || triesLeft <= 0 ? fn() : this.atGap(fn, triesLeft - 1)));
  }

  /** The same from between two events: goes on to such a moment, which is the present then. In real time it is already. */
  runToGap(): void {
    if (this.#real) return;
    let atMs = gapAfter(this.#nowMs);
    for (let tries = GAP_TRIES; ; tries--) {
      while (this.#step(atMs - 1 / TICKS_A_MS));
      if (this.#peek()?.dueMs !== atMs || tries <= 0) break;
      atMs += GAP_MS;
    }
    this.#nowMs = atMs;
  }

  /** Lets the wall clock drive the queue from here on, at this speed. */
  startRealTime(speed = 1): void {
    this.stopRealTime();
    this.#real = { startedMs: performance.now(), baseMs: this.#nowMs, speed };
    this.#arm();
  }

  stopRealTime(): void {
    this.#catchUp();
    if (this.#real?.handle) clearTimeout(this.#real.handle);
    this.#real = undefined;
  }

  /** In real time the present lies between two events too, for whoever comes from outside (a socket, a key). */
  #catchUp(): void {
    if (!this.#real) return;
    const wallMs = this.#real.baseMs + (performance.now() - this.#real.startedMs) * this.#real.speed;
    const next = this.#peek();
    this.#nowMs = Math.max(this.#nowMs, next ? Math.min(wallMs, next.dueMs) : wallMs);
  }

  #arm(): void {
    const real = this.#real;
    if (!real) return;
    if (real.handle) clearTimeout(real.handle);
    real.handle = undefined;
    const next = this.#peek();
    if (!next) return;
    const wallMs = real.baseMs + (performance.now() - real.startedMs) * real.speed;
    const waitMs = Math.max(0, (next.dueMs - wallMs) / real.speed);
    real.handle = setTimeout(() => this.#pump(), Math.min(waitMs, MAX_HOST_TIMEOUT_MS));
  }

  #pump(): void {
    const real = this.#real;
    if (!real) return;
    const wallMs = real.baseMs + (performance.now() - real.startedMs) * real.speed;
    while (this.#real && this.#step(wallMs));
    this.#arm();
  }

  #insert(timer: Timer): void {
    let low = 0;
    let high = this.#queue.length;
    while (low < high) {
      const mid = (low + high) >> 1;
      const other = this.#queue[mid] as Timer;
      if (other.dueMs < timer.dueMs || (other.dueMs === timer.dueMs && other.order < timer.order)) low = mid + 1;
      else high = mid;
    }
    this.#queue.splice(low, 0, timer);
  }

  #peek(): Timer | undefined {
    while (this.#queue[0]?.cancelled) this.#queue.shift();
    return this.#queue[0];
  }

  #step(endMs: number): boolean {
    const next = this.#peek();
    if (!next || next.dueMs > endMs) return false;
    this.#queue.shift();
    this.#nowMs = Math.max(this.#nowMs, next.dueMs);
    this.#runs = this.#lastMs === this.#nowMs ? this.#runs + 1 : 1;
    this.#lastMs = this.#nowMs;
    next.fn();
    return true;
  }
}

/** Later than `nowMs` by at least `delayMs`, and never the same moment when that is more than nothing. */
function dueAfter(nowMs: number, delayMs: number): number {
  const tick = Math.ceil((nowMs + delayMs) * TICKS_A_MS);
  const next = Math.floor(nowMs * TICKS_A_MS) + 1;
  return (delayMs > 0 && tick < next ? next : tick) / TICKS_A_MS;
}

const gapAfter = (nowMs: number): number => (Math.floor(nowMs / GAP_MS) + 1) * GAP_MS;

/** The nearest time that the clock can show: what was written as a number of seconds is read back exactly. */
export const exactMs = (ms: number): number => Math.round(ms * TICKS_A_MS) / TICKS_A_MS;
