/** What goes up and what comes down: rights and limits, replies with their knobs, and the platform's own calls. */
import { Listeners } from "../listeners.ts";
import { IdLedger, RateMeter } from "./id-ledger.ts";
import { type Device, deviceKey } from "./login.ts";
import { type Json, jsonText } from "./raw-json.ts";
import { entryOf, keepBounded, type Rule } from "./records.ts";
import { Sessions } from "./sessions.ts";
import { publishFault, subscribeFault, sysTopic } from "./topics.ts";

export interface Downlink {
  readonly device: Device;
  readonly topic: string;
  readonly payload: string | Uint8Array;
  readonly qos: 0 | 1;
  /** The transport waits so long before it sends. */
  readonly delayMs: number;
  /** To the device whether it subscribed or not. */
  readonly unasked?: true;
}

/** Something the platform asked, and the device's answer. */
export interface Call {
  readonly device: Device;
  readonly id: string;
  readonly topic: string;
  readonly replyTopic: string;
  readonly method: string;
  readonly params: Json;
  /** Name of the service, where it is one. */
  readonly service?: string;
  readonly sentMs: number;
  readonly answered?: (call: Call) => void;
  reply?: { readonly code: number; readonly data: Json; readonly atMs: number };
}

export interface CallOptions {
  readonly service?: string;
  /** Where it goes, if not to the method's own system topic. */
  readonly topic?: string;
  readonly replyTopic?: string;
  /** Members of `params` that are floats: they are written as such. */
  readonly floats?: ReadonlySet<string>;
  /** Told once, when the answer is there. */
  readonly answered?: (call: Call) => void;
}

export interface PublishVerdict {
  readonly allowed: boolean;
  /** The connection goes too. */
  readonly closes: boolean;
  readonly why: string;
}

const ALLOWED: PublishVerdict = { allowed: true, closes: false, why: "" };
/** As in the recorded session (transcript.md); ids of calls count up from the one seen there. */
const FIRST_CALL_ID = 1_934_023_296;
const CALL_VERSION = "1.0.0";
/** The limit usually quoted; unverified (fact 1.5). */
const MAX_PAYLOAD_BYTES = 256 * 1024;

export class Exchange extends Sessions {
  readonly calls: Call[] = [];

  readonly #ledgers = new Map<string, IdLedger>();
  readonly #rates = new Map<string, RateMeter>();
  readonly #instanceRate = new RateMeter();
  readonly #filters = new Map<string, Set<string>>();
  readonly #downlinks = new Listeners<Downlink>();
  readonly #calls = new Listeners<Call>();
  readonly #refusals = { posts: { code: 0, times: 0 }, requests: { code: 0, times: 0 } };
  #nextCallId = FIRST_CALL_ID;
  #repliesToLose = 0;

  /** What the platform sends of its own accord; replies come back from `onPublish`. */
  readonly onDownlink = (listener: (downlink: Downlink) => void): (() => void) => this.#downlinks.add(listener);
  /** When it is asked, and again when it is answered. */
  readonly onCall = (listener: (call: Call) => void): (() => void) => this.#calls.add(listener);

  // ---- up

  authorizeSubscribe(device: Device, filter: string): boolean {
    const why = subscribeFault(device, filter);
    if (why) this.violate({ device, rule: "foreign-topic", why: `subscribe: ${why}`, topic: filter });
    if (why) return false;
    const filters = entryOf(this.#filters, deviceKey(device), () => new Set<string>());
    const { subscriptionsPerDevice } = this.settings;
    if (!filters.has(filter) && filters.size >= subscriptionsPerDevice) {
      this.violate({ device, rule: "limit", why: `more than ${subscriptionsPerDevice} subscriptions`, topic: filter });
      return false;
    }
    filters.add(filter);
    return true;
  }

  /** Rights, QoS, rate, size. A message that is not allowed must not reach `onPublish`. */
  authorizePublish(device: Device, topic: string, qos: number, retain = false, bytes = 0): PublishVerdict {
    const { settings, nowMs } = this;
    // No retained messages (fact 0.6): the flag is noted and the message goes on without it.
    if (retain) this.violate({ device, rule: "retain", why: "retain flag set", topic });
    if (this.loginOf(device)?.registers) {
      return this.#refuse(device, topic, "registration", "publishes where it may only register (fact 1.4)", false);
    }
    const foreign = publishFault(device, topic);
    if (foreign)
      return this.#refuse(device, topic, "foreign-topic", `publish: ${foreign}`, settings.closesOnForeignPublish);
    if (qos > 1) return this.#refuse(device, topic, "qos2", `QoS ${qos}`, settings.closesOnQos2);
    if (bytes > MAX_PAYLOAD_BYTES) return this.#refuse(device, topic, "payload", `${bytes} bytes`, false);
    const rate = entryOf(this.#rates, deviceKey(device), () => new RateMeter());
    const admitted =
      rate.admit(nowMs, settings.uplinkPerSecond) && this.#instanceRate.admit(nowMs, settings.instancePerSecond);
    return admitted ? ALLOWED : this.#refuse(device, topic, "rate", "Rate limit", false);
  }

  noteWill(device: Device): void {
    this.violate({ device, rule: "will", why: "CONNECT with a last will, which MQTT 3.1.1 has not on this platform" });
  }

  ledgerOf(device: Device): IdLedger {
    return entryOf(this.#ledgers, deviceKey(device), () => new IdLedger());
  }

  // ---- down

  rawDownlink(device: Device, topic: string, payload: string | Uint8Array, qos = this.settings.downlinkQos): void {
    this.send({ device, topic, payload, qos, delayMs: 0 });
  }

  send(downlink: Downlink): void {
    for (const down of this.log(downlink)) this.#downlinks.tell(down);
  }

  nextCallId(): string {
    return String(this.#nextCallId++);
  }

  /** Sends what a device has to answer, by default on the topic with `_reply`. */
  ask(device: Device, method: string, params: Json, options: CallOptions = {}): Call {
    const { service, answered, floats } = options;
    const id = this.nextCallId();
    const topic = options.topic?.replace("{id}", id) ?? sysTopic(device, `/${method.replaceAll(".", "/")}`);
    const replyTopic = options.replyTopic?.replace("{id}", id) ?? `${topic}_reply`;
    const named = { ...(service !== undefined && { service }), ...(answered && { answered }) };
    const call: Call = { device, id, topic, replyTopic, method, params, sentMs: this.nowMs, ...named };
    this.calls.push(call);
    keepBounded(this.calls, this.settings.logLimit);
    const written = jsonText(params, floats);
    this.#calls.tell(call);
    this.rawDownlink(
      device,
      topic,
      `{"method":${JSON.stringify(method)},"id":"${id}","params":${written},"version":"${CALL_VERSION}"}`,
    );
    return call;
  }

  /** A second answer to the same call is a QoS 1 copy, and no fault. */
  resolveCall(device: Device, topic: string, id: string, code: number, data: Json): Call | undefined {
    const key = deviceKey(device);
    const call = this.calls.findLast(
      (one) => one.id === id && one.replyTopic === topic && deviceKey(one.device) === key,
    );
    if (call && !call.reply) {
      call.reply = { code, data, atMs: this.nowMs };
      call.answered?.(call);
      this.#calls.tell(call);
    }
    return call;
  }

  reply(device: Device, topic: string, id: string, text: (id: string) => string, unasked = false): Downlink[] {
    const { wrongId, duplicateReplies, replyDelayMs, replyQos } = this.settings;
    if (this.#repliesToLose > 0) {
      this.#repliesToLose--;
      this.note("lost-reply", device, `reply to ${id} lost on purpose`, topic);
      return [];
    }
    const payload = text(wrongId ? String((Number(id) + 1) % 2 ** 32) : id);
    const one: Downlink = { device, topic, payload, qos: replyQos, delayMs: replyDelayMs, ...(unasked && { unasked }) };
    return Array.from({ length: 1 + duplicateReplies }, () => one).flatMap((down) => this.log(down));
  }

  log(down: Downlink): Downlink[] {
    this.note("down", down.device, "", down.topic, Buffer.from(down.payload).toString("utf8"));
    return [down];
  }

  // ---- knobs

  /** The next `count` replies never arrive, whatever they answer. */
  loseReplies(count: number): void {
    this.#repliesToLose = count;
  }

  /** The next posts are answered with `code` and not recorded; 0 times ends it. */
  refusePosts(code: number, times = Number.POSITIVE_INFINITY): void {
    this.#refusals.posts = { code, times };
  }

  /** The same for what a device asks of all other services: tags, desired values, config, log, jobs, ... */
  refuseRequests(code: number, times = Number.POSITIVE_INFINITY): void {
    this.#refusals.requests = { code, times };
  }

  takeRefusal(of: "posts" | "requests"): number | undefined {
    const refusal = this.#refusals[of];
    if (refusal.times <= 0) return undefined;
    refusal.times--;
    return refusal.code;
  }

  #refuse(device: Device, topic: string, rule: Rule, why: string, closes: boolean): PublishVerdict {
    this.violate({ device, rule, why, topic });
    this.note("dropped", device, why, topic);
    return { allowed: false, closes, why };
  }
}
