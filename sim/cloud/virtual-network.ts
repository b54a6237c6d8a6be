/** Network in virtual time: host names lead to platform stand-ins in the same process, over a link that can fail. */
import type { Packet } from "mqtt-packet";
import type { SimClock } from "../clock.ts";
import { type Acceptor, acceptorAt, type Server } from "./acceptor.ts";
import { Lane } from "./lane.ts";
import type { Connection, ConnectionEvents, Network, OpenFailure } from "./network.ts";
import type { Platform } from "./platform.ts";
import { refusalOf, type TlsListener, type TlsOffer } from "./tls.ts";
import { TLS_PORTS } from "./tls-ports.ts";
import { VirtualBroker } from "./virtual-broker.ts";
import { overTheWire } from "./wire.ts";

export interface Latency {
  dnsMs: number;
  /** TCP handshake, after DNS. */
  openMs: number;
  /** TLS handshake, after that. */
  tlsMs: number;
  upMs: number;
  downMs: number;
  /** How long an open that nobody answers takes to fail. */
  openTimeoutMs: number;
}

export interface VirtualNetworkOptions {
  readonly clock: SimClock;
  /** Host name, in lower case -> what stands there. Others do not resolve. */
  readonly hosts: Readonly<Record<string, Platform>>;
  /** Where all other names lead. */
  readonly anywhere?: Platform;
  /** Open ports (fact 1.2); others refuse. */
  readonly ports?: readonly number[];
  /** What speaks TLS, by port; the platform's own unless given. */
  readonly tls?: Readonly<Record<number, TlsListener>>;
  readonly latency?: Partial<Latency>;
}

const DEFAULT_LATENCY: Latency = {
  dnsMs: 150,
  openMs: 250,
  tlsMs: 1000,
  upMs: 120,
  downMs: 120,
  openTimeoutMs: 30_000,
};
const PORTS: readonly number[] = [1883, 8883, 443];

export class VirtualNetwork implements Network {
  /** Read at each use. */
  readonly latency: Latency;
  readonly #clock: SimClock;
  readonly #ports: readonly number[];
  readonly #tls: Readonly<Record<number, TlsListener>>;
  readonly #brokers = new Map<string, VirtualBroker>();
  readonly #anywhere: VirtualBroker | undefined;
  readonly #links = new Set<VirtualLink>();
  #openFault: OpenFailure | undefined;
  #stalled = false;

  constructor(options: VirtualNetworkOptions) {
    this.#clock = options.clock;
    this.#ports = options.ports ?? PORTS;
    this.#tls = options.tls ?? TLS_PORTS;
    this.latency = { ...DEFAULT_LATENCY, ...options.latency };
    const byPlatform = new Map<Platform, VirtualBroker>();
    for (const [host, platform] of Object.entries(options.hosts)) {
      const broker = byPlatform.get(platform) ?? new VirtualBroker(platform, options.clock);
      byPlatform.set(platform, broker);
      this.#brokers.set(host.toLowerCase(), broker);
    }
    this.#anywhere = options.anywhere && new VirtualBroker(options.anywhere, options.clock);
  }

  /** The server's own knobs: frozen PUBACK, CONNACK delay, close after N packets. */
  brokerAt(host: string): VirtualBroker | undefined {
    return this.#brokers.get(host.toLowerCase()) ?? this.#anywhere;
  }

  get trouble(): OpenFailure | undefined {
    return this.#openFault ?? (this.#stalled ? "timeout" : undefined);
  }

  open(host: string, port: number, events: ConnectionEvents, tls?: TlsOffer): Connection {
    const { dnsMs, openMs, tlsMs, openTimeoutMs } = this.latency;
    const link = new VirtualLink(this.#clock, this.latency, events, () => this.#links.delete(link));
    const broker = this.brokerAt(host);
    const listener = this.#tls[port];
    const isMisled = tls !== undefined && refusalOf(tls, listener) !== undefined;
    const atHost = !this.#ports.includes(port) ? "refused" : isMisled ? "tls" : undefined;
    const why: OpenFailure | undefined = this.#openFault ?? (broker ? atHost : "dns");
    const acceptor = broker && acceptorAt(broker, listener, tls !== undefined);
    const durationMs: Record<OpenFailure | "opened", number> = {
      dns: dnsMs,
      refused: dnsMs + openMs,
      unreachable: dnsMs,
      timeout: openTimeoutMs,
      tls: dnsMs + openMs + tlsMs,
      opened: dnsMs + openMs + (tls ? tlsMs : 0),
    };
    this.#clock.after(durationMs[why ?? "opened"], () => {
      // The fault of the moment counts too: a link cut during the handshake does not open.
      if (why || this.#openFault || !acceptor) link.fail(why ?? this.#openFault ?? "dns");
      else if (link.establish(acceptor, host, tls !== undefined)) this.#admit(link);
    });
    return link;
  }

  #admit(link: VirtualLink): void {
    this.#links.add(link);
    if (this.#stalled) link.stall();
  }

  // ---- link faults

  /** Established connections go silent for good (half-open: no end hears of it); new ones time out until `restore`. */
  cut(): void {
    for (const link of this.#links) link.silence();
    this.#links.clear();
    this.#openFault = "timeout";
  }

  /** Nothing arrives until `restore`, then all of it does. */
  stall(): void {
    this.#stalled = true;
    for (const link of this.#links) link.stall();
  }

  /** New connections fail; established ones go on. */
  failOpens(why: OpenFailure): void {
    this.#openFault = why;
  }

  refuse(): void {
    this.failOpens("refused");
  }

  dnsFail(): void {
    this.failOpens("dns");
  }

  /** Closes what is open, as a reset of the connection does; new connections open at once. */
  drop(): void {
    for (const link of [...this.#links]) link.reset();
  }

  restore(): void {
    this.#openFault = undefined;
    this.#stalled = false;
    for (const link of this.#links) link.resume();
  }
}

class VirtualLink implements Connection {
  readonly #events: ConnectionEvents;
  readonly #clock: SimClock;
  readonly #up: Lane;
  readonly #down: Lane;
  readonly #gone: () => void;
  #server: Server | undefined;
  /** The device's end. */
  #state: "opening" | "open" | "closed" = "opening";

  constructor(clock: SimClock, latency: Latency, events: ConnectionEvents, gone: () => void) {
    this.#clock = clock;
    this.#events = events;
    this.#gone = gone;
    this.#up = new Lane(clock, () => latency.upMs);
    this.#down = new Lane(clock, () => latency.downMs);
  }

  /** False when the device gave up meanwhile. */
  establish(acceptor: Acceptor, host: string, tls: boolean): boolean {
    if (this.#state === "closed") return false;
    this.#server = acceptor.accept({
      host,
      tls,
      send: (packet) => {
        const copy = overTheWire(packet);
        this.#down.push(() => this.#state === "open" && this.#events.packet(copy));
      },
      close: () => this.#down.push(() => this.#closedByPeer()),
    });
    this.#state = "open";
    this.#events.opened();
    return true;
  }

  fail(why: OpenFailure): void {
    if (this.#state !== "opening") return;
    this.#state = "closed";
    this.#events.failed(why);
  }

  send(packet: Packet): void {
    if (this.#state === "opening") throw new Error(`${packet.cmd} sent before the connection was open`);
    if (this.#state === "closed") return;
    const copy = overTheWire(packet);
    this.#up.push(() => this.#server?.receive(copy));
  }

  close(): void {
    if (this.#state === "open") this.#up.push(() => this.#loseServer("peer reset"));
    this.#state = "closed";
  }

  silence(): void {
    this.#up.silence();
    this.#down.silence();
  }

  stall(): void {
    this.#up.stall();
    this.#down.stall();
  }

  resume(): void {
    this.#up.resume();
    this.#down.resume();
  }

  reset(): void {
    this.silence();
    this.#loseServer("peer reset");
    this.#clock.after(0, () => this.#closedByPeer());
  }

  #closedByPeer(): void {
    this.#gone();
    if (this.#state !== "open") return;
    this.#state = "closed";
    this.#events.closed();
  }

  #loseServer(why: string): void {
    this.#gone();
    this.#server?.lost(why);
    this.#server = undefined;
  }
}
