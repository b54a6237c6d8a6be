/** The console's port: what it sends, and what a page types into it. */
import type { Stage } from "../../scenario-run.ts";
import type { Tell } from "../hub.ts";
import { TerminalPieces } from "../terminal-pieces.ts";
import { Typist } from "../typist.ts";

export class TerminalPart {
  readonly #typist: Typist;
  #pieces: TerminalPieces | undefined;

  constructor({ clock, node }: Stage) {
    this.#typist = new Typist({
      clock,
      send: (bytes) => node.type(bytes),
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
    this.#typist.type(text);
  }
}
