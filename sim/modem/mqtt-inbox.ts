/** Incoming messages: pushed as `+MSUB: "topic",N byte,<raw>` or kept in four slots (6.7, 7). */
import type { IPublishPacket, Packet } from "mqtt-packet";
import type { Inside } from "./inside.ts";
import { frame } from "./output.ts";

interface Slot {
  topic: string;
  payload: string;
  isValid: boolean;
}

const SLOTS = 4;

export class Inbox {
  #in: Inside;
  #send: (packet: Packet) => void;
  #slots: (Slot | undefined)[] = [];
  #next = 0;

  constructor(inside: Inside, send: (packet: Packet) => void) {
    this.#in = inside;
    this.#send = send;
  }

  restart(): void {
    this.#slots = [];
    this.#next = 0;
  }

  take(packet: IPublishPacket): void {
    const messageId = packet.messageId ?? 0;
    if (packet.qos === 1) this.#send({ cmd: "puback", messageId });
    if (packet.qos === 2) this.#send({ cmd: "pubrec", messageId });
    const raw = Buffer.from(packet.payload as Buffer);
    const hex = this.#in.profile.mqttHexMode === 1 && this.#in.family.hexOnReceive;
    this.deliver(Buffer.from(packet.topic, "utf8").toString("latin1"), raw.toString(hex ? "hex" : "latin1"));
  }

  /** Topic and payload as bytes. */
  deliver(topic: string, payload: string): void {
    if (this.#in.profile.mqttMessageMode === 1) {
      this.#keep(topic, payload);
      return;
    }
    const { pushBytes, pushOverLimit, msubColon, msubUnit, msubTail } = this.#in.family;
    if (payload.length > pushBytes && pushOverLimit === "drop") return;
    const body = payload.slice(0, pushBytes);
    const text = `+MSUB${msubColon}"${topic}",${body.length}${msubUnit},${body}`;
    this.#in.out.print(frame("message", text, { tail: msubTail }));
  }

  /** AT+MQTTMSGGET? */
  list(): string[] {
    const validity = (i: number) => (this.#slots[i]?.isValid ? "VALID" : "INVALID");
    return Array.from({ length: SLOTS }, (_, i) => `+MQTTMSGGET: ${i},${validity(i)}`);
  }

  /** AT+MQTTMSGGET: the cached form has neither quotes nor a blank (7). */
  drain(): string[] {
    const lines: string[] = [];
    for (const slot of this.#slots) {
      if (!slot?.isValid) continue;
      slot.isValid = false;
      lines.push(`+MSUB:${slot.topic},${slot.payload.length} byte,${slot.payload}`);
    }
    return lines;
  }

  /** The oldest is overwritten. */
  #keep(topic: string, payload: string): void {
    const slot = this.#next;
    this.#slots[slot] = { topic, payload, isValid: true };
    this.#next = (slot + 1) % SLOTS;
    this.#in.out.urc(`+MSUB: ${slot}`);
  }
}
