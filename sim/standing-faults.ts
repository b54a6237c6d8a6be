/** Faults that were started on a stage, and those of them that stand: until their end, or until they are called off. */
import type { Timer } from "./clock.ts";
import { ALL_FAULTS, type AnyFaultName, type FaultChoice, optionsOf } from "./faults.ts";
import { Listeners } from "./listeners.ts";
import type { Stage } from "./stage.ts";

export interface StandingFault {
  readonly name: AnyFaultName;
  readonly variant: string | undefined;
  readonly sinceMs: number;
}

interface Held extends StandingFault {
  readonly stop: () => void;
  timer?: Timer;
}

export class StandingFaults {
  readonly #stage: Stage;
  readonly #held: Held[] = [];
  readonly #ended = new Listeners<StandingFault>();
  /** Told of each that stands no longer; returns what takes the listener off again. */
  readonly onEnd = (listener: (fault: StandingFault) => void): (() => void) => this.#ended.add(listener);

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  /** In the order in which they began. */
  get list(): readonly StandingFault[] {
    return this.#held.map(({ name, variant, sinceMs }) => ({ name, variant, sinceMs }));
  }

  /** Throws where this stage can't have it. */
  start({ name, variant }: FaultChoice, forMs?: number): void {
    const { clock } = this.#stage;
    const fault = ALL_FAULTS[name];
    const stop = fault.start(this.#stage, optionsOf(name, variant)) ?? (() => {});
    if (fault.lasts === "held") this.#hold({ name, variant, sinceMs: clock.nowMs, stop }, forMs);
    else if (forMs !== undefined) clock.after(forMs, stop);
  }

  /** All of this name, or only those of this kind. */
  end(choice: FaultChoice): void {
    const { name, variant } = choice;
    const ending = this.#held.filter((one) => one.name === name && (variant === undefined || one.variant === variant));
    if (ending.length === 0) {
      const standing = this.#held.map(faultText).join(", ") || "none";
      throw new Error(`fault "${faultText(choice)}" does not stand; there is ${standing}`);
    }
    for (const one of ending) this.#end(one);
  }

  #hold(held: Held, forMs: number | undefined): void {
    this.#held.push(held);
    if (forMs !== undefined) held.timer = this.#stage.clock.after(forMs, () => this.#end(held));
  }

  #end(held: Held): void {
    const at = this.#held.indexOf(held);
    if (at < 0) return;
    this.#held.splice(at, 1);
    this.#stage.clock.cancel(held.timer);
    held.stop();
    this.#ended.tell(held);
  }
}

/** As a scenario names it. */
export const faultText = ({ name, variant }: FaultChoice): string =>
  variant === undefined ? name : `${name}:${variant}`;
