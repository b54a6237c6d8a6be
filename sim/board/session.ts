/** One run of the board, from a boot to the next reset: the realm, and all that Espruino puts into it. */
import type { Board, FlashArea } from "../../src/hal.ts";
import type { SimClock } from "../clock.ts";
import type { Random } from "../random.ts";
import { Console } from "./console.ts";
import { Emitters } from "./emitter.ts";
import type { FileStore } from "./files.ts";
import type { FlashImage } from "./flash.ts";
import { installIo } from "./io.ts";
import { Loop, type LoopHooks } from "./loop.ts";
import type { Memory } from "./memory.ts";
import { PinBank, type PinWire } from "./pins.ts";
import { createRealm, define } from "./realm.ts";
import { System, VERSION } from "./system.ts";
import { DeviceTimers } from "./timers.ts";
import { DevicePort, type LinePort, type PortContext } from "./uart.ts";
import type { Watchdog } from "./watchdog.ts";

export interface BoardOptions {
  readonly clock: SimClock;
  readonly random: Random;
  readonly board: Board;
  /** Goes into the flash as `.bootcde` unless there is one. */
  readonly bundle: string;
  /** Files the flash starts with. */
  readonly storage?: Readonly<Record<string, string | Uint8Array>>;
  /** A flash that has been in use; else a new one: Storage as told here, and the board's areas for its log. */
  readonly flash?: FlashImage;
  readonly storageAddress?: number;
  readonly storageBytes?: number;
  readonly storagePageBytes?: number;
  readonly features: { readonly nativeHashes: readonly string[]; readonly hasAdc: boolean };
  readonly jsVars?: number;
  readonly jsVarBytes?: number;
  /** Pins beyond those of the chip's family. */
  readonly extraPins?: readonly string[];
  /** What `process.env.BOARD` says; the board's id unless told. */
  readonly boardName?: string;
  /** Where the REPL is after a reset; "USB" unless told. */
  readonly consolePort?: string;
  readonly print?: (line: string) => void;
  /** Boot files keep their variables to themselves, which makes them several times faster (`scope.ts`). */
  readonly ownScope?: boolean;
}

/** An Espruino Pico's. */
export const JS_VARS = 5100;
const JS_VAR_BYTES = 13;
const SERIAL_NUMBER = "5100c0de-00000001";

export interface Session {
  readonly loop: Loop;
  readonly timers: DeviceTimers;
  readonly emitters: Emitters;
  readonly console: Console;
  readonly system: System;
  readonly pins: PinBank;
}

/** What outlives the session. */
export interface Hardware extends Omit<LoopHooks, "interrupted"> {
  readonly flash: FlashImage;
  readonly storage: FlashArea;
  readonly files: FileStore;
  readonly memory: Memory;
  readonly ports: ReadonlyMap<string, LinePort>;
  readonly wires: ReadonlyMap<string, PinWire>;
  readonly watchdog: Watchdog;
  usedVars(): number;
  /** This file is to run after the reset that follows. */
  loads(file: string): void;
}

export function createSession(options: BoardOptions, hardware: Hardware): Session {
  const { clock, random, board, features } = options;
  const realm = createRealm(() => random.next());
  const loop: Loop = new Loop(clock, realm, {
    uncaught: (error) => report(session, hardware, error),
    interrupted: () => session.console.line("Execution Interrupted during event processing."),
    patienceMs: () => hardware.patienceMs(),
    stopped: (cause) => hardware.stopped(cause),
  });
  const emitters = new Emitters(loop);
  const boardName = options.boardName ?? board.id;
  const console = new Console({
    loop,
    emitters,
    files: hardware.files,
    ports: hardware.ports,
    port: options.consolePort ?? "USB",
    greeting: `Espruino ${VERSION} ${boardName}`,
    print: options.print ?? (() => undefined),
  });
  const system = new System({
    loop,
    emitters,
    console,
    random,
    flash: hardware.flash,
    storage: hardware.storage,
    files: hardware.files,
    watchdog: hardware.watchdog,
    vitals: {
      boardId: board.id,
      boardName,
      serialNumber: SERIAL_NUMBER,
      jsVars: options.jsVars ?? JS_VARS,
      jsVarBytes: options.jsVarBytes ?? JS_VAR_BYTES,
      usedVars: hardware.usedVars,
    },
    hashes: features.nativeHashes,
    hasAdc: features.hasAdc,
    referenceV: board.gasAdc.referenceV,
    loads: (file) => hardware.loads(file),
  });
  const adc = { hasAdc: features.hasAdc, referenceV: board.gasAdc.referenceV };
  const pins = new PinBank(loop, hardware.wires, adc, () => system.timeS);
  const session: Session = { loop, timers: new DeviceTimers(loop), emitters, console, system, pins };
  install(session, hardware, board.modemUart.isDeviceFile === true);
  return session;
}

function install(
  { loop, timers, emitters, console, system, pins }: Session,
  hardware: Hardware,
  hasDevicePaths: boolean,
): void {
  const { global } = loop.realm;
  hardware.files.onCompact = () => console.line("Compacting... ");
  timers.install(global);
  emitters.install(global.Object.prototype);
  system.install();
  hardware.memory.install(loop);
  console.events = system.e;
  console.onError = (error) => isTaken({ emitters, system }, error);
  installIo({ loop, bank: pins, wires: hardware.wires, printError: (text) => console.line(text) });
  const context: PortContext = {
    loop,
    emitters,
    pins,
    hasDevicePaths,
    flag: (flag) => system.flag(flag),
    setConsole: (port) => {
      console.port = port;
    },
    isConsole: (port) => console.port === port,
    takesInput: (port, text) => {
      if (console.port === port) console.repl.input(text);
      return console.port === port;
    },
  };
  for (const [name, line] of hardware.ports) define(global, name, new DevicePort(line, context).object);
}

/** A program's own handler comes first; what that throws is printed like any other. */
function report(session: Session, hardware: Hardware, error: unknown): void {
  hardware.uncaught(error);
  if (!isTaken(session, error)) session.console.error(error);
}

function isTaken({ emitters, system }: Pick<Session, "emitters" | "system">, error: unknown): boolean {
  return !emitters.isFiring("uncaughtException") && emitters.fire(system.process, "uncaughtException", [error]);
}
