/** What the console says of an error: on the desk as V8 has it, on the line as Espruino would, as far as the two can agree. */

/** Frames of the program, without those of the simulator. */
const FRAME = /^\s*at (?:.*\()?(?:\.boot\w+|REPL|event):\d+:\d+\)?$/;

/** V8's words for it, and Espruino's. */
const WORDS: readonly (readonly [RegExp, string])[] = [
  [/^ReferenceError: (\S+) is not defined$/, 'ReferenceError: "$1" is not defined'],
  [/^TypeError: (?:\S*\.)?([\w$]+) is not a function$/, 'Error: Function "$1" not found!'],
  [
    /^TypeError: Cannot (read|set) propert(?:y|ies) of (null|undefined) \((?:read|sett)ing '(.*)'\)$/,
    "Error: Can't $1 property '$3' of $2",
  ],
  [/^SyntaxError: Unexpected end of input$/, "SyntaxError: Unexpected end of Input"],
  [/^SyntaxError: Invalid or unexpected token$/, "SyntaxError: Got UNFINISHED STRING expected EOF"],
  [/^SyntaxError: Unexpected token '(.*)'$/, "SyntaxError: Got '$1' expected EOF"],
];

export function errorText(error: unknown): string {
  try {
    return String(error);
  } catch {
    return "[object Object]";
  }
}

/** With the lines of the program that it came through. */
export function uncaughtLines(error: unknown): string {
  return [`Uncaught ${errorText(error)}`, ...frames(error)].join("\n");
}

/** As Espruino writes it: below each place its line of source, which this version leaves empty, and a mark at the column. */
export function uncaughtOnLine(error: unknown): string {
  const text = errorText(error);
  const [pattern, words] = WORDS.find(([one]) => one.test(text)) ?? [];
  const said = pattern && words !== undefined ? text.replace(pattern, words) : text;
  const places = frames(error);
  return [`Uncaught ${said}`, ...(places.length > 0 ? places : unread(error)).map(marked)].join("\n");
}

function marked(frame: string): string {
  const [, name, file = "", line, column] = /^\s*at (?:(.*) \()?([^():]*):(\d+):(\d+)\)?$/.exec(frame) ?? [];
  const place = `${file === "REPL" ? "" : file}:${line}:${column}`;
  const owner = name ?? (file.startsWith(".boot") ? "boot code" : file);
  return `    at ${owner} (${place})\n\n${" ".repeat(Math.max(0, Number(column) - 1))}^`;
}

function frames(error: unknown): string[] {
  return stackOf(error)
    .split("\n")
    .filter((line) => FRAME.test(line));
}

/** Where V8 could not read a line: the place, the line, and a mark under it. */
function unread(error: unknown): string[] {
  const [, line, mark] = /^REPL:(\d+)\n.*\n( *)\^/.exec(stackOf(error)) ?? [];
  return mark === undefined ? [] : [`    at REPL:${line}:${mark.length + 1}`];
}

function stackOf(error: unknown): string {
  const stack: unknown = typeof error === "object" && error !== null ? (error as { stack?: unknown }).stack : undefined;
  return typeof stack === "string" ? stack : "";
}
