/** `on` and its kin, which in Espruino every object has. Listeners are kept outside of the objects. */
import { DeviceError } from "./errors.ts";
import type { Loop } from "./loop.ts";
import { type Callback, invoke, isCallback } from "./timers.ts";

type Listeners = Map<string, Callback[]>;

export class Emitters {
  readonly #loop: Loop;
  readonly #objects = new WeakMap<object, Listeners>();
  readonly #firing: string[] = [];

  constructor(loop: Loop) {
    this.#loop = loop;
  }

  /** Puts the methods where all objects find them, as Espruino's built-in lookup does. */
  install(objectPrototype: object): void {
    const emitters = this;
    const add = (where: "push" | "unshift") =>
      function (this: object, event: unknown, listener: unknown): void {
        if (!isCallback(listener)) throw new DeviceError("Second argument must be a function or a String");
        emitters.#add(this, String(event), listener, where);
      };
    this.#loop.exposeAll(objectPrototype, {
      on: add("push"),
      addListener: add("push"),
      prependListener: add("unshift"),
      emit(this: object, event: unknown, ...args: unknown[]) {
        emitters.#loop.later(0, () => void emitters.fire(this, String(event), args));
      },
      removeListener(this: object, event: unknown, listener: unknown) {
        emitters.#remove(this, String(event), listener);
      },
      removeAllListeners(this: object, event: unknown) {
        if (event === undefined) emitters.#objects.delete(this);
        else emitters.#objects.get(this)?.delete(String(event));
      },
    });
  }

  /** Is a listener of this event running right now? */
  isFiring(event: string): boolean {
    return this.#firing.includes(event);
  }

  /** Calls the listeners in order; after one that throws the next ones still get their turn. */
  fire(object: object, event: string, args: readonly unknown[]): boolean {
    const listeners = this.#objects.get(object)?.get(event) ?? [];
    if (listeners.length === 0) return false;
    this.#firing.push(event);
    try {
      for (const listener of [...listeners]) this.#loop.run(() => invoke(this.#loop, listener, object, args));
    } finally {
      this.#firing.pop();
    }
    return true;
  }

  #add(object: object, event: string, listener: Callback, where: "push" | "unshift"): void {
    const events = this.#objects.get(object) ?? new Map<string, Callback[]>();
    this.#objects.set(object, events);
    const listeners = events.get(event) ?? [];
    events.set(event, listeners);
    listeners[where](listener);
  }

  #remove(object: object, event: string, listener: unknown): void {
    const listeners = this.#objects.get(object)?.get(event) ?? [];
    const at = listeners.indexOf(listener as Callback);
    if (at >= 0) listeners.splice(at, 1);
  }
}
