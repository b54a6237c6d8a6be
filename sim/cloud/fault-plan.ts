/** Which of the next answers go wrong, and how: a list that whoever answers asks each time. */

export interface PlannedFault<N extends string> {
  readonly name: N;
  /** What the fault is turned to: a code, a number of bytes, milliseconds. */
  readonly value?: number;
}

export interface FaultWhen {
  /** How many answers have it; 1 unless given. */
  readonly times?: number;
  /** So many answers before it are sound. */
  readonly after?: number;
  readonly value?: number;
}

interface Plan<N extends string> {
  readonly fault: PlannedFault<N>;
  waits: number;
  left: number;
}

export class FaultPlan<N extends string> {
  #plans: Plan<N>[] = [];

  /** Returns what takes it back. */
  add(name: N, { times = 1, after = 0, value }: FaultWhen = {}): () => void {
    const plan: Plan<N> = { fault: { name, ...(value !== undefined && { value }) }, waits: after, left: times };
    this.#plans.push(plan);
    return () => {
      this.#plans = this.#plans.filter((one) => one !== plan);
    };
  }

  /** One answer is made: the fault it has, if any; of several that are due, the one that was planned first. */
  take(): PlannedFault<N> | undefined {
    const due = this.#plans.filter((one) => one.waits === 0);
    for (const plan of this.#plans) if (plan.waits > 0) plan.waits--;
    const first = due[0];
    if (!first) return undefined;
    if (--first.left <= 0) this.#plans = this.#plans.filter((one) => one !== first);
    return first.fault;
  }
}
