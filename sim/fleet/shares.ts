/** Which worker has which nodes, and at which broker each of them is. */
import type { Address } from "../cloud/tcp-network.ts";
import type { FleetOptions } from "./fleet.ts";
import type { WorkerOrders } from "./protocol.ts";

/** Node by node in turn, so that each worker has some of each broker's. */
export function sharesOf(options: FleetOptions): Omit<WorkerOrders, "file">[] {
  const { root, boardId, bundle, family, seed, plan, devices, speed, pace, addresses } = options;
  const { workers, memory: time } = pace;
  const nodes = Array.from({ length: devices }, (_, index) => {
    // An address may have more to it, a password: that stays here.
    const { host, port } = addresses[Math.floor(index / workers) % addresses.length] as Address;
    return { index, broker: { host, port } };
  });
  return Array.from({ length: workers }, (_, worker) => ({
    worker,
    time,
    speed,
    root,
    boardId,
    bundle,
    family,
    seed,
    plan,
    nodes: nodes.filter(({ index }) => index % workers === worker),
  }));
}
