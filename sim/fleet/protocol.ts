/** What passes between the fleet's main thread and its workers. */
import type { Address, Reach } from "../cloud/tcp-network.ts";
import type { FamilyName } from "../modem/family.ts";
import type { FLEET_CELLS } from "../web/live.ts";
import type { Identity } from "./identity.ts";
import type { Decision } from "./ledger.ts";
import type { PlanOptions } from "./plan.ts";

export type Cell = keyof typeof FLEET_CELLS;

export interface WorkerOrders {
  /** What loads TypeScript, and the worker's own file, as URLs. */
  readonly loader: string;
  readonly file: string;
  /** Its number, from 0, and the fleet's time (`pace.ts`). */
  readonly worker: number;
  readonly time: SharedArrayBuffer;
  /** Times real time, about: what waits for the host and not for the fleet's time is made shorter by it. */
  readonly speed: number;
  readonly root: string;
  readonly boardId: string;
  readonly bundle: string;
  readonly family: FamilyName;
  readonly plan: PlanOptions;
  readonly nodes: readonly NodeOrder[];
}

export interface NodeOrder {
  /** In the fleet, from 0. */
  readonly index: number;
  readonly identity: Identity;
  readonly broker: Address;
}

export type ToWorker =
  /** No gas and no trouble from now on; what is there goes. */
  { readonly kind: "calm" } | { readonly kind: "stop" };

export type FromWorker = Ready | News | Pulse | Stopped;

/** All is loaded: the time may begin. */
export interface Ready {
  readonly kind: "ready";
}

export interface News {
  readonly kind: "news";
  readonly decisions: readonly Decision[];
  readonly states: readonly NodeState[];
}

export interface NodeState {
  readonly node: number;
  readonly cell: Cell;
  readonly isOnline: boolean;
  /** Of its broker, by its last socket. */
  readonly reach: Reach | undefined;
}

/** Now and then: how the worker is. */
export interface Pulse {
  readonly kind: "pulse";
  /** The part of the time in which the thread had work. */
  readonly busyShare: number;
  readonly heapBytes: number;
  /** Boards that started anew since the fleet's begin. */
  readonly restarts: number;
}

export interface Stopped {
  readonly kind: "stopped";
}
