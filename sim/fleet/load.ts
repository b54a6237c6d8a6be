/** How the machine carries a fleet: what its time comes to, how busy each thread is, and memory. */
import { cpus } from "node:os";
import type { Pace } from "./pace.ts";
import type { Pulse } from "./protocol.ts";

export interface LoadReport {
  /** Times real time, since what counts began: less than asked for where the machine can't carry it. */
  readonly actualSpeed: number;
  /** Processor time over time, of all threads: 2 is two cores, all of the time. */
  readonly cores: number;
  /** What other programs had of the machine's. */
  readonly othersCores: number;
  /** Of the process with all its threads. */
  readonly rssBytes: number;
  /** What JavaScript uses of it, main thread and workers. */
  readonly heapBytes: number;
  /** The parts of their time in which the threads had work: the main one with cloud and broker, and each worker. */
  readonly mainBusyShare: number;
  readonly workerBusyShares: readonly number[];
  readonly restarts: number;
}

/** Pulses come by steps: a second evens them out. */
const SPEED_MS = 1000;

class Mean {
  #sum = 0;
  #count = 0;

  add(value: number): void {
    this.#sum += value;
    this.#count++;
  }

  get value(): number {
    return this.#count === 0 ? 0 : this.#sum / this.#count;
  }
}

/** A moment of all times there are. */
interface Mark {
  readonly hostMs: number;
  readonly reachedMs: number;
  /** Of this process, and of all. */
  readonly cpuMs: number;
  readonly allCpuMs: number;
}

export class Load {
  rssBytes = process.memoryUsage.rss();
  /** In the last second. */
  actualSpeed = 0;
  readonly #pace: Pace;
  readonly #latest: (Pulse | undefined)[];
  #workerBusy: Mean[] = [];
  #mainBusy = new Mean();
  #usage = performance.eventLoopUtilization();
  #began: Mark;
  #second: Mark;

  constructor(pace: Pace) {
    this.#pace = pace;
    this.#latest = Array.from({ length: pace.workers }, () => undefined);
    this.#began = this.#second = this.#mark();
    this.forget();
  }

  take(worker: number, pulse: Pulse): void {
    this.#latest[worker] = pulse;
    this.#workerBusy[worker]?.add(pulse.busyShare);
  }

  /** A few times a second. */
  look(): void {
    const usage = performance.eventLoopUtilization();
    this.#mainBusy.add(performance.eventLoopUtilization(usage, this.#usage).utilization);
    this.#usage = usage;
    this.rssBytes = process.memoryUsage.rss();
    const now = this.#mark();
    if (now.hostMs - this.#second.hostMs < SPEED_MS) return;
    this.actualSpeed = rateOf("reachedMs", this.#second, now);
    this.#second = now;
  }

  /** What counts begins now. */
  forget(): void {
    this.#workerBusy = this.#latest.map(() => new Mean());
    this.#mainBusy = new Mean();
    this.#began = this.#mark();
  }

  report(): LoadReport {
    const now = this.#mark();
    const workers = this.#latest.reduce((sum, pulse) => sum + (pulse?.heapBytes ?? 0), 0);
    return {
      actualSpeed: rateOf("reachedMs", this.#began, now),
      cores: rateOf("cpuMs", this.#began, now),
      othersCores: Math.max(0, rateOf("allCpuMs", this.#began, now) - rateOf("cpuMs", this.#began, now)),
      rssBytes: this.rssBytes,
      heapBytes: workers + process.memoryUsage().heapUsed,
      mainBusyShare: this.#mainBusy.value,
      workerBusyShares: this.#workerBusy.map(({ value }) => value),
      restarts: this.#latest.reduce((sum, pulse) => sum + (pulse?.restarts ?? 0), 0),
    };
  }

  #mark(): Mark {
    const { user, system } = process.cpuUsage();
    const cpuMs = (user + system) / 1000;
    return { hostMs: performance.now(), reachedMs: this.#pace.reachedMs, cpuMs, allCpuMs: busyMs() };
  }
}

/** Of all cores, since the machine started. */
const busyMs = (): number =>
  cpus().reduce((sum, { times: { user, nice, sys, irq } }) => sum + user + nice + sys + irq, 0);

/** To a hundredth. */
function rateOf(what: "reachedMs" | "cpuMs" | "allCpuMs", from: Mark, to: Mark): number {
  const passedMs = to.hostMs - from.hostMs;
  return passedMs <= 0 ? 0 : Math.round(((to[what] - from[what]) / passedMs) * 100) / 100;
}
