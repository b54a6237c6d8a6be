/**
 * setTimeout and its kin as Espruino has them: ids are places in a list and are used again at once, an id that is
 * `undefined` throws, timers due together run in the order of their ids, and a timer that throws goes on.
 */
import type { Timer } from "../clock.ts";
import { DeviceError } from "./errors.ts";
import type { Loop } from "./loop.ts";

export type Callback = string | ((this: unknown, ...args: unknown[]) => unknown);

interface DeviceTimer {
  readonly callback: Callback;
  readonly args: readonly unknown[];
  dueMs: number;
  everyMs: number | undefined;
}

const MIN_MS = 0.1;
const MAX_MS = 31536000001000;

export function isCallback(value: unknown): value is Callback {
  return typeof value === "function" || typeof value === "string";
}

/** One more than the last id of the list; the list is in the order of its ids. */
export function nextId(list: ReadonlyMap<number, unknown>): number {
  let last = 0;
  for (const id of list.keys()) last = id;
  return last + 1;
}

export class DeviceTimers {
  readonly #loop: Loop;
  readonly #timers = new Map<number, DeviceTimer>();
  #wake: Timer | undefined;
  /** Timers that ran: a test asks whether the device still lives. */
  count = 0;

  constructor(loop: Loop) {
    this.#loop = loop;
  }

  get pending(): number {
    return this.#timers.size;
  }

  install(global: object): void {
    const clear =
      (name: string) =>
      (...ids: unknown[]): void =>
        this.#clear(name, ids);
    this.#loop.exposeAll(global, {
      setTimeout: (fn: unknown, ms: unknown, ...args: unknown[]) => this.#add(fn, ms, args, false),
      setInterval: (fn: unknown, ms: unknown, ...args: unknown[]) => this.#add(fn, ms, args, true),
      clearTimeout: clear("Timeout"),
      clearInterval: clear("Interval"),
      changeInterval: (id: unknown, ms: unknown) => this.#change(id, ms),
    });
  }

  #add(fn: unknown, ms: unknown, args: readonly unknown[], repeats: boolean): number {
    if (!isCallback(fn)) throw new DeviceError("Function or String not supplied!");
    const delayMs = Math.max(MIN_MS, Number(ms) || 0);
    if (delayMs > MAX_MS) throw new DeviceError("Interval is too long (>100 years)");
    const id = nextId(this.#timers);
    const dueMs = this.#loop.clock.nowMs + delayMs;
    this.#timers.set(id, { callback: fn, args, dueMs, everyMs: repeats ? delayMs : undefined });
    this.#arm(dueMs);
    return id;
  }

  #clear(name: string, ids: readonly unknown[]): void {
    if (ids.length === 0) this.#timers.clear();
    else if (ids[0] === undefined)
      throw new DeviceError(`clear${name}(undefined) not allowed. Use clear${name}() instead`);
    else this.#timers.delete(Number(ids[0]));
  }

  #change(id: unknown, ms: unknown): void {
    const timer = this.#timers.get(Number(id));
    if (!timer) throw new DeviceError("Unknown Interval");
    timer.everyMs = Math.max(MIN_MS, Number(ms) || 0);
    timer.dueMs = this.#loop.clock.nowMs + timer.everyMs;
    this.#arm(timer.dueMs);
  }

  /** One event of the simulation serves all timers; waking too early (after a clear) costs one empty look. */
  #arm(dueMs: number): void {
    const { clock } = this.#loop;
    if (this.#wake && this.#wake.dueMs <= dueMs) return;
    clock.cancel(this.#wake);
    this.#wake = this.#loop.later(Math.max(0, dueMs - clock.nowMs), () => this.#pass());
  }

  #pass(): void {
    const nowMs = this.#loop.clock.nowMs;
    this.#wake = undefined;
    while (this.#loop.isAlive) {
      let dueId: number | undefined;
      let nextMs = Number.POSITIVE_INFINITY;
      for (const [id, { dueMs }] of this.#timers) {
        if (dueMs <= nowMs) {
          dueId = id;
          break;
        }
        if (dueMs < nextMs) nextMs = dueMs;
      }
      if (dueId === undefined) {
        if (nextMs < Number.POSITIVE_INFINITY) this.#arm(nextMs);
        return;
      }
      this.#fire(dueId);
    }
  }

  #fire(id: number): void {
    const timer = this.#timers.get(id);
    if (!timer) return;
    this.count++;
    const dueMs = timer.dueMs;
    this.#loop.run(() => invoke(this.#loop, timer.callback, this.#loop.realm.global, timer.args));
    if (this.#timers.get(id) !== timer) return;
    if (timer.everyMs === undefined) this.#timers.delete(id);
    else timer.dueMs = dueMs + timer.everyMs;
  }
}

export function invoke(loop: Loop, callback: Callback, self: unknown, args: readonly unknown[]): unknown {
  return typeof callback === "string" ? loop.realm.run(callback, "event") : callback.apply(self, args as unknown[]);
}
