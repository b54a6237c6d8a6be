/** A line of the device -> what it is: its own seconds, AT line, message, change of a state, answer, error. */

import { messageIn } from "../../sim/web/at-line.ts";
import type { Direction, Kind } from "../look.ts";

export interface Entry {
  readonly kind: Kind;
  readonly text: string;
  /** The device's own clock, where the line begins with it. */
  readonly deviceS?: number;
  readonly direction?: Direction;
  /** More for `--json`: topic and payload of a message. */
  readonly fields?: Readonly<Record<string, string>>;
}

/** `12.3 ONLINE`: seconds since the start, as the firmware's log has them. */
const STAMPED = /^(\d+\.\d) (.*)$/s;
const AT_LINE = /^([<>]) (.*)$/s;
const STATE = /^[A-Z]{2,}(?: after .*)?$/;
/** Of fault codes (system/fault-codes.ts), those of the sensor, and those of the login and the SIM. */
const OF_GAS = /^(?:gas|self-test|calibrate|fault (?:\d|10|32|4\d)\b)/;
const OF_LINK = /^fault 2\d\b/;
const OF_CLOUD = /^(?:refused \d+ bytes|cloud refuses|too many orders|no identity)/;
const GAS_CHANGE = /^gas (\d) -> (\d)$/;
const GAS_STATES = ["warming", "normal", "warning", "alarm", "fault"];
const TROUBLE = /^Uncaught |^ +at \S|^(?:Execution Interrupted|New interpreter error)/;

/** `isAnswer`: something was typed, and the device has not come to the end of it yet. */
export function entryOf(line: string, isAnswer: boolean): Entry {
  const stamped = STAMPED.exec(line);
  if (!stamped) return { kind: TROUBLE.test(line) ? "error" : isAnswer ? "answer" : "console", text: line };
  const [, seconds = "", said = ""] = stamped;
  const deviceS = Number(seconds);
  const at = AT_LINE.exec(said);
  if (at) return { ...atEntry(at[1] as Direction, at[2] ?? ""), deviceS };
  return { kind: kindOf(said), text: withStates(said), deviceS };
}

function atEntry(direction: Direction, text: string): Entry {
  const message = messageIn(text);
  if (!message) return { kind: "at", direction, text };
  const { topic, payload } = message;
  return { kind: "cloud", direction: message.direction, text: message.text, fields: { topic, payload } };
}

function kindOf(said: string): Kind {
  if (STATE.test(said) || OF_LINK.test(said)) return "link";
  if (OF_GAS.test(said)) return "gas";
  return OF_CLOUD.test(said) ? "cloud" : "console";
}

function withStates(said: string): string {
  const change = GAS_CHANGE.exec(said);
  const [was, is] = [change?.[1], change?.[2]].map((digit) => GAS_STATES[Number(digit)]);
  return was && is ? `${was} -> ${is}` : said.replace(/^gas /, "");
}

/** Bytes that are UTF-8 as the text they are, others one character a byte; nothing of it steers the terminal. */
export function textOf(line: string): string {
  const bytes = Buffer.from(line, "latin1");
  const text = bytes.toString("utf8");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what has to go
  return (text.includes("\ufffd") ? line : text).replace(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/g, "");
}
