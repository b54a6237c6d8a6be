/** Network over real sockets: the hosts a device names are led to a broker of the caller's choice. */
import { connect, type Socket } from "node:net";
import { generate, type Packet, type Parser, parser } from "mqtt-packet";
import type { Connection, ConnectionEvents, Network, OpenFailure } from "./network.ts";
import type { TlsOffer } from "./tls.ts";
import { dialTls, isAccepted } from "./tls-socket.ts";

export interface Address {
  readonly host: string;
  readonly port: number;
}

export interface TcpNetworkOptions {
  /** Where the device's host name leads; undefined: it does not resolve. */
  readonly resolve: (host: string, port: number) => Address | undefined;
  readonly openTimeoutMs?: number;
  /** Told when a real socket opens, can't be opened, or is lost; not of what `cut` and its like make of it. */
  readonly reached?: (reach: Reach) => void;
}

export type Reach = "open" | "failed" | "lost";

const FAILURES: Readonly<Record<string, OpenFailure>> = {
  ECONNREFUSED: "refused",
  ECONNRESET: "refused",
  ENOTFOUND: "dns",
  EAI_AGAIN: "dns",
  ETIMEDOUT: "timeout",
  EHOSTUNREACH: "unreachable",
  ENETUNREACH: "unreachable",
  EADDRNOTAVAIL: "unreachable",
};

export class TcpNetwork implements Network {
  readonly #options: TcpNetworkOptions;
  readonly #links = new Set<TcpLink>();
  #openFault: OpenFailure | undefined;

  constructor(options: TcpNetworkOptions) {
    this.#options = options;
  }

  get trouble(): OpenFailure | undefined {
    return this.#openFault;
  }

  open(host: string, port: number, events: ConnectionEvents, tls?: TlsOffer): Connection {
    const address = this.#options.resolve(host, port);
    const fault = this.#openFault ?? (address ? undefined : "dns");
    const link = new TcpLink(fault ? events : this.#watched(events), (one) => this.#links.delete(one));
    this.#links.add(link);
    link.start(fault ?? (address as Address), this.#options.openTimeoutMs ?? 10_000, tls);
    return link;
  }

  #watched(events: ConnectionEvents): ConnectionEvents {
    const { reached } = this.#options;
    if (!reached) return events;
    const watched = (reach: Reach, tell: () => void): void => {
      reached(reach);
      tell();
    };
    return {
      packet: (packet) => events.packet(packet),
      opened: () => watched("open", () => events.opened()),
      failed: (why) => watched("failed", () => events.failed(why)),
      closed: () => watched("lost", () => events.closed()),
    };
  }

  /** Established connections go silent and stay so, no end hears of it; new ones time out until `restore`. */
  cut(): void {
    for (const link of this.#links) link.silence();
    this.#openFault = "timeout";
  }

  failOpens(why: OpenFailure): void {
    this.#openFault = why;
  }

  /** Closes what is open; new connections open at once. */
  drop(): void {
    for (const link of [...this.#links]) link.drop();
  }

  restore(): void {
    this.#openFault = undefined;
  }

  /** Ends all sockets, the silent ones too; no event follows. */
  shutDown(): void {
    for (const link of [...this.#links]) link.destroy();
  }
}

class TcpLink implements Connection {
  readonly #events: ConnectionEvents;
  readonly #gone: (link: TcpLink) => void;
  #socket: Socket | undefined;
  #timer: NodeJS.Timeout | undefined;
  #state: "opening" | "open" | "silent" | "closed" = "opening";

  constructor(events: ConnectionEvents, gone: (link: TcpLink) => void) {
    this.#events = events;
    this.#gone = gone;
  }

  start(target: Address | OpenFailure, timeoutMs: number, tls?: TlsOffer): void {
    const failMs = typeof target === "string" && target !== "timeout" ? 0 : timeoutMs;
    const why = typeof target === "string" ? target : "timeout";
    this.#timer = setTimeout(() => this.#fail(why), failMs);
    if (typeof target === "string") return;
    if (tls) this.#dialTls(target, tls);
    else this.#dial(target);
  }

  send(packet: Packet): void {
    if (this.#state === "opening") throw new Error(`${packet.cmd} sent before the connection was open`);
    if (this.#state === "open") this.#socket?.write(generate(packet, { protocolVersion: 4 }));
  }

  /** What was sent still goes out; a cut connection is only let go, for its FIN would not get through either. */
  close(): void {
    const wasSilent = this.#state === "silent";
    this.#state = "closed";
    clearTimeout(this.#timer);
    if (wasSilent) return;
    this.#gone(this);
    this.#socket?.end(() => this.#socket?.destroy());
  }

  silence(): void {
    if (this.#state !== "open") return;
    this.#state = "silent";
    // Not paused: a paused socket would not notice at the very end that the broker is gone.
  }

  drop(): void {
    if (this.#state === "opening") this.#fail("refused");
    else this.#lost();
  }

  destroy(): void {
    this.#state = "closed";
    clearTimeout(this.#timer);
    this.#gone(this);
    this.#socket?.destroy();
  }

  #dial(address: Address): void {
    const socket = connect({ host: address.host, port: address.port, noDelay: true });
    socket.on("connect", () => this.#opened());
    socket.on("error", (error: NodeJS.ErrnoException) => this.#fail(FAILURES[error.code ?? ""] ?? "unreachable"));
    this.#listen(socket);
  }

  /** Once TCP is up, whatever goes wrong is the handshake's. */
  #dialTls(address: Address, offer: TlsOffer): void {
    const socket = dialTls(address, offer);
    if (!socket) {
      this.#fail("tls");
      return;
    }
    let isHandshake = false;
    socket.on("connect", () => {
      isHandshake = true;
    });
    socket.on("secureConnect", () => (isAccepted(socket, offer) ? this.#opened() : this.#fail("tls")));
    socket.on("error", (error: NodeJS.ErrnoException) =>
      this.#fail((isHandshake ? undefined : FAILURES[error.code ?? ""]) ?? "tls"),
    );
    socket.on("close", () => this.#fail("tls"));
    this.#listen(socket);
  }

  #listen(socket: Socket): void {
    this.#socket = socket;
    const reader: Parser = parser({ protocolVersion: 4 });
    reader.on("packet", (packet: Packet) => this.#state === "open" && this.#events.packet(packet));
    reader.on("error", () => this.#lost());
    socket.on("data", (bytes: Buffer) => this.#state === "open" && reader.parse(bytes));
    socket.on("close", () => this.#lost());
  }

  #opened(): void {
    if (this.#state !== "opening") return;
    clearTimeout(this.#timer);
    this.#state = "open";
    this.#events.opened();
  }

  #fail(why: OpenFailure): void {
    if (this.#state !== "opening") return;
    this.destroy();
    this.#events.failed(why);
  }

  #lost(): void {
    const wasOpen = this.#state === "open";
    this.destroy();
    if (wasOpen) this.#events.closed();
  }
}
