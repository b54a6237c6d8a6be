/** One TCP connection to the virtual broker: MQTT 3.1.1 packets in and out (facts: cloud sections 1.3, 1.4, 8). */
import type { IConnectPacket, IPublishPacket, Packet } from "mqtt-packet";
import type { Timer } from "../clock.ts";
import type { DeviceSession } from "./device-session.ts";
import type { Downlink, Session } from "./platform.ts";
import { echoes } from "./rrpc.ts";
import { autoSubscriptions } from "./topics.ts";
import type { ServerLink, VirtualBroker } from "./virtual-broker.ts";
import { bytesOf } from "./wire.ts";

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
      ...(this.#link.tls !== undefined && { tls: this.#link.tls }),
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
    // What a registration leaves behind is nobody's session.
    const isFresh = clean || login.registers !== undefined;
    const { session: mqtt, present } = this.#broker.resumeSession(device, isFresh);
    if (platform.autoSubscribes(login)) mqtt.autoSubscribe(autoSubscriptions(device));
    this.#login = { session, mqtt, clean: isFresh };
    // Only a registration comes so far with 0, which is none (MQTT 3.1.1 section 3.1.2.10).
    this.#keepAliveMs = (login.keepAliveS || Number.POSITIVE_INFINITY) * 1000 * this.#broker.keepAliveFactor;
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
    for (const down of this.#broker.platform.greeting(this.#login.session)) this.#broker.send(down);
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
    if (echoes(platform, topic)) this.#broker.route(topic, bytes, qos === 0 ? 0 : 1);
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
    if (this.#keepAliveMs === Number.POSITIVE_INFINITY) return;
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
