/**
 * What the modem prints. Every line is a frame that passes the filters of the faults in force before it becomes bytes,
 * so a fault needs no place in the modem's own logic.
 */
import type { SimClock } from "../clock.ts";
import type { WaitReason, Waits } from "./waits.ts";

export interface Frame {
  readonly kind: "echo" | "line" | "final" | "result" | "urc" | "message" | "prompt" | "raw";
  readonly text: string;
  /** Bytes before and behind the text. */
  readonly head: string;
  readonly tail: string;
  /** The wait that is over once these bytes are out. */
  readonly ends?: WaitReason;
}

/** Frames to print instead of the one given; none swallows it. */
export type FrameFilter = (frame: Frame) => readonly Frame[];

const CR_LF = "\r\n";
/** Held boot URCs; more than any boot prints. */
const HELD_LIMIT_BYTES = 4096;

export function frame(kind: Frame["kind"], text: string, extra: Partial<Frame> = {}): Frame {
  return { kind, text, head: CR_LF, tail: CR_LF, ...extra };
}

export class Output {
  onSend: ((bytes: string) => void) | undefined;
  /** Without power no fault prints either. */
  isPowered = false;
  #waits: Waits;
  #filters: FrameFilter[] = [];
  #held: string | undefined;
  #silent = 0;
  #clock: SimClock;
  #slice: { readonly slice: (bytes: string) => readonly string[]; readonly gapMs: number } | undefined;
  /** When the last piece under way leaves. */
  #lastPieceMs = 0;

  constructor(waits: Waits, clock: SimClock) {
    this.#waits = waits;
    this.#clock = clock;
  }

  echo(text: string): void {
    this.print(frame("echo", text, { head: "", tail: "" }));
  }

  line(text: string): void {
    this.print(frame("line", text));
  }

  final(text: string): void {
    this.print(frame("final", text));
  }

  /** A second line: CONNECT OK, SUBACK, PUBACK … */
  result(text: string, ends?: WaitReason): void {
    this.print(frame("result", text, ends === undefined ? {} : { ends }));
  }

  urc(text: string): void {
    this.print(frame("urc", text));
  }

  prompt(text: string): void {
    this.print(frame("prompt", text, { tail: "" }));
  }

  /** Through the filters, then out. */
  print(first: Frame): void {
    let frames: readonly Frame[] = [first];
    for (const filter of [...this.#filters]) frames = frames.flatMap(filter);
    if (frames.length > 0) this.write(frames);
  }

  /** Past the filters, all in one burst. */
  write(frames: readonly Frame[]): void {
    this.#send(frames.map((each) => each.head + each.text + each.tail).join(""));
    for (const each of frames) if (each.ends !== undefined) this.#waits.end(each.ends);
  }

  /** The filter in force until the returned function is called. */
  addFilter(filter: FrameFilter): () => void {
    this.#filters.push(filter);
    return () => {
      this.#filters = this.#filters.filter((each) => each !== filter);
    };
  }

  /** Each burst leaves in the pieces that `slice` makes of it, `gapMs` apart and in order, until the function is called. */
  sliceBy(slice: (bytes: string) => readonly string[], gapMs: number): () => void {
    this.#slice = { slice, gapMs };
    return () => {
      this.#slice = undefined;
    };
  }

  /** Nothing leaves the UART until the returned function is called. */
  silence(): () => void {
    this.#silent++;
    let over = false;
    return () => {
      if (!over) this.#silent--;
      over = true;
    };
  }

  /** Boot URCs of an autobauding modem wait until the rate is known (2.1). */
  hold(): void {
    this.#held = "";
  }

  release(): void {
    const bytes = this.#held;
    this.#held = undefined;
    if (bytes) this.#send(bytes);
  }

  /** A restart loses what was held. */
  forget(): void {
    this.#held = undefined;
  }

  #send(bytes: string): void {
    if (this.#silent > 0 || !this.isPowered) return;
    if (this.#held === undefined) this.#leave(bytes);
    else if (this.#held.length + bytes.length <= HELD_LIMIT_BYTES) this.#held += bytes;
  }

  #leave(bytes: string): void {
    const nowMs = this.#clock.nowMs;
    if (!this.#slice && this.#lastPieceMs <= nowMs) {
      this.onSend?.(bytes);
      return;
    }
    const { slice, gapMs } = this.#slice ?? { slice: (all: string) => [all], gapMs: 0 };
    for (const [i, piece] of slice(bytes).filter(Boolean).entries()) {
      this.#lastPieceMs = Math.max(nowMs, this.#lastPieceMs + (i > 0 ? gapMs : 0));
      this.#clock.after(this.#lastPieceMs - nowMs, () => this.isPowered && this.onSend?.(piece));
    }
  }
}
