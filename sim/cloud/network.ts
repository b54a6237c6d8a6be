/**
 * What lies behind the modem's antenna: hosts that accept a TCP connection and speak MQTT packets over it. Two kinds:
 * `tcp-network.ts` (any real broker) and `virtual-network.ts` (the platform stand-in, same process, virtual time).
 */
import type { Packet } from "mqtt-packet";
import type { TlsOffer } from "./tls.ts";

export type OpenFailure = "refused" | "unreachable" | "timeout" | "dns" | "tls";

export interface ConnectionEvents {
  opened(): void;
  failed(why: OpenFailure): void;
  /** A whole MQTT packet came from the broker. */
  packet(packet: Packet): void;
  /** The connection, once open, is gone (closed by the broker or lost). Comes once. Not after a local `close()`. */
  closed(): void;
}

export interface Connection {
  send(packet: Packet): void;
  /** Closes locally; no event follows. */
  close(): void;
}

export interface Network {
  /** With `tls` the connection opens once the handshake is done. */
  open(host: string, port: number, events: ConnectionEvents, tls?: TlsOffer): Connection;
  /** What keeps new connections from opening at the moment, wherever they lead; the web lies behind it too. */
  readonly trouble?: OpenFailure | undefined;
}
