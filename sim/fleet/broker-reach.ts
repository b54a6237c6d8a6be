/** Which brokers the nodes of a fleet get through to. */
import type { Address, Reach } from "../cloud/tcp-network.ts";

export class BrokerReach {
  readonly #addresses: readonly Address[];
  readonly #brokerOf: (node: number) => number;
  readonly #reaches: (Reach | undefined)[] = [];

  /** `brokerOf`: the place of a node's broker among `addresses`. */
  constructor(addresses: readonly Address[], brokerOf: (node: number) => number) {
    this.#addresses = addresses;
    this.#brokerOf = brokerOf;
  }

  /** What became of its last socket. */
  take(node: number, reach: Reach | undefined): void {
    this.#reaches[node] = reach;
  }

  /** Those that a node could not get through to when it tried last, and no other node is connected to. */
  gone(): Address[] {
    const at = (broker: number, reach: Reach): boolean =>
      this.#reaches.some((one, node) => one === reach && this.#brokerOf(node) === broker);
    return this.#addresses.filter((_, broker) => at(broker, "failed") && !at(broker, "open"));
  }
}
