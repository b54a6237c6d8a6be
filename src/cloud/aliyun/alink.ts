/** The Alink envelope and its values (facts: cloud sections 2.1, 2.4). Pure. */
import type { Properties } from "../cloud";

export const OK = 200;
export const PARAMETERS_BAD = 460;
export const TOPIC_ILLEGAL = 6203;
export const JSON_BAD = 6207;
export const BOOL_BAD = 6308;
export const PROPERTY_UNKNOWN = 6320;

/** Codes after which the same message may be taken: throttled, or the platform's own trouble. */
const RETRYABLE = [429, 500, 6452, 26010, 6313];

export function isRetryable(code: number): boolean {
  return RETRYABLE.indexOf(code) >= 0;
}

/** The properties whose type is float or double: written with a decimal point, else the platform drops them. */
const FLOAT_DECIMALS: { readonly [name: string]: number } = { "GasConcentration": 1, "GasLel": 2 };

function valueText(name: string, value: number): string {
  const decimals = FLOAT_DECIMALS[name];
  return decimals ? value.toFixed(decimals) : `${Math.round(value)}`;
}

/** `"name":value,...` of those that have a value. */
export function membersText(values: Properties): string {
  const members: string[] = [];
  Object.keys(values).forEach((name) => {
    const value = values[name];
    if (value !== undefined && isFinite(value)) members.push(`"${name}":${valueText(name, value)}`);
  });
  return members.join(",");
}

/** Ten digits, as the platform's own examples write them. */
export function idText(id: number): string {
  return `000000000${id}`.slice(-10);
}

export function request(method: string, id: number, params: string): string {
  return `{"method":"${method}","id":"${idText(id)}","params":${params},"version":"1.0.0"}`;
}

export function reply(id: string, code: number): string {
  return `{"id":${JSON.stringify(id)},"code":${code},"data":{}}`;
}

const MAX_ID_CHARS = 20;

/** The id in a text that may be broken or cut off; "0" where there is none to find. */
export function idIn(text: string): string {
  const at = text.indexOf('"id"');
  const value = at < 0 ? "" : (text.substr(at + 4, MAX_ID_CHARS + 8).split('"')[1] ?? "");
  return isIdText(value) ? value : "0";
}

function isIdText(text: string): boolean {
  return text.length > 0 && text.length <= MAX_ID_CHARS && String(+text) !== "NaN";
}

export interface Envelope {
  readonly id: string;
  readonly code: number;
  readonly params: unknown;
}

/** A message from the cloud; undefined when it is no JSON object. */
export function parse(text: string): Envelope | undefined {
  try {
    const message = JSON.parse(text) as { [name: string]: unknown } | null;
    if (!message || typeof message !== "object") return undefined;
    const id = String(message["id"]);
    return { id: isIdText(id) ? id : "0", code: message["code"] as number, params: message["params"] };
  } catch (_) {
    return undefined;
  }
}
