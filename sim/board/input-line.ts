/**
 * The line being typed into the REPL, with the cursor in it, and what a terminal must be sent to show each change: plain
 * text, backspaces and VT100 sequences, byte for byte as Espruino sends them. A line may have several lines: each but the
 * first begins with `:` on the terminal, where the first has `>`.
 */

const UP = "\x1b[A";
const DOWN = "\x1b[B";
const RIGHT = "\x1b[C";
const LEFT = "\x1b[D";
const BACK = "\b";
const ERASE_AFTER = "\x1b[J";

interface Place {
  /** Both from 1. */
  readonly line: number;
  readonly column: number;
}

export class InputLine {
  text = "";
  cursor = 0;

  get isEmpty(): boolean {
    return this.text === "";
  }

  /** Nothing but blanks from the cursor on. */
  get isAtEnd(): boolean {
    return this.text.slice(this.cursor).trim() === "";
  }

  clear(): void {
    this.text = "";
    this.cursor = 0;
  }

  insert(typed: string): string {
    const at = this.cursor;
    this.cursor += typed.length;
    if (at >= this.text.length) {
      this.text += typed;
      return typed;
    }
    this.text = this.text.slice(0, at) + typed + this.text.slice(at);
    return this.#restOfLine(at) + typed;
  }

  /** At the end of the line: one more line is begun. */
  append(): string {
    this.text += "\n";
    this.cursor++;
    return "\r\n:";
  }

  /** In the middle of it. */
  split(): string {
    const at = this.cursor;
    this.text = `${this.text.slice(0, at)}\n${this.text.slice(at)}`;
    this.cursor++;
    return ERASE_AFTER + shown(this.text.slice(at)) + this.#move(this.text.length, this.cursor);
  }

  /** Takes away what stands before the cursor, or with `isForward` under it. */
  erase(isForward: boolean): string {
    const at = isForward ? this.cursor : this.cursor - 1;
    if (at < 0 || at >= this.text.length) return "";
    const isLineEnd = this.text[at] === "\n";
    let out = "";
    if (isLineEnd) out += ERASE_AFTER;
    if (isLineEnd && !isForward) out += `${BACK} ${this.#move(this.cursor, at)}`;
    this.text = this.text.slice(0, at) + this.text.slice(at + 1);
    this.cursor = at;
    if (isLineEnd) return out + shown(this.text.slice(at)) + this.#move(this.text.length, at);
    return (isForward ? "" : BACK) + this.#restOfLine(at);
  }

  left(): string {
    if (this.cursor === 0 || this.text[this.cursor - 1] === "\n") return "";
    this.cursor--;
    return LEFT;
  }

  right(): string {
    if (this.cursor >= this.text.length || this.text[this.cursor] === "\n") return "";
    this.cursor++;
    return RIGHT;
  }

  home(): string {
    const start = this.text.lastIndexOf("\n", this.cursor - 1) + 1;
    const from = this.cursor;
    this.cursor = this.cursor === 0 ? 0 : start;
    return BACK.repeat(from - this.cursor);
  }

  end(): string {
    const from = this.cursor;
    const end = this.text.indexOf("\n", from);
    this.cursor = end < 0 ? this.text.length : end;
    return this.text.slice(from, this.cursor);
  }

  /** To the same column of the line above (-1) or below (1), as far as that has one. */
  turn(lines: -1 | 1): string {
    const { line, column } = placeOf(this.text, this.cursor);
    const rows = this.text.split("\n");
    const wanted = Math.min(rows.length, Math.max(1, line + lines));
    const before = rows.slice(0, wanted - 1).reduce((sum, row) => sum + row.length + 1, 0);
    return this.goTo(before + Math.min(column - 1, rows[wanted - 1]?.length ?? 0));
  }

  goTo(cursor: number): string {
    const from = this.cursor;
    this.cursor = cursor;
    return this.#move(from, cursor);
  }

  /** Another text takes its place. */
  replace(text: string): string {
    const out = this.#move(this.cursor, 0) + ERASE_AFTER + shown(text);
    this.text = text;
    this.cursor = text.length;
    return out;
  }

  /** Off the terminal, prompt and all. */
  hide(): string {
    return `${this.#move(this.cursor, 0)}\r${ERASE_AFTER}`;
  }

  /** And on it again. */
  show(prompt: string): string {
    return prompt + shown(this.text) + this.#move(this.text.length, this.cursor);
  }

  /** Draws what follows in this line, one blank over whatever stood behind it, and goes back. */
  #restOfLine(from: number): string {
    const end = this.text.indexOf("\n", from);
    const rest = this.text.slice(from, end < 0 ? this.text.length : end);
    return `${rest} ${BACK.repeat(rest.length + 1)}`;
  }

  #move(from: number, to: number): string {
    const old = placeOf(this.text, from);
    const next = placeOf(this.text, to);
    return (
      RIGHT.repeat(Math.max(0, next.column - old.column)) +
      LEFT.repeat(Math.max(0, old.column - next.column)) +
      DOWN.repeat(Math.max(0, next.line - old.line)) +
      UP.repeat(Math.max(0, old.line - next.line))
    );
  }
}

const shown = (text: string): string => text.replaceAll("\n", "\r\n:");

function placeOf(text: string, at: number): Place {
  const before = text.slice(0, at);
  return { line: before.split("\n").length, column: before.length - before.lastIndexOf("\n") };
}

/** Whose brackets don't count: comments, texts, and regular expressions, which begin where no operand has just ended. */
const COMMENT = /\/\/[^\n]*|\/\*[\s\S]*?\*\//;
const TEXT = /"(?:\\[\s\S]|[^"\\])*"|'(?:\\[\s\S]|[^'\\])*'|`(?:\\[\s\S]|[^`\\])*`/;
const REGEX = /(?<=(?:^|[=(,:;!&|?{}[]|\breturn)\s*)\/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\//;
/** A lone quote or comment sign is an unfinished one. */
const SIGN = /[()[\]{}]|\/\*|["'`]/;
const TOKEN = new RegExp([COMMENT, TEXT, REGEX, SIGN].map(({ source }) => source).join("|"), "g");

/** How many brackets are open; the line runs at 0 or less. Inside a comment or template that has no end yet, many. */
export function openBrackets(source: string): number {
  let open = 0;
  for (const [token] of source.matchAll(TOKEN)) {
    if (token === "/*" || token === "`") return Number.POSITIVE_INFINITY;
    // To be told of its mistake at once.
    if (token === '"' || token === "'") return 0;
    if (/^[([{]$/.test(token)) open++;
    else if (/^[)\]}]$/.test(token) && --open < 0) return open;
  }
  return open;
}
