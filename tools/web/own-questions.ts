/**
 * What a board's port sends, for a terminal: without the answers to our own questions, and a line that may hold a secret only
 * when it is whole, for the look at secrets sees no halves. What stands at the prompt goes out as it comes: it is being typed.
 */
const ANSWER = /^@[0-9a-z]+:.*@$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: moves of the cursor stand before what is shown
const CONTROLS = /\x1b\[[0-9;]*[A-Za-z]|[\x00-\x08\x0b-\x1f\x7f]/g;
/** In place of an answer: the prompt that stood there, for it is drawn anew. */
const ERASED = "\r\x1b[J";
const PROMPT = /^[>:]/;

export class OwnQuestions {
  readonly #show: (bytes: string) => void;
  /** Of the line that is not at its end: what has not been shown. */
  #held = "";
  #isAtPrompt = false;

  constructor(show: (bytes: string) => void) {
    this.#show = show;
  }

  take(bytes: string): void {
    const lines = (this.#held + bytes).split("\n");
    this.#held = lines.pop() ?? "";
    for (const line of lines) {
      this.#show(ANSWER.test(wordsOf(line)) ? ERASED : `${line}\n`);
      this.#isAtPrompt = false;
    }
    this.#isAtPrompt ||= PROMPT.test(wordsOf(this.#held));
    if (!this.#isAtPrompt || this.#held === "") return;
    this.#show(this.#held);
    this.#held = "";
  }
}

/** After the last erasing, as it is seen. */
const wordsOf = (line: string): string =>
  line
    .slice(line.lastIndexOf("\x1b[J") + 1)
    .replace(/^\[J/, "")
    .replace(CONTROLS, "");
