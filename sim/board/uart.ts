/**
 * A serial port. Bytes from the line pass Espruino's event queue (1024 bytes, at most 64 to an event) and reach the 'data'
 * listeners in the loop's turn; with no listener they wait in a stream buffer of 512. What does not fit is lost and raises
 * the flag the real one raises: FIFO_FULL for the queue, which fills only while the interpreter is busy; BUFFER_FULL for
 * the stream. A port that was not set up does not listen to its line at all.
 */
import { bytesOf, latin1 } from "./bytes.ts";
import type { Emitters } from "./emitter.ts";
import { DeviceError } from "./errors.ts";
import type { Loop } from "./loop.ts";
import { type PinBank, pinName } from "./pins.ts";
import { printed, SHOWN_AS } from "./text.ts";

/** Of boards with 96 kB of RAM and more. */
const QUEUE_BYTES = 1024;
const EVENT_BYTES = 64;
const EVENT_OVERHEAD = 2;
const STREAM_BYTES = 512;
/** Ctrl-C, which the interpreter takes at once. */
const INTERRUPT = 3;
const DEFAULT_BAUD = 9600;
const OPTIONS = new Set(["rx", "tx", "ck", "cts", "bytesize", "stopbits", "parity", "flow", "errors"]);

/** In the order in which Espruino lists them. */
export const ERROR_FLAGS = [
  "FIFO_FULL",
  "BUFFER_FULL",
  "CALLBACK",
  "LOW_MEMORY",
  "MEMORY",
  "MEMORY_BUSY",
  "UART_OVERFLOW",
] as const;
export type ErrorFlag = (typeof ERROR_FLAGS)[number];

/** The side of the port that belongs to the line: it outlives a reset of the board. */
export class LinePort {
  readonly name: string;
  /** What the device sends. */
  onWrite: ((bytes: Uint8Array) => void) | undefined;
  /** The device set the port up, anew or for the first time since it started. */
  onSetup: ((baud: number, options: Readonly<Record<string, unknown>>) => void) | undefined;
  /** As set up by the running device; undefined before. */
  baud: number | undefined;
  options: Readonly<Record<string, unknown>> = {};
  /** Bytes that came and found no room, or no one to listen. */
  lostBytes = 0;
  /** The device's end while it runs. */
  device: DevicePort | undefined;
  /** The interpreter starts anew, the chip does not: what comes meanwhile waits in its queue. */
  held: Uint8Array[] | undefined;

  constructor(name: string) {
    this.name = name;
  }

  /** They came, and the interpreter has not had its turn since. */
  get waitingBytes(): number {
    return this.device?.waitingBytes ?? 0;
  }

  /** Bytes arrive now; a text gives one byte a character. */
  deliver(bytes: Uint8Array | string): void {
    const arrived = typeof bytes === "string" ? Buffer.from(bytes, "latin1") : bytes;
    if (this.device) this.device.receive(arrived);
    else if (this.held) this.held.push(arrived);
    else this.lostBytes += arrived.length;
  }
}

export interface PortContext {
  readonly loop: Loop;
  readonly emitters: Emitters;
  readonly pins: PinBank;
  readonly hasDevicePaths: boolean;
  flag(flag: ErrorFlag): void;
  isConsole(port: string): boolean;
  /** The console is on this port: takes the text, and true means it is no 'data'. */
  takesInput(port: string, text: string): boolean;
  setConsole(port: string): void;
}

export class DevicePort {
  readonly object: object;
  readonly #line: LinePort;
  readonly #context: PortContext;
  #queue: Uint8Array[] = [];
  #queued = 0;
  #isDraining = false;
  #stream = "";

  constructor(line: LinePort, context: PortContext) {
    this.#line = line;
    this.#context = context;
    this.object = context.loop.realm.object({});
    Object.defineProperty(this.object, SHOWN_AS, { value: line.name });
    context.loop.exposeAll(this.object, this.#api());
    line.baud = undefined;
    line.options = {};
    line.device = this;
    // USB and the radio need no setup.
    if (!/^Serial/.test(line.name)) line.baud = 115200;
    const held = line.held ?? [];
    line.held = undefined;
    for (const bytes of held) this.receive(bytes);
  }

  get waitingBytes(): number {
    return this.#queued;
  }

  receive(bytes: Uint8Array): void {
    if (this.#line.baud === undefined) {
      this.#line.lostBytes += bytes.length;
      return;
    }
    if (bytes.includes(INTERRUPT) && this.#context.isConsole(this.#line.name)) this.#context.loop.interrupt();
    for (let at = 0; at < bytes.length; at += EVENT_BYTES) this.#push(bytes.slice(at, at + EVENT_BYTES));
    if (this.#isDraining || this.#queue.length === 0) return;
    this.#isDraining = true;
    this.#context.loop.later(0, () => this.#drain());
  }

  /** The console comes here: a port that was not set up is, at the usual rate. */
  wake(): void {
    this.#line.baud ??= DEFAULT_BAUD;
  }

  send(bytes: Uint8Array): void {
    this.wake();
    if (bytes.length > 0) this.#line.onWrite?.(bytes);
  }

  /** An idle interpreter empties the queue faster than any line fills it; a busy one does not empty it at all. */
  #push(event: Uint8Array): void {
    const { loop } = this.#context;
    if (loop.isDeaf) {
      this.#line.lostBytes += event.length;
      this.#context.flag("UART_OVERFLOW");
      return;
    }
    const isBusy = loop.busyUntilMs > loop.clock.nowMs;
    if (isBusy && this.#queued + event.length + EVENT_OVERHEAD > QUEUE_BYTES) {
      this.#line.lostBytes += event.length;
      this.#context.flag("FIFO_FULL");
      return;
    }
    this.#queue.push(event);
    this.#queued += event.length + EVENT_OVERHEAD;
  }

  #drain(): void {
    this.#isDraining = false;
    const events = this.#queue;
    this.#queue = [];
    this.#queued = 0;
    for (const event of events) this.#hand(latin1(event));
  }

  #hand(text: string): void {
    const { emitters, loop } = this.#context;
    if (!loop.isAlive || this.#context.takesInput(this.#line.name, text)) return;
    if (emitters.fire(this.object, "data", [text])) return;
    const room = STREAM_BYTES - this.#stream.length;
    this.#stream += text.slice(0, room);
    if (text.length <= room) return;
    this.#line.lostBytes += text.length - room;
    this.#context.flag("BUFFER_FULL");
  }

  #setup(baud: unknown, options: unknown): void {
    const given = (options ?? {}) as Record<string, unknown>;
    for (const name of Object.keys(given)) {
      const isKnown = OPTIONS.has(name) || (name === "path" && this.#context.hasDevicePaths);
      if (!isKnown) throw new DeviceError(`Unknown option "${name}"`);
    }
    const rate = baud === undefined ? DEFAULT_BAUD : Math.trunc(Number(baud)) || 0;
    if (rate <= 100 || rate > 10_000_000) throw new DeviceError(`Invalid baud rate ${rate}`);
    for (const pin of ["rx", "tx"]) if (given[pin] !== undefined) this.#context.pins.require(given[pin]);
    const pins = ["rx", "tx"].filter((pin) => given[pin] !== undefined).map((pin) => [pin, pinName(given[pin])]);
    this.#line.baud = rate;
    this.#line.options = { ...given, ...Object.fromEntries(pins) };
    this.#line.onSetup?.(rate, this.#line.options);
  }

  #read(count: unknown): string {
    const wanted = Number(count) || 0;
    const text = wanted > 0 ? this.#stream.slice(0, wanted) : this.#stream;
    this.#stream = this.#stream.slice(text.length);
    return text;
  }

  // biome-ignore lint/suspicious/noExplicitAny: built-ins have parameters of all sorts
  #api(): Record<string, (...args: any[]) => unknown> {
    const print = (text: unknown, end: string): void =>
      this.send(bytesOf((typeof text === "string" ? text : asText(text)) + end));
    return {
      setup: (baud: unknown, options: unknown) => this.#setup(baud, options),
      unsetup: () => {
        this.#line.baud = undefined;
      },
      write: (...data: unknown[]) => this.send(bytesOf(data.length === 1 ? data[0] : data)),
      print: (text: unknown) => print(text, ""),
      println: (text: unknown) => print(text, "\r\n"),
      read: (count: unknown) => this.#read(count),
      available: () => this.#stream.length,
      inject: (...data: unknown[]) => this.receive(bytesOf(data)),
      isConnected: () => this.#line.baud !== undefined,
      flush: () => undefined,
      setConsole: () => this.#context.setConsole(this.#line.name),
    };
  }
}

function asText(value: unknown): string {
  return Array.isArray(value) ? value.join(",") : printed([value]);
}
