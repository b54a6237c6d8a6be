/** The supply of a node goes away at the next operation of its flash, and comes back after a while. */
import { PowerCut, TORN } from "./board/power-cut.ts";
import { Random } from "./random.ts";
import type { PowerCutDeed } from "./scenario.ts";
import type { Stage } from "./stage.ts";

interface Armed {
  readonly how: PowerCutDeed;
  readonly backAfterMs: number;
}

export class NextWriteCut {
  readonly #stage: Pick<Stage, "clock" | "node">;
  #isHooked = false;
  #armed: Armed | undefined;
  /** Of a cut that has come: when the power returns. */
  #awayMs: number | undefined;

  constructor(stage: Pick<Stage, "clock" | "node">) {
    this.#stage = stage;
  }

  get isArmed(): boolean {
    return this.#armed !== undefined;
  }

  /** A second one takes the place of the first. */
  arm(how: PowerCutDeed, backAfterMs: number): void {
    this.#armed = { how, backAfterMs };
    if (!this.#isHooked) this.#hook();
    this.#isHooked = true;
  }

  callOff(): void {
    this.#armed = undefined;
  }

  /** Once and for all, for whoever looks on has hooks too: one that were taken off would take theirs with it. */
  #hook(): void {
    const { clock, node } = this.#stage;
    const { flash, onStop } = node.board;
    const through = flash.beforeOperation;
    flash.beforeOperation = (n, operation) => {
      through?.(n, operation);
      if (this.#armed) this.#strike(this.#armed, n);
    };
    node.board.onStop = (cause) => {
      onStop?.(cause);
      if (cause !== "power-cut" || this.#awayMs === undefined) return;
      clock.after(this.#awayMs, () => node.powerOn());
      this.#awayMs = undefined;
    };
  }

  /** Which bits get through is the operation's own, so that the same run tears the same. */
  #strike({ how, backAfterMs }: Armed, operation: number): never {
    this.#armed = undefined;
    this.#awayMs = backAfterMs;
    throw new PowerCut(operation, how === "next-write" ? TORN.random(new Random(operation)) : undefined);
  }
}
