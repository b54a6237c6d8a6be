/**
 * An Espruino board as a bundle sees it, in virtual time: `boot()` runs `.bootcde` from its flash in a bare realm; a reset
 * drops that realm with all timers and listeners, keeps the flash, lets go of the pins and boots again. What belongs to the
 * outside (lines of the UARTs, levels and voltages of the pins) belongs to the test and outlives a reset.
 */
import type { FlashArea, ResetCause } from "../../src/hal.ts";
import type { Timer } from "../clock.ts";
import { runBootFiles } from "./boot.ts";
import { errorText } from "./error-text.ts";
import { FileStore } from "./files.ts";
import { FlashImage } from "./flash.ts";
import { flashAreas, storageBank } from "./flash-layout.ts";
import type { StopCause } from "./loop.ts";
import { Memory } from "./memory.ts";
import { pinNames } from "./pin-names.ts";
import { PinWire } from "./pins.ts";
import type { Repl } from "./repl.ts";
import { type BoardOptions, createSession, JS_VARS, type Session } from "./session.ts";
import { type ErrorFlag, LinePort } from "./uart.ts";
import { Watchdog } from "./watchdog.ts";

export type { BoardOptions } from "./session.ts";

const PORTS = ["Serial1", "Serial2", "Serial3", "Serial4", "Serial5", "Serial6", "USB", "Bluetooth"];
const BOOT_DELAY_MS = 200;
const UNCAUGHT_KEPT = 1000;
/** The part of the variables that a program of ordinary size takes; a test sets it to see a device run short. */
const USED_VARS = 0.4;

const CAUSES: Readonly<Record<StopCause, ResetCause>> = {
  reboot: "software",
  load: "software",
  reset: "software",
  watchdog: "watchdog",
  pin: "pin",
  off: "power-on",
  "power-cut": "power-on",
};

export class VirtualBoard {
  readonly flash: FlashImage;
  readonly files: FileStore;
  /** Texts of exceptions that no one caught, the first thousand; `uncaughtCount` has them all. */
  readonly uncaught: string[] = [];
  uncaughtCount = 0;
  bootCount = 0;
  resetCause: ResetCause = "power-on";
  /** Why the last run ended. */
  stopCause: StopCause | undefined;
  onBoot: (() => void) | undefined;
  /** The board stopped; it boots again by itself but for "off" and "power-cut". */
  onStop: ((cause: StopCause) => void) | undefined;
  /** JsVars that `process.memory()` shows as used. */
  usedVars: number;
  /** Somebody has been at its REPL: from then on what the device does may never come back, and is broken off after a while. */
  isAttended = false;
  /** Of the wall's time: far more than any sound turn of the device's takes on a busy machine. */
  patienceMs = 2000;
  readonly #options: BoardOptions;
  readonly #storage: FlashArea;
  readonly #ports: ReadonlyMap<string, LinePort>;
  readonly #wires: ReadonlyMap<string, PinWire>;
  readonly #watchdog: Watchdog;
  readonly #memory: Memory;
  #session: Session | undefined;
  #restart: Timer | undefined;
  /** What `load(file)` named. */
  #file: string | undefined;
  /** The REPL before a `load()`. */
  #repl: Repl | undefined;

  constructor(options: BoardOptions) {
    this.#options = options;
    this.#storage = storageBank(options);
    this.flash = options.flash ?? new FlashImage(flashAreas(this.#storage, options.board.logFlash));
    this.files = new FileStore(this.flash, this.#storage);
    for (const [name, data] of Object.entries(options.storage ?? {})) this.files.write(name, Buffer.from(data));
    if (!this.files.read(".bootcde") && options.bundle !== "")
      this.files.write(".bootcde", Buffer.from(options.bundle));
    this.usedVars = Math.round((options.jsVars ?? JS_VARS) * USED_VARS);
    this.#ports = new Map(PORTS.map((name) => [name, new LinePort(name)]));
    const names = pinNames(options.board, options.extraPins);
    this.#wires = new Map([...names].map((name) => [name, new PinWire(name)]));
    this.#memory = new Memory(options.board.resetRegister);
    this.#watchdog = new Watchdog(options.clock, () => this.#session?.loop.stop("watchdog"));
    this.#watchdog.busyUntilMs = () => this.#session?.loop.busyUntilMs ?? 0;
  }

  get isRunning(): boolean {
    return this.#session !== undefined;
  }

  /** JsVars that there are; undefined where there is no end of them. */
  get allVars(): number | undefined {
    return this.#options.jsVars;
  }

  /** Timers the device has set. */
  get pendingTimers(): number {
    return this.#session?.timers.pending ?? 0;
  }

  /** Where the REPL is; "" when the device closed it. */
  get consolePort(): string {
    return this.#session?.console.port ?? "";
  }

  /** Power on; does nothing while it is on. */
  boot(): void {
    if (!this.isRunning) this.#start("power-on");
  }

  powerOff(): void {
    this.#options.clock.cancel(this.#restart);
    this.#watchdog.off();
    for (const line of this.#ports.values()) line.held = undefined;
    this.#session?.loop.stop("off");
  }

  /** The reset button. */
  pressReset(): void {
    this.#session?.loop.stop("pin");
  }

  /**
   * Keeps the interpreter busy: timers and data wait, bytes pile up, an automatic watchdog starves. With interrupts off
   * too, as while a page is erased, the bytes are lost (UART_OVERFLOW) instead of piling up (and then FIFO_FULL).
   */
  stall(ms: number, isDeaf = false): void {
    this.#session?.loop.stall(ms, isDeaf);
  }

  /** As if the interpreter had met with that. */
  raiseFlag(flag: ErrorFlag): void {
    this.#session?.system.flag(flag);
  }

  uart(port: string): LinePort {
    const line = this.#ports.get(port);
    if (!line) throw new Error(`no port ${port}: ${PORTS.join(", ")}`);
    return line;
  }

  setAdcVolts(pin: string, volts: number): void {
    this.#wire(pin).volts = volts;
  }

  /** Asked whenever the device reads this pin; what it gives is what the device gets, a number or not. */
  setAdcSource(pin: string, fraction: () => number): void {
    this.#wire(pin).fraction = fraction;
  }

  /** A level from outside; undefined lets go of the pin. */
  setPin(pin: string, level: boolean | undefined): void {
    const wire = this.#wire(pin);
    wire.outsideLevel = level;
    if (wire.settle()) this.#session?.pins.changed(wire);
  }

  pinLevel(pin: string): boolean {
    return this.#wire(pin).level;
  }

  onPin(pin: string, listener: (level: boolean) => void): void {
    this.#wire(pin).onLevel.push(listener);
  }

  /** Part of the time that the device drives the pin high, each time it is another. */
  onDuty(pin: string, listener: (duty: number) => void): void {
    this.#wire(pin).onDuty.push(listener);
  }

  pinDuty(pin: string): number {
    return this.#wire(pin).duty;
  }

  /** A line typed into the REPL; returns what it prints after the `=`, or the error's text. */
  evaluate(source: string): string {
    return this.#session?.console.evaluate(source) ?? "";
  }

  #wire(pin: string): PinWire {
    const wire = this.#wires.get(pin);
    if (!wire) throw new Error(`no pin ${pin}`);
    return wire;
  }

  #start(cause: StopCause | "power-on"): void {
    const isChipStart = cause !== "load" && cause !== "reset";
    this.bootCount++;
    if (isChipStart) this.#memory.start(this.resetCause);
    const session = createSession(this.#options, {
      flash: this.flash,
      storage: this.#storage,
      files: this.files,
      memory: this.#memory,
      ports: this.#ports,
      wires: this.#wires,
      watchdog: this.#watchdog,
      usedVars: () => this.usedVars,
      patienceMs: () => (this.isAttended ? this.patienceMs : 0),
      uncaught: (error) => this.#count(error),
      stopped: (cause) => this.#stopped(cause),
      loads: (file) => {
        this.#file = file;
      },
    });
    this.#session = session;
    if (this.#repl) session.console.repl.resume(this.#repl);
    const file = this.#file;
    this.#file = undefined;
    runBootFiles(session, this.files, { cause, isScoped: this.#options.ownScope === true, ...(file && { file }) });
    if (session.loop.isAlive) this.onBoot?.();
  }

  #count(error: unknown): void {
    this.uncaughtCount++;
    if (this.uncaught.length < UNCAUGHT_KEPT) this.uncaught.push(errorText(error));
  }

  /** The realm goes, the pins fall back to inputs; the watchdog survives what is no reset of the chip. */
  #stopped(cause: StopCause): void {
    this.#repl = cause === "load" ? this.#session?.console.repl : undefined;
    this.#session = undefined;
    this.stopCause = cause;
    this.resetCause = CAUSES[cause];
    if (cause !== "load" && cause !== "reset") this.#watchdog.off();
    for (const line of this.#ports.values()) {
      line.device = undefined;
      line.baud = undefined;
      line.held = cause === "load" || cause === "reset" ? [] : undefined;
    }
    for (const wire of this.#wires.values()) {
      Object.assign(wire, { mode: "input", isManual: false, driven: false, pwm: undefined });
      wire.settle();
    }
    this.onStop?.(cause);
    if (cause === "off" || cause === "power-cut") return;
    this.#restart = this.#options.clock.after(BOOT_DELAY_MS, () => this.#start(cause));
  }
}
