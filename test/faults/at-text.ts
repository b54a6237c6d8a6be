/** Reading AT lines as a person with the modem's manual would; shares nothing with the driver. */

/** `MCONFIG` of `AT+MCONFIG="…`; "AT" for the bare command; undefined for what is no command. */
export function commandName(line: string): string | undefined {
  const match = /^AT(?:[+*]([A-Z]+)|([A-Z&]\w*))?/.exec(line);
  if (!match) return undefined;
  return match[1] ?? match[2] ?? "AT";
}

/** "over": more gas than can be measured, and no alarm yet. */
export type PublishKind = "alarm" | "clear" | "over" | "fault" | "test" | "property" | "answer" | "other";

export interface Publish {
  readonly kind: PublishKind;
  readonly topic: string;
  readonly id: string;
  /** As sent, escapes undone. */
  readonly payload: string;
  readonly params: Readonly<Record<string, unknown>>;
  /** The event's own time, UTC ms, where it has one. */
  readonly timeMs: number | undefined;
}

const PUBLISH = /^AT\+MPUB="([^"]*)",\d,\d,"(.*)"$/s;

const ESCAPED = /\\([0-9A-F]{2})/g;

/** An `AT+MPUB` line; undefined for any other. */
export function publishOf(line: string): Publish | undefined {
  const match = line.startsWith("AT+MPUB=") ? PUBLISH.exec(line) : null;
  if (!match) return undefined;
  const [, topic = "", escaped = ""] = match;
  const payload = escaped.replace(ESCAPED, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  const body = objectOf(payload);
  const params = memberOf(body, "params");
  const kind = kindOf(topic, params);
  const time = params["time"];
  return {
    kind,
    topic,
    id: String(body["id"] ?? ""),
    payload,
    params,
    timeMs: typeof time === "number" ? time : undefined,
  };
}

/** That the device has started is told without a record: nobody decided it. */
export const isDecided = (event: { readonly name: string }): boolean => event.name !== "PowerOn_Event";

function kindOf(topic: string, params: Readonly<Record<string, unknown>>): PublishKind {
  if (topic.endsWith("/thing/event/property/post")) return "property";
  if (topic.endsWith("_reply")) return "answer";
  if (topic.endsWith("/thing/event/GasFault_Event/post")) return "fault";
  if (topic.endsWith("/thing/event/SelfTest_Event/post")) return "test";
  if (!topic.endsWith("/thing/event/GasCheck_Event/post")) return "other";
  const { GasState: state, OverRange: isOver } = memberOf(params, "value");
  if (state === 3) return "alarm";
  return state === 2 && isOver === 1 ? "over" : "clear";
}

export interface Reply {
  readonly id: string;
  readonly code: number;
}

const MESSAGE = /^\+MSUB: ?"([^"]*)",\d+ ?(?:byte)?,(.*)$/s;

/** A `post_reply` in a `+MSUB` line; where a byte of it is another, as much as can be read. */
export function replyOf(line: string): Reply | undefined {
  const match = line.startsWith("+MSUB") ? MESSAGE.exec(line) : null;
  if (!match?.[1]?.endsWith("/post_reply")) return undefined;
  const id = /"id":"(\d+)"/.exec(match[2] ?? "")?.[1];
  const code = /"code":(\d+)/.exec(match[2] ?? "")?.[1];
  return id === undefined || code === undefined ? undefined : { id, code: Number(code) };
}

/** Never to be taken (facts: cloud section 2.4). */
export function isForGood(code: number): boolean {
  if (code === 6204 || code === 6208 || code === 6313) return false;
  return code === 460 || (code >= 6200 && code < 6400);
}

/** `12.3 ONLINE`, `12.3 BACKOFF after MSUB: CLOSED` -> the state's name. */
export function stateOf(consoleLine: string): string | undefined {
  return /^\d+\.\d ([A-Z]{2,12})(?: after .*)?$/.exec(consoleLine)?.[1];
}

function objectOf(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

export function memberOf(object: Readonly<Record<string, unknown>>, name: string): Record<string, unknown> {
  const value = object[name];
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}
