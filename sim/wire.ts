/**
 * The serial line between a board and a modem: bit time, chunks, noise, and what a person would see of it. One event a
 * chunk, not a byte, so that a year of quiet runs in seconds.
 */
import type { SimClock } from "./clock.ts";
import { LineTap } from "./modem/line-tap.ts";
import type { Random } from "./random.ts";

/** `>` goes to the modem, `<` comes from it. */
export type Direction = ">" | "<";

export interface WireOptions {
  readonly clock: SimClock;
  readonly random: Random;
  /** Both ends' rate to begin with; 0 follows the other end. */
  readonly baud: number;
  /** Most bytes a chunk holds; each is 1 to this many, by seed. "whole": all that comes without a gap. */
  readonly chunk?: number | "whole";
}

/** Start, eight data bits, stop. */
const BITS_A_BYTE = 10;
/** A "whole" chunk ends here even without a gap. */
const WHOLE_LIMIT_BYTES = 1024;
const DEFAULT_BAUD = 115200;

export class WireEnd {
  /** Bits a second; 0 follows the other end (autobaud). */
  baud: number;
  /** Chance that a byte arriving here is another one. */
  noise = 0;
  onReceive: ((bytes: string) => void) | undefined;
  /** Set by the wire. */
  send: (bytes: string) => void = () => {};

  constructor(baud: number) {
    this.baud = baud;
  }
}

export class Wire {
  /** The board's end. */
  readonly a: WireEnd;
  /** The modem's end. */
  readonly b: WireEnd;
  #lanes: Readonly<Record<Direction, Lane>>;
  #tap: LineTap | undefined;

  constructor(options: WireOptions) {
    this.a = new WireEnd(options.baud);
    this.b = new WireEnd(options.baud);
    const watch = (direction: Direction) => (bytes: string) => this.#tap?.feed(direction, bytes);
    this.#lanes = {
      ">": new Lane(options, this.a, this.b, watch(">")),
      "<": new Lane(options, this.b, this.a, watch("<")),
    };
    this.a.send = (bytes) => this.#lanes[">"].send(bytes);
    this.b.send = (bytes) => this.#lanes["<"].send(bytes);
  }

  /** Complete AT lines as delivered; a counted `+MSUB` body is one line, whatever it holds. */
  set onLine(listener: ((direction: Direction, text: string) => void) | undefined) {
    this.#tap = listener && new LineTap(listener);
  }

  /** Random bytes on the line, now. */
  injectNoise(direction: Direction, bytes: number): void {
    this.#lanes[direction].inject(bytes);
  }

  /** What is under way is lost: the end of a board or a modem that lost its power. */
  clear(): void {
    this.#lanes[">"].clear();
    this.#lanes["<"].clear();
  }
}

/** One direction. Bytes are delivered when their last stop bit is over, never earlier. */
class Lane {
  #options: WireOptions;
  #from: WireEnd;
  #to: WireEnd;
  #watch: (bytes: string) => void;
  #queue = "";
  #isSending = false;

  constructor(options: WireOptions, from: WireEnd, to: WireEnd, watch: (bytes: string) => void) {
    this.#options = options;
    this.#from = from;
    this.#to = to;
    this.#watch = watch;
  }

  send(bytes: string): void {
    if (bytes === "") return;
    this.#queue += this.#garble(bytes);
    this.#start();
  }

  inject(bytes: number): void {
    this.#queue += this.#randomBytes(bytes);
    this.#start();
  }

  clear(): void {
    this.#queue = "";
  }

  #start(): void {
    if (this.#isSending || this.#queue === "") return;
    this.#isSending = true;
    const chunk = this.#options.chunk ?? "whole";
    this.#grow(0, chunk === "whole" ? WHOLE_LIMIT_BYTES : this.#options.random.between(1, chunk));
  }

  /** `sent` bytes are through; goes on while more came behind them without a gap, up to `most`. */
  #grow(sent: number, most: number): void {
    const next = Math.min(this.#queue.length, most);
    if (next <= sent) {
      this.#deliver(sent);
      return;
    }
    this.#options.clock.after((next - sent) * this.#byteMs(), () => this.#grow(next, most));
  }

  #deliver(bytes: number): void {
    const chunk = this.#queue.slice(0, bytes);
    this.#queue = this.#queue.slice(bytes);
    this.#isSending = false;
    this.#start();
    if (chunk === "") return;
    this.#watch(chunk);
    this.#to.onReceive?.(chunk);
  }

  #rate(): number {
    return this.#from.baud || this.#to.baud || DEFAULT_BAUD;
  }

  #byteMs(): number {
    return (BITS_A_BYTE * 1000) / this.#rate();
  }

  /** The wrong rate: other bytes, and as many as the receiver's bit time makes of them. */
  #garble(bytes: string): string {
    const rate = this.#rate();
    const heard = this.#to.baud || rate;
    if (heard !== rate) return this.#randomBytes(Math.max(1, Math.round((bytes.length * heard) / rate)));
    if (this.#to.noise === 0) return bytes;
    const noisy = (byte: string) => (this.#options.random.next() < this.#to.noise ? this.#randomBytes(1) : byte);
    return Array.from(bytes, noisy).join("");
  }

  #randomBytes(count: number): string {
    return Array.from({ length: count }, () => String.fromCharCode(this.#options.random.between(0, 255))).join("");
  }
}
