/**
 * A broker and no more, in virtual time, for devices that speak the plain dialect: logins as they are given, subscriptions,
 * retained messages, last wills. What it took stands in `messages`; its PUBACKs can be late, or never come.
 */
import type { IConnectPacket, IPublishPacket, ISubscribePacket, Packet } from "mqtt-packet";
import type { SimClock, Timer } from "../clock.ts";
import { Lane } from "./lane.ts";
import type { Connection, ConnectionEvents, Network } from "./network.ts";
import { filterMatches } from "./topics.ts";
import { bytesOf, overTheWire } from "./wire.ts";

export interface PlainMessage {
  readonly atMs: number;
  readonly topic: string;
  readonly payload: string;
  readonly retain: boolean;
  /** The broker said it for a device that was gone. */
  readonly isWill: boolean;
}

const OPEN_MS = 400;
const WAY_MS = 120;
const KEEP_ALIVE_FACTOR = 1.5;

export class PlainBroker implements Network {
  readonly clock: SimClock;
  readonly messages: PlainMessage[] = [];
  readonly retained = new Map<string, string>();
  readonly logins: IConnectPacket[] = [];
  /** Undefined: whatever comes. */
  login: { readonly username: string; readonly password: string } | undefined;
  /** Behind a publish; undefined: none is sent at all. */
  pubackMs: number | undefined = 0;
  /** No new connection opens. */
  isDown = false;
  readonly #host: string;
  #link: PlainLink | undefined;

  constructor(clock: SimClock, host: string) {
    this.clock = clock;
    this.#host = host;
  }

  open(host: string, _port: number, events: ConnectionEvents): Connection {
    const link = new PlainLink(this, events);
    this.clock.after(OPEN_MS, () => {
      if (this.isDown || host !== this.#host) link.fail(this.isDown ? "refused" : "dns");
      else link.opened();
    });
    return link;
  }

  /** Whoever has logged in last is the device; the one before is thrown out. */
  enter(link: PlainLink): void {
    if (this.#link && this.#link !== link) this.#link.end(true);
    this.#link = link;
  }

  leave(link: PlainLink): void {
    if (this.#link === link) this.#link = undefined;
  }

  take(topic: string, payload: string, retain: boolean, isWill = false): void {
    this.messages.push({ atMs: this.clock.nowMs, topic, payload, retain, isWill });
    if (retain) this.retained.set(topic, payload);
  }

  /** An order; false where nobody has subscribed to it. */
  send(topic: string, payload: string): boolean {
    return this.#link?.deliver(topic, payload) ?? false;
  }

  /** Nothing passes any more, and no end is told. */
  cut(): void {
    this.#link?.silence();
  }

  /** As a broker that is shut down. */
  drop(): void {
    this.#link?.end(true);
  }

  payloads(topic: string): string[] {
    return this.messages.filter((one) => one.topic === topic).map(({ payload }) => payload);
  }
}

class PlainLink implements Connection {
  readonly #broker: PlainBroker;
  readonly #events: ConnectionEvents;
  readonly #up: Lane;
  readonly #down: Lane;
  readonly #filters = new Set<string>();
  #connect: IConnectPacket | undefined;
  #timer: Timer | undefined;
  #state: "opening" | "open" | "closed" = "opening";
  #messageId = 0;

  constructor(broker: PlainBroker, events: ConnectionEvents) {
    this.#broker = broker;
    this.#events = events;
    this.#up = new Lane(broker.clock, () => WAY_MS);
    this.#down = new Lane(broker.clock, () => WAY_MS);
  }

  opened(): void {
    if (this.#state !== "opening") return;
    this.#state = "open";
    this.#events.opened();
  }

  fail(why: "refused" | "dns"): void {
    if (this.#state !== "opening") return;
    this.#state = "closed";
    this.#events.failed(why);
  }

  send(packet: Packet): void {
    if (this.#state !== "open") return;
    const copy = overTheWire(packet);
    this.#up.push(() => this.#receive(copy));
  }

  close(): void {
    const wasOpen = this.#state === "open";
    this.#state = "closed";
    if (wasOpen) this.#up.push(() => this.end(true));
  }

  silence(): void {
    this.#up.silence();
    this.#down.silence();
  }

  deliver(topic: string, payload: string): boolean {
    const isAsked = [...this.#filters].some((filter) => filterMatches(filter, topic));
    if (isAsked) {
      this.#messageId++;
      this.#answer({
        cmd: "publish",
        topic,
        payload: bytesOf(payload),
        qos: 1,
        retain: false,
        dup: false,
        messageId: this.#messageId,
      });
    }
    return isAsked;
  }

  /** The broker's end; without a goodbye of the device its will is said. */
  end(isSudden: boolean): void {
    const connect = this.#connect;
    if (!connect) return;
    this.#connect = undefined;
    this.#broker.clock.cancel(this.#timer);
    this.#broker.leave(this);
    const { will } = connect;
    if (isSudden && will) this.#broker.take(will.topic, bytesOf(will.payload).toString(), will.retain === true, true);
    this.#down.push(() => {
      if (this.#state !== "open") return;
      this.#state = "closed";
      this.#events.closed();
    });
  }

  #receive(packet: Packet): void {
    if (packet.cmd === "connect") this.#welcome(packet);
    if (!this.#connect) return;
    this.#watch(this.#connect);
    if (packet.cmd === "subscribe") this.#subscribe(packet);
    else if (packet.cmd === "publish") this.#publish(packet);
    else if (packet.cmd === "pingreq") this.#answer({ cmd: "pingresp" });
    else if (packet.cmd === "disconnect") this.end(false);
  }

  #welcome(packet: IConnectPacket): void {
    const { login } = this.#broker;
    const isKnown = !login || (packet.username === login.username && `${packet.password ?? ""}` === login.password);
    this.#broker.logins.push(packet);
    this.#answer({ cmd: "connack", returnCode: isKnown ? 0 : 5, sessionPresent: false });
    if (!isKnown) return;
    this.#connect = packet;
    this.#broker.enter(this);
  }

  #subscribe({ subscriptions, messageId }: ISubscribePacket): void {
    for (const { topic } of subscriptions) this.#filters.add(topic);
    this.#answer({ cmd: "suback", messageId: messageId ?? 0, granted: subscriptions.map(() => 1) });
  }

  #publish({ topic, payload, retain, qos, messageId = 0 }: IPublishPacket): void {
    const { pubackMs, clock } = this.#broker;
    this.#broker.take(topic, bytesOf(payload).toString(), retain);
    if (qos === 1 && pubackMs !== undefined) clock.after(pubackMs, () => this.#answer({ cmd: "puback", messageId }));
  }

  #answer(packet: Packet): void {
    const copy = overTheWire(packet);
    this.#down.push(() => this.#state === "open" && this.#events.packet(copy));
  }

  #watch({ keepalive = 0 }: IConnectPacket): void {
    const { clock } = this.#broker;
    clock.cancel(this.#timer);
    if (keepalive) this.#timer = clock.after(keepalive * 1000 * KEEP_ALIVE_FACTOR, () => this.end(true));
  }
}
