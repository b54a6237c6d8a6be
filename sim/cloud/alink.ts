/** Reading a device's Alink messages as the platform does: envelope, time, values, codes (facts 2.1, 2.2, 2.4, 8.6). */

import { canonical, isObject, type Json, member, parseJson } from "./raw-json.ts";
import type { Rule } from "./records.ts";
import type { Settings } from "./settings.ts";
import { type DataSpec, type ServiceSpec, type ThingModel, valueFault } from "./thing-model.ts";

export interface Fault {
  readonly rule: Rule;
  readonly why: string;
  /** Absent: noted, and yet accepted. */
  readonly code?: number;
}

export interface Post {
  /** Echoed in the reply; "" where the message has none. */
  readonly id: string;
  /** `sys.ack` 0 asks for no reply. */
  readonly wantsReply: boolean;
  readonly values: readonly PostedValue[];
  readonly timeMs: number | undefined;
  /** Same text, same message: an identical resend has the same. */
  readonly content: string;
  readonly faults: readonly Fault[];
}

export interface PostedValue {
  readonly name: string;
  readonly value: Json;
  readonly timeMs: number | undefined;
}

export interface PostContext {
  readonly model: ThingModel;
  readonly settings: Settings;
  readonly nowMs: number;
  readonly method: string;
}

const DAY_MS = 24 * 3600 * 1000;
const MAX_PROPERTIES = 200;
/** No rule of the platform: a stamp this old comes from a clock that was never set. */
const IMPLAUSIBLY_OLD_MS = 10 * 365 * DAY_MS;

class Reading {
  readonly faults: Fault[] = [];
  readonly context: PostContext;
  id = "";
  wantsReply = true;
  values: PostedValue[] = [];
  timeMs: number | undefined;
  content = "";

  constructor(context: PostContext) {
    this.context = context;
  }

  fault(rule: Rule, why: string, code?: number): void {
    this.faults.push(code === undefined ? { rule, why } : { rule, why, code });
  }

  /** The members all posts share; gives `params` as values and as written. */
  envelope(text: string | undefined): { params: Json; raw: Json } | undefined {
    const parsed = text === undefined ? undefined : parseJson(text);
    if (!parsed || !isObject(parsed.value)) {
      this.fault("payload", "payload is no JSON object", 6207);
      return undefined;
    }
    const { value } = parsed;
    const raw = parsed.raw;
    this.#readId(value.id);
    this.#readMethod(value.method);
    if (value.version !== undefined && !/^1\.0(\.\d+)?$/.test(String(value.version))) {
      this.fault("version", `version ${JSON.stringify(value.version)}, not "1.0"`);
    }
    this.wantsReply = member(value.sys, "ack") !== 0;
    const params = member(value, "params");
    const written = member(raw, "params");
    this.content = canonical(written);
    if (isObject(params) && Object.keys(params).length > 0) return { params, raw: written ?? null };
    this.fault("payload", "params is missing, empty or no object", 460);
    return undefined;
  }

  /** A decimal string 0..4294967295 (fact 2.1). */
  #readId(id: Json | undefined): void {
    this.id = typeof id === "string" ? id : "";
    const inRange = /^\d{1,10}$/.test(this.id) && Number(this.id) <= 0xffffffff;
    if (!inRange) this.fault("id", `id ${JSON.stringify(id) ?? "missing"} is no decimal string 0..4294967295`, 460);
  }

  #readMethod(method: Json | undefined): void {
    const { settings, method: wanted } = this.context;
    if (method === undefined && settings.requiresMethod) this.fault("method", "method missing", 6300);
    if (method !== undefined && method !== wanted) {
      this.fault("method", `method ${JSON.stringify(method)} on the topic of ${wanted}`);
    }
  }

  /** UTC ms, at most 24 h ahead (fact 2.1). */
  time(time: Json | undefined): number | undefined {
    if (time === undefined) return undefined;
    const { nowMs } = this.context;
    if (typeof time !== "number" || !Number.isSafeInteger(time) || time < 0) {
      this.fault("time", `time ${JSON.stringify(time)} is no UTC ms`, 460);
      return undefined;
    }
    if (time > nowMs + DAY_MS) this.fault("time", `time ${time} is more than 24 h ahead of ${nowMs}`, 460);
    if (time < nowMs - IMPLAUSIBLY_OLD_MS) this.fault("time", `time ${time} comes from a clock that was never set`);
    return time;
  }

  value(
    name: string,
    spec: DataSpec | undefined,
    value: Json,
    raw: Json | undefined,
    timeMs: number | undefined,
  ): void {
    if (!spec) {
      const refuses = this.context.settings.unknownProperty === "refuse";
      this.fault("unknown-name", `${name} is not in the thing model (6320)`, refuses ? 6320 : undefined);
      return;
    }
    const wrong = valueFault(name, spec, value, raw);
    if (wrong) this.fault("value", wrong.why, wrong.code);
    else this.values.push({ name, value, timeMs });
  }

  done(): Post {
    const { id, wantsReply, values, timeMs, content, faults } = this;
    return { id, wantsReply, values, timeMs, content, faults };
  }
}

/** `{"Gas":12.5}` or `{"Gas":{"value":12.5,"time":t}}`, also mixed. */
export function readPropertyPost(text: string | undefined, context: PostContext): Post {
  const reading = new Reading(context);
  const body = reading.envelope(text);
  if (!body || !isObject(body.params)) return reading.done();
  const names = Object.keys(body.params);
  if (names.length > MAX_PROPERTIES) reading.fault("payload", `${names.length} properties, not at most 200`, 6106);
  for (const name of names) {
    const given = body.params[name] as Json;
    const written = member(body.raw, name);
    const spec = Object.hasOwn(context.model.properties, name) ? context.model.properties[name] : undefined;
    if (!isObject(given)) reading.value(name, spec, given, written, undefined);
    else reading.value(name, spec, member(given, "value") ?? null, member(written, "value"), reading.time(given.time));
  }
  return reading.done();
}

/** `{"value":{outputs},"time":t}` as documented, or the outputs bare as the JS SDK sends them (fact 2.2). */
export function readEventPost(name: string, text: string | undefined, context: PostContext): Post {
  const reading = new Reading(context);
  const body = reading.envelope(text);
  const spec = Object.hasOwn(context.model.events, name) ? context.model.events[name] : undefined;
  if (!spec) reading.fault("unknown-name", `event ${name} is not in the thing model`, 5160);
  if (!body || !spec) return reading.done();
  const documented = isObject(member(body.params, "value"));
  const outputs = documented ? member(body.params, "value") : body.params;
  const written = documented ? member(body.raw, "value") : body.raw;
  if (documented) reading.timeMs = reading.time(member(body.params, "time"));
  for (const [key, value] of Object.entries(isObject(outputs) ? outputs : {})) {
    const output = Object.hasOwn(spec.outputs, key) ? spec.outputs[key] : undefined;
    reading.value(key, output, value, member(written, key), reading.timeMs);
  }
  for (const key of Object.keys(spec.outputs)) {
    if (member(outputs, key) === undefined) reading.fault("value", `output ${key} of ${name} is missing`, 6302);
  }
  return reading.done();
}

export interface Answer {
  readonly id: string;
  readonly code: number | undefined;
  readonly data: Json;
  /** Its numbers as they were written. */
  readonly raw: Json;
}

/** A device's answer to a property set or a service call; code 100000 and up is its own (fact 2.4). */
export function readAnswer(text: string | undefined): Answer | string {
  const parsed = text === undefined ? undefined : parseJson(text);
  const id = member(parsed?.value, "id");
  const code = member(parsed?.value, "code");
  if (typeof id !== "string") return "answer is no JSON object with an id";
  if (typeof code !== "number" || !Number.isInteger(code)) return `answer ${id} has no integer code`;
  if (!isObject(member(parsed?.value, "data"))) return `answer ${id} has no data object`;
  return { id, code, data: member(parsed?.value, "data") ?? {}, raw: member(parsed?.raw, "data") ?? {} };
}

/** What is wrong with a service's outputs, each in its own words; a value is checked as in a post. */
export function outputFaults(service: string, { outputs }: ServiceSpec, { data, raw }: Answer): string[] {
  return Object.entries(isObject(data) ? data : {}).flatMap(([name, value]) => {
    const spec = Object.hasOwn(outputs, name) ? outputs[name] : undefined;
    if (!spec) return [`${service} has no output ${name}`];
    return valueFault(name, spec, value, member(raw, name))?.why ?? [];
  });
}

/** Member order as in the platform's own examples. */
export function replyText(id: string, code: number, method: string): string {
  const message = code === 200 ? "success" : `error ${code}`;
  return JSON.stringify({ code, data: {}, id, message, method, version: "1.0" });
}
