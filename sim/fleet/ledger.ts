/**
 * What the nodes said they decided, against what the platform has taken. Both come by ways of their own, so an event may be
 * here before its decision. A decision without an event is open, and lost when it has been so for too long; an event that is
 * left without a decision was invented.
 */
import { type EventRecord, entryOf } from "../cloud/records.ts";
import { Histogram } from "./histogram.ts";

export type DecisionKind = "alarm" | "end";

export interface Decision {
  /** The node's number, from 0. */
  readonly node: number;
  readonly kind: DecisionKind;
  /** By the node's clock. */
  readonly atMs: number;
}

export interface Arrival {
  readonly node: number;
  readonly kind: DecisionKind;
  /** The event's own time; undefined where it has none. */
  readonly ownMs: number | undefined;
  /** By the platform's clock, which is the fleet's. */
  readonly atMs: number;
}

export interface Counts {
  readonly decided: number;
  readonly delivered: number;
  /** Overdue, and not there by now. */
  readonly lost: number;
}

interface Open extends Decision {
  isLost: boolean;
}

interface Tally {
  decided: number;
  delivered: number;
  lost: number;
}

const ALARM = 3;
const WARNING = 2;
const EVENT = "GasCheck_Event";
/** Record and modem's clock have whole seconds; the rest is for a clock that was set while the node was behind. Two alarms of a node are minutes apart. */
const TIME_OFF_MS = 10_000;

export class Ledger {
  readonly latency = new Histogram();
  /** Came when they had been given up. */
  late = 0;
  readonly #lostAfterMs: number;
  readonly #tallies: Record<DecisionKind, Tally> = { alarm: newTally(), end: newTally() };
  readonly #nodes = new Map<number, Tally>();
  readonly #open = new Map<number, Open[]>();
  readonly #early = new Map<number, Arrival[]>();

  constructor(lostAfterMs: number) {
    this.#lostAfterMs = lostAfterMs;
  }

  counts(kind: DecisionKind): Counts {
    return { ...this.#tallies[kind] };
  }

  /** Alarms and ends of some nodes. */
  countsOf(isOne: (node: number) => boolean): Counts {
    const sum = newTally();
    for (const [node, tally] of this.#nodes) if (isOne(node)) addTo(sum, tally);
    return sum;
  }

  /** Decided, and neither delivered nor given up. */
  get waiting(): number {
    const { alarm, end } = this.#tallies;
    return [alarm, end].reduce((sum, { decided, delivered, lost }) => sum + decided - delivered - lost, 0);
  }

  /** Events that came, and nobody has decided. */
  get invented(): number {
    return [...this.#early.values()].reduce((sum, list) => sum + list.length, 0);
  }

  decided(decision: Decision): void {
    this.#count(decision, "decided", 1);
    const early = this.#early.get(decision.node);
    const at = early?.findIndex((arrival) => fits(decision, arrival)) ?? -1;
    const [arrival] = at < 0 ? [] : (early?.splice(at, 1) ?? []);
    if (arrival) this.#settle(decision, arrival);
    else entryOf(this.#open, decision.node, () => []).push({ ...decision, isLost: false });
  }

  /** The decision that it was for, where that had been given up. */
  arrived(arrival: Arrival): Decision | undefined {
    const open = this.#open.get(arrival.node);
    const at = open?.findIndex((decision) => fits(decision, arrival)) ?? -1;
    const [decision] = at < 0 ? [] : (open?.splice(at, 1) ?? []);
    if (!decision) {
      entryOf(this.#early, arrival.node, () => []).push(arrival);
      return undefined;
    }
    this.#settle(decision, arrival);
    if (!decision.isLost) return undefined;
    this.late++;
    this.#count(decision, "lost", -1);
    return decision;
  }

  /** Gives up what is overdue; those that it gives up now. */
  look(nowMs: number): Decision[] {
    const lost = [...this.#open.values()]
      .flat()
      .filter(({ isLost, atMs }) => !isLost && nowMs - atMs > this.#lostAfterMs);
    for (const decision of lost) {
      decision.isLost = true;
      this.#count(decision, "lost", 1);
    }
    return lost;
  }

  #settle(decision: Decision, arrival: Arrival): void {
    this.#count(decision, "delivered", 1);
    this.latency.add(Math.max(0, arrival.atMs - decision.atMs));
  }

  #count({ node, kind }: Decision, what: keyof Tally, by: 1 | -1): void {
    this.#tallies[kind][what] += by;
    entryOf(this.#nodes, node, newTally)[what] += by;
  }
}

/** What an event of the platform tells of an alarm; undefined for all others, that of gas beyond the range among them. */
export function arrivalOf(event: EventRecord, node: number, epochMs: number): Arrival | undefined {
  const { name, outputs, timeMs, receivedMs } = event;
  if (name !== EVENT) return undefined;
  const { GasState: state, OverRange: isOver } = outputs;
  if (state === WARNING && isOver === 1) return undefined;
  return {
    node,
    kind: state === ALARM ? "alarm" : "end",
    // The platform's own where the device gave none.
    ownMs: timeMs === receivedMs ? undefined : timeMs - epochMs,
    atMs: receivedMs - epochMs,
  };
}

function fits(decision: Decision, arrival: Arrival): boolean {
  if (decision.kind !== arrival.kind) return false;
  return arrival.ownMs === undefined || Math.abs(arrival.ownMs - decision.atMs) <= TIME_OFF_MS;
}

const newTally = (): Tally => ({ decided: 0, delivered: 0, lost: 0 });

function addTo(sum: Tally, tally: Tally): void {
  sum.decided += tally.decided;
  sum.delivered += tally.delivered;
  sum.lost += tally.lost;
}
