/** Where the connection stands, by what the firmware logs and says of itself. */
import type { Stage } from "../../scenario-run.ts";
import type { Tell } from "../hub.ts";
import type { LinkLive } from "../messages.ts";
import { numberOf, type Part, textOf } from "./part.ts";

/** `12.3 ONLINE`, `12.3 BACKOFF after MCONNECT: timeout`. */
const STATE_LINE = /^\d+\.\d ([A-Z]{2,})(?: after (.*))?$/;

export class LinkPart implements Part<LinkLive> {
  #sinceMs: number | null = null;

  live({ status }: Parameters<Part<LinkLive>["live"]>[0]): LinkLive {
    return {
      state: textOf(status["link"]),
      sinceMs: this.#sinceMs,
      deadlineMs: null,
      rung: null,
      failures: numberOf(status["failures"]),
      causes: (status["causes"] ?? {}) as Readonly<Record<string, number>>,
      signalDbm: numberOf(status["signalDbm"]),
      modem: textOf(status["modem"]),
    };
  }

  follow({ node }: Stage, tell: Tell): () => void {
    return node.onConsole(({ text, atMs }) => {
      const [, state, why = ""] = STATE_LINE.exec(text) ?? [];
      if (state === undefined) return;
      this.#sinceMs = atMs;
      tell("transitions", { atMs, state, why });
    });
  }
}
