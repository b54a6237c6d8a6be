/** A device's posts and answers in Alink JSON, and the replies it gets (facts: cloud sections 2.1, 2.2, 2.4, 8.6). */
import { type Fault, type PostContext, type PostedValue, Reading } from "./envelope.ts";
import { isObject, type Json, member, parseJson } from "./raw-json.ts";
import { type ServiceSpec, valueFault } from "./thing-model.ts";

export interface PostedEvent {
  readonly name: string;
  readonly values: readonly PostedValue[];
  readonly timeMs: number | undefined;
}

export interface Post {
  readonly id: string;
  readonly wantsReply: boolean;
  readonly content: string;
  readonly properties: readonly PostedValue[];
  readonly events: readonly PostedEvent[];
  /** It comes from a device's offline store, and may be older than what is known. */
  readonly isStored: boolean;
  readonly faults: readonly Fault[];
}

/** With how many properties a post is refused (fact 1.5). */
const MAX_PROPERTIES = 200;

/** `{"Gas":12.5}` or `{"Gas":{"value":12.5,"time":t}}`, also mixed. */
export function readPropertyPost(text: string | undefined, context: PostContext): Post {
  const reading = new Reading(context);
  const body = reading.envelope(text, "object");
  const params = isObject(body?.params) ? body.params : {};
  countProperties(reading, Object.keys(params).length);
  for (const [name, given] of Object.entries(params)) reading.property(name, given, member(body?.raw, name));
  return postOf(reading, reading.values, []);
}

/** `{"value":{outputs},"time":t}` as documented, or the outputs bare as the JS SDK sends them (fact 2.2). */
export function readEventPost(name: string, text: string | undefined, context: PostContext): Post {
  const reading = new Reading(context);
  const body = reading.envelope(text, "object");
  if (!body) return postOf(reading, [], []);
  return postOf(reading, [], [readEvent(reading, name, body.params, body.raw)]);
}

function readEvent(reading: Reading, name: string, given: Json, written: Json | undefined): PostedEvent {
  const documented = isObject(member(given, "value"));
  const timeMs = documented ? reading.time(member(given, "time")) : undefined;
  const before = reading.values.length;
  if (documented) reading.outputs(name, member(given, "value"), member(written, "value"), timeMs);
  else reading.outputs(name, given, written, timeMs);
  return { name, values: reading.values.splice(before), timeMs };
}

/** `{"properties":{"P":[{value,time},..]},"events":{"E":[{value:{},time},..]}}`: a device's offline store (fact 2.2). */
export function readBatchPost(text: string | undefined, context: PostContext): Post {
  const reading = new Reading(context);
  const body = reading.envelope(text, "object");
  const events: PostedEvent[] = [];
  const hasContent = ["properties", "events"].some((kind) => member(body?.params, kind) !== undefined);
  if (body && !hasContent) reading.fault("payload", "batch has neither properties nor events", 460);
  eachListed(reading, body?.params, body?.raw, "properties", (name, given, raw) => reading.property(name, given, raw));
  eachListed(reading, body?.params, body?.raw, "events", (name, given, raw) => {
    events.push(readEvent(reading, name, given, raw));
  });
  countProperties(reading, reading.values.length);
  return postOf(reading, reading.values, events, true);
}

type Take = (name: string, given: Json, written: Json | undefined) => void;

function eachListed(reading: Reading, params: Json | undefined, raw: Json | undefined, kind: string, take: Take): void {
  const lists = member(params, kind);
  if (lists !== undefined && !isObject(lists)) reading.fault("payload", `${kind} of a batch is no object`, 460);
  for (const [name, list] of Object.entries(isObject(lists) ? lists : {})) {
    const written = member(member(raw, kind), name);
    if (!Array.isArray(list)) reading.fault("payload", `${kind} ${name} is no list of values`, 460);
    else for (const [i, given] of list.entries()) take(name, given, Array.isArray(written) ? written[i] : undefined);
  }
}

/** A list of `{identity,properties:[{"P":{value,time}}],events:[{"E":{value,time}}]}`; a direct device's are its own. */
export function readHistoryPost(text: string | undefined, context: PostContext, identity: Json): Post {
  const reading = new Reading(context);
  const body = reading.envelope(text, "array");
  const events: PostedEvent[] = [];
  for (const [i, entry] of (Array.isArray(body?.params) ? body.params : []).entries()) {
    const written = Array.isArray(body?.raw) ? body.raw[i] : undefined;
    const whose = member(entry, "identity");
    const keys = ["productKey", "deviceName"];
    if (!keys.every((key) => member(whose, key) === member(identity, key))) {
      reading.fault("payload", `history of ${JSON.stringify(whose)}, which is not this device`, 460);
      continue;
    }
    eachPair(reading, entry, written, "properties", (name, given, raw) => reading.property(name, given, raw));
    eachPair(reading, entry, written, "events", (name, given, raw) =>
      events.push(readEvent(reading, name, given, raw)),
    );
  }
  countProperties(reading, reading.values.length);
  return postOf(reading, reading.values, events, true);
}

function eachPair(reading: Reading, entry: Json, raw: Json | undefined, kind: string, take: Take): void {
  const list = member(entry, kind);
  if (list === undefined) return;
  if (!Array.isArray(list)) reading.fault("payload", `${kind} of a history entry is no list`, 460);
  for (const [i, pairs] of (Array.isArray(list) ? list : []).entries()) {
    const all = member(raw, kind);
    const written = Array.isArray(all) ? all[i] : undefined;
    for (const [name, given] of Object.entries(isObject(pairs) ? pairs : {})) take(name, given, member(written, name));
  }
}

function countProperties(reading: Reading, count: number): void {
  if (count > MAX_PROPERTIES) reading.fault("payload", `${count} properties, not at most ${MAX_PROPERTIES}`, 6106);
}

function postOf(
  { id, wantsReply, content, faults }: Reading,
  properties: readonly PostedValue[],
  events: readonly PostedEvent[],
  isStored = false,
): Post {
  return { id, wantsReply, content, properties, events, isStored, faults };
}

export interface Answer {
  readonly id: string;
  readonly code: number | undefined;
  readonly data: Json;
  /** Its numbers as they were written. */
  readonly raw: Json;
}

/** A device's answer to what the platform asked; code 100000 and up is its own (fact 2.4). */
export function readAnswer(text: string | undefined): Answer | string {
  const parsed = text === undefined ? undefined : parseJson(text);
  const id = member(parsed?.value, "id");
  const code = member(parsed?.value, "code");
  if (typeof id !== "string") return "answer is no JSON object with an id";
  if (typeof code !== "number" || !Number.isInteger(code)) return `answer ${id} has no integer code`;
  if (!isObject(member(parsed?.value, "data"))) return `answer ${id} has no data object`;
  return { id, code, data: member(parsed?.value, "data") ?? {}, raw: member(parsed?.raw, "data") ?? {} };
}

/** What is wrong with the values of an answer, each in its own words; a value is checked as in a post. */
export function outputFaults(asked: string, outputs: ServiceSpec["outputs"], { data, raw }: Answer): string[] {
  return Object.entries(isObject(data) ? data : {}).flatMap(([name, value]) => {
    const spec = Object.hasOwn(outputs, name) ? outputs[name] : undefined;
    if (!spec) return [`${asked} has no output ${name}`];
    return valueFault(name, spec, value, member(raw, name))?.why ?? [];
  });
}

/** Member order as in the platform's own examples. */
export function replyText(id: string, code: number, method: string, data: Json = {}): string {
  const message = code === 200 ? "success" : `error ${code}`;
  return JSON.stringify({ code, data, id, message, method, version: "1.0" });
}
