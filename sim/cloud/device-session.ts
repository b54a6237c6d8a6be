/** A device's MQTT session as the platform keeps it: filters, messages under way, and the queue for cleanSession 0. */
import type { IPublishPacket, Packet } from "mqtt-packet";
import type { SimClock, Timer } from "../clock.ts";
import type { Device } from "./login.ts";
import type { Settings } from "./settings.ts";
import { filterMatches } from "./topics.ts";
import { bytesOf } from "./wire.ts";

interface Waiting {
  readonly packet: IPublishPacket;
  readonly queuedMs: number;
}

export interface Redelivery {
  /** A QoS 1 message without PUBACK goes out again after so long; the platform's own figure is unverified. */
  afterMs: number;
  attempts: number;
  /** Queued messages older than this are thrown away; 7 days is often quoted, unverified (fact 1.3). */
  keptMs: number;
  /** Bound of the queue for a device that is offline. */
  queued: number;
}

export class DeviceSession {
  readonly device: Device;
  readonly #clock: SimClock;
  readonly #settings: Settings;
  readonly #redelivery: Redelivery;
  /** Filters the device asked for, and those the platform set by itself (fact 2.3). */
  readonly #explicit = new Set<string>();
  readonly #automatic = new Set<string>();
  readonly #unacked = new Map<number, { waiting: Waiting; sent: number; timer?: Timer }>();
  #queue: Waiting[] = [];
  #send: ((packet: Packet) => void) | undefined;
  #nextMessageId = 1;

  constructor(device: Device, clock: SimClock, settings: Settings, redelivery: Redelivery) {
    this.device = device;
    this.#clock = clock;
    this.#settings = settings;
    this.#redelivery = redelivery;
  }

  get unacked(): number {
    return this.#unacked.size;
  }

  get queued(): number {
    return this.#queue.length;
  }

  subscribe(filter: string): void {
    this.#explicit.add(filter);
  }

  autoSubscribe(filters: readonly string[]): void {
    for (const filter of filters) this.#automatic.add(filter);
  }

  /** An explicit UNSUBSCRIBE switches an automatic topic off too. */
  unsubscribe(filter: string): void {
    this.#explicit.delete(filter);
    this.#automatic.delete(filter);
  }

  /** Online: what is without PUBACK goes out again with DUP, then what was queued. */
  attach(send: (packet: Packet) => void): void {
    this.#send = send;
    for (const entry of this.#unacked.values()) {
      entry.sent = 0;
      this.#transmit(entry, true);
    }
    const oldestMs = this.#clock.nowMs - this.#redelivery.keptMs;
    this.#queue = this.#queue.filter((one) => one.queuedMs >= oldestMs);
    this.#drain();
  }

  detach(): void {
    this.#send = undefined;
    for (const entry of this.#unacked.values()) this.#clock.cancel(entry.timer);
  }

  /** A topic covered by an own and by an automatic filter comes twice: seen in the field (fact 2.3). */
  deliver(topic: string, payload: string | Uint8Array, qos: 0 | 1): void {
    const copies = [this.#explicit, this.#automatic].filter((set) => matchesAny(set, topic)).length;
    for (let i = 0; i < copies; i++) this.deliverUnasked(topic, payload, qos);
  }

  /** Without regard to subscriptions. */
  deliverUnasked(topic: string, payload: string | Uint8Array, qos: 0 | 1): void {
    const packet: IPublishPacket = { cmd: "publish", topic, payload: bytesOf(payload), qos, dup: false, retain: false };
    if (qos === 0) this.#send?.(packet);
    else if (this.#queue.length < this.#redelivery.queued) this.#queue.push({ packet, queuedMs: this.#clock.nowMs });
    this.#drain();
  }

  puback(messageId: number): void {
    const entry = this.#unacked.get(messageId);
    if (!entry) return;
    this.#clock.cancel(entry.timer);
    this.#unacked.delete(messageId);
    this.#drain();
  }

  #drain(): void {
    while (this.#send && this.#unacked.size < this.#settings.maxUnacked) {
      const waiting = this.#queue.shift();
      if (!waiting) return;
      const messageId = this.#freeMessageId();
      const entry = { waiting: { ...waiting, packet: { ...waiting.packet, messageId } }, sent: 0 };
      this.#unacked.set(messageId, entry);
      this.#transmit(entry, false);
    }
  }

  #transmit(entry: { waiting: Waiting; sent: number; timer?: Timer }, dup: boolean): void {
    if (!this.#send) return;
    this.#clock.cancel(entry.timer);
    entry.sent++;
    this.#send({ ...entry.waiting.packet, dup });
    if (entry.sent > this.#redelivery.attempts) return;
    entry.timer = this.#clock.after(this.#redelivery.afterMs, () => this.#transmit(entry, true));
  }

  #freeMessageId(): number {
    while (this.#unacked.has(this.#nextMessageId)) this.#nextMessageId = (this.#nextMessageId % 0xffff) + 1;
    const id = this.#nextMessageId;
    this.#nextMessageId = (id % 0xffff) + 1;
    return id;
  }
}

function matchesAny(filters: ReadonlySet<string>, topic: string): boolean {
  for (const filter of filters) if (filterMatches(filter, topic)) return true;
  return false;
}
