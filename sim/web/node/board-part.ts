/** The board as a person in front of it sees it. */
import type { BoardLive } from "../messages.ts";
import { numberOf, type Part, textOf } from "./part.ts";

export const boardPart: Part<BoardLive> = {
  live({ stage: { node }, status }) {
    const { lamps, buzzer, output } = node.panel;
    const { troubles } = status;
    return {
      isOn: Object.keys(status).length > 0,
      boots: numberOf(status["boots"]),
      resetCause: textOf(status["resetCause"]),
      output,
      red: lamps.red ?? null,
      yellow: lamps.yellow ?? null,
      green: lamps.green ?? null,
      buzzer,
      usedVars: numberOf(status["jsVars"]),
      allVars: null,
      troubles: Array.isArray(troubles) ? troubles.map(String) : [],
    };
  },
};
