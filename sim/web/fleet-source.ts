/** Many nodes at once as the page sees them. */
import type { Fleet } from "../fleet/fleet.ts";
import { FLEET_RANGE, type Pace } from "../fleet/pace.ts";
import type { Source, Tell } from "./hub.ts";
import type { Live } from "./live.ts";
import type { Answer, Facts, Hello, Order } from "./messages.ts";
import { UNABLE, UNKNOWN } from "./unknown.ts";

export interface FleetSourceOptions {
  readonly fleet: Fleet;
  readonly pace: Pace;
  readonly facts: Facts;
}

export class FleetSource implements Source {
  readonly #options: FleetSourceOptions;
  /** To go on with after a pause. */
  #speed: number;

  constructor(options: FleetSourceOptions) {
    this.#options = options;
    this.#speed = options.pace.speed;
  }

  hello(): Omit<Hello, "kind"> {
    const { fleet, facts } = this.#options;
    return {
      source: "fleet",
      title: `${fleet.live().devices} devices`,
      facts,
      can: { ...UNABLE, pace: FLEET_RANGE },
      machine: [],
      model: null,
      faults: [],
      sensorFaults: [],
      profiles: [],
      nodes: fleet.names,
    };
  }

  live(): Live {
    const { fleet } = this.#options;
    return {
      ...UNKNOWN,
      nowMs: fleet.nowMs,
      pace: { ...fleet.paceLive(), speed: this.#speed },
      fleet: fleet.live(),
    };
  }

  trouble(): string {
    const gone = this.#options.fleet.outOfReach().map(({ host, port }) => `${host}:${port}`);
    if (gone.length === 0) return "";
    const all = this.#options.fleet.brokers().length;
    const which = all === 1 ? "the broker" : `${gone.length} of ${all} brokers`;
    return `no connection to ${which} (${gone.join(", ")}): ${gone.length > 1 ? "are they" : "is it"} running? Each device tries again by itself.`;
  }

  follow(tell: Tell): () => void {
    return this.#options.fleet.onHappening((happening) => tell("happenings", happening));
  }

  order(order: Order): Answer {
    if (order.do !== "pace" || order.stepMs !== undefined)
      throw new Error("a fleet goes by its plan: from here only its speed is set");
    const { pace } = this.#options;
    const { least, most } = FLEET_RANGE;
    const speed = order.speed ?? this.#speed;
    if (speed < least || speed > most) throw new Error(`a fleet goes from ${least} to ${most} times real time`);
    const isPaused = order.isPaused ?? pace.speed === 0;
    this.#speed = speed;
    pace.speed = isPaused ? 0 : this.#speed;
    return { text: "" };
  }
}
