/** The platform's MQTT server in virtual time: one `accept` a TCP connection, MQTT 3.1.1 packets in and out. */
import type { Packet } from "mqtt-packet";
import type { SimClock } from "../clock.ts";
import { DeviceSession, type Redelivery } from "./device-session.ts";
import { type Device, deviceKey } from "./login.ts";
import type { Downlink, Platform } from "./platform.ts";
import { mayReceive } from "./rrpc.ts";
import { ServerConnection } from "./server-connection.ts";

/** The server's end of a connection, as the network gives it. */
export interface ServerLink {
  readonly host: string;
  /** Absent: the network knows nothing of TLS, and the client id's securemode says it. */
  readonly tls?: boolean;
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

  send(down: Downlink): void {
    if (down.delayMs > 0) this.clock.after(down.delayMs, () => this.#deliver(down));
    else this.#deliver(down);
  }

  #deliver(down: Downlink): void {
    const { device, topic, payload, qos, unasked } = down;
    if (unasked) this.sessionOf(device)?.deliverUnasked(topic, payload, qos);
    else if (mayReceive(this.platform, down)) this.route(topic, payload, qos);
  }

  /** To whoever subscribed; a device that listens to its own posts hears them (transcript.md). */
  route(topic: string, payload: string | Uint8Array, qos: 0 | 1): void {
    for (const session of this.#sessions.values()) session.deliver(topic, payload, qos);
  }
}
