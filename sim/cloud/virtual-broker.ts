/** The platform's MQTT server in virtual time: one `accept` a TCP connection, MQTT 3.1.1 packets in and out. */
import type { IConnectPacket, IPublishPacket, Packet } from "mqtt-packet";
import type { SimClock, Timer } from "../clock.ts";
import { DeviceSession, type Redelivery } from "./device-session.ts";
import { type Device, deviceKey } from "./login.ts";
import type { Downlink, Platform, Session } from "./platform.ts";
import { autoSubscriptions } from "./topics.ts";
import { bytesOf } from "./wire.ts";

/** The server's end of a connection, as the network gives it. */
export interface ServerLink {
  readonly host: string;
  readonly tls: boolean;
  send(packet: Packet): void;
  close(): void;
}

export class VirtualBroker {
  readonly platform: Platform;
  readonly clock: SimClock;
  readonly redelivery: Redelivery = { afterMs: 10_000, attempts: 3, keptMs: 7 * 24 * 3600 * 1000, queued: 1000 };
  /** A connection that sends no CONNECT is closed after this. */
  connectTimeoutMs = 5000;
  connackDelayMs = 0;
  /** QoS 1 uplink is taken in, but never acknowledged. */
  freezesPuback = false;
  /** Accepts connections, takes all in, and says nothing at all, not even goodbye. */
  isMute = false;
  /** Every login is answered with this CONNACK code. */
  refusesWith: 0 | 1 | 2 | 3 | 4 | 5 = 0;
  /** Every connection is closed after so many packets from the device. */
  closeAfterPackets = Number.POSITIVE_INFINITY;
  /** The server's patience beyond the keep-alive; 1.5 is the standard's, the platform's is unverified (fact 1.3). */
  keepAliveFactor = 1.5;
  readonly #sessions = new Map<string, DeviceSession>();

  constructor(platform: Platform, clock: SimClock) {
    this.platform = platform;
    this.clock = clock;
    platform.onDownlink((down) => this.send(down));
  }

  accept(link: ServerLink): ServerConnection {
    return new ServerConnection(this, link);
  }

  sessionOf(device: Device): DeviceSession | undefined {
    return this.#sessions.get(deviceKey(device));
  }

  /** cleanSession 0 finds its old session, 1 throws it away. */
  resumeSession(device: Device, clean: boolean): { session: DeviceSession; present: boolean } {
    const old = this.sessionOf(device);
    old?.detach();
    const present = !clean && old !== undefined;
    const session = present ? old : new DeviceSession(device, this.clock, this.platform.settings, this.redelivery);
    this.#sessions.set(deviceKey(device), session);
    return { session, present };
  }

  endSession(session: DeviceSession, clean: boolean): void {
    session.detach();
    if (clean && this.sessionOf(session.device) === session) this.#sessions.delete(deviceKey(session.device));
  }

  send({ topic, payload, qos, delayMs }: Downlink): void {
    if (delayMs > 0) this.clock.after(delayMs, () => this.route(topic, payload, qos));
    else this.route(topic, payload, qos);
  }

  /** To whoever subscribed; a device that listens to its own posts hears them (transcript.md). */
  route(topic: string, payload: string | Uint8Array, qos: 0 | 1): void {
    for (const session of this.#sessions.values()) session.deliver(topic, payload, qos);
  }
}

/** Answers of a handler that end the connection. */
type Handled = "close" | undefined;
type Handlers = { readonly [C in Packet["cmd"]]?: (packet: Extract<Packet, { cmd: C }>) => Handled };

export class ServerConnection {
  readonly #broker: VirtualBroker;
  readonly #link: ServerLink;
  #connectTimer: Timer;
  #keepAliveTimer: Timer | undefined;
  #keepAliveMs = 0;
  #lastPacketMs = 0;
  #packets = 0;
  #open = true;
  /** Between a good CONNECT and its CONNACK the device may send already; the server waits with it. */
  #early: Packet[] | undefined;
  #login: { session: Session; mqtt: DeviceSession; clean: boolean } | undefined;

  constructor(broker: VirtualBroker, link: ServerLink) {
    this.#broker = broker;
    this.#link = link;
    this.#connectTimer = broker.clock.after(broker.connectTimeoutMs, () => this.#end("no CONNECT in time"));
  }

  receive(packet: Packet): void {
    if (!this.#open || this.#broker.isMute) return;
    if (this.#early) {
      this.#early.push(packet);
      return;
    }
    this.#lastPacketMs = this.#broker.clock.nowMs;
    const isConnect = packet.cmd === "connect";
    // The first packet is CONNECT, and no other is (MQTT 3.1.1 section 3.1).
    const inPlace = isConnect === (this.#login === undefined);
    const handle = this.#handlers[packet.cmd] as ((packet: Packet) => Handled) | undefined;
    if (!inPlace || !handle) this.#end(`${packet.cmd} out of place`);
    else if (handle(packet) === "close") this.#end("server closed");
    else if (++this.#packets >= this.#broker.closeAfterPackets) this.#end("closed on purpose");
  }

  /** The connection is gone from the other end. */
  lost(why: string): void {
    this.#end(why);
  }

  readonly #handlers: Handlers = {
    connect: (packet) => this.#connect(packet),
    publish: (packet) => this.#publish(packet),
    puback: (packet) => this.#with((session) => session.puback(packet.messageId ?? 0)),
    subscribe: (packet) => {
      const granted = packet.subscriptions.map(({ topic, qos }) => this.#subscribe(topic, qos));
      return this.#answer({ cmd: "suback", messageId: packet.messageId ?? 0, granted });
    },
    unsubscribe: (packet) => {
      for (const filter of packet.unsubscriptions) this.#login?.mqtt.unsubscribe(filter);
      return this.#answer({ cmd: "unsuback", messageId: packet.messageId ?? 0, granted: [] });
    },
    pingreq: () => this.#answer({ cmd: "pingresp" }),
    disconnect: () => {
      this.#end("device DISCONNECT");
      return undefined;
    },
  };

  #connect(packet: IConnectPacket): Handled {
    const { platform, clock, connackDelayMs, refusesWith } = this.#broker;
    clock.cancel(this.#connectTimer);
    if (refusesWith !== 0) return this.#refuse(refusesWith, packet.username ?? "");
    const clean = packet.clean ?? true;
    const login = platform.login({
      clientId: packet.clientId,
      username: packet.username ?? "",
      password: packet.password?.toString() ?? "",
      keepAliveS: packet.keepalive ?? 0,
      cleanSession: clean,
      host: this.#link.host,
      tls: this.#link.tls,
      protocolVersion: packet.protocolVersion ?? 4,
    });
    const { device } = login;
    if (!login.accepted || !device) {
      this.#link.send({ cmd: "connack", returnCode: login.connackCode, sessionPresent: false });
      return "close";
    }
    if (packet.will) platform.noteWill(device);
    const session: Session = { device, login, kick: (notice) => this.#kick(notice) };
    platform.openSession(session);
    const { session: mqtt, present } = this.#broker.resumeSession(device, clean);
    if (platform.autoSubscribes(login)) mqtt.autoSubscribe(autoSubscriptions(device));
    this.#login = { session, mqtt, clean };
    this.#keepAliveMs = (packet.keepalive ?? 0) * 1000 * this.#broker.keepAliveFactor;
    if (connackDelayMs === 0) return this.#welcome(present);
    this.#early = [];
    clock.after(connackDelayMs, () => this.#welcome(present));
    return undefined;
  }

  #refuse(returnCode: number, username: string): Handled {
    this.#broker.platform.note("login", username, `CONNACK ${returnCode} on purpose`);
    this.#link.send({ cmd: "connack", returnCode, sessionPresent: false });
    return "close";
  }

  #welcome(sessionPresent: boolean): Handled {
    if (!this.#open || !this.#login) return undefined;
    const early = this.#early ?? [];
    this.#early = undefined;
    this.#lastPacketMs = this.#broker.clock.nowMs;
    this.#link.send({ cmd: "connack", returnCode: 0, sessionPresent });
    this.#watchKeepAlive();
    this.#login.mqtt.attach((packet) => this.#link.send(packet));
    for (const packet of early) this.receive(packet);
    return undefined;
  }

  #publish({ topic, payload, qos, retain, messageId }: IPublishPacket): Handled {
    const { platform, freezesPuback } = this.#broker;
    const { device } = (this.#login as { session: Session }).session;
    const bytes = bytesOf(payload);
    const verdict = platform.authorizePublish(device, topic, qos, retain, bytes.length);
    if (verdict.closes) return "close";
    if (qos === 1 && !freezesPuback) this.#answer({ cmd: "puback", messageId: messageId ?? 0 });
    if (!verdict.allowed) return undefined;
    this.#broker.route(topic, bytes, qos === 0 ? 0 : 1);
    for (const reply of platform.onPublish(device, topic, bytes)) this.#broker.send(reply);
    return undefined;
  }

  /** The subscriber's QoS is ignored (fact 0.6), yet granted as asked; 0x80 for a foreign filter (fact 8.3). */
  #subscribe(filter: string, qos: number): number {
    const { session, mqtt } = this.#login as { session: Session; mqtt: DeviceSession };
    if (!this.#broker.platform.authorizeSubscribe(session.device, filter)) return 0x80;
    mqtt.subscribe(filter);
    return Math.min(qos, 1);
  }

  #with(act: (session: DeviceSession) => void): Handled {
    if (this.#login) act(this.#login.mqtt);
    return undefined;
  }

  #answer(packet: Packet): Handled {
    this.#link.send(packet);
    return undefined;
  }

  #watchKeepAlive(): void {
    const { clock } = this.#broker;
    const silentMs = clock.nowMs - this.#lastPacketMs;
    if (silentMs >= this.#keepAliveMs) this.#end("keep-alive timeout");
    else this.#keepAliveTimer = clock.after(this.#keepAliveMs - silentMs, () => this.#open && this.#watchKeepAlive());
  }

  #kick(notice: Downlink | undefined): void {
    if (notice) this.#login?.mqtt.deliverUnasked(notice.topic, notice.payload, 0);
    this.#end("kicked by the same device");
  }

  #end(why: string): void {
    if (!this.#open) return;
    this.#open = false;
    this.#broker.clock.cancel(this.#connectTimer);
    this.#broker.clock.cancel(this.#keepAliveTimer);
    if (this.#login) {
      this.#broker.endSession(this.#login.mqtt, this.#login.clean);
      this.#broker.platform.closeSession(this.#login.session, why);
    }
    if (!this.#broker.isMute) this.#link.close();
  }
}
