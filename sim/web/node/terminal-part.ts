/** The console's port: what it sends, and what a page types into it. */
import type { Deeds } from "../../deeds.ts";
import type { Stage } from "../../stage.ts";
import type { Tell } from "../hub.ts";
import { TerminalPieces } from "../terminal-pieces.ts";
import { Typist } from "../typist.ts";

export class TerminalPart {
  readonly #deeds: Deeds;
  readonly #typist: Typist;
  #pieces: TerminalPieces | undefined;

  /** Each piece is a deed, so that a recorded session has it. */
  constructor(deeds: Deeds) {
    const { clock, node } = deeds.stage;
    this.#deeds = deeds;
    this.#typist = new Typist({
      clock: { after: (delayMs, fn) => clock.after(delayMs, () => clock.atGap(fn)) },
      send: (keys) => {
        if (!node.consolePort.isOpen) return false;
        deeds.perform({ type: keys });
        return true;
      },
      waitingBytes: () => node.consolePort.waitingBytes,
      lost: (bytes) => this.#pieces?.add(`\r\n... the device went away before it took the last ${bytes} bytes ...\r\n`),
    });
  }

  follow({ node }: Stage, tell: Tell): () => void {
    const pieces = new TerminalPieces((piece) => tell("terminal", piece));
    this.#pieces = pieces;
    const stop = node.consolePort.onBytes((bytes) => pieces.add(bytes));
    return () => {
      stop();
      pieces.flush();
      this.#pieces = undefined;
    };
  }

  /** Throws with a sentence for the page. */
  type(text: string): void {
    this.#deeds.stage.clock.runToGap();
    this.#typist.type(text);
  }
}
