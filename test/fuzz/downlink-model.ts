/**
 * What a device must make of a message from the cloud: written from the platform's documents (facts: cloud sections 2.1, 2.2,
 * 2.4), knowing nothing of how the firmware does it.
 */
import { THING } from "./device.ts";

export const SET = `${THING}service/property/set`;
export const PROPERTY_POST = `${THING}event/property/post`;

export interface Downlink {
  readonly topic: string;
  readonly body: string;
  /** Sizes of the chunks in which it comes over the modem's line; 0: given to the app as it is. */
  readonly chunkBytes: number;
}

/** What must come of a message. */
export type Expected =
  | ({ readonly kind: "order"; readonly isOn: boolean | undefined; readonly settings: object } & Answered)
  | ({ readonly kind: "refused order"; readonly codes: readonly number[] } & Answered)
  | ({ readonly kind: "service"; readonly name: string; readonly ppm: number } & Answered)
  | { readonly kind: "reply"; readonly ids: readonly string[]; readonly code: number; readonly canRetry: boolean }
  | { readonly kind: "refused" }
  | { readonly kind: "nothing" };

/** Under one of the ids; the answer's topic is the order's with `_reply` behind it. */
interface Answered {
  readonly topic: string;
  readonly ids: readonly string[];
}

const PARAMETERS_BAD = 460;
const JSON_BAD = 6207;
const INT_BAD = 6306;
const FLOAT_BAD = 6307;
const BOOL_BAD = 6308;
const PROPERTY_UNKNOWN = 6320;
const MAX_BODY_BYTES = 4100;
const KEPT_BYTES = 128;

/** What is left of a body that is too long to keep. */
export function kept(body: string): string {
  return body.length > MAX_BODY_BYTES ? body.slice(0, KEPT_BYTES) : body;
}

function objectIn(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isPlainObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The id to answer under; where it is no text and no number, a number found in it will do as well as none. */
function idsOf(value: unknown): readonly string[] {
  if (typeof value !== "string" && typeof value !== "number") return idsIn(JSON.stringify(value) ?? "");
  const text = String(value);
  return [/^\d{1,20}$/.test(text) ? text : "0"];
}

/** Of a broken message the id may be named, if there is anything like one in it. */
function idsIn(text: string): readonly string[] {
  return ["0", ...(text.match(/\d{1,20}/g) ?? [])];
}

export function expectedOf({ topic, body }: Downlink): Expected {
  if (topic === PROPERTY_POST) return { kind: "nothing" };
  if (topic === SET) return { topic, ...expectedOfOrder(body) };
  const [, name] = /^service\/(\w+)$/.exec(topic.startsWith(THING) ? topic.slice(THING.length) : "") ?? [];
  // Our own answers come back.
  if (name?.endsWith("_reply")) return { kind: "nothing" };
  if (name !== undefined) return { topic, ...expectedOfService(name, body) };
  const isReply = topic.startsWith(`${THING}event/`) && topic.endsWith("/post_reply");
  const message = isReply ? objectIn(kept(body)) : undefined;
  const code = message?.["code"];
  if (!message || typeof code !== "number") return { kind: "refused" };
  const isForGood = code === PARAMETERS_BAD || (code >= 6200 && code < 6400 && ![6204, 6208, 6313].includes(code));
  return { kind: "reply", ids: idsOf(message["id"]), code, canRetry: !isForGood };
}

type OfOrder = DistributiveOmit<Extract<Expected, { kind: "order" | "refused order" }>, "topic">;
type OfService = DistributiveOmit<Extract<Expected, { kind: "service" | "refused order" }>, "topic">;
type DistributiveOmit<T, Key extends keyof T> = T extends unknown ? Omit<T, Key> : never;

function expectedOfService(name: string, body: string): OfService {
  const message = body.length > MAX_BODY_BYTES ? undefined : objectIn(body);
  if (!message) return { kind: "refused order", ids: idsIn(kept(body)), codes: [JSON_BAD] };
  const ids = idsOf(message["id"]);
  const params = message["params"];
  if (params === undefined || params === null) return { kind: "service", ids, name, ppm: 0 };
  if (!isPlainObject(params)) return { kind: "refused order", ids, codes: [PARAMETERS_BAD] };
  const codes: number[] = [];
  const known = name === "Calibrate" ? ["Ppm"] : [];
  if (Object.keys(params).some((input) => !known.includes(input))) codes.push(PARAMETERS_BAD);
  const ppm = Object.hasOwn(params, "Ppm") ? numberIn(params["Ppm"]) : 0;
  if (known.length && !(ppm >= 0 && ppm <= 1_000_000)) codes.push(FLOAT_BAD);
  return codes.length ? { kind: "refused order", ids, codes } : { kind: "service", ids, name, ppm };
}

/** NaN where it is none; written as a text it looks as JSON would have it, but for a digit in front of the point or behind it. */
function numberIn(value: unknown): number {
  if (typeof value === "number") return value;
  const isPlain = typeof value === "string" && /\d/.test(value) && /^-?(0|[1-9]\d*)?(\.\d*)?$/.test(value);
  return isPlain ? Number(value) : Number.NaN;
}

/** What can be set besides the switch. */
const NUMBERS: Readonly<Record<string, readonly [code: number, min: number, max: number]>> = {
  ReportInterval: [INT_BAD, 10, 300],
  WarningLevel: [FLOAT_BAD, 1, 10],
  AlarmLevel: [FLOAT_BAD, 2, 20],
};

const toNumber = ([name, value]: [string, unknown]) => [name, numberIn(value)] as const;

/** Why a property can't be set so; 0: it can. */
function codeOf(name: string, value: unknown): number {
  if (name === "PowerSwitch") return [0, 1, "0", "1"].some((one) => one === value) ? 0 : BOOL_BAD;
  const rule = Object.hasOwn(NUMBERS, name) ? NUMBERS[name] : undefined;
  if (!rule) return PROPERTY_UNKNOWN;
  const [code, min, max] = rule;
  const number = numberIn(value);
  const fits = number >= min && number <= max && (code === FLOAT_BAD || Number.isInteger(number));
  return fits ? 0 : code;
}

function expectedOfOrder(body: string): OfOrder {
  if (body.length > MAX_BODY_BYTES) return { kind: "refused order", ids: idsIn(kept(body)), codes: [PARAMETERS_BAD] };
  const message = objectIn(body);
  if (!message) return { kind: "refused order", ids: idsIn(body), codes: [JSON_BAD] };
  const ids = idsOf(message["id"]);
  const params = message["params"];
  const names = isPlainObject(params) ? Object.keys(params) : [];
  if (!isPlainObject(params) || !names.length) return { kind: "refused order", ids, codes: [PARAMETERS_BAD] };
  const codes = names.map((name) => codeOf(name, params[name])).filter((code) => code > 0);
  if (codes.length) return { kind: "refused order", ids, codes };
  const { PowerSwitch, ...settings } = params;
  const isOn = PowerSwitch === undefined ? undefined : Number(PowerSwitch) === 1;
  return { kind: "order", ids, isOn, settings: Object.fromEntries(Object.entries(settings).map(toNumber)) };
}
