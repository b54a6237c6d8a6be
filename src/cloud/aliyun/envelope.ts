/** What Alink wraps its messages in (facts: cloud section 2.1). Pure. */
import { HAS_PLATFORM } from "../../system/features";

export const MAX_ID_CHARS = 20;

export interface Parsed {
  readonly [name: string]: unknown;
}

export interface Envelope {
  readonly id: string;
  readonly code: number;
  readonly params: unknown;
  /** Of a reply; and all that there is in a message, for those of another form. Where the board asks for either. */
  data?: unknown;
  members?: Parsed;
}

/**
 * Of a text or a number, "" of all else: to make one of an object throws where its toString is no function, and on Espruino
 * such an exception passes by a `try` that has an object's literal between.
 */
export function plainText(given: unknown): string {
  return typeof given === "string" || typeof given === "number" ? "" + given : "";
}

export function safeId(id: unknown): string {
  const text = plainText(id);
  return /^\d+$/.test(text) && text.length <= MAX_ID_CHARS ? text : "0";
}

/** undefined when it is no JSON object. */
export function parse(text: string): Envelope | undefined {
  // Espruino's parser does not look behind the object's end.
  if (text.trim().slice(-1) !== "}") return undefined;
  try {
    const message = JSON.parse(text) as { [name: string]: unknown } | null;
    if (!message || typeof message !== "object") return undefined;
    const envelope: Envelope = {
      id: safeId(message["id"]),
      code: message["code"] as number,
      params: message["params"],
    };
    if (HAS_PLATFORM) {
      envelope.data = message["data"];
      envelope.members = message;
    }
    return envelope;
  } catch (_) {
    return undefined;
  }
}

/** A name that may stand in a topic and in a text. */
export function isName(text: unknown, maxChars: number): boolean {
  return typeof text === "string" && text.length <= maxChars && /^\w+$/.test(text.split("-").join(""));
}

/** Of whatever has versions: a whole number. */
export function isVersion(given: unknown): given is number {
  return typeof given === "number" && given >= 0 && given < 4294967295 && Math.floor(given) === given;
}

/** Of an object; none of anything else. */
export function membersIn(value: unknown): Parsed {
  return value && typeof value === "object" && !Array.isArray(value) ? (value as Parsed) : {};
}

/** Ten digits, as the platform's own examples write ids. */
export function idText(id: number): string {
  return ("000000000" + id).slice(-10);
}

/**
 * A request as its text; `params` is written. The topic says the method too: the vendor's C SDK leaves it out, and so do boards
 * that have room for more than the recorded session's form.
 */
export function requestText(method: string, id: number, params: string): string {
  return (
    "{" +
    (HAS_PLATFORM ? "" : '"method":"' + method + '",') +
    '"id":"' +
    idText(id) +
    '","params":' +
    params +
    (HAS_PLATFORM ? ',"version":"1.0"}' : ',"version":"1.0.0"}')
  );
}

/** An answer as its text; `data` is written. */
export function answerText(id: string, code: number, data: string): string {
  return '{"id":"' + id + '","code":' + code + ',"data":' + data + "}";
}
