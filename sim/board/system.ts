/** The global `E`, `process`, `require`, time, and what else belongs to the interpreter as a whole. */
import { createHash } from "node:crypto";
import type { FlashArea } from "../../src/hal.ts";
import type { Random } from "../random.ts";
import { bytesOf, crc32, latin1, textBytes } from "./bytes.ts";
import type { Console } from "./console.ts";
import { createDate } from "./date.ts";
import type { Emitters } from "./emitter.ts";
import { DeviceError } from "./errors.ts";
import type { FileStore } from "./files.ts";
import type { FlashImage } from "./flash.ts";
import { createFlash } from "./flash-module.ts";
import type { Loop, StopCause } from "./loop.ts";
import { define, type Foreign } from "./realm.ts";
import { createStorage } from "./storage.ts";
import { inspect, sourceText } from "./text.ts";
import { ERROR_FLAGS, type ErrorFlag } from "./uart.ts";
import type { Watchdog } from "./watchdog.ts";

export const VERSION = "2v29";

/** What a test may set, and what of it the device sees. */
export interface Vitals {
  readonly boardId: string;
  readonly boardName: string;
  readonly serialNumber: string;
  readonly jsVars: number;
  readonly jsVarBytes: number;
  usedVars(): number;
}

export interface SystemContext {
  readonly loop: Loop;
  readonly emitters: Emitters;
  readonly console: Console;
  readonly flash: FlashImage;
  readonly storage: FlashArea;
  readonly files: FileStore;
  readonly watchdog: Watchdog;
  readonly random: Random;
  readonly vitals: Vitals;
  readonly hashes: readonly string[];
  readonly hasAdc: boolean;
  readonly referenceV: number;
  /** This file is to run after the reset that follows. */
  loads(file: string): void;
}

/** Rough: a variable holds some 12 characters, a member takes one for its name and one for its value. */
function sizeOf(value: unknown): number {
  if (value === undefined) return 0;
  if (typeof value === "string") return 1 + Math.ceil(Math.max(0, value.length - 4) / 12);
  if (typeof value !== "object" || value === null) return 1;
  return Object.values(value).reduce<number>((sum, item) => sum + 1 + (typeof item === "object" ? sizeOf(item) : 0), 1);
}

export class System {
  readonly e: Foreign;
  readonly process: Foreign;
  readonly #context: SystemContext;
  readonly #flags = new Set<ErrorFlag>();
  readonly #modules = new Map<string, object>();
  #interpreterFlags: Record<string, boolean> = {};
  #zoneMinutes = 0;
  #timeOffsetMs = 0;

  constructor(context: SystemContext) {
    this.#context = context;
    const { realm } = context.loop;
    this.e = realm.object({});
    this.process = realm.object({ version: VERSION });
    Object.defineProperty(this.process, "env", { get: () => realm.object(this.#env()), enumerable: true });
    this.#timeOffsetMs = -context.loop.clock.nowMs;
  }

  /** Seconds, as `getTime()`. */
  get timeS(): number {
    return (this.#context.loop.clock.nowMs + this.#timeOffsetMs) / 1000;
  }

  install(): void {
    const { loop, console, files, flash, storage, vitals, hashes } = this.#context;
    const { global } = loop.realm;
    this.#modules.set("Storage", createStorage(loop, files));
    this.#modules.set("Flash", createFlash({ loop, flash, storage, boardId: vitals.boardId }));
    if (hashes.length > 0) this.#modules.set("crypto", this.#crypto(hashes));
    const wall = { nowMs: () => this.timeS * 1000, zoneMinutes: () => this.#zoneMinutes };
    for (const [name, value] of [
      ["E", this.e],
      ["process", this.process],
      ["Date", createDate(wall)],
    ] as const) {
      define(global, name, value);
    }
    loop.exposeAll(this.process, { memory: () => this.#memory() });
    loop.exposeAll(this.e, { ...this.#tools(), ...this.#control() });
    loop.exposeAll(global, this.#globals());
    const log = (...values: unknown[]): void => console.print(values);
    const names = ["debug", "error", "info", "log", "trace", "warn"];
    const device = loop.realm.object({});
    loop.exposeAll(device, Object.fromEntries(names.map((name) => [name, log])));
    define(global, "console", device);
  }

  /** Sets an error flag; the console and listeners hear of it the first time, but not of memory that only runs low. */
  flag(flag: ErrorFlag): void {
    if (this.#flags.has(flag)) return;
    this.#flags.add(flag);
    if (flag === "LOW_MEMORY") return;
    const { console, emitters, loop } = this.#context;
    loop.later(0, () => {
      emitters.fire(this.e, "errorFlag", [loop.realm.array([flag])]);
      console.line(`New interpreter error: ${flag}`);
    });
  }

  #env(): object {
    const { files, flash, vitals, console } = this.#context;
    const modules = ["Flash", "Storage", ...(this.#context.hashes.length > 0 ? ["crypto"] : [])].join(",");
    return {
      VERSION,
      BOARD: vitals.boardName,
      FLASH: flash.areas.reduce((sum, { pageBytes, pages }) => sum + pageBytes * pages, 0),
      STORAGE: files.totalBytes,
      SERIAL: vitals.serialNumber,
      CONSOLE: console.port,
      MODULES: modules,
    };
  }

  #memory(): object {
    const { vitals, loop } = this.#context;
    const { jsVars, jsVarBytes } = vitals;
    const usage = Math.min(jsVars, vitals.usedVars());
    const numbers = { free: jsVars - usage, usage, total: jsVars, history: 0, gc: 0, gctime: 0, blocksize: jsVarBytes };
    return loop.realm.object(numbers);
  }

  #crypto(hashes: readonly string[]): object {
    const { realm } = this.#context.loop;
    const crypto = realm.object({});
    const table = hashes.map(
      (name) =>
        [
          name,
          (data: unknown) => realm.arrayBuffer(createHash(name.toLowerCase()).update(bytesOf(data)).digest()),
        ] as const,
    );
    this.#context.loop.exposeAll(crypto, Object.fromEntries(table));
    return crypto;
  }

  #require(name: unknown): object {
    const module = this.#modules.get(String(name));
    if (!module) throw new DeviceError(`Module ${inspect(name)} not found`);
    return module;
  }

  /** At once; a listener's last words come first. */
  #stop(cause: StopCause): void {
    this.#context.emitters.fire(this.e, "kill", []);
    this.#context.loop.stop(cause);
  }

  #setTime(seconds: unknown): void {
    this.#timeOffsetMs = Number(seconds) * 1000 - this.#context.loop.clock.nowMs;
  }

  #globals(): Record<string, (...args: unknown[]) => unknown> {
    const { loop, console, files } = this.#context;
    const stop = (cause: "load" | "reset"): void => {
      loop.later(0, () => this.#stop(cause));
    };
    return {
      print: (...values) => console.print(values),
      require: (name) => this.#require(name),
      getTime: () => this.timeS,
      setTime: (seconds) => this.#setTime(seconds),
      getSerial: () => this.#context.vitals.serialNumber,
      echo: (on) => {
        console.repl.echoes = Boolean(on);
      },
      load: (file) => {
        if (file !== undefined) this.#context.loads(String(file));
        stop(file === undefined ? "load" : "reset");
      },
      reset: (clearsFlash) => {
        if (clearsFlash) for (const name of [".bootcde", ".bootrst", ".varimg"]) files.erase(name);
        stop("reset");
      },
      btoa: (text) => Buffer.from(textBytes(String(text))).toString("base64"),
      atob: (text) => Buffer.from(String(text), "base64").toString("latin1"),
    };
  }

  #tools(): Record<string, (...args: unknown[]) => unknown> {
    const { loop, random, hasAdc, referenceV } = this.#context;
    return {
      // Of an array it takes each element as one byte, a string among them too: others of E go into it.
      CRC32: (data) => crc32(Array.isArray(data) ? Uint8Array.from(data, Number) : bytesOf(data)),
      toString: (...parts) => latin1(bytesOf(parts)),
      toUint8Array: (...parts) => loop.realm.uint8Array(bytesOf(parts)),
      toArrayBuffer: (text) => loop.realm.arrayBuffer(bytesOf(text)),
      getSizeOf: (value) => sizeOf(value),
      toJS: (value) => sourceText(value),
      hwRand: () => random.between(-0x80000000, 0x7fffffff),
      getAnalogVRef: () => (hasAdc ? referenceV : Number.NaN),
      clip: (x, min, max) => Math.min(Number(max), Math.max(Number(min), Number(x))),
      sum: (list) => Array.from(list as number[], Number).reduce((sum, x) => sum + x, 0),
    };
  }

  #control(): Record<string, (...args: unknown[]) => unknown> {
    const { loop, console, watchdog, files } = this.#context;
    return {
      enableWatchdog: (seconds, isAuto) => watchdog.enable(Number(seconds), isAuto === undefined || Boolean(isAuto)),
      kickWatchdog: () => watchdog.kick(),
      getErrorFlags: () => {
        if (this.#flags.size === 0) return loop.realm.array([]);
        const flags = loop.realm.array(ERROR_FLAGS.filter((flag) => this.#flags.has(flag)));
        this.#flags.clear();
        return flags;
      },
      setFlags: (flags) => {
        this.#interpreterFlags = { ...this.#interpreterFlags, ...(flags as object) };
      },
      getFlags: () => loop.realm.object(this.#interpreterFlags),
      setTimeZone: (hours) => {
        this.#zoneMinutes = Math.round(Number(hours) * 60);
      },
      reboot: () => this.#stop("reboot"),
      setConsole: (port) => {
        console.port = port === null ? "" : typeof port === "string" ? port : inspect(port);
      },
      setPassword: (password) => {
        console.repl.password = password === undefined || password === null ? undefined : String(password);
      },
      lockConsole: () => {
        if (console.repl.password !== undefined) console.repl.isLocked = true;
      },
      getConsole: () => (console.port === "" ? null : console.port),
      setBootCode: (code, always) => {
        for (const name of [".bootcde", ".bootrst"]) files.erase(name);
        if (typeof code === "string" && code !== "") files.write(always ? ".bootrst" : ".bootcde", textBytes(code));
      },
    };
  }
}
