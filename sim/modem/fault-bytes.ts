/** What happens to single bytes on their way from and to the modem. */
import type { FaultOptions } from "./fault.ts";
import type { Inside } from "./inside.ts";
import { type Frame, frame } from "./output.ts";

type Stop = () => void;
type Start = (inside: Inside, options: FaultOptions) => Stop;
type Spoil = (inside: Inside, bytes: string, options: FaultOptions) => string;

const NOISE_BYTES = 3;
const LONGEST_MS = 10_000;

export function randomBytes(inside: Inside, count: number): string {
  return Array.from({ length: count }, () => String.fromCharCode(inside.random.between(0, 255))).join("");
}

export function garbage(inside: Inside, bytes: number): void {
  inside.out.write([frame("raw", randomBytes(inside, bytes), { head: "", tail: "" })]);
}

/** One byte of the text, by the seed or as told. */
function place(inside: Inside, bytes: string, at: number | undefined): number {
  return at === undefined ? inside.random.between(0, bytes.length - 1) : Math.min(at, bytes.length - 1);
}

export const loseByte: Spoil = (inside, bytes, { at }) => {
  const lost = place(inside, bytes, at);
  return bytes.slice(0, lost) + bytes.slice(lost + 1);
};

export const flipBit: Spoil = (inside, bytes, { at }) => {
  const hit = place(inside, bytes, at);
  const other = bytes.charCodeAt(hit) ^ (1 << inside.random.between(0, 7));
  return bytes.slice(0, hit) + String.fromCharCode(other) + bytes.slice(hit + 1);
};

export const insertNoise: Spoil = (inside, bytes, { at, bytes: count = NOISE_BYTES }) => {
  const before = place(inside, bytes, at);
  return bytes.slice(0, before) + randomBytes(inside, count) + bytes.slice(before);
};

/** The next frame of the kind `line`, or of any; its line breaks are struck like its text. */
export function spoil(how: Spoil): Start {
  return (inside, options) => {
    const { line: kind, times = 1 } = options;
    let left = times;
    const stop = inside.out.addFilter((each) => {
      if (left <= 0 || (kind !== undefined && each.kind !== kind)) return [each];
      if (--left === 0) stop();
      const text = how(inside, each.head + each.text + each.tail, options);
      return [{ ...each, head: "", text, tail: "" } satisfies Frame];
    });
    return stop;
  };
}

/** The next bytes to the modem. */
export function spoilInput(how: Spoil): Start {
  return (inside, options) => {
    let left = options.times ?? 1;
    const stop = () => {
      inside.input.spoil = undefined;
    };
    inside.input.spoil = (bytes) => {
      if (--left <= 0) stop();
      return how(inside, bytes, options);
    };
    return stop;
  };
}

/** Until the next start, which brings the stored rate back. */
export function changeBaud(inside: Inside, { baud = 9600 }: FaultOptions): Stop {
  const { profile } = inside;
  profile.iprBaud = baud;
  inside.baudChanged(baud);
  return () => {
    if (inside.profile !== profile) return;
    profile.iprBaud = inside.stored.iprBaud;
    inside.baudChanged(profile.iprBaud);
  };
}

/** From the next command to its end: its second line, or a while behind its final result where none comes. */
export function urcEverywhere(inside: Inside, { line = "+CREG: 2" }: FaultOptions): Stop {
  const urc = frame("urc", line);
  let ends = false;
  const stop = inside.out.addFilter((each) => {
    if (each.kind === "urc" || each.kind === "message") return [each];
    if (each.kind === "result") stop();
    if (each.kind === "final" && !ends) {
      ends = true;
      inside.clock.after(LONGEST_MS, stop);
    }
    return each.kind === "echo" ? [each] : [urc, each];
  });
  return stop;
}
