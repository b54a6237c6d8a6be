/** What may happen to bytes on their way, and bytes that nobody said. */
import { HARMLESS_URCS, LOSSES, RESTARTS, SCRAPS } from "./corpus.ts";
import type { Tape } from "./tape.ts";

const COUNTS = ["99999", "4294967296", "-5", "1e9", "0", "", "x", "65535", "300"];
const LONG_RUN = 2500;

/** 1 to `most` bytes of any value. */
export function anyBytes(tape: Tape, most: number): string {
  let text = "";
  for (let left = 1 + tape.below(most); left > 0; left--) text += String.fromCharCode(tape.below(256));
  return text;
}

/** What looks like a modem's talk and is none. */
export function scraps(tape: Tape, most: number): string {
  let text = "";
  for (let left = 1 + tape.below(most); left > 0; left--) text += tape.pick(SCRAPS);
  return text;
}

type Harm = (text: string, at: number, tape: Tape) => string;

const put = (text: string, at: number, what: string, instead = 0) =>
  text.slice(0, at) + what + text.slice(at + instead);

const HARMS: readonly Harm[] = [
  // Bytes lost: some, all that follow, all line ends, the last line end.
  (text, at, tape) => put(text, at, "", 1 + tape.below(4)),
  (text, at) => text.slice(0, at),
  (text) => text.replace(/[\r\n]/g, ""),
  (text) => text.replace(/\r\n$/, ""),
  // A bit flipped, a byte changed, neighbours swapped.
  (text, at, tape) => put(text, at, String.fromCharCode(text.charCodeAt(at) ^ (1 << tape.below(8))), 1),
  (text, at, tape) => put(text, at, String.fromCharCode(tape.below(256)), 1),
  (text, at) =>
    put(
      text,
      at,
      text
        .slice(at, at + 2)
        .split("")
        .reverse()
        .join(""),
      2,
    ),
  // Bytes that were not said.
  (text, at, tape) => put(text, at, anyBytes(tape, 12)),
  (text, at, tape) => put(text, at, scraps(tape, 3)),
  (text, at, tape) => put(text, at, `\r\n${tape.pick([...HARMLESS_URCS, ...LOSSES, ...RESTARTS])}\r\n`),
  // Said twice: a piece, all of it.
  (text, at, tape) => put(text, at, text.slice(at, at + 1 + tape.below(20))),
  (text) => text + text,
  // The count of a message.
  (text, at, tape) =>
    /,\d+/.test(text)
      ? text.replace(/,\d+/, `,${tape.pick(COUNTS)}`)
      : put(text, at, `\r\n+MSUB: "t",${tape.pick(COUNTS)} byte,`),
  // A line without end, once in a while.
  (text, at, tape) => put(text, at, tape.once(8) ? "y".repeat(LONG_RUN) : "y".repeat(8)),
];

export function damage(text: string, tape: Tape): string {
  let damaged = text;
  for (let left = 1 + tape.below(3); left > 0; left--) {
    const harm = tape.pick(HARMS);
    damaged = harm(damaged, tape.below(damaged.length || 1), tape);
  }
  return damaged;
}
