/** Who takes in a connection at a port: a broker, or somebody who waits for another protocol. */
import type { Packet } from "mqtt-packet";
import type { TlsListener } from "./tls.ts";
import type { ServerLink } from "./virtual-broker.ts";

/** A server's end of one connection. */
export interface Server {
  receive(packet: Packet): void;
  lost(why: string): void;
}

export interface Acceptor {
  accept(link: ServerLink): Server;
}

/** Plain bytes at a port that waits for a handshake (modem facts, section 14). */
const NO_PLAIN: Readonly<Record<"silence" | "close", Acceptor>> = {
  silence: { accept: () => ({ receive: () => {}, lost: () => {} }) },
  close: { accept: (link) => ({ receive: () => link.close(), lost: () => {} }) },
};

export function acceptorAt(broker: Acceptor, listener: TlsListener | undefined, isTls: boolean): Acceptor {
  if (isTls || !listener || listener.plainToo) return broker;
  return NO_PLAIN[listener.plainMeets ?? "silence"];
}
