/**
 * How fast the time of a stage runs against the wall clock, as a person at the page or the command line sets it: in virtual time
 * in short slices (`SlicedPace`), or, where real sockets take part, by the clock's own real time (`WallPace`).
 */
import type { SimClock } from "./clock.ts";
import { SpeedMeter } from "./speed-meter.ts";

export interface PaceRange {
  readonly least: number;
  readonly most: number;
  /** It can be stepped while it is paused. */
  readonly steps: boolean;
}

export interface Pace {
  readonly range: PaceRange;
  /** Times the wall clock, as asked for. */
  readonly speed: number;
  /** What it comes to: less where the machine can't keep up. 0 while it is paused. */
  readonly actual: number;
  readonly isPaused: boolean;
  /** Throws for a speed out of the range. */
  setSpeed(speed: number): void;
  pause(): void;
  resume(): void;
  /** Pauses, and goes on by so much of the stage's time, as fast as it goes. Throws where there are no steps. */
  step(ms: number): void;
  start(): void;
  /** For good; whoever is in the way of the process's end is gone. */
  stop(): void;
}

/** The wall clock and the process's event loop. */
export interface Host {
  nowMs(): number;
  /** Returns what calls it off. */
  after(ms: number, fn: () => void): () => void;
  /** When everything else that waits has had its turn. */
  soon(fn: () => void): () => void;
}

export const HOST: Host = {
  nowMs: () => performance.now(),
  after: (ms, fn) => {
    const timer = setTimeout(fn, ms);
    return () => clearTimeout(timer);
  },
  soon: (fn) => {
    const turn = setImmediate(fn);
    return () => clearImmediate(turn);
  },
};

export const VIRTUAL_RANGE: PaceRange = { least: 0.1, most: 10_000, steps: true };
export const SOCKET_RANGE: PaceRange = { least: 0.1, most: 100, steps: false };

/** The longest that the process is held; only a single event of the stage can take longer. */
const SLICE_MS = 15;
/** Between two slices that are done in time. */
const REST_MS = 10;
/** What lies further back was a stop of the whole process: nobody wants it made up for. */
const MOST_OWED_MS = 100;
const LONGEST_STEP_MS = 24 * 3600 * 1000;

abstract class PaceBase implements Pace {
  readonly range: PaceRange;
  protected readonly clock: SimClock;
  protected readonly host: Host;
  protected readonly meter = new SpeedMeter();
  #speed: number;
  #isPaused = false;
  #isRunning = false;

  constructor(range: PaceRange, clock: SimClock, speed: number, host: Host) {
    this.range = range;
    this.clock = clock;
    this.host = host;
    this.#speed = this.#checked(speed);
  }

  get speed(): number {
    return this.#speed;
  }

  get isPaused(): boolean {
    return this.#isPaused;
  }

  get actual(): number {
    if (this.#isPaused || !this.#isRunning) return 0;
    this.sample();
    return this.meter.speed ?? this.#speed;
  }

  setSpeed(speed: number): void {
    this.#speed = this.#checked(speed);
    this.#turn();
  }

  pause(): void {
    if (this.#isPaused) return;
    this.#isPaused = true;
    this.#turn();
  }

  resume(): void {
    if (!this.#isPaused) return;
    this.#isPaused = false;
    this.#turn();
  }

  start(): void {
    if (this.#isRunning) return;
    this.#isRunning = true;
    this.#turn();
  }

  stop(): void {
    if (!this.#isRunning) return;
    this.#isRunning = false;
    this.#turn();
  }

  abstract step(ms: number): void;

  /** Time goes on by itself. */
  protected get isGoing(): boolean {
    return this.#isRunning && !this.#isPaused;
  }

  protected get isRunning(): boolean {
    return this.#isRunning;
  }

  /** Something of it has changed. */
  protected abstract changed(): void;

  protected sample(): void {
    this.meter.sample(this.host.nowMs(), this.clock.nowMs);
  }

  #turn(): void {
    this.meter.clear();
    this.changed();
  }

  #checked(speed: number): number {
    const { least, most } = this.range;
    if (speed >= least && speed <= most) return speed;
    throw new Error(`speed ${speed}: it must be a number from ${least} to ${most} here`);
  }
}

/** Virtual time, in slices between which the process does all else. */
export class SlicedPace extends PaceBase {
  #sinceMs = 0;
  /** Of a step under way. */
  #stepToMs: number | undefined;
  #callOff: () => void = () => {};

  constructor(clock: SimClock, speed: number, host: Host = HOST) {
    super(VIRTUAL_RANGE, clock, speed, host);
  }

  step(ms: number): void {
    if (!this.isRunning) throw new Error("time has not begun, or is over");
    if (!(ms > 0 && ms <= LONGEST_STEP_MS)) {
      throw new Error(`step by ${ms} ms: it must be more than 0 and at most ${LONGEST_STEP_MS / 3_600_000} hours`);
    }
    this.pause();
    this.#stepToMs = (this.#stepToMs ?? this.clock.nowMs) + ms;
    this.#plan();
  }

  protected changed(): void {
    if (!this.isPaused || !this.isRunning) this.#stepToMs = undefined;
    this.#sinceMs = this.host.nowMs();
    this.#plan();
  }

  #plan(isLate = false): void {
    this.#callOff();
    this.#callOff = () => {};
    const { host } = this;
    if (this.#stepToMs !== undefined) this.#callOff = host.soon(() => this.#runStep());
    else if (this.isGoing)
      this.#callOff = isLate ? host.soon(() => this.#slice()) : host.after(REST_MS, () => this.#slice());
  }

  #slice(): void {
    const nowMs = this.host.nowMs();
    const owedMs = Math.min(nowMs - this.#sinceMs, MOST_OWED_MS) * this.speed;
    this.#sinceMs = nowMs;
    const isLate = this.#run(owedMs);
    this.sample();
    this.#plan(isLate);
  }

  #runStep(): void {
    const toMs = this.#stepToMs ?? this.clock.nowMs;
    if (!this.#run(toMs - this.clock.nowMs)) this.#stepToMs = undefined;
    this.#plan();
  }

  /** True when the slice was over first, or an event has ended all. */
  #run(ms: number): boolean {
    const endMs = this.host.nowMs() + SLICE_MS;
    const { isPaused } = this;
    const isOver = () => !this.isRunning || this.isPaused !== isPaused || this.host.nowMs() >= endMs;
    return ms > 0 && this.clock.runUntil(isOver, ms);
  }
}

/** Real time for stages with real sockets: those can't be hurried, nor stopped. */
export class WallPace extends PaceBase {
  constructor(clock: SimClock, speed: number, host: Host = HOST) {
    super(SOCKET_RANGE, clock, speed, host);
  }

  step(): void {
    throw new Error("there are no steps where real sockets take part: they have a time of their own");
  }

  protected changed(): void {
    if (this.isGoing) this.clock.startRealTime(this.speed);
    else this.clock.stopRealTime();
  }
}
