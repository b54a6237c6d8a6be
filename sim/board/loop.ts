/** What the parts of one running board share: it ends with the boot that made it. */
import type { SimClock, Timer } from "../clock.ts";
import { DeviceError, Halt } from "./errors.ts";
import { isBrokenOff, within } from "./patience.ts";
import { PowerCut } from "./power-cut.ts";
import type { Realm } from "./realm.ts";

export type StopCause = "reboot" | "load" | "reset" | "watchdog" | "pin" | "off" | "power-cut";

export interface LoopHooks {
  uncaught(error: unknown): void;
  /** What did not come back was ended by a person. */
  interrupted(): void;
  stopped(cause: StopCause): void;
  /** Of the wall's time, for what the device does in one go; 0: without end. */
  patienceMs(): number;
}

/** How often what waits looks whether an endless loop has ended. */
const HUNG_LOOK_MS = 100;

/** Espruino's main loop: everything of the device runs through `run`, one at a time, and errors end here. */
export class Loop {
  readonly clock: SimClock;
  readonly realm: Realm;
  readonly #hooks: LoopHooks;
  #stop: StopCause | undefined;
  #isOver = false;
  #depth = 0;
  #busyUntilMs = 0;
  #deafUntilMs = 0;
  #isHung = false;

  constructor(clock: SimClock, realm: Realm, hooks: LoopHooks) {
    this.clock = clock;
    this.realm = realm;
    this.#hooks = hooks;
  }

  get isAlive(): boolean {
    return !this.#isOver && this.#stop === undefined;
  }

  /** The interpreter is busy until then: nothing but interrupts (bytes into the queue, the watchdog) gets its turn. */
  get busyUntilMs(): number {
    return this.#isHung ? Number.POSITIVE_INFINITY : this.#busyUntilMs;
  }

  /** It goes round for ever. */
  get isHung(): boolean {
    return this.#isHung;
  }

  /** Ctrl-C at the console: what goes round for ever is ended. */
  interrupt(): void {
    if (!this.#isHung) return;
    this.#isHung = false;
    this.#hooks.interrupted();
  }

  /** No interrupts either: bytes on the lines are lost. */
  get isDeaf(): boolean {
    return this.#deafUntilMs > this.clock.nowMs;
  }

  stall(ms: number, isDeaf = false): void {
    const untilMs = this.clock.nowMs + ms;
    this.#busyUntilMs = Math.max(this.#busyUntilMs, untilMs);
    if (isDeaf) this.#deafUntilMs = Math.max(this.#deafUntilMs, untilMs);
  }

  /** Runs device code; what it throws is reported, and the loop lives on. */
  run(fn: () => unknown): unknown {
    if (!this.isAlive) return undefined;
    const depth = this.#depth++;
    const patienceMs = depth === 0 ? this.#hooks.patienceMs() : 0;
    try {
      return patienceMs > 0 ? within(patienceMs, fn) : fn();
    } catch (error) {
      // Nothing but the watchdog ends it now, or Ctrl-C.
      if (isBrokenOff(error)) {
        this.#isHung = true;
        return undefined;
      }
      this.#notice(error);
      if (this.isAlive) this.#hooks.uncaught(error);
      return undefined;
    } finally {
      // Not one less: runs within that were broken off have not counted themselves down.
      this.#depth = depth;
      this.#settle();
    }
  }

  /** Later, in the loop's own turn; not at all when the board has stopped by then. */
  later(delayMs: number, fn: () => void): Timer {
    return this.clock.after(delayMs, () => {
      if (!this.isAlive) return;
      const waitMs = this.busyUntilMs - this.clock.nowMs;
      if (waitMs > 0) this.later(this.#isHung ? HUNG_LOOK_MS : waitMs, fn);
      else this.run(fn);
    });
  }

  /** Stops at once; called from inside of device code it also unwinds that. */
  stop(cause: StopCause): void {
    if (!this.isAlive) return;
    this.#stop = cause;
    if (this.#depth > 0) throw new Halt(cause);
    this.#settle();
  }

  #notice(error: unknown): void {
    if (error instanceof PowerCut) this.#stop ??= "power-cut";
  }

  #settle(): void {
    if (this.#depth > 0 || this.#isOver || this.#stop === undefined) return;
    this.#isOver = true;
    this.#hooks.stopped(this.#stop);
  }

  /**
   * Gives the device a function of the host's: its errors become the realm's, and once the board has stopped every call
   * unwinds, so that a `try` of the device's cannot live on through a power cut.
   */
  expose<Args extends unknown[], Result>(fn: (this: unknown, ...args: Args) => Result): (...args: Args) => Result {
    const loop = this;
    return function (this: unknown, ...args: Args): Result {
      if (!loop.isAlive) throw new Halt("stopped");
      try {
        return fn.apply(this, args);
      } catch (error) {
        if (error instanceof DeviceError) throw loop.realm.error(error);
        loop.#notice(error);
        throw error;
      }
    };
  }

  /** `expose` for a whole table, as properties of `target`. */
  // biome-ignore lint/suspicious/noExplicitAny: tables of built-ins have parameters of all sorts
  exposeAll(target: object, table: Readonly<Record<string, (this: any, ...args: any[]) => unknown>>): void {
    for (const [name, fn] of Object.entries(table)) {
      Object.defineProperty(target, name, {
        value: this.expose(fn),
        writable: true,
        configurable: true,
        enumerable: false,
      });
    }
  }
}
