/** The device shadow: what the device reported, what an app wants, under one version (facts: cloud section 4). */
import type { Downlink } from "./exchange.ts";
import { type Device, deviceKey } from "./login.ts";
import type { Platform } from "./platform.ts";
import { isObject, type Json, type JsonObject, member, parseJson } from "./raw-json.ts";
import { entryOf } from "./records.ts";
import type { Row, Uplink } from "./row.ts";
import { topicFor } from "./topics.ts";

type Part = "reported" | "desired";

export interface Shadow {
  version: number;
  readonly reported: JsonObject;
  readonly desired: JsonObject;
  /** When each was set, in seconds. */
  readonly metadata: Readonly<Record<Part, Record<string, { timestamp: number }>>>;
}

/** The manual's own codes for this service, by what is wrong. */
const CODES = {
  json: 400,
  method: 401,
  state: 402,
  version: 403,
  reported: 404,
  empty: 405,
  unknownMethod: 406,
  tooMany: 408,
  conflict: 409,
} as const;
const MAX_ATTRIBUTES = 128;
/** Stands for "gone", as a text (fact 4). */
const GONE = "null";
/** Throws the stored version away. */
const RESET = -1;

export const SHADOW_ROWS: readonly Row[] = [{ topic: "/shadow/update/{PK}/{DN}", handle }];

const newShadow = (): Shadow => ({
  version: 0,
  reported: {},
  desired: {},
  metadata: { reported: {}, desired: {} },
});

const shadowOf = (platform: Platform, device: Device) => entryOf(platform.shadows, deviceKey(device), newShadow);
const seconds = (platform: Platform) => Math.floor(platform.nowMs / 1000);
const topicOf = (device: Device) => topicFor("/shadow/get/{PK}/{DN}", device);

export function setShadow(platform: Platform, device: Device, wanted: JsonObject): void {
  const shadow = shadowOf(platform, device);
  shadow.version++;
  assign(platform, shadow, "desired", wanted);
  const { version } = shadow;
  const message = { method: "control", payload: shown(shadow), version, timestamp: seconds(platform) };
  platform.rawDownlink(device, topicOf(device), JSON.stringify(message));
}

function shown({ reported, desired, metadata }: Shadow): Json {
  const state = { reported: { ...reported }, desired: { ...desired } };
  return { status: "success", state, metadata: structuredClone(metadata) };
}

function assign(platform: Platform, shadow: Shadow, part: Part, values: JsonObject): void {
  for (const [name, value] of Object.entries(values)) {
    shadow[part][name] = value;
    shadow.metadata[part][name] = { timestamp: seconds(platform) };
  }
}

function clear(shadow: Shadow, part: Part, names = Object.keys(shadow[part])): void {
  for (const name of names) {
    delete shadow[part][name];
    delete shadow.metadata[part][name];
  }
}

interface Wrong {
  readonly code: number;
  readonly why: string;
}

const wrong = (what: keyof typeof CODES, why: string): Wrong => ({ code: CODES[what], why });

const METHODS: Readonly<Record<string, (platform: Platform, shadow: Shadow, message: Json) => Wrong | undefined>> = {
  get: () => undefined,
  update,
  delete: remove,
};

function handle({ platform, device, topic, text }: Uplink): Downlink[] {
  const message = parseJson(text ?? "")?.value;
  const shadow = shadowOf(platform, device);
  const method = member(message, "method");
  const fault = judge(platform, shadow, message, method);
  if (fault) platform.violate({ device, rule: "shadow", why: fault.why, topic, code: fault.code });
  const { version } = shadow;
  const good = method === "get" ? { payload: shown(shadow), version } : { payload: { status: "success", version } };
  const bad = { payload: { status: "error", content: { errorcode: String(fault?.code), errormessage: fault?.why } } };
  const body = { method: "reply", ...(fault ? bad : good), timestamp: seconds(platform) };
  return platform.reply(device, topicOf(device), "0", () => JSON.stringify(body));
}

function judge(platform: Platform, shadow: Shadow, message: Json | undefined, method: Json | undefined) {
  if (!isObject(message)) return wrong("json", "shadow message is no JSON object");
  if (typeof method !== "string") return wrong("method", "shadow message without method");
  const act = Object.hasOwn(METHODS, method) ? METHODS[method] : undefined;
  if (!act) return wrong("unknownMethod", `shadow method ${method} unknown`);
  const refusal = platform.takeRefusal("requests");
  return refusal === undefined ? act(platform, shadow, message) : { code: refusal, why: "refused on purpose" };
}

/** The version must exceed the stored one, which is then what was sent. */
function versionFault({ version: stored }: Shadow, message: Json): Wrong | undefined {
  const version = member(message, "version");
  if (typeof version !== "number" || !Number.isInteger(version)) return wrong("version", "version is no integer");
  const isNewer = version === RESET || version > stored;
  return isNewer ? undefined : wrong("conflict", `version ${version} does not exceed ${stored}`);
}

function update(platform: Platform, shadow: Shadow, message: Json): Wrong | undefined {
  const state = member(message, "state");
  if (!isObject(state)) return wrong("state", "shadow update without state");
  const version = member(message, "version") as number;
  const fault = versionFault(shadow, message) ?? reportedFault(version === RESET ? {} : shadow.reported, state);
  if (fault) return fault;
  if (version === RESET) clear(shadow, "reported");
  if (version === RESET || state["desired"] === GONE) clear(shadow, "desired");
  if (isObject(state["reported"])) assign(platform, shadow, "reported", state["reported"]);
  shadow.version = Math.max(version, 0);
  return undefined;
}

function reportedFault(known: JsonObject, state: JsonObject): Wrong | undefined {
  const { reported, desired } = state;
  if (desired !== undefined && desired !== GONE) return wrong("state", `a device's desired is not "${GONE}"`);
  if (reported === undefined && desired === GONE) return undefined;
  if (!isObject(reported)) return wrong("reported", "shadow update without reported");
  if (Object.keys(reported).length === 0) return wrong("empty", "reported is empty");
  const count = Object.keys({ ...known, ...reported }).length;
  return count > MAX_ATTRIBUTES ? wrong("tooMany", `${count} attributes, not at most ${MAX_ATTRIBUTES}`) : undefined;
}

/** One attribute each with the value "null", or all of them. */
function remove(_platform: Platform, shadow: Shadow, message: Json): Wrong | undefined {
  const reported = member(member(message, "state"), "reported");
  if (reported === undefined) return wrong("reported", "shadow delete without reported");
  const fault = versionFault(shadow, message);
  if (fault) return fault;
  if (reported === GONE) clear(shadow, "reported");
  else if (isObject(reported) && Object.values(reported).every((value) => value === GONE)) {
    clear(shadow, "reported", Object.keys(reported));
  } else return wrong("reported", `what is deleted has not the value "${GONE}"`);
  shadow.version = Math.max(member(message, "version") as number, 0);
  return undefined;
}
