/**
 * What the cloud has from a device and asks of it, as far as it passes by on the modem's line, which the board shows while it is
 * traced. Who is logged in is not among it, and what the cloud keeps neither.
 */

import { GAS_MODEL } from "../../sim/cloud/thing-model.ts";
import { messageIn } from "../../sim/web/at-line.ts";
import type { Tell } from "../../sim/web/hub.ts";
import type { CloudLive, Maybe, PropertyLive } from "../../sim/web/live.ts";
import type { CallNews, CloudEvent } from "../../sim/web/news.ts";
import { type Members, membersOf, objectIn, textOf } from "../../sim/web/untrusted.ts";

interface Passing {
  readonly rest: string;
  readonly device: string;
  readonly body: Members;
}

const TOPIC = /^\/(?:sys|ota\/device\/inform)\/([^/]+)\/([^/]+)(?:\/(.*))?$/;
const PROPERTY_POST = "thing/event/property/post";
const EVENT_POST = /^thing\/event\/(\w+)\/post$/;
const ORDER = /^thing\/service\/(.+)$/;
const ANSWER = /^thing\/service\/(.+)_reply$/;
const KEEP_ALIVE = /^AT\+MCONNECT=\d,(\d+)/;

export class TracedCloud {
  readonly #wallMs: () => number;
  readonly #properties = new Map<string, PropertyLive>();
  readonly #tags = new Map<string, string>();
  readonly #events = new Map<string, CloudEvent>();
  readonly #calls = new Map<string, CallNews>();
  #device: string | undefined;
  #keepAliveS: number | null = null;
  #version: string | null = null;
  #tell: Tell | undefined;

  constructor(wallMs: () => number) {
    this.#wallMs = wallMs;
  }

  follow(tell: Tell): () => void {
    this.#tell = tell;
    return () => {
      this.#tell = undefined;
    };
  }

  /** One that has passed by. */
  event(id: string): CloudEvent | undefined {
    return this.#events.get(id);
  }

  /** An AT line. */
  line(direction: "<" | ">", text: string): void {
    const keepAlive = direction === ">" ? KEEP_ALIVE.exec(text)?.[1] : undefined;
    if (keepAlive !== undefined) this.#keepAliveS = Number(keepAlive);
    const message = messageIn(text);
    // An echo looks like a command, and comes from the other side.
    if (!message || message.direction !== direction) return;
    const { topic, payload } = message;
    const passing = this.#passing(topic, payload);
    const atMs = this.#wallMs();
    if (passing) this.#device = passing.device;
    const what = direction === ">" ? "up" : "down";
    this.#tell?.("cloudLog", { atMs, device: this.#device ?? "", what, topic, text: payload });
    if (!passing) return;
    if (direction === ">") this.#up(passing, atMs);
    else this.#down(passing, atMs);
  }

  /** null: nothing has passed by. */
  live(isOnline: Maybe<boolean>, sinceMs: Maybe<number>): Maybe<CloudLive> {
    const key = this.#device;
    if (key === undefined) return null;
    const keepAliveS = this.#keepAliveS;
    return {
      nowMs: Math.floor(this.#wallMs() / 1000) * 1000,
      devices: [{ key, name: key.split("&")[0] ?? key, isOnline }],
      device: key,
      isEnabled: null,
      login: isOnline ? { client: null, sinceMs, keepAliveS, parameters: {} } : null,
      version: this.#version,
      properties: [...this.#properties.values()],
      desired: null,
      tags: this.#tags.size === 0 ? null : [...this.#tags].map(([name, value]) => ({ key: name, value })),
      shadow: null,
      logMode: null,
      ota: null,
    };
  }

  #passing(topic: string, payload: string): Passing | undefined {
    const [, product, name, rest = "ota/inform"] = TOPIC.exec(topic) ?? [];
    const body = objectIn(payload);
    return product !== undefined && body ? { rest, device: `${name}&${product}`, body } : undefined;
  }

  #up({ rest, device, body }: Passing, atMs: number): void {
    const params = membersOf(body["params"]);
    const event = EVENT_POST.exec(rest)?.[1];
    const answered = ANSWER.exec(rest)?.[1];
    if (rest === PROPERTY_POST) {
      for (const [name, given] of Object.entries(params)) this.#properties.set(name, propertyOf(name, given, atMs));
    } else if (event !== undefined) this.#event(device, event, String(body["id"]), params, atMs);
    else if (answered !== undefined) this.#answer(device, body, atMs);
    else if (rest === "ota/inform") this.#version = textOf(params["version"]) ?? this.#version;
    else if (rest === "thing/deviceinfo/update" && Array.isArray(body["params"])) {
      for (const one of body["params"].map(membersOf)) this.#tags.set(String(one["attrKey"]), String(one["attrValue"]));
    }
  }

  #down({ rest, device, body }: Passing, atMs: number): void {
    const method = ORDER.exec(rest)?.[1];
    if (method === undefined || body["params"] === undefined) return;
    const call: CallNews = {
      device,
      id: String(body["id"]),
      what: `service.${method.replaceAll("/", ".")}`,
      params: body["params"],
      sentMs: atMs,
      code: null,
      data: null,
      answeredMs: null,
    };
    keep(this.#calls, call.id, call);
    this.#tell?.("calls", call);
  }

  #answer(device: string, { id, code, data }: Members, atMs: number): void {
    const call = this.#calls.get(String(id));
    if (call?.device !== device || typeof code !== "number") return;
    this.#tell?.("calls", { ...call, code, data: data ?? null, answeredMs: atMs });
  }

  #event(device: string, name: string, id: string, params: Members, atMs: number): void {
    const timeMs = typeof params["time"] === "number" ? params["time"] : atMs;
    const type = GAS_MODEL.events[name]?.type ?? "";
    const known = this.#events.get(id);
    const event: CloudEvent = known
      ? { ...known, copies: known.copies + 1 }
      : { device, id, name, type, outputs: membersOf(params["value"]), timeMs, receivedMs: atMs, copies: 1 };
    keep(this.#events, id, event);
    this.#tell?.("events", event);
  }
}

const KEPT = 300;

function keep<T>(map: Map<string, T>, key: string, item: T): void {
  map.set(key, item);
  const [oldest] = map.keys();
  if (map.size > KEPT && oldest !== undefined) map.delete(oldest);
}

function propertyOf(name: string, given: unknown, atMs: number): PropertyLive {
  const { value, time } = membersOf(given);
  if (value === undefined) return { name, value: given, timeMs: atMs };
  return { name, value, timeMs: typeof time === "number" ? time : atMs };
}
