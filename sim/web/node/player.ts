/** Plays a script that came from a page, one at a time, and tells how far it is. */
import type { Deeds } from "../../deeds.ts";
import { parseScenario } from "../../scenario.ts";
import { ScenarioRun } from "../../scenario-run.ts";
import type { Tell } from "../hub.ts";
import type { ScriptLive } from "../messages.ts";

export class Player {
  readonly #deeds: Deeds;
  #tell: Tell = () => {};
  #run: ScenarioRun | undefined;
  #live: ScriptLive | null = null;

  constructor(deeds: Deeds) {
    this.#deeds = deeds;
  }

  get live(): ScriptLive | null {
    return this.#live;
  }

  follow(tell: Tell): () => void {
    this.#tell = tell;
    return () => {
      this.#tell = () => {};
    };
  }

  /** In place of one that plays. Throws a `ScenarioError` for a script that can't be played, and nothing of it is. */
  play(name: string, script: string): void {
    const steps = parseScenario(script);
    this.stop();
    const { stage } = this.#deeds;
    const hooks = {
      step: (at: number, { note }: { readonly note?: string }) => {
        this.#live = { name, at, steps: steps.length, outcome: null };
        if (note !== undefined) this.#tell("happenings", { atMs: stage.clock.nowMs, what: "note", text: note });
      },
      done: ({ ok, why, seen }: { readonly ok: boolean; readonly why: string; readonly seen: string }) => {
        this.#run = undefined;
        this.#end(ok, ok ? "" : `${why}. Seen: ${seen}`);
      },
    };
    this.#live = { name, at: 0, steps: steps.length, outcome: null };
    this.#run = new ScenarioRun(stage, steps, hooks, this.#deeds);
    this.#run.start();
  }

  /** False where none plays. */
  stop(): boolean {
    if (!this.#run) return false;
    this.#run.stop();
    this.#run = undefined;
    this.#end(false, "stopped");
    return true;
  }

  #end(ok: boolean, text: string): void {
    if (!this.#live) return;
    this.#live = { ...this.#live, outcome: { ok, text } };
    const { name } = this.#live;
    const { nowMs: atMs } = this.#deeds.stage.clock;
    this.#tell("happenings", { atMs, what: ok ? "note" : "error", text: `${name}: ${ok ? "passed" : text}` });
  }
}
