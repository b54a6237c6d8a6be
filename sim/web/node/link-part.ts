/** Where the connection stands, by what the firmware logs and says of itself. */
import type { Stage } from "../../scenario-run.ts";
import type { Tell } from "../hub.ts";
import { LinkLog } from "../link-log.ts";
import { type LinkLive, RUNGS } from "../live.ts";
import { numberOf, textOf } from "../untrusted.ts";
import { type Part, type Scene, together } from "./part.ts";

export class LinkPart implements Part<LinkLive> {
  #tell: Tell | undefined;
  readonly #log = new LinkLog((transition) => this.#tell?.("transitions", transition));

  live({ stage, status }: Scene): LinkLive {
    const { nowMs } = stage.clock;
    const state = textOf(status["link"]);
    const leftS = numberOf(status["linkEndsS"]);
    const endsMs = leftS === null ? null : Math.round(nowMs + leftS * 1000);
    // Without a firmware that runs, its last word is no longer so.
    const isKnown = state !== null && state === this.#log.state;
    return {
      state,
      sinceMs: isKnown ? this.#log.sinceMs : null,
      deadlineMs: endsMs,
      stayMs: isKnown && endsMs !== null ? this.#log.stayMs(nowMs, endsMs) : null,
      rung: RUNGS[numberOf(status["rung"]) ?? Number.NaN] ?? null,
      rungTimes: numberOf(status["rungTimes"]),
      skipped: this.#log.skipped,
      failures: numberOf(status["failures"]),
      causes: (status["causes"] ?? {}) as Readonly<Record<string, number>>,
      signalDbm: numberOf(status["signalDbm"]),
      modem: textOf(status["modem"]),
    };
  }

  follow({ node }: Stage, tell: Tell): () => void {
    this.#tell = tell;
    return together(
      node.onAt(({ direction }) => direction === ">" && this.#log.sent()),
      node.onConsole(({ text, atMs }) => this.#log.printed(text, atMs)),
    );
  }
}
