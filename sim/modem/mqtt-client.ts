/** The MQTT client inside the modem: one session, MQTT 3.1.1 (6, 7, 9). States are those of 6.1. */
import type { ISubackPacket, Packet, QoS } from "mqtt-packet";
import type { ConnectionEvents, OpenFailure } from "../cloud/network.ts";
import type { Inside } from "./inside.ts";
import { Inbox } from "./mqtt-inbox.ts";
import { MqttLink } from "./mqtt-link.ts";

export type MqttState = "OFF" | "CONFIGURED" | "CONNECTING" | "TCP" | "LOGIN" | "UP" | "LEFT" | "DOWN";

export interface MqttConfig {
  readonly clientId: string;
  readonly username?: string;
  readonly password?: Buffer;
  readonly will?: { readonly topic: string; readonly payload: Buffer; readonly qos: QoS; readonly retain: boolean };
}

/** `TCP ERROR:<n>` (10). */
const TCP_ERRORS: Readonly<Record<OpenFailure, number>> = { refused: 11, unreachable: 6, timeout: 12, dns: 5, tls: 13 };
/** CIPSTATUS while the link is there (5). */
const LINK_TEXTS: Readonly<Partial<Record<MqttState, string>>> = {
  CONNECTING: "TCP CONNECTING",
  TCP: "CONNECT OK",
  LOGIN: "CONNECT OK",
  UP: "CONNECT OK",
  DOWN: "TCP CLOSED",
};
const LAST_PACKET_ID = 0xffff;

export class MqttClient {
  state: MqttState = "OFF";
  config: MqttConfig | undefined;
  readonly inbox: Inbox;
  readonly link: MqttLink;
  /** Faults': the next opens fail; the next CONNACKs are refusals. */
  opensToFail = 0;
  connacksToRefuse = 0;
  #in: Inside;
  #handlers: Readonly<Partial<Record<Packet["cmd"], (packet: Packet) => void>>>;
  #packetId = 0;
  #pingEveryMs = 0;
  #lastSentMs = 0;
  #lastHeardMs = 0;

  constructor(inside: Inside) {
    this.#in = inside;
    this.link = new MqttLink(inside);
    this.inbox = new Inbox(inside, (packet) => this.#send(packet));
    const { out } = inside;
    this.#handlers = {
      connack: (packet) => packet.cmd === "connack" && this.#connack(packet.returnCode ?? 0),
      suback: (packet) => packet.cmd === "suback" && this.#suback(packet.granted),
      unsuback: () => out.result("UNSUBACK", "result:UNSUBACK"),
      puback: () => out.result("PUBACK", "result:PUBACK"),
      pubrec: ({ messageId = 0 }) => {
        out.result("PUBREC");
        this.#send({ cmd: "pubrel", messageId });
      },
      pubcomp: () => out.result("PUBCOMP", "result:PUBACK"),
      publish: (packet) => packet.cmd === "publish" && this.inbox.take(packet),
      pubrel: ({ messageId = 0 }) => this.#send({ cmd: "pubcomp", messageId }),
    };
  }

  get linkText(): string | undefined {
    return LINK_TEXTS[this.state];
  }

  /** AT+MQTTSTATU: 0 none, 2 TCP only, 1 authenticated. */
  get statusNumber(): 0 | 1 | 2 {
    if (this.state === "UP") return 1;
    const hasTcp = this.state === "TCP" || this.state === "LOGIN" || (this.state === "LEFT" && !this.link.isGone);
    return hasTcp ? 2 : 0;
  }

  /** Power cut or reboot. */
  restart(): void {
    this.link.forget();
    this.state = "OFF";
    this.config = undefined;
    this.inbox.restart();
  }

  /** Over TLS with the settings of a context, which have their own patience for the handshake (14). */
  open(host: string, port: number, tlsContext?: number): void {
    const { tls, family } = this.#in;
    const isTls = tlsContext !== undefined;
    this.state = "CONNECTING";
    const events: ConnectionEvents = {
      opened: () => this.#opened(),
      failed: (why) => this.#openFailed(why),
      packet: (packet) => this.#packet(packet),
      closed: () => this.#closed(),
    };
    this.link.open(host, port, this.opensToFail > 0, events, isTls ? tls.offer(tlsContext) : undefined);
    if (this.opensToFail > 0) this.opensToFail--;
    const mine = this.link.identity;
    this.#in.later(family.connectTimeoutMs + (isTls ? tls.negotiateMs(tlsContext) : 0), () => {
      if (mine === this.link.identity && this.state === "CONNECTING") this.#openFailed("timeout");
    });
  }

  /** MCONNECT, once its OK is out. */
  login(clean: boolean, keepaliveS: number, mode: number): void {
    const config = this.config as MqttConfig;
    const pingS = mode === 1 ? keepaliveS : Math.min(keepaliveS, this.#in.family.keepaliveCapS);
    this.#pingEveryMs = this.#in.family.pingsItself ? pingS * 1000 : 0;
    this.state = "LOGIN";
    this.#send({
      cmd: "connect",
      protocolId: "MQTT",
      protocolVersion: 4,
      clean,
      keepalive: keepaliveS,
      ...config,
    });
  }

  subscribe(topic: string, qos: QoS): void {
    this.#send({ cmd: "subscribe", messageId: this.#nextId(), subscriptions: [{ topic, qos }] });
  }

  unsubscribe(topic: string): void {
    this.#send({ cmd: "unsubscribe", messageId: this.#nextId(), unsubscriptions: [topic] });
  }

  publish(topic: string, payload: Buffer, qos: QoS, retain: boolean): void {
    const packet: Packet = { cmd: "publish", topic, payload, qos, retain, dup: false };
    this.#send(qos === 0 ? packet : { ...packet, messageId: this.#nextId() });
  }

  /** MDISCONNECT: the broker closes the TCP link, which goes unsaid (6.8). */
  leave(): void {
    this.#send({ cmd: "disconnect" });
    this.state = "LEFT";
  }

  /** MIPCLOSE, CIPSHUT. */
  closeLocally(): void {
    const wasOpen = !this.link.isGone;
    this.link.drop();
    this.state = "OFF";
    if (wasOpen && this.#in.family.closedAfterLocalClose) this.#in.out.urc("CLOSED");
  }

  /** The context went away under the link; the modem knows. */
  contextLost(): void {
    if (!this.link.exists) return;
    if (this.state === "CONNECTING") {
      this.#openFailed("unreachable");
      return;
    }
    this.#loseLink();
    this.#in.waits.endResults();
  }

  /** CLOSED from the network's side: a reset on the way, unknown to the broker or not. */
  closeFromNetwork(): void {
    if (!this.link.exists) return;
    if (this.state === "CONNECTING") {
      this.#openFailed("refused");
      return;
    }
    this.#loseLink();
    this.#printClosed();
  }

  #send(packet: Packet): void {
    this.#lastSentMs = this.#in.clock.nowMs;
    this.link.send(packet);
  }

  #opened(): void {
    if (this.state !== "CONNECTING") return;
    this.state = "TCP";
    this.#in.out.result(`${this.#clientPrefix()}CONNECT OK`, "result:CONNECT");
  }

  #openFailed(why: OpenFailure): void {
    this.#loseLink();
    this.state = "CONFIGURED";
    const { out, bearer, family } = this.#in;
    if (family.printsTcpError) out.urc(`TCP ERROR:${TCP_ERRORS[why]}`);
    out.result(`STATE: ${bearer.stateText}`);
    out.result(`${this.#clientPrefix()}CONNECT FAIL`, "result:CONNECT");
  }

  #clientPrefix(): string {
    return this.#in.profile.cipmux === 1 ? "7," : "";
  }

  #packet(packet: Packet): void {
    this.#lastHeardMs = this.#in.clock.nowMs;
    this.#handlers[packet.cmd]?.(packet);
  }

  /** A refusal (0x80) is not shown, by default (6.5). */
  #suback(granted: ISubackPacket["granted"]): void {
    const isRefused = granted.some((qos) => qos === 0x80);
    this.#in.out.result(isRefused ? this.#in.family.subackRefusal : "SUBACK", "result:SUBACK");
  }

  #connack(returnCode: number): void {
    if (this.state !== "LOGIN") return;
    const isRefused = returnCode !== 0 || this.connacksToRefuse > 0;
    if (!isRefused) {
      this.state = "UP";
      this.#in.out.result("CONNACK OK", "result:CONNACK");
      if (this.#pingEveryMs > 0) this.#armPing(this.link.identity);
      return;
    }
    if (this.connacksToRefuse > 0) this.connacksToRefuse--;
    if (this.#in.family.connackRefusal === "ERROR") this.#in.out.result("ERROR", "result:CONNACK");
    else this.#printClosed();
    this.#loseLink();
  }

  /** One timer a link, set anew only when it is due. */
  #armPing(link: object | undefined): void {
    const dueMs = this.#lastSentMs + this.#pingEveryMs - this.#in.clock.nowMs;
    this.#in.later(Math.max(0, dueMs), () => {
      if (link !== this.link.identity || this.state !== "UP") return;
      if (this.#in.clock.nowMs - this.#lastSentMs < this.#pingEveryMs) return this.#armPing(link);
      const sentMs = this.#in.clock.nowMs;
      this.#send({ cmd: "pingreq" });
      // 1.5 keep-alives of silence end the link (23.9).
      this.#in.later(this.#pingEveryMs / 2, () => {
        if (link === this.link.identity && this.state === "UP" && this.#lastHeardMs < sentMs) this.closeFromNetwork();
      });
      this.#armPing(link);
    });
  }

  #closed(): void {
    if (this.state === "LEFT") return;
    this.#loseLink();
    this.#printClosed();
  }

  #loseLink(): void {
    this.link.drop();
    this.state = "DOWN";
  }

  #printClosed(): void {
    this.#in.waits.endResults();
    if (this.#in.family.printsClosed) this.#in.out.urc("CLOSED");
  }

  #nextId(): number {
    this.#packetId = (this.#packetId % LAST_PACKET_ID) + 1;
    return this.#packetId;
  }
}
