/** The members that all Alink messages of a device share, read as the platform reads them (facts: cloud sections 2.1, 2.4). */
import { canonical, isObject, type Json, member, parseJson } from "./raw-json.ts";
import type { Rule } from "./records.ts";
import type { Settings } from "./settings.ts";
import { type DataSpec, type ThingModel, valueFault } from "./thing-model.ts";

export interface Fault {
  readonly rule: Rule;
  readonly why: string;
  /** Absent: noted, and yet accepted. */
  readonly code?: number;
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

/** `params` as values and as written. */
export interface Body {
  readonly params: Json;
  readonly raw: Json;
}

export type ParamsShape = "object" | "array" | "any";

const DAY_MS = 24 * 3600 * 1000;
/** No rule of the platform: a stamp this old comes from a clock that was never set. */
const IMPLAUSIBLY_OLD_MS = 10 * 365 * DAY_MS;

const FITS: Readonly<Record<ParamsShape, (params: Json | undefined) => boolean>> = {
  object: (params) => isObject(params) && Object.keys(params).length > 0,
  array: (params) => Array.isArray(params) && params.length > 0,
  any: () => true,
};

export class Reading {
  readonly faults: Fault[] = [];
  readonly context: PostContext;
  /** Echoed in the reply; "" where the message has none. */
  id = "";
  /** `sys.ack` 0 asks for no reply. */
  wantsReply = true;
  values: PostedValue[] = [];
  timeMs: number | undefined;
  /** Same text, same message: an identical resend has the same. */
  content = "";

  constructor(context: PostContext) {
    this.context = context;
  }

  fault(rule: Rule, why: string, code?: number): void {
    this.faults.push(code === undefined ? { rule, why } : { rule, why, code });
  }

  envelope(text: string | undefined, shape: ParamsShape): Body | undefined {
    const parsed = text === undefined ? undefined : parseJson(text);
    if (!parsed || !isObject(parsed.value)) {
      this.fault("payload", "payload is no JSON object", 6207);
      return undefined;
    }
    const { value, raw } = parsed;
    this.#readId(value.id);
    this.#readMethod(value.method);
    if (value.version !== undefined && !/^1\.0(\.\d+)?$/.test(String(value.version))) {
      this.fault("version", `version ${JSON.stringify(value.version)}, not "1.0"`);
    }
    this.wantsReply = member(value.sys, "ack") !== 0;
    const params = member(value, "params");
    const written = member(raw, "params");
    this.content = canonical(written);
    if (FITS[shape](params)) return { params: params ?? null, raw: written ?? null };
    this.fault("payload", `params is missing, empty or no ${shape}`, 460);
    return undefined;
  }

  /** A decimal string 0..4294967295 (fact 2.1). */
  #readId(id: Json | undefined): void {
    this.id = typeof id === "string" ? id : "";
    const inRange = /^\d{1,10}$/.test(this.id) && Number(this.id) <= 0xffffffff;
    const isTolerated = this.context.settings.malformedId === "flag" && this.id !== "";
    const why = `id ${JSON.stringify(id) ?? "missing"} is no decimal string 0..4294967295`;
    if (!inRange) this.fault("id", why, isTolerated ? undefined : 460);
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

  /** `12.5` or `{"value":12.5,"time":t}`. */
  property(name: string, given: Json, written: Json | undefined): void {
    const { properties } = this.context.model;
    const spec = Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (!isObject(given)) this.#value(name, spec, given, written, undefined);
    else this.#value(name, spec, member(given, "value") ?? null, member(written, "value"), this.time(given.time));
  }

  /** The outputs of an event, all of them; what does not fit is a fault. */
  outputs(event: string, outputs: Json | undefined, written: Json | undefined, timeMs: number | undefined): void {
    const { events } = this.context.model;
    const spec = Object.hasOwn(events, event) ? events[event] : undefined;
    if (!spec) {
      this.fault("unknown-name", `event ${event} is not in the thing model`, 5160);
      return;
    }
    for (const [key, value] of Object.entries(isObject(outputs) ? outputs : {})) {
      const output = Object.hasOwn(spec.outputs, key) ? spec.outputs[key] : undefined;
      this.#value(key, output, value, member(written, key), timeMs);
    }
    for (const key of Object.keys(spec.outputs)) {
      if (member(outputs, key) === undefined) this.fault("value", `output ${key} of ${event} is missing`, 6302);
    }
  }

  #value(name: string, spec: DataSpec | undefined, value: Json, raw: Json | undefined, timeMs?: number): void {
    if (!spec) {
      const refuses = this.context.settings.unknownProperty === "refuse";
      this.fault("unknown-name", `${name} is not in the thing model (6320)`, refuses ? 6320 : undefined);
      return;
    }
    const wrong = valueFault(name, spec, value, raw);
    if (wrong) this.fault("value", wrong.why, wrong.code);
    else this.values.push({ name, value, timeMs });
  }
}
