/** The text of one command: name, form, arguments, escapes (2.2, 6.2, 8). */

export interface Argument {
  readonly text: string;
  readonly quoted: boolean;
}

export interface Command {
  /** Upper case, without `AT` and without the plus sign: "CREG", "E0", "" for a bare AT. */
  readonly name: string;
  readonly form: "run" | "read" | "set" | "test";
  readonly args: readonly Argument[];
  /** `;&W` or `&W` behind it. */
  readonly store: boolean;
}

const BASIC = /^AT([A-Z]\d?)?(&W)?$/i;
const EXTENDED = /^AT[+*]([A-Z]+)(?:(\?)|=(\?)|=(.*))?$/is;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control bytes are what it keeps out
const BARE_ARGUMENT = /^[^"|\\\x00-\x1f]*$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control bytes are what it keeps out
const QUOTED_ARGUMENT = /^[^"\x00-\x1f]*$/;

/** Undefined where the line is no command at all; "malformed" where its arguments are broken. */
export function parseCommand(line: string): Command | "malformed" | undefined {
  const store = /;&W$/i.test(line);
  const text = store ? line.slice(0, -3) : line;
  if (/^AT&[WF]$/i.test(text)) return { name: text.slice(2).toUpperCase(), form: "run", args: [], store };
  const basic = BASIC.exec(text);
  if (basic) return { name: (basic[1] ?? "").toUpperCase(), form: "run", args: [], store: store || !!basic[2] };
  const extended = EXTENDED.exec(text);
  if (!extended) return undefined;
  const name = (extended[1] as string).toUpperCase();
  if (extended[2]) return { name, form: "read", args: [], store };
  if (extended[3]) return { name, form: "test", args: [], store };
  if (extended[4] === undefined) return { name, form: "run", args: [], store };
  const args = parseArguments(extended[4]);
  return args ? { name, form: "set", args, store } : "malformed";
}

/**
 * A quoted argument ends at the next quote, and a comma or the end must follow: a raw quote inside breaks the command.
 * Raw control bytes are not documented inside quotes (8), nor `|` outside of them (6.2).
 */
export function parseArguments(text: string): Argument[] | undefined {
  const args: Argument[] = [];
  let at = 0;
  for (;;) {
    const quoted = text[at] === '"';
    const end = quoted ? text.indexOf('"', at + 1) : nextComma(text, at);
    if (end < 0) return undefined;
    const value = text.slice(quoted ? at + 1 : at, end);
    if (!(quoted ? QUOTED_ARGUMENT : BARE_ARGUMENT).test(value)) return undefined;
    args.push({ text: value, quoted });
    at = quoted ? end + 1 : end;
    if (at === text.length) return args;
    if (text[at] !== ",") return undefined;
    at++;
  }
}

function nextComma(text: string, from: number): number {
  const comma = text.indexOf(",", from);
  return comma < 0 ? text.length : comma;
}

/** `\22` -> `"`. Undefined where a backslash has no two hex digits behind it: only triples are documented (8). */
export function unescapeTriples(text: string): string | undefined {
  if (/\\(?![0-9A-F]{2})/i.test(text)) return undefined;
  return text.replace(/\\([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

/** A whole number within bounds, else undefined. */
export function whole(argument: Argument | undefined, low: number, high: number): number | undefined {
  if (!argument || !/^\d{1,9}$/.test(argument.text)) return undefined;
  const value = Number(argument.text);
  return value >= low && value <= high ? value : undefined;
}
