/** The TCP link under the MQTT client and the air between: delay, half-open links, links the broker believes in. */
import type { Packet } from "mqtt-packet";
import type { Connection, ConnectionEvents } from "../cloud/network.ts";
import type { TlsOffer } from "../cloud/tls.ts";
import type { Inside } from "./inside.ts";

interface Link {
  connection: Connection | undefined;
  /** Packets vanish both ways, and the modem does not know. */
  isDead: boolean;
  /** The broker closed it. */
  isGone: boolean;
}

export class MqttLink {
  /** A fault's: nothing passes the air. */
  vanishes = false;
  #in: Inside;
  #link: Link | undefined;
  /** Links whose broker does not know they are dead; only for `dispose`. */
  #lingering = new Set<Link>();

  constructor(inside: Inside) {
    this.#in = inside;
  }

  /** Stands for the present link, to tell it from a later one. */
  get identity(): object | undefined {
    return this.#link;
  }

  get exists(): boolean {
    return this.#link !== undefined;
  }

  get isGone(): boolean {
    return this.#link?.isGone ?? true;
  }

  /** `refused`: the open fails as if the host had answered with a reset. */
  open(host: string, port: number, refused: boolean, events: ConnectionEvents, tls?: TlsOffer): void {
    const { radio, network } = this.#in;
    const link: Link = { connection: undefined, isDead: this.vanishes || !radio.attached, isGone: false };
    this.#link = link;
    if (refused) {
      this.#arrive(link, () => events.failed("refused"));
      return;
    }
    // The SYN travels before the network sees it, and every event travels back.
    this.#depart(link, () => {
      const atNetwork: ConnectionEvents = {
        opened: () => this.#arrive(link, () => events.opened()),
        failed: (why) => {
          link.isGone = true;
          this.#arrive(link, () => events.failed(why));
        },
        packet: (packet) => this.#arrive(link, () => events.packet(packet)),
        closed: () => {
          link.isGone = true;
          this.#lingering.delete(link);
          this.#arrive(link, () => events.closed());
        },
      };
      link.connection = network.open(host, port, atNetwork, tls);
    });
  }

  send(packet: Packet): void {
    const link = this.#link;
    if (link) this.#depart(link, () => link.connection?.send(packet));
  }

  /** Half-open: dead, and nobody tells. */
  dies(): void {
    const link = this.#link;
    if (!link) return;
    link.isDead = true;
    if (link.connection && !link.isGone) this.#lingering.add(link);
  }

  /** Power cut or reboot: the broker hears nothing of it. */
  forget(): void {
    this.dies();
    this.#link = undefined;
  }

  /** Gives the link up; the broker hears of it where the air lets it. */
  drop(): void {
    const link = this.#link;
    this.#link = undefined;
    if (!link || link.isGone) return;
    if (link.isDead || this.vanishes) {
      if (link.connection) this.#lingering.add(link);
    } else this.#depart(link, () => link.connection?.close());
  }

  dispose(): void {
    for (const link of this.#lingering) link.connection?.close();
    this.#lingering.clear();
  }

  #depart(link: Link, fn: () => void): void {
    this.#in.later(this.#in.family.airDelayMs, () => {
      if (!link.isDead && !link.isGone && !this.vanishes) fn();
    });
  }

  #arrive(link: Link, fn: () => void): void {
    this.#in.later(this.#in.family.airDelayMs, () => {
      if (link === this.#link && !link.isDead && !this.vanishes) fn();
    });
  }
}
