/** JSON read twice: as values, and with every number as the text it was written with (10.0 is not 10, fact 0.3). */

export type Json = null | boolean | number | string | Json[] | JsonObject;
export interface JsonObject {
  [key: string]: Json;
}

export interface ParsedJson {
  readonly value: Json;
  /** Same shape; where `value` has a number, this has its text. */
  readonly raw: Json;
}

const STRING_OR_NUMBER = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

export function parseJson(text: string): ParsedJson | undefined {
  try {
    const value = JSON.parse(text) as Json;
    const quoted = text.replace(STRING_OR_NUMBER, (token) => (token.startsWith('"') ? token : `"${token}"`));
    return { value, raw: JSON.parse(quoted) as Json };
  } catch {
    return undefined;
  }
}

/** JSON; of an object the members that are floats always with a decimal point (fact 0.3). */
export function jsonText(value: Json, floats: ReadonlySet<string> = new Set()): string {
  if (floats.size === 0 || !isObject(value)) return JSON.stringify(value);
  const written = (name: string, one: Json): string => {
    const text = JSON.stringify(one);
    return floats.has(name) && /^-?\d+$/.test(text) ? `${text}.0` : text;
  };
  return `{${Object.entries(value)
    .map(([name, one]) => `${JSON.stringify(name)}:${written(name, one)}`)
    .join()}}`;
}

export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const member = (value: Json | undefined, key: string): Json | undefined =>
  isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;

/** The same text for the same content, whatever the order of the members. */
export function canonical(value: Json | undefined): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (!isObject(value)) return JSON.stringify(value) ?? "";
  const keys = Object.keys(value).sort();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join()}}`;
}

/** Device payloads are UTF-8; anything else is no JSON either. */
export function decodeText(payload: string | Uint8Array): string | undefined {
  if (typeof payload === "string") return payload;
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(payload);
  } catch {
    return undefined;
  }
}
