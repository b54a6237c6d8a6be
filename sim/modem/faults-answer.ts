/** Faults of what the modem answers: late, lost, wrong, twice (facts 2.2, 6.6, 11, 21). */
import { done, type FaultOf, type FaultOptions } from "./fault.ts";
import * as act from "./fault-actions.ts";
import type { Inside } from "./inside.ts";

/** Beyond the time-out of any command; of those the modem answers out of its own head; of those the manual does not list. */
const LATE_MS = [200_000, 2500, 12_000] as const;
/** Every row of facts section 11. */
export const CME_CODES = [
  3, 4, 10, 11, 12, 13, 14, 15, 30, 31, 50, 51, 53, 58, 100, 107, 111, 113, 148, 149, 151, 765, 767, 791, 792, 793, 794,
  795, 796, 797, 811, 813, 901, 910, 911, 912, 913, 914, 915, 916, 917, 918, 65535,
] as const;
/** Seen instead of CONNECT OK (6.3), or to be thought of (11): TCP refused and timed out, DNS. */
const OPEN_CODES = [767, 3, 910, 911, 916] as const;

const byCode = (codes: readonly number[]): Record<string, FaultOptions> =>
  Object.fromEntries(codes.map((code) => [String(code), { code }]));
const byDelay = (delaysMs: readonly number[]): Record<string, FaultOptions> =>
  Object.fromEntries(delaysMs.map((delayMs) => [String(delayMs), { delayMs }]));

export const ANSWER_FAULTS = {
  lateAnswer: {
    what: "the next command's answer comes late: beyond any time-out unless told",
    facts: "2.2, 21",
    lasts: "once",
    acts: "next",
    variants: byDelay(LATE_MS),
    start: (inside, { delayMs = LATE_MS[0] }) =>
      done(() => {
        inside.executor.extraDelayMs += delayMs;
      }),
  },
  commandLost: {
    what: "the next command is lost without echo or answer",
    facts: "3, 21",
    lasts: "once",
    acts: "next",
    variants: { 1: {}, 3: { times: 3 } },
    start: (inside, { times = 1 }) =>
      done(() => {
        inside.executor.toSwallow += times;
      }),
  },
  answerLost: {
    what: "the next final result is lost; the command was done",
    facts: "6.6, 21",
    lasts: "once",
    acts: "next",
    start: (inside, { times }) => act.onFrame(inside, times, "final", () => []),
  },
  answerDoubled: {
    what: "the next command's whole reply comes twice",
    facts: "21",
    lasts: "once",
    acts: "next",
    start: act.doubleReply,
  },
  resultDoubled: {
    what: "the next second line (CONNECT OK, SUBACK, PUBACK) comes again after `delayMs`",
    facts: "21",
    lasts: "once",
    acts: "next",
    variants: byDelay([0, 3000, 30_000]),
    start: (inside, { times, delayMs = 0 }) =>
      act.onFrame(inside, times, "result", (frame) => act.again(inside, frame, delayMs)),
  },
  errorForOk: {
    what: "ERROR to the next command, which is not done",
    facts: "11",
    lasts: "once",
    acts: "next",
    variants: { 1: {}, 3: { times: 3 } },
    start: act.answerInstead(() => "ERROR"),
  },
  cmeForOk: {
    what: "+CME ERROR: `code` to the next command, which is not done",
    facts: "11",
    lasts: "once",
    acts: "next",
    variants: byCode(CME_CODES),
    start: act.answerInstead((inside, { code = 100 }) => inside.executor.errorText(code)),
  },
  errorAfterDeed: {
    what: "the next command is done, and ERROR stands for its OK",
    facts: "11",
    lasts: "once",
    acts: "next",
    start: (inside, { times }) => act.onFrame(inside, times, "OK", (frame) => [{ ...frame, text: "ERROR" }]),
  },
  okWithoutDeed: {
    what: "a bare OK to the next command, which is not done",
    facts: "1.1, 21",
    lasts: "once",
    acts: "next",
    start: act.answerInstead(() => "OK"),
  },
  promptLost: {
    what: "data mode without its `>`",
    facts: "6.6",
    lasts: "once",
    acts: "next",
    start: (inside, { times }) => act.onFrame(inside, times, "prompt", () => []),
  },
  mipstart767: {
    what: "+CME ERROR: 767, or another number, instead of CONNECT OK",
    facts: "6.3",
    lasts: "once",
    acts: "next",
    variants: byCode(OPEN_CODES),
    start: (inside, { times, code = 767 }) =>
      act.onFrame(inside, times, "CONNECT OK", (frame) => {
        inside.mqtt.contextLost();
        return [{ ...frame, text: inside.executor.errorText(code) }];
      }),
  },
  resultLost: {
    what: "the next second line (CONNECT OK, CONNACK OK, SUBACK, PUBACK) never comes",
    facts: "13, 21",
    lasts: "once",
    acts: "next",
    start: (inside, { times }) => act.onFrame(inside, times, "result", () => []),
  },
  pubackSwallowed: {
    what: "PUBACK never comes",
    facts: "21",
    lasts: "once",
    acts: "next",
    variants: { 1: {}, 5: { times: 5 } },
    start: act.swallow("PUBACK"),
  },
  pubackLate: {
    what: "PUBACK comes late",
    facts: "21",
    lasts: "once",
    acts: "next",
    start: act.late("PUBACK", 45_000),
  },
  subackSwallowed: {
    what: "SUBACK never comes",
    facts: "13",
    lasts: "once",
    acts: "next",
    start: act.swallow("SUBACK"),
  },
  subackLate: {
    what: "SUBACK comes late",
    facts: "13",
    lasts: "once",
    acts: "next",
    start: act.late("SUBACK", 15_000),
  },
  publishFailsLate: {
    what: "+CME ERROR: 767 instead of PUBACK",
    facts: "6.6",
    lasts: "once",
    acts: "next",
    start: (inside, { times }) =>
      act.onFrame(inside, times, "PUBACK", (frame) => [{ ...frame, text: inside.executor.errorText(767) }]),
  },
} as const satisfies Record<string, FaultOf<Inside>>;
