/**
 * The time of a fleet: real time, so many times faster, for all threads the same. It does not run away from whom it is for: it
 * waits for the slowest worker, and what the main thread, which is the cloud, was held up is left out. So a machine that can't
 * carry a fleet makes its time slower, and no device waits for an answer that nobody had the time to give.
 */
import type { PaceRange } from "../pace.ts";

/** Of the command line and of the page. */
export const FLEET_RANGE: PaceRange = { least: 1, most: 1000, steps: false };

const US_A_MS = 1000;
/** Of the host's time: how often it moves on. */
export const TICK_MS = 2;
/** So far may it be ahead of a worker, and so far does it go in one step: of the host's time as well. */
const WINDOW_MS = 8;
/** Of the devices' time, where that is more: no device would notice. */
const LEAST_WINDOW_MS = 200;

const monotonicMs = (): number => performance.now();

/** In shared memory, in microseconds: first the fleet's time, then where each worker's clock is. */
class Board {
  readonly #slots: BigInt64Array;

  constructor(readonly memory: SharedArrayBuffer) {
    this.#slots = new BigInt64Array(memory);
  }

  read(slot: number): number {
    return Number(Atomics.load(this.#slots, slot)) / US_A_MS;
  }

  write(slot: number, ms: number): void {
    Atomics.store(this.#slots, slot, BigInt(Math.round(ms * US_A_MS)));
  }
}

/** The main thread's. */
export class Pace {
  readonly workers: number;
  readonly #board: Board;
  readonly #hostMs: () => number;
  #speed = 0;
  #tickedAtMs = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(workers: number, hostMs = monotonicMs) {
    this.workers = workers;
    this.#board = new Board(new SharedArrayBuffer((1 + workers) * BigInt64Array.BYTES_PER_ELEMENT));
    this.#hostMs = hostMs;
  }

  get memory(): SharedArrayBuffer {
    return this.#board.memory;
  }

  get speed(): number {
    return this.#speed;
  }

  /** Milliseconds of the devices' time since the start. */
  get nowMs(): number {
    return this.#board.read(0);
  }

  /** Where the slowest worker's clock is: what is due has happened up to this. */
  get reachedMs(): number {
    let leastMs = Number.POSITIVE_INFINITY;
    for (let worker = 0; worker < this.workers; worker++) leastMs = Math.min(leastMs, this.#board.read(1 + worker));
    return leastMs;
  }

  /** 0: it stands still. */
  set speed(speed: number) {
    this.#speed = speed;
    this.#tickedAtMs = this.#hostMs();
  }

  start(speed: number): void {
    this.speed = speed;
    this.#timer = setInterval(() => this.tick(), TICK_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  tick(): void {
    const hostMs = this.#hostMs();
    const windowMs = Math.max(LEAST_WINDOW_MS, WINDOW_MS * this.#speed);
    const stepMs = Math.min((hostMs - this.#tickedAtMs) * this.#speed, windowMs);
    this.#tickedAtMs = hostMs;
    const { nowMs } = this;
    const nextMs = Math.min(nowMs + stepMs, this.reachedMs + windowMs);
    if (nextMs > nowMs) this.#board.write(0, nextMs);
  }
}

/** A worker's. */
export class Follower {
  readonly #board: Board;
  readonly #slot: number;

  constructor(memory: SharedArrayBuffer, worker: number) {
    this.#board = new Board(memory);
    this.#slot = 1 + worker;
  }

  /** How far its clock may go. */
  get goalMs(): number {
    return this.#board.read(0);
  }

  /** How far it is. */
  reached(ms: number): void {
    this.#board.write(this.#slot, ms);
  }
}
