/** Plays scripts on a stage, one at a time, whoever gave them: a file, the demonstration, a page. Says how far it is and how it ended. */
import type { Deeds } from "./deeds.ts";
import { Listeners } from "./listeners.ts";
import type { Step } from "./scenario.ts";
import { ScenarioRun } from "./scenario-run.ts";

export interface Playing {
  readonly name: string;
  /** The number of the step that is under way, from 1 on; 0 before the first. */
  readonly at: number;
  readonly steps: number;
  readonly outcome: PlayOutcome | null;
}

export interface PlayOutcome {
  readonly how: "passed" | "failed" | "stopped";
  /** Why it failed, and what was seen. */
  readonly text: string;
}

export interface Played extends Playing {
  readonly outcome: PlayOutcome;
}

export interface Announced {
  readonly number: number;
  readonly step: Step;
}

export class Player {
  readonly #deeds: Deeds;
  readonly #steps = new Listeners<Announced>();
  readonly #ends = new Listeners<Played>();
  #run: ScenarioRun | undefined;
  #last: Playing | null = null;

  constructor(deeds: Deeds) {
    this.#deeds = deeds;
  }

  /** Each returns what takes the listener off again. */
  readonly onStep = (listener: (step: Announced) => void): (() => void) => this.#steps.add(listener);
  readonly onEnd = (listener: (played: Played) => void): (() => void) => this.#ends.add(listener);

  /** What plays, or has played last. */
  get last(): Playing | null {
    return this.#last;
  }

  /** The world as the script that plays sees it; empty where none does. */
  get seen(): string {
    return this.#run?.seen() ?? "";
  }

  /** In place of one that plays. */
  play(name: string, steps: readonly Step[]): void {
    this.stop();
    const hooks = {
      step: (number: number, step: Step) => {
        this.#last = { name, at: number, steps: steps.length, outcome: null };
        this.#steps.tell({ number, step });
      },
      done: ({ ok, why, seen }: { readonly ok: boolean; readonly why: string; readonly seen: string }) =>
        this.#end(ok ? { how: "passed", text: "" } : { how: "failed", text: `${why}. Seen: ${seen}` }),
    };
    this.#last = { name, at: 0, steps: steps.length, outcome: null };
    this.#run = new ScenarioRun(this.#deeds.stage, steps, hooks, this.#deeds);
    this.#run.start();
  }

  /** False where none plays. */
  stop(): boolean {
    if (!this.#run) return false;
    this.#run.stop();
    this.#end({ how: "stopped", text: "" });
    return true;
  }

  #end(outcome: PlayOutcome): void {
    this.#run = undefined;
    if (!this.#last) return;
    const played = { ...this.#last, outcome };
    this.#last = played;
    this.#ends.tell(played);
  }
}
