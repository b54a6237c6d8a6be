/**
 * What a page types, on its way into the device: in pieces that the interpreter's input queue holds, no faster than a serial
 * line, and the next one when the one before has been taken.
 */
import { MAX_TYPED_CHARS } from "./messages.ts";

export interface TypistOptions {
  readonly clock: { after(delayMs: number, fn: () => void): unknown };
  /** False where nobody takes it. */
  readonly send: (bytes: string) => boolean;
  /** Sent, and not taken yet. */
  readonly waitingBytes: () => number;
  /** So many bytes were typed before the device went away, and it never saw them. */
  readonly lost: (bytes: number) => void;
}

const USUAL_BYTES = 256;
/** With what the queue needs beside, just below its 1024. */
const MOST_BYTES = 960;
/** Of 115200 baud. */
const BYTE_MS = 10_000 / 115_200;
const LOOK_MS = 10;
const INTERRUPT = "\x03";
const NOBODY =
  "The console takes no keys: the board is off or just starting, or its REPL is on no port that a person can reach.";

export class Typist {
  readonly #options: TypistOptions;
  #rest = "";
  #isSending = false;

  constructor(options: TypistOptions) {
    this.#options = options;
  }

  /** Throws with a sentence for the page. */
  type(text: string): void {
    const bytes = Buffer.from(text).toString("latin1");
    // Whoever interrupts does not want the rest of what was pasted before.
    if (bytes.includes(INTERRUPT)) this.#rest = "";
    if (this.#rest.length > 0 && this.#rest.length + bytes.length > MAX_TYPED_CHARS) {
      throw new Error(
        `The device has still to take ${this.#rest.length} bytes that were typed before. Wait for them, or stop them with Ctrl-C.`,
      );
    }
    this.#rest += bytes;
    if (this.#isSending || this.#sendNext()) return;
    this.#rest = "";
    throw new Error(NOBODY);
  }

  #sendNext(): boolean {
    const { clock, send, waitingBytes } = this.#options;
    this.#isSending = this.#rest !== "";
    if (!this.#isSending) return true;
    if (waitingBytes() > 0) {
      clock.after(LOOK_MS, () => this.#goOn());
      return true;
    }
    const piece = pieceOf(this.#rest);
    if (!send(piece)) {
      this.#isSending = false;
      return false;
    }
    this.#rest = this.#rest.slice(piece.length);
    clock.after(piece.length * BYTE_MS, () => this.#goOn());
    return true;
  }

  #goOn(): void {
    if (this.#sendNext()) return;
    const { length } = this.#rest;
    this.#rest = "";
    this.#options.lost(length);
  }
}

/** Whole lines where they fit: what stands in one is then printed, and looked through for secrets, in one piece. */
function pieceOf(bytes: string): string {
  if (bytes.length <= USUAL_BYTES) return bytes;
  const head = bytes.slice(0, MOST_BYTES);
  const before = Math.max(head.lastIndexOf("\n", USUAL_BYTES - 1), head.lastIndexOf("\r", USUAL_BYTES - 1));
  if (before >= 0) return head.slice(0, before + 1);
  const end = head.search(/[\r\n]/);
  return end < 0 ? head : head.slice(0, end + 1);
}
