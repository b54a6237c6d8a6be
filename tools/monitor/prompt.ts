/** On a terminal: the device's lines scroll above a line that is being typed, which keeps its place, history and completion. */
import {
  type AsyncCompleter,
  clearScreenDown,
  createInterface,
  cursorTo,
  type Interface,
  moveCursor,
} from "node:readline";

export const PROMPT = "> ";
const GOES_ON = ". ";
const CTRL_RIGHT_BRACKET = "\x1d";

export interface PromptOptions {
  /** Newest first. */
  readonly history: string[];
  readonly complete: (line: string) => Promise<[string[], string]>;
  readonly entered: (line: string) => void;
  /** A line was cleared, by Ctrl-C; a second one quits. */
  readonly cleared: () => void;
  readonly quit: () => void;
}

export class Prompt {
  readonly #rl: Interface;
  readonly #unwatch: () => void;
  #isCleared = false;
  #isClosed = false;

  constructor(options: PromptOptions, input: NodeJS.ReadStream = process.stdin) {
    const complete: AsyncCompleter = (line, done) =>
      void options.complete(line).then(
        (found) => done(null, found),
        () => done(null, [[], line]),
      );
    const rl = createInterface({
      input,
      output: process.stdout,
      terminal: true,
      prompt: PROMPT,
      history: options.history,
      removeHistoryDuplicates: true,
      completer: complete,
    });
    this.#rl = rl;
    rl.on("line", (line) => {
      options.entered(line);
      if (!this.#isClosed) rl.prompt();
    });
    rl.on("SIGINT", () => {
      if (this.#isCleared) return options.quit();
      this.#isCleared = true;
      // Deletes what stands before and behind the cursor, as Ctrl-E Ctrl-U do.
      rl.write(null, { ctrl: true, name: "e" });
      rl.write(null, { ctrl: true, name: "u" });
      this.#isCleared = true;
      options.cleared();
    });
    rl.on("close", () => {
      if (!this.#isClosed) options.quit();
    });
    const watch = (text: string | undefined, key: { name?: string; ctrl?: boolean } | undefined) => {
      if (text === CTRL_RIGHT_BRACKET) options.quit();
      if (!(key?.ctrl && key.name === "c")) this.#isCleared = false;
    };
    input.on("keypress", watch);
    this.#unwatch = () => void input.off("keypress", watch);
    rl.prompt();
  }

  /** Above the prompt. */
  print(line: string): void {
    if (this.#isClosed) {
      process.stdout.write(`${line}\n`);
      return;
    }
    const { rows } = this.#rl.getCursorPos();
    moveCursor(process.stdout, 0, -rows);
    cursorTo(process.stdout, 0);
    clearScreenDown(process.stdout);
    process.stdout.write(`${line}\n`);
    // It draws from where the cursor stands, not from where it believes to have been.
    (this.#rl as Interface & { prevRows: number }).prevRows = 0;
    this.#rl.prompt(true);
  }

  /** Brackets are open: the next line belongs to the one before. */
  goesOn(isOpen: boolean): void {
    this.#rl.setPrompt(isOpen ? GOES_ON : PROMPT);
  }

  /** The terminal is as it was. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#unwatch();
    const { rows } = this.#rl.getCursorPos();
    moveCursor(process.stdout, 0, -rows);
    cursorTo(process.stdout, 0);
    clearScreenDown(process.stdout);
    this.#rl.close();
  }
}
