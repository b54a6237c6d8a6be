/** What is broken at the moment, and what can be. */
import type { Deeds } from "../../deeds.ts";
import { ALL_FAULTS } from "../../faults.ts";
import type { Player } from "../../player.ts";
import { faultText } from "../../standing-faults.ts";
import type { Tell } from "../hub.ts";
import type { FaultsLive, StandingFaultLive } from "../live.ts";
import type { FaultInfo } from "../messages.ts";
import { endsLine, shownLine } from "../typed-lines.ts";
import { together } from "./part.ts";

export class FaultsPart {
  readonly #deeds: Deeds;
  readonly #player: Player;

  constructor(deeds: Deeds, player: Player) {
    this.#deeds = deeds;
    this.#player = player;
  }

  live(): FaultsLive {
    return {
      standing: this.#standing(),
      isCutArmed: this.#deeds.isCutArmed,
      isNetworkCut: this.#deeds.isNetworkCut,
      script: this.#player.last,
    };
  }

  /** What is done, and what becomes of it. */
  follow(tell: Tell): () => void {
    const { stage } = this.#deeds;
    let typed = "";
    return together(
      this.#deeds.onDone(({ atMs, step }) => {
        const { fault, faultEnds, type } = step;
        if (fault !== undefined) tell("happenings", { atMs, what: "fault", text: fault });
        else if (type !== undefined) {
          typed += type;
          // A line, and not each of its keys.
          if (!endsLine(type)) return;
          tell("happenings", { atMs, what: "order", text: orderText({ type: shownLine(typed) }) });
          typed = "";
        } else if (faultEnds === undefined) tell("happenings", { atMs, what: "order", text: orderText(step) });
      }),
      this.#player.onStep(({ step: { note } }) => {
        if (note !== undefined) tell("happenings", { atMs: stage.clock.nowMs, what: "note", text: note });
      }),
      this.#player.onEnd(({ name, outcome: { how, text } }) =>
        tell("happenings", {
          atMs: stage.clock.nowMs,
          what: how === "passed" ? "note" : "error",
          text: [`${name}: ${how}`, text].filter(Boolean).join(": "),
        }),
      ),
      this.#deeds.onFaultEnd((ended) =>
        tell("happenings", { atMs: stage.clock.nowMs, what: "faultEnds", text: faultText(ended) }),
      ),
    );
  }

  #standing(): StandingFaultLive[] {
    return this.#deeds.standing.map((fault) => ({ name: faultText(fault), sinceMs: fault.sinceMs }));
  }
}

/** All that this stage can have: those of network and cloud want them in this process. */
export function faultInfos(hasSite: boolean): FaultInfo[] {
  return Object.entries(ALL_FAULTS)
    .filter(([, { group }]) => hasSite || group !== "cloud")
    .map(([name, { what, group, lasts, acts, variants = {} }]) => ({
      name,
      what,
      group,
      lasts,
      acts,
      variants: Object.keys(variants),
    }));
}

const SHOWN_CHARS = 200;

/** `gasLelPercent 25`; `sensorFault "supply" value 4`. */
function orderText(step: object): string {
  const text = Object.entries(step)
    .map(([key, value]) => `${key} ${typeof value === "string" ? value : JSON.stringify(value)}`)
    .join(" ");
  return text.length > SHOWN_CHARS ? `${text.slice(0, SHOWN_CHARS)}…` : text;
}
