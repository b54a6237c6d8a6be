/** The board as a person in front of it sees it. */
import type { BoardLive } from "../live.ts";
import { numberOf, numbersOf, textOf } from "../untrusted.ts";
import { askJson, type Part, type Scene } from "./part.ts";

export class BoardPart implements Part<BoardLive> {
  #crashes: readonly string[] | null = null;
  #crashesAt = "";

  live(scene: Scene): BoardLive {
    const { node } = scene.stage;
    const { status } = scene;
    const { lamps, buzzer, output } = node.panel;
    const { troubles } = status;
    return {
      isOn: node.board.isRunning,
      boots: numberOf(status["boots"]),
      resetCause: textOf(status["resetCause"]),
      output,
      red: lamps.red ?? null,
      yellow: lamps.yellow ?? null,
      green: lamps.green ?? null,
      buzzer,
      // `canary.status().jsVars` is what the virtual board was told to show: no variable is counted there.
      usedVars: null,
      allVars: node.board.allVars ?? null,
      troubles: Array.isArray(troubles) ? troubles.map(String) : [],
      faults: numbersOf(status["faults"]),
      crashes: this.#crashesOf(scene),
    };
  }

  /** They are in flash: asked for anew when something was written there, or another run has begun. */
  #crashesOf({ stage: { node } }: Scene): readonly string[] | null {
    const { board } = node;
    const at = `${board.bootCount} ${board.isRunning} ${board.flash.operations}`;
    if (at !== this.#crashesAt) {
      const texts = askJson(node, "canary.crash()");
      this.#crashes = Array.isArray(texts) ? texts.map(String) : null;
      this.#crashesAt = at;
    }
    return this.#crashes;
  }
}
