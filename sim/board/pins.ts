/**
 * The board's pins. Outside of the board a pin has a level (or a voltage) that a test sets; what the device drives wins.
 * A reset lets go of all of them.
 */
import type { SimClock, Timer } from "../clock.ts";
import { DeviceError } from "./errors.ts";
import type { Loop } from "./loop.ts";
import { SHOWN_AS } from "./text.ts";
import { type Callback, invoke, isCallback, nextId } from "./timers.ts";

const ADC_STEPS = 4096;

/** A fraction of the reference, in steps of 1/4096; full scale reads 4095/4096. */
export function adcFraction(volts: number, referenceV: number): number {
  const step = Math.floor((volts / referenceV) * ADC_STEPS);
  return Math.min(ADC_STEPS - 1, Math.max(0, step)) / ADC_STEPS;
}
const BUTTON_DEBOUNCE_MS = 25;
const OUTPUTS = new Set(["output", "opendrain", "opendrain_pullup", "af_output", "af_opendrain"]);
const MODES = new Set([...OUTPUTS, "analog", "input", "input_pullup", "input_pulldown"]);

/** The outer world's side; it outlives a reset. */
export class PinWire {
  readonly name: string;
  outsideLevel: boolean | undefined;
  volts = 0;
  /** What `analogRead` gives at the moment it is called, be it a number or not; absent: what `volts` give. */
  fraction: (() => number) | undefined;
  mode = "input";
  isManual = false;
  driven = false;
  /** Part of the time that a pin with PWM is high; undefined where it stands still. */
  pwm: number | undefined;
  onLevel: ((level: boolean) => void)[] = [];
  onDuty: ((duty: number) => void)[] = [];
  #last = false;
  #lastDuty = 0;

  constructor(name: string) {
    this.name = name;
  }

  get isOutput(): boolean {
    return OUTPUTS.has(this.mode);
  }

  get level(): boolean {
    const pull = this.mode.endsWith("pullup");
    if (!this.isOutput) return this.outsideLevel ?? pull;
    if (this.mode.startsWith("opendrain") && this.driven) return this.outsideLevel ?? pull;
    return this.driven;
  }

  /** Part of the time that the device drives it high. */
  get duty(): number {
    return this.isOutput ? (this.pwm ?? Number(this.driven)) : 0;
  }

  /** Tells the listeners when the level is another one than before; true when it is. */
  settle(): boolean {
    if (this.duty !== this.#lastDuty) {
      this.#lastDuty = this.duty;
      for (const listener of this.onDuty) listener(this.#lastDuty);
    }
    if (this.level === this.#last) return false;
    this.#last = this.level;
    for (const listener of this.onLevel) listener(this.#last);
    return true;
  }
}

interface Watch {
  readonly wire: PinWire;
  readonly callback: Callback;
  readonly repeats: boolean;
  readonly edge: number;
  readonly debounceMs: number;
  state: boolean;
  lastS: number | undefined;
  settling: Timer | undefined;
}

const EDGES: Readonly<Record<string, number>> = { rising: 1, falling: -1, both: 0 };

export function pinName(pin: unknown): string {
  return typeof pin === "object" && pin !== null ? String((pin as { [SHOWN_AS]?: string })[SHOWN_AS]) : String(pin);
}

export interface AdcOptions {
  readonly hasAdc: boolean;
  readonly referenceV: number;
}

export class PinBank {
  readonly #loop: Loop;
  readonly #wires: ReadonlyMap<string, PinWire>;
  readonly #watches = new Map<number, Watch>();
  readonly #adc: AdcOptions;
  readonly #getTime: () => number;

  constructor(loop: Loop, wires: ReadonlyMap<string, PinWire>, adc: AdcOptions, getTime: () => number) {
    this.#loop = loop;
    this.#wires = wires;
    this.#adc = adc;
    this.#getTime = getTime;
  }

  get clock(): SimClock {
    return this.#loop.clock;
  }

  /** A pin may be named by its object, its text, or its number. */
  require(pin: unknown): PinWire {
    const wire = typeof pin === "number" ? [...this.#wires.values()][pin] : this.#wires.get(pinName(pin));
    if (!wire) throw new DeviceError("Invalid pin");
    return wire;
  }

  read(pin: unknown): boolean {
    const wire = this.require(pin);
    if (!wire.isManual) this.#setMode(wire, "input");
    return wire.level;
  }

  write(pin: unknown, level: boolean): void {
    const wire = this.require(pin);
    wire.driven = level;
    wire.pwm = undefined;
    if (!wire.isManual) wire.mode = "output";
    wire.settle();
  }

  /** PWM, from 0 to 1. Its level is what it is for most of the time. */
  writeAnalog(pin: unknown, value: number): void {
    const wire = this.require(pin);
    wire.pwm = Math.min(1, Math.max(0, value || 0));
    wire.driven = wire.pwm >= 0.5;
    if (!wire.isManual) wire.mode = "af_output";
    wire.settle();
  }

  mode(pin: unknown, mode: unknown): void {
    const wire = this.require(pin);
    const isAuto = mode === undefined || mode === "auto";
    if (!isAuto && !MODES.has(String(mode))) throw new DeviceError("Unknown pin mode");
    wire.isManual = !isAuto;
    if (!isAuto) this.#setMode(wire, String(mode));
  }

  analog(pin: unknown): number {
    const wire = this.require(pin);
    if (!wire.isManual) this.#setMode(wire, "analog");
    return wire.fraction ? wire.fraction() : adcFraction(wire.volts, this.#adc.referenceV);
  }

  get hasAdc(): boolean {
    return this.#adc.hasAdc;
  }

  /** A level came from outside. */
  changed(wire: PinWire): void {
    for (const [id, watch] of [...this.#watches]) if (watch.wire === wire) this.#edge(id, watch);
  }

  watch(callback: unknown, pin: unknown, options: unknown): number {
    const wire = this.require(pin);
    if (!isCallback(callback)) throw new DeviceError("Function or String not supplied!");
    const isButton = wire.name.startsWith("BTN");
    const given =
      typeof options === "object" && options !== null ? (options as Record<string, unknown>) : { repeat: options };
    const edge = given.edge === undefined ? Number(isButton) : (EDGES[String(given.edge)] ?? given.edge);
    if (edge !== 1 && edge !== -1 && edge !== 0) {
      throw new DeviceError("'edge' in setWatch should be 1, -1, 0, 'rising', 'falling' or 'both'", "TypeError");
    }
    const debounceMs =
      given.debounce === undefined ? Number(isButton) * BUTTON_DEBOUNCE_MS : Number(given.debounce) || 0;
    if (!wire.isManual && !wire.isOutput) this.#setMode(wire, "input");
    const id = nextId(this.#watches);
    const state = wire.level;
    const repeats = Boolean(given.repeat);
    this.#watches.set(id, { wire, callback, repeats, edge, debounceMs, state, lastS: undefined, settling: undefined });
    return id;
  }

  unwatch(ids: readonly unknown[]): void {
    if (ids.length === 0) this.#watches.clear();
    else if (ids[0] === undefined) throw new DeviceError("clearWatch(undefined) not allowed. Use clearWatch() instead");
    else if (!this.#watches.delete(Number(ids[0]))) throw new DeviceError(`Unknown Watch ${String(ids[0])}`);
  }

  #setMode(wire: PinWire, mode: string): void {
    wire.mode = mode;
    wire.settle();
  }

  #edge(id: number, watch: Watch): void {
    const level = watch.wire.level;
    const atS = this.#getTime();
    this.clock.cancel(watch.settling);
    watch.settling = this.#loop.later(watch.debounceMs, () => {
      if (watch.debounceMs > 0 && level === watch.state) return;
      watch.state = level;
      this.#fire(id, watch, level, atS);
    });
    if (watch.debounceMs === 0) watch.settling = undefined;
  }

  #fire(id: number, watch: Watch, state: boolean, time: number): void {
    const lastTime = watch.lastS;
    watch.lastS = time;
    if (this.#watches.get(id) !== watch || (watch.edge !== 0 && watch.edge > 0 !== state)) return;
    if (!watch.repeats) this.#watches.delete(id);
    const event = this.#loop.realm.object({ state, lastTime, time, pin: watch.wire.name });
    this.#loop.run(() => invoke(this.#loop, watch.callback, this.#loop.realm.global, [event]));
  }
}
