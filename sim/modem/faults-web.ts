/**
 * Faults of HTTP and of the modem's files (facts 11, 14, 15). They stand apart: who has no such business under way never
 * meets them.
 */
import { done, type FaultOf, type FaultOptions } from "./fault.ts";
import * as act from "./fault-actions.ts";
import type { SpoilResult } from "./http-client.ts";
import type { Inside } from "./inside.ts";
import { type Frame, frame } from "./output.ts";

/** Facts section 11. */
const STATUS_CODES = [601, 602, 603, 604, 605, 606] as const;
const DEFAULT_URC = "+CREG: 2";

function spoilNext(make: (options: FaultOptions) => SpoilResult) {
  return (inside: Inside, options: FaultOptions) =>
    done(() => {
      inside.http.spoilNext = make(options);
    });
}

/** The next HTTPREAD's bytes, their header left as it is. */
function onBody(replace: (inside: Inside, head: string, bytes: string, options: FaultOptions) => readonly Frame[]) {
  return (inside: Inside, options: FaultOptions) => {
    let left = options.times ?? 1;
    const stop = inside.out.addFilter((each) => {
      const head = left > 0 ? /^\+HTTPREAD:\d+\r\n(?=[\s\S])/.exec(each.text)?.[0] : undefined;
      if (head === undefined) return [each];
      if (--left === 0) stop();
      return replace(inside, head, each.text.slice(head.length), options).map((piece, i, all) => ({
        ...piece,
        ...(i === all.length - 1 && { tail: each.tail }),
      }));
    });
    return stop;
  };
}

const raw = (text: string): Frame => frame("raw", text, { head: "", tail: "" });

export const WEB_FAULTS = {
  httpSilent: {
    what: "the next HTTPACTION is never answered",
    facts: "15",
    lasts: "once",
    acts: "next",
    start: spoilNext(() => () => undefined),
  },
  httpFails: {
    what: "the next HTTPACTION fails with a status of the modem's own",
    facts: "11, 15",
    lasts: "once",
    acts: "next",
    variants: Object.fromEntries(STATUS_CODES.map((code) => [String(code), { code }])),
    start: spoilNext(({ code = STATUS_CODES[0] }) => () => ({ status: code, body: "" })),
  },
  httpCut: {
    what: "the next body is cut, after `at` bytes or in the middle, and its status says nothing of it",
    facts: "15",
    lasts: "once",
    acts: "next",
    start: spoilNext(({ at }) => ({ status, body }) => ({ status, body: body.slice(0, at ?? body.length >> 1) })),
  },
  httpByteFlipped: {
    what: "a bit in the bytes of the next HTTPREAD is another",
    facts: "15",
    lasts: "once",
    acts: "next",
    start: onBody((inside, head, bytes, options) => [
      frame("line", head + act.flipBit(inside, bytes, options), { tail: "" }),
    ]),
  },
  httpByteLost: {
    what: "a byte of the next HTTPREAD is lost on its way",
    facts: "2.1, 15",
    lasts: "once",
    acts: "next",
    start: onBody((inside, head, bytes, options) => [
      frame("line", head + act.loseByte(inside, bytes, options), { tail: "" }),
    ]),
  },
  urcInHttpRead: {
    what: "a URC in the middle of the bytes of the next HTTPREAD",
    facts: "6.7, 15",
    lasts: "once",
    acts: "next",
    start: onBody((_, head, bytes, { line = DEFAULT_URC }) => [
      frame("line", head + bytes.slice(0, bytes.length >> 1), { tail: "" }),
      frame("urc", line),
      raw(bytes.slice(bytes.length >> 1)),
    ]),
  },
  fileFull: {
    what: "there is no room for the next file that is written",
    facts: "14",
    lasts: "once",
    acts: "next",
    start: ({ files }) =>
      done(() => {
        files.refusesNext = true;
      }),
  },
} as const satisfies Record<string, FaultOf<Inside>>;

export type WebFaultName = keyof typeof WEB_FAULTS;
