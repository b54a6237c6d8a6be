/** The virtual network with one device's MQTT client on it, for the tests beside this file. */
import assert from "node:assert/strict";
import type { IPublishPacket, Packet } from "mqtt-packet";
import { SimClock } from "../../sim/clock.ts";
import type { Device } from "../../sim/cloud/login.ts";
import type { Connection, ConnectionEvents, OpenFailure } from "../../sim/cloud/network.ts";
import { Platform } from "../../sim/cloud/platform.ts";
import type { Settings } from "../../sim/cloud/settings.ts";
import { RSA_SUITES, TLS_VERSIONS, type TlsOffer } from "../../sim/cloud/tls.ts";
import { VirtualNetwork } from "../../sim/cloud/virtual-network.ts";

export const DEVICE: Device = { productKey: "a1EXAMPLE00", deviceName: "D001", deviceSecret: "secret" };
export const HOST = "a1EXAMPLE00.iot-as-mqtt.cn-shanghai.aliyuncs.com";
export const SYS = "/sys/a1EXAMPLE00/D001";
export const SET = `${SYS}/thing/service/property/set`;
export const POST = `${SYS}/thing/event/property/post`;
/** A client that checks nothing. */
export const ANY_TLS: TlsOffer = { versions: TLS_VERSIONS, suites: RSA_SUITES, trustsAs: "root" };
const START_MS = 1_700_000_000_000;

/** The modem's MQTT client, as little of it as these tests need. */
export class Client {
  readonly packets: Packet[] = [];
  readonly events: string[] = [];
  readonly #rig: Rig;
  #connection: Connection | undefined;
  acknowledges = true;

  constructor(rig: Rig) {
    this.#rig = rig;
  }

  open(host = HOST, port = 1883, tls?: TlsOffer): this {
    const events: ConnectionEvents = {
      opened: () => this.events.push("opened"),
      failed: (why: OpenFailure) => this.events.push(`failed ${why} at ${this.#rig.clock.nowMs}`),
      closed: () => this.events.push("closed"),
      packet: (packet) => this.#take(packet),
    };
    this.#connection = this.#rig.network.open(host, port, events, tls);
    return this;
  }

  connect(change: Partial<Extract<Packet, { cmd: "connect" }>> = {}, tls?: TlsOffer): this {
    this.open(HOST, 1883, tls);
    this.waitFor(() => this.events.includes("opened"));
    this.send({
      cmd: "connect",
      protocolId: "MQTT",
      protocolVersion: 4,
      clientId: "D001|securemode=3,signmethod=hmacsha1|",
      username: "D001&a1EXAMPLE00",
      password: Buffer.from("43eb60cfc371b6af9abb7a11ab3abbbfa0019170"),
      keepalive: 300,
      clean: false,
      ...change,
    });
    this.waitFor(() => this.of("connack").length > 0 || this.events.includes("closed"));
    return this;
  }

  subscribe(...topics: string[]): this {
    this.send({ cmd: "subscribe", messageId: 7, subscriptions: topics.map((topic) => ({ topic, qos: 1 })) });
    this.waitFor(() => this.of("suback").length > 0);
    return this;
  }

  publish(topic: string, payload: string, qos: 0 | 1 | 2 = 1, messageId = 21): void {
    this.send({ cmd: "publish", topic, payload, qos, messageId, dup: false, retain: false });
  }

  send(packet: Packet): void {
    this.#connection?.send(packet);
  }

  close(): void {
    this.#connection?.close();
  }

  of<C extends Packet["cmd"]>(cmd: C): Extract<Packet, { cmd: C }>[] {
    return this.packets.filter((one): one is Extract<Packet, { cmd: C }> => one.cmd === cmd);
  }

  get received(): string[] {
    return this.of("publish").map((one) => `${one.dup ? "dup " : ""}${one.topic.split("/").at(-1)} ${one.payload}`);
  }

  waitFor(done: () => boolean, limitMs = 60_000): void {
    assert.ok(
      this.#rig.clock.runUntil(done, limitMs),
      `in time; seen ${this.events} ${this.packets.map((one) => one.cmd)}`,
    );
  }

  #take(packet: Packet): void {
    this.packets.push(packet);
    if (packet.cmd === "publish" && packet.qos === 1 && this.acknowledges) {
      this.send({ cmd: "puback", messageId: (packet as IPublishPacket).messageId ?? 0 });
    }
  }
}

export class Rig {
  readonly clock = new SimClock();
  readonly platform: Platform;
  readonly network: VirtualNetwork;

  constructor(settings: Partial<Settings> = {}) {
    const clock = { nowMs: () => START_MS + this.clock.nowMs };
    this.platform = new Platform({ clock, devices: [DEVICE], settings });
    this.network = new VirtualNetwork({ clock: this.clock, hosts: { [HOST]: this.platform } });
  }

  get broker() {
    const broker = this.network.brokerAt(HOST);
    assert.ok(broker);
    return broker;
  }

  get offline(): string[] {
    return this.platform.messages.filter((one) => one.kind === "offline").map((one) => one.text);
  }

  client(): Client {
    return new Client(this);
  }
}
