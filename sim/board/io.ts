/** The pin functions of the device: digitalWrite and its kin, the class Pin, and a global for every pin. */
import { DeviceError } from "./errors.ts";
import type { Loop } from "./loop.ts";
import { type PinBank, type PinWire, pinName } from "./pins.ts";
import { define } from "./realm.ts";
import { SHOWN_AS } from "./text.ts";

interface PinObject {
  readonly [SHOWN_AS]: string;
}

type PinLike = string | number | PinObject | { write?: unknown; read?: unknown };

/** The methods of a pin object; `this` is the pin. */
// biome-ignore lint/suspicious/noExplicitAny: built-ins have parameters of all sorts
function pinMethods(bank: PinBank, loop: Loop): Record<string, (this: PinObject, ...args: any[]) => unknown> {
  return {
    read() {
      return bank.read(this);
    },
    write(level: unknown) {
      bank.write(this, Boolean(level));
    },
    set() {
      bank.write(this, true);
    },
    reset() {
      bank.write(this, false);
    },
    toggle() {
      const level = !bank.require(this).level;
      bank.write(this, level);
      return level;
    },
    mode(mode: unknown) {
      bank.mode(this, mode);
    },
    getMode() {
      return bank.require(this).mode;
    },
    analog() {
      return bank.analog(this);
    },
    pulse(level: unknown, ms: unknown) {
      pulse(bank, loop, this, level, ms);
    },
    toString() {
      return pinName(this);
    },
    toJSON() {
      return pinName(this);
    },
  };
}

function pulse(bank: PinBank, loop: Loop, pin: PinLike, level: unknown, times: unknown): void {
  const list = Array.isArray(times) ? times : [times];
  let atMs = 0;
  let next = Boolean(level);
  bank.write(pin, next);
  for (const ms of list) {
    atMs += Math.max(0, Number(ms) || 0);
    next = !next;
    const after = next;
    loop.later(atMs, () => bank.write(pin, after));
  }
}

/** A list of pins is a number, its last pin the lowest bit; an object with the method does it by itself. */
function digitalWrite(bank: PinBank, pin: PinLike | PinLike[], value: unknown): void {
  if (Array.isArray(pin)) {
    const bits = typeof value === "boolean" ? (value ? ~0 : 0) : Math.trunc(Number(value)) || 0;
    for (const [bit, one] of [...pin].reverse().entries()) bank.write(one, ((bits >> bit) & 1) === 1);
  } else if (isForeignObject(pin)) {
    const { write } = pin;
    if (typeof write !== "function") throw new DeviceError("Invalid pin");
    write.call(pin, value);
  } else bank.write(pin, Boolean(Math.trunc(Number(value)) || 0));
}

function digitalRead(bank: PinBank, pin: PinLike | PinLike[]): number {
  if (Array.isArray(pin)) return pin.reduce<number>((bits, one) => bits * 2 + Number(bank.read(one)), 0);
  if (!isForeignObject(pin)) return Number(bank.read(pin));
  const { read } = pin;
  if (typeof read !== "function") throw new DeviceError("Invalid pin");
  return Number(read.call(pin)) || 0;
}

function isForeignObject(pin: PinLike): pin is { write?: unknown; read?: unknown } {
  return typeof pin === "object" && (pin as Partial<PinObject>)[SHOWN_AS] === undefined;
}

export interface IoContext {
  readonly loop: Loop;
  readonly bank: PinBank;
  readonly wires: ReadonlyMap<string, PinWire>;
  printError(text: string): void;
}

export function installIo({ loop, bank, wires, printError }: IoContext): void {
  const { global } = loop.realm;
  const objects = installPinClass(loop, bank, wires);
  for (const [name, object] of objects) define(global, name, object);
  loop.exposeAll(global, {
    digitalWrite: (pin: PinLike, value: unknown) => digitalWrite(bank, pin, value),
    digitalRead: (pin: PinLike) => digitalRead(bank, pin),
    digitalPulse: (pin: PinLike, level: unknown, ms: unknown) => pulse(bank, loop, pin, level, ms),
    // The options tell the frequency: to a load that only knows the mean it is all the same.
    analogWrite: (pin: PinLike, value: unknown) => bank.writeAnalog(pin, Number(value)),
    pinMode: (pin: PinLike, mode: unknown) => bank.mode(pin, mode),
    getPinMode: (pin: PinLike) => bank.require(pin).mode,
    setWatch: (fn: unknown, pin: PinLike, options: unknown) => bank.watch(fn, pin, options),
    clearWatch: (...ids: unknown[]) => bank.unwatch(ids),
    analogRead: (pin: PinLike) => {
      if (bank.hasAdc) return bank.analog(pin);
      printError("ERROR: Analog is not supported on this device.");
      return 0;
    },
  });
}

/** `new Pin("A0")` gives the very pin; of something that is no pin, an empty object, as the real one does. */
function installPinClass(loop: Loop, bank: PinBank, wires: ReadonlyMap<string, PinWire>): Map<string, object> {
  const objects = new Map<string, object>();
  const Pin = function (this: object, pin: unknown): unknown {
    try {
      return objects.get(bank.require(pin).name);
    } catch {
      return this;
    }
  };
  loop.exposeAll(
    Pin.prototype,
    pinMethods(bank, loop) as Record<string, (this: unknown, ...args: unknown[]) => unknown>,
  );
  const names = [...wires.keys()];
  names.forEach((name, number) => {
    const object = Object.create(Pin.prototype) as object;
    Object.defineProperty(object, Symbol.toPrimitive, {
      value: (hint: string) => (hint === "number" ? number : name),
    });
    Object.defineProperty(object, SHOWN_AS, { value: name });
    objects.set(name, object);
  });
  define(loop.realm.global, "Pin", Pin);
  return objects;
}
