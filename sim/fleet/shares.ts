/** Which worker has which nodes, and at which broker each of them is. */
import type { Address } from "../cloud/tcp-network.ts";
import type { FleetOptions } from "./fleet.ts";
import { identitiesOf } from "./identity.ts";
import type { WorkerOrders } from "./protocol.ts";

/** Which of the addresses a node is at: each worker has some of each. */
export const brokerOf = ({ pace, addresses }: FleetOptions, index: number): number =>
  Math.floor(index / pace.workers) % addresses.length;

/** Node by node in turn. */
export function sharesOf(options: FleetOptions): Omit<WorkerOrders, "loader" | "file">[] {
  const { root, boardId, bundle, family, plan, speed, pace, addresses } = options;
  const { workers, memory: time } = pace;
  const nodes = identitiesOf(options).map((identity, index) => {
    // An address may have more to it, a password: that stays here.
    const { host, port } = addresses[brokerOf(options, index)] as Address;
    return { index, identity, broker: { host, port } };
  });
  return Array.from({ length: workers }, (_, worker) => ({
    worker,
    time,
    speed,
    root,
    boardId,
    bundle,
    family,
    plan,
    nodes: nodes.filter(({ index }) => index % workers === worker),
  }));
}
