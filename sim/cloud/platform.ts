/**
 * The platform stand-in: what a device sees of Alibaba Cloud IoT, as plain synchronous logic. It owns no socket and no
 * timer: a transport (`virtual-broker.ts`, `broker.ts`, `attach.ts`) asks it, and carries the downlinks it announces.
 * It shares no code with the firmware, so that it can catch a wrong one.
 */

import { Listeners } from "../listeners.ts";
import { IdLedger, RateMeter } from "./id-ledger.ts";
import { checkLogin, type Device, deviceKey, type LoginRequest, type LoginResult } from "./login.ts";
import { Ota } from "./ota.ts";
import { decodeText, type Json } from "./raw-json.ts";
import { entryOf, keepBounded, Records, type Rule } from "./records.ts";
import type { Settings } from "./settings.ts";
import { GAS_MODEL, type ThingModel } from "./thing-model.ts";
import { publishFault, subscribeFault, sysTopic } from "./topics.ts";
import { handleUplink } from "./uplink.ts";

export interface Downlink {
  readonly device: Device;
  readonly topic: string;
  readonly payload: string | Uint8Array;
  readonly qos: 0 | 1;
  /** The transport waits so long before it sends. */
  readonly delayMs: number;
}

/** A property set or service call on its way. */
export interface Call {
  readonly device: Device;
  readonly id: string;
  readonly replyTopic: string;
  /** Name of the service; absent for a property set. */
  readonly service?: string;
  readonly sentMs: number;
  reply?: { readonly code: number; readonly data: Json; readonly atMs: number };
}

export interface Session {
  readonly device: Device;
  readonly login: LoginResult;
  /** Closes the connection of the one that was thrown off; with `ext` bit 1 the notice goes out first (fact 1.3). */
  readonly kick: (notice: Downlink | undefined) => void;
}

export interface PlatformOptions {
  /** Wall time, UTC ms. */
  readonly clock?: { nowMs(): number };
  readonly devices?: readonly Device[];
  readonly model?: ThingModel;
  readonly settings?: Partial<Settings>;
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

export class Platform extends Records {
  readonly model: ThingModel;
  readonly calls: Call[] = [];
  readonly ota = new Ota(this);

  readonly #devices = new Map<string, Device>();
  readonly #sessions = new Map<string, Session>();
  readonly #ledgers = new Map<string, IdLedger>();
  readonly #rates = new Map<string, RateMeter>();
  readonly #instanceRate = new RateMeter();
  readonly #downlinks = new Listeners<Downlink>();
  readonly #deviceListeners = new Listeners<Device>();
  #nextCallId = FIRST_CALL_ID;
  #repliesToLose = 0;
  #refusal = { code: 0, times: 0 };

  constructor(options: PlatformOptions = {}) {
    super(options.clock, options.settings);
    this.model = options.model ?? GAS_MODEL;
    for (const device of options.devices ?? []) this.addDevice(device);
  }

  get devices(): Device[] {
    return [...this.#devices.values()];
  }

  addDevice(device: Device): Device {
    this.#devices.set(deviceKey(device), device);
    this.#deviceListeners.tell(device);
    return device;
  }

  /** What the platform sends of its own accord; replies come back from `onPublish`. */
  readonly onDownlink = (listener: (downlink: Downlink) => void): (() => void) => this.#downlinks.add(listener);
  readonly onDevice = (listener: (device: Device) => void): (() => void) => this.#deviceListeners.add(listener);

  // ---- sessions

  login(request: LoginRequest): LoginResult {
    const result = checkLogin(request, (pk, dn) => this.#devices.get(`${dn}&${pk}`), this.settings);
    const { accepted, connackCode, why } = result;
    const outcome = accepted ? `accepted, keep-alive ${request.keepAliveS} s` : `CONNACK ${connackCode}: ${why}`;
    this.note("login", request.username, outcome);
    if (result.deviceAtFault) this.violate({ device: request.username, rule: "login", why, code: connackCode });
    return result;
  }

  /** One session per device: the newcomer throws the older one off (fact 0.5). */
  openSession(session: Session): void {
    const key = deviceKey(session.device);
    const older = this.#sessions.get(key);
    this.#sessions.set(key, session);
    this.ota.online(session.device);
    if (!older) return;
    this.note("offline", session.device, "kicked by the same device");
    const wantsNotice = (Number(older.login.parameters.get("ext") ?? 0) & 2) !== 0;
    const payload = JSON.stringify({ title: "kick", content: "Kicked by the same device" });
    older.kick(wantsNotice ? { device: older.device, topic: "/ext/notify", payload, qos: 0, delayMs: 0 } : undefined);
  }

  closeSession(session: Session, why: string): void {
    const key = deviceKey(session.device);
    if (this.#sessions.get(key) !== session) return;
    this.#sessions.delete(key);
    this.note("offline", session.device, why);
  }

  isOnline(device: Device): boolean {
    return this.#sessions.has(deviceKey(device));
  }

  /** Whether the platform subscribes the system topics by itself (fact 2.3). */
  autoSubscribes(login: LoginResult): boolean {
    const mode = this.settings.autoSubscribe;
    return mode === "always" || (mode === "ss" && login.parameters.get("_ss") === "1");
  }

  // ---- up

  authorizeSubscribe(device: Device, filter: string): boolean {
    const why = subscribeFault(device, filter);
    if (why) this.violate({ device, rule: "foreign-topic", why: `subscribe: ${why}`, topic: filter });
    return why === undefined;
  }

  /** Rights, QoS, rate, size. A message that is not allowed must not reach `onPublish`. */
  authorizePublish(device: Device, topic: string, qos: number, retain = false, bytes = 0): PublishVerdict {
    const { settings, nowMs } = this;
    // No retained messages (fact 0.6): the flag is noted and the message goes on without it.
    if (retain) this.violate({ device, rule: "retain", why: "retain flag set", topic });
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

  /** A message the device was allowed to publish; what comes back is for the transport to deliver. */
  onPublish(device: Device, topic: string, payload: string | Uint8Array): Downlink[] {
    const text = decodeText(payload);
    this.note("up", device, "", topic, text ?? Buffer.from(payload).toString("latin1"));
    const answers = handleUplink(this, device, topic, text);
    this.ota.heard(device);
    return answers;
  }

  noteWill(device: Device): void {
    this.violate({ device, rule: "will", why: "CONNECT with a last will, which MQTT 3.1.1 has not on this platform" });
  }

  // ---- down

  propertySet(device: Device, params: Record<string, Json>): Call {
    return this.#call(device, "/thing/service/property/set", "thing.service.property.set", params);
  }

  /** Asynchronous, or over RRPC for a caller that waits (fact 2.2). */
  service(device: Device, name: string, params: Record<string, Json>, how: "async" | "rrpc" = "async"): Call {
    const rest = how === "rrpc" ? `/rrpc/request/${this.#nextCallId}` : `/thing/service/${name}`;
    return this.#call(device, rest, `thing.service.${name}`, params, name);
  }

  rawDownlink(device: Device, topic: string, payload: string | Uint8Array, qos = this.settings.downlinkQos): void {
    for (const down of this.log({ device, topic, payload, qos, delayMs: 0 })) this.#downlinks.tell(down);
  }

  /** The next `count` replies never arrive. */
  loseReplies(count: number): void {
    this.#repliesToLose = count;
  }

  /** The next posts are answered with `code` and not recorded; 0 times ends it. */
  refusePosts(code: number, times = Number.POSITIVE_INFINITY): void {
    this.#refusal = { code, times };
  }

  #call(device: Device, rest: string, method: string, params: Record<string, Json>, service?: string): Call {
    const id = String(this.#nextCallId++);
    const answerTopic = rest.startsWith("/rrpc/") ? rest.replace("request", "response") : `${rest}_reply`;
    const replyTopic = sysTopic(device, answerTopic);
    const call: Call = { device, id, replyTopic, sentMs: this.nowMs, ...(service !== undefined && { service }) };
    this.calls.push(call);
    keepBounded(this.calls, this.settings.logLimit);
    this.rawDownlink(device, sysTopic(device, rest), JSON.stringify({ method, id, params, version: CALL_VERSION }));
    return call;
  }

  // ---- for uplink.ts and the transports

  /** A second answer to the same call is a QoS 1 copy, and no fault. */
  resolveCall(device: Device, topic: string, id: string, code: number, data: Json): Call | undefined {
    const call = this.calls.findLast((one) => one.id === id && one.replyTopic === topic && one.device === device);
    if (call && !call.reply) call.reply = { code, data, atMs: this.nowMs };
    return call;
  }

  reply(device: Device, topic: string, id: string, text: (id: string) => string): Downlink[] {
    const { wrongId, duplicateReplies, replyDelayMs, replyQos } = this.settings;
    if (this.#repliesToLose > 0) {
      this.#repliesToLose--;
      this.note("lost-reply", device, `reply to ${id} lost on purpose`, topic);
      return [];
    }
    const payload = text(wrongId ? String((Number(id) + 1) % 2 ** 32) : id);
    const one: Downlink = { device, topic, payload, qos: replyQos, delayMs: replyDelayMs };
    return Array.from({ length: 1 + duplicateReplies }, () => one).flatMap((down) => this.log(down));
  }

  log(down: Downlink): Downlink[] {
    this.note("down", down.device, "", down.topic, Buffer.from(down.payload).toString("utf8"));
    return [down];
  }

  takeRefusal(): number | undefined {
    if (this.#refusal.times <= 0) return undefined;
    this.#refusal.times--;
    return this.#refusal.code;
  }

  ledgerOf(device: Device): IdLedger {
    return entryOf(this.#ledgers, deviceKey(device), () => new IdLedger());
  }

  #refuse(device: Device, topic: string, rule: Rule, why: string, closes: boolean): PublishVerdict {
    this.violate({ device, rule, why, topic });
    this.note("dropped", device, why, topic);
    return { allowed: false, closes, why };
  }
}
