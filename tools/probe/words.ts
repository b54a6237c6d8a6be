/** Replies of the modem in a person's words (facts: modem sections 4, 10, 11). Pure. */

const REGISTRATIONS: Readonly<Record<number, string>> = {
  0: "not registered, and not searching",
  1: "registered at home",
  2: "searching",
  3: "denied by the network",
  4: "unknown: out of coverage",
  5: "registered, roaming",
};
const HOME = 1;
const DENIED = 3;
export const ROAMING = 5;

const CME_WORDS: Readonly<Record<number, string>> = {
  3: "not allowed in this state",
  4: "not supported",
  10: "SIM not inserted",
  11: "SIM PIN required",
  12: "SIM PUK required",
  13: "SIM failure",
  14: "SIM busy",
  15: "wrong SIM",
  30: "no network service",
  31: "network time-out",
  100: "unknown error",
  107: "GPRS not allowed",
  111: "network not allowed",
  113: "roaming not allowed",
  148: "GPRS error",
  149: "PDP authentication failed",
  767: "operation failed",
  797: "radio is switched off",
  901: "PDP not active",
  910: "TCP refused",
  911: "TCP time-out",
  912: "a link is there already",
  913: "no link is there",
  916: "host name not found",
  917: "host name not found",
  918: "host name not found",
};

const TCP_WORDS: Readonly<Record<number, string>> = {
  5: "no network",
  6: "host can't be reached",
  11: "refused: nothing listens on that port",
  12: "no answer in time",
  13: "aborted",
  14: "reset by the other end",
};

/**
 * Of the lines that a command gave, the last being its final result: the first, without its name and its quotes; "" where it
 * gave none.
 */
export function replyOf(lines: readonly string[]): string {
  const line = lines.length > 1 ? (lines[0] as string) : "";
  return line
    .replace(/^(\+[A-Z]+ ?:|Revision:) ?/i, "")
    .replace(/^"([^"]*)"$/, "$1")
    .trim();
}

/** `+CREG: <n>,<stat>[,...]`, or `+CREG: <stat>[,"lac",...]` where a URC stands for it; NaN for another line. */
export function registrationOf(line: string): number {
  const fields = /^\+C(?:E|G)?REG: ?(\d)(?:,(\d)\b)?/.exec(line);
  return Number(fields?.[2] ?? fields?.[1] ?? Number.NaN);
}

export function isDenied(line: string): boolean {
  return registrationOf(line) === DENIED;
}

export function isRegistered(line: string): boolean {
  const state = registrationOf(line);
  return state === HOME || state === ROAMING;
}

export function registrationWords(line: string): string {
  const state = registrationOf(line);
  return `${REGISTRATIONS[state] ?? "no answer to the question"}${line && ` (${line})`}`;
}

/** An error line with its meaning behind it; any other line as it is. */
export function errorWords(line: string): string {
  const cme = /^\+CM[ES] ERROR: ?(\d+)/.exec(line);
  const tcp = /^TCP ERROR: ?(\d+)/.exec(line);
  const words = cme ? CME_WORDS[Number(cme[1])] : tcp ? TCP_WORDS[Number(tcp[1])] : undefined;
  return words ? `${line} (${words})` : line;
}

/** 460001234567890 -> 46000...7890: country and network, and enough to tell two cards apart. */
export function shortened(digits: string): string {
  return digits.length > 9 ? `${digits.slice(0, 5)}...${digits.slice(-4)}` : digits;
}

/** `+CBC: <state>,<percent>,<mV>`, or the millivolts alone; undefined where there are none. */
export function voltsOf(reply: string): number | undefined {
  const mv = Number(/(\d{4})$/.exec(reply)?.[1] ?? Number.NaN);
  return mv >= 1000 ? mv / 1000 : undefined;
}
