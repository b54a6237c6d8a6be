/** Faults of the bytes between the modem and its host: lost, flipped, cut, glued, mixed (facts 2.1, 2.3, 21). */
import { done, type FaultOf, type FaultOptions } from "./fault.ts";
import * as act from "./fault-actions.ts";
import type { Inside } from "./inside.ts";

/** Lines that may come at any time and ask for nothing (facts 10). */
export const HARMLESS_URCS = [
  "+CREG: 2",
  "+NITZ: 26/06/04,09:04:18+32,0",
  "^MODE: 17,17",
  "+CGEV: ME PDN ACT 1,0",
  "+UPGRADEIND: 10",
  '+CMTI: "SM",1',
  "SMS READY",
  '+MSUB: "t",8 byte,\r\nOK\r\n>x',
] as const;

const byLine = (lines: readonly string[]): Record<string, FaultOptions> =>
  Object.fromEntries(lines.map((line, i) => [String(i), { line }]));
/** Which of the lines that come next is struck. */
const STRUCK = {
  line: { line: "line" },
  final: { line: "final" },
  result: { line: "result" },
  message: { line: "message" },
};

export const LINE_FAULTS = {
  garbage: {
    what: "random bytes on the line",
    facts: "2.1, 3",
    lasts: "once",
    acts: "now",
    start: (inside, { bytes = 24 }) => done(() => act.garbage(inside, bytes)),
  },
  byteLost: {
    what: "a byte of the next line (of the kind `line`) is lost",
    facts: "7, 21",
    lasts: "once",
    acts: "next",
    variants: STRUCK,
    start: act.spoil(act.loseByte),
  },
  byteFlipped: {
    what: "a bit of the next line (of the kind `line`) is another",
    facts: "21",
    lasts: "once",
    acts: "next",
    variants: STRUCK,
    start: act.spoil(act.flipBit),
  },
  noiseInserted: {
    what: "`bytes` random bytes in the middle of the next line (of the kind `line`)",
    facts: "2.1, 21",
    lasts: "once",
    acts: "next",
    variants: STRUCK,
    start: act.spoil(act.insertNoise),
  },
  split: {
    what: "all that is printed comes in two pieces, cut behind its byte `at`, 40 ms apart",
    facts: "21",
    lasts: "held",
    acts: "now",
    start: (inside, { at = 1 }) => inside.out.sliceBy((bytes) => [bytes.slice(0, at), bytes.slice(at)], 40),
  },
  trickle: {
    what: "every byte comes by itself, 3 ms apart",
    facts: "21",
    lasts: "held",
    acts: "now",
    start: (inside) => inside.out.sliceBy((bytes) => bytes.split(""), 3),
  },
  echoOn: {
    what: "the echo is on",
    facts: "2.2",
    lasts: "once",
    acts: "now",
    start: (inside) =>
      done(() => {
        inside.profile.echo = true;
      }),
  },
  baudChanged: {
    what: "talks at another rate until its next start, or the fault's end",
    facts: "2.1",
    lasts: "held",
    acts: "now",
    variants: { 9600: { baud: 9600 }, 921600: { baud: 921_600 } },
    start: act.changeBaud,
  },
  urcEverywhere: {
    what: "a URC in front of every line of the next command's exchange",
    facts: "1.4",
    lasts: "once",
    acts: "next",
    variants: byLine(HARMLESS_URCS),
    start: act.urcEverywhere,
  },
  urcBeforeFinal: {
    what: "a URC between a command and its final result",
    facts: "1.4",
    lasts: "once",
    acts: "next",
    start: act.inject("final", "before"),
  },
  urcAfterFinal: {
    what: "a URC between OK and the second line",
    facts: "1.4",
    lasts: "once",
    acts: "next",
    start: act.inject("final", "after"),
  },
  urcAfterPrompt: {
    what: "a URC between prompt and data, in one burst",
    facts: "21, 23.7",
    lasts: "once",
    acts: "next",
    start: act.inject("prompt", "after"),
  },
  urcInEcho: { what: "a URC in the middle of an echo", facts: "21", lasts: "once", acts: "next", start: act.splitEcho },
  tailMissing: {
    what: "no CR LF behind the next URC or second line",
    facts: "4, 21",
    lasts: "once",
    acts: "next",
    start: (inside, { times }) => act.onFrame(inside, times, "unasked", (frame) => [{ ...frame, tail: "" }]),
  },
  clientPrefix: {
    what: "words with the client number: `7,CONNECT OK`",
    facts: "5, 21",
    lasts: "held",
    acts: "now",
    start: act.clientPrefix,
  },
  colonBlank: {
    what: "the blank behind a colon comes and goes",
    facts: "2.3, 21",
    lasts: "held",
    acts: "now",
    start: act.flipColon,
  },
  ceregAsCgreg: {
    what: "CEREG? answered by a +CGREG line",
    facts: "4",
    lasts: "held",
    acts: "now",
    start: act.ceregAsCgreg,
  },
  resultGlued: {
    what: "OK and its second line in one burst",
    facts: "21",
    lasts: "once",
    acts: "next",
    start: act.glue([/^OK$/, /^(CONNECT|CONNACK|SUBACK|PUBACK)/]),
  },
  messagesGlued: {
    what: "the next two messages in one burst",
    facts: "21",
    lasts: "once",
    acts: "next",
    start: act.glue([/^\+MSUB/, /^\+MSUB/]),
  },
  subackGlued: {
    what: "SUBACK and the next message in one burst",
    facts: "6.5, 21",
    lasts: "once",
    acts: "next",
    start: act.glue([/^SUBACK$/, /^\+MSUB/]),
  },
  messageBeforeSuback: {
    what: "the message in front of its SUBACK, in one burst",
    facts: "6.5, 22",
    lasts: "once",
    acts: "next",
    start: act.glue([/^\+MSUB/, /^SUBACK$/]),
  },
} as const satisfies Record<string, FaultOf<Inside>>;
