/**
 * Messages in AT lines, as a person reads them: `AT+MPUB="topic",qos,retain,"payload"` and `+MSUB: "topic",<bytes>,payload`,
 * the topic without the device's own name, the escapes undone, of an Alink message what is not the same in all of them.
 */
import type { Direction } from "../wire.ts";
import { objectIn } from "./untrusted.ts";

/** What all topics of a device begin with. */
export const OWN_TOPIC = /^\/(?:sys|ext\/\w+)\/[^/]+\/[^/]+\//;

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what has to be written another way
const CONTROLS = /[\x00-\x1f\x7f-\x9f]/g;

const PUBLISHED = /^AT\+MPUB="([^"]*)",\d,\d,"(.*)"$/s;
const RECEIVED = /^\+MSUB: ?"([^"]*)",(\d+)(?: byte)?,(.*)$/s;

export interface Message {
  readonly direction: Direction;
  readonly topic: string;
  /** As it was sent or received. */
  readonly payload: string;
  readonly text: string;
}

/** Undefined where the line is no message. */
export function messageIn(line: string): Message | undefined {
  const published = PUBLISHED.exec(line);
  if (published) return message(">", published[1] ?? "", unescaped(published[2] ?? ""));
  const received = RECEIVED.exec(line);
  return received ? message("<", received[1] ?? "", received[3] ?? "") : undefined;
}

function message(direction: Direction, topic: string, payload: string): Message {
  const text = `${topic.replace(OWN_TOPIC, "")} ${compact(payload)}`.trim();
  return { direction, topic, payload, text: visible(text) };
}

/** What was escaped for the modem, or came as it is, must not get to steer the terminal. */
export const visible = (text: string): string => text.replace(CONTROLS, (char) => escaped(char));

const escaped = (char: string): string => `\\${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`;

/** Any line, as it is read: a message as such, another with its escapes undone and its own topics shortened. */
export function readable(line: string): string {
  const found = messageIn(line);
  if (found) return `${found.direction === ">" ? "MPUB" : "MSUB"} ${found.text}`;
  return visible(line.replace(/"([^"]*)"/g, (_, quoted: string) => `"${unescaped(quoted).replace(OWN_TOPIC, "")}"`));
}

/** The other way round of the firmware's `at/escape`: a backslash and two hex digits. */
export function unescaped(text: string): string {
  return text.replace(/\\([0-9a-f]{2})/gi, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));
}

/** `id 5 {"PowerSwitch":1}`, `id 5 code 200`; anything but a JSON object stays as it is. */
export function compact(payload: string): string {
  // A tap of the line has written its line ends as two characters.
  const envelope = objectIn(payload) ?? objectIn(payload.replace(/\\[rnt]/g, " "));
  if (!envelope) return payload;
  const { id, code, message, params, data, method, version, sys, ...others } = envelope;
  const isAlink = id !== undefined && (params !== undefined || code !== undefined);
  if (!isAlink) return JSON.stringify(envelope);
  const parts = [`id ${String(id)}`];
  if (code !== undefined) parts.push(`code ${String(code)}`);
  if (message !== undefined && message !== "success") parts.push(String(message));
  for (const part of [params, data]) if (!isEmpty(part)) parts.push(JSON.stringify(part));
  if (!isEmpty(others)) parts.push(JSON.stringify(others));
  return parts.join(" ");
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === "object" && Object.keys(value).length === 0);
}
