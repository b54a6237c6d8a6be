/**
 * Values as Espruino writes them: JSON, and what `print` and the REPL show.
 * All of it was compared with 2v29 (test/unit/sim-board-text.test.ts has the table).
 */
import { types } from "node:util";
import { numberText } from "./numbers.ts";

/** Members of an object that the console puts on one line. */
const MEMBERS_ON_LINE = 4;

const SHORT_ESCAPES: Readonly<Record<string, string>> = {
  "\b": "\\b",
  "\t": "\\t",
  "\n": "\\n",
  "\f": "\\f",
  "\r": "\\r",
  '"': '\\"',
  "\\": "\\\\",
};

/** Quotes, backslashes, and all but printable ASCII. */
const UNPRINTABLE = /["\\]|[^ -~]/g;

const hex = (code: number, width: number): string => code.toString(16).toUpperCase().padStart(width, "0");

/** JSON's form, safe for every byte: anything outside of printable ASCII becomes \u00XX. */
function quoteJson(text: string): string {
  return `"${text.replace(UNPRINTABLE, (c) => SHORT_ESCAPES[c] ?? `\\u${hex(c.charCodeAt(0), 4)}`)}"`;
}

/** The console's form: \1 or \x01, \xE9. */
function quoteConsole(text: string): string {
  const escaped = text.replace(UNPRINTABLE, (c, at: number) => {
    const code = c.charCodeAt(0);
    const isOctal = code < 8 && !/[0-9]/.test(text[at + 1] ?? "");
    return SHORT_ESCAPES[c] ?? (isOctal ? `\\${code}` : code > 0xff ? `\\u${hex(code, 4)}` : `\\x${hex(code, 2)}`);
  });
  return `"${escaped}"`;
}

/** What decides about the form; `lines` puts every item on a line of its own. */
interface Style {
  readonly json: boolean;
  readonly pretty: boolean;
  readonly indent: string;
  readonly lines: "all" | "some" | "none";
  readonly bareKeys?: boolean;
  /** Long texts and lists are cut in their middle, functions are only hinted at. */
  readonly short?: boolean;
}

/** What is longer than `most` shows its two ends. */
const LIST = { most: 15, end: 5 } as const;
const TEXT = { most: 60, end: 27 } as const;
const CUT = " ... ";

const CONSOLE: Style = { json: false, pretty: true, indent: "  ", lines: "some" };
const REPLY: Style = { ...CONSOLE, bareKeys: true, short: true };
const JSON_COMPACT: Style = { json: true, pretty: false, indent: "", lines: "none" };

/** An object that shows by its own name: pins, serial ports. */
export const SHOWN_AS = Symbol("shown as");

interface Shown {
  readonly [SHOWN_AS]?: string;
  readonly toJSON?: unknown;
}

class Writer {
  readonly #style: Style;
  readonly #open = new Set<object>();

  constructor(style: Style) {
    this.#style = style;
  }

  value(value: unknown, depth: number): string {
    const json = this.#style.json;
    switch (typeof value) {
      case "undefined":
        return json ? "null" : "undefined";
      case "number":
        return json && !Number.isFinite(value) ? "null" : numberText(value);
      case "string":
        return json ? quoteJson(value) : this.#quote(value);
      case "function":
        return json ? "undefined" : functionText(value, this.#style.short === true);
      case "object":
        return value === null ? "null" : this.#object(value, depth);
      default:
        return String(value);
    }
  }

  #quote(text: string): string {
    if (!this.#style.short || text.length <= TEXT.most) return quoteConsole(text);
    return quoteConsole(text.slice(0, TEXT.end)) + CUT + quoteConsole(text.slice(-TEXT.end));
  }

  #object(object: object, depth: number): string {
    const shownAs = (object as Shown)[SHOWN_AS];
    if (shownAs !== undefined) return this.#style.json ? quoteJson(shownAs) : shownAs;
    if (this.#open.has(object)) return " ... ";
    this.#open.add(object);
    try {
      const toJson = this.#style.json ? (object as Shown).toJSON : undefined;
      if (typeof toJson === "function") return this.value(toJson.call(object), depth);
      if (types.isAnyArrayBuffer(object) || ArrayBuffer.isView(object)) return this.#buffer(object);
      if (Array.isArray(object)) return this.#list("[", "]", this.#items(object), depth);
      const named = this.#style.json ? undefined : namedText(object);
      return named ?? this.#list("{", "}", this.#members(object), depth);
    } finally {
      this.#open.delete(object);
    }
  }

  #items(array: readonly unknown[]): [string, unknown][] {
    return Array.from(array, (item) => ["", item]);
  }

  #members(object: object): [string, unknown][] {
    const { json, pretty, bareKeys } = this.#style;
    const rows: [string, unknown][] = [];
    for (const key of Object.keys(object)) {
      const property = Object.getOwnPropertyDescriptor(object, key);
      if (!property || property.get || property.set) continue;
      if (json && (property.value === undefined || typeof property.value === "function")) continue;
      const name = bareKeys && /^[A-Za-z_$][\w$]*$/.test(key) ? key : json ? quoteJson(key) : quoteConsole(key);
      rows.push([`${name}:${pretty ? " " : ""}`, property.value]);
    }
    return rows;
  }

  /** Espruino breaks the line before and after whatever is no number, so that numbers share one. */
  #list(open: string, close: string, rows: readonly [string, unknown][], depth: number): string {
    const { pretty, lines, indent } = this.#style;
    let text = pretty ? `${open} ` : open;
    let breakNext = false;
    let onThisLine = 0;
    const tail = this.#style.short && open === "[" && rows.length > LIST.most ? rows.length - LIST.end : 0;
    rows.forEach(([prefix, item], index) => {
      if (tail > 0 && index >= LIST.end && index < tail) return;
      if (index > 0) text += pretty ? ", " : ",";
      if (tail > 0 && index === tail) text += CUT;
      const needs = lines === "all" || (lines === "some" && needsLine(item));
      const isFull = lines === "some" && open === "{" && ++onThisLine > MEMBERS_ON_LINE;
      if (breakNext || needs || isFull) {
        text += `\n${indent.repeat(depth + 1)}`;
        onThisLine = 0;
      }
      text += prefix + this.value(item, depth + 1);
      breakNext = needs;
    });
    if (breakNext) text += `\n${indent.repeat(depth)}`;
    return text + (pretty ? ` ${close}` : close);
  }

  #buffer(buffer: ArrayBufferLike | ArrayBufferView): string {
    const isPlain = types.isAnyArrayBuffer(buffer);
    const name = isPlain ? "Uint8Array" : String(buffer.constructor.name);
    if (types.isDataView(buffer)) return "DataView: {  }";
    const numbers = Array.from((isPlain ? new Uint8Array(buffer) : buffer) as Uint8Array);
    const body = this.#numbers(numbers.map(numberText));
    if (this.#style.json) return `[${body}]`;
    if (numbers.every((n) => n === 0)) return `new ${isPlain ? "ArrayBuffer" : name}(${numbers.length})`;
    return `new ${name}([${body}])${isPlain ? ".buffer" : ""}`;
  }

  #numbers(texts: readonly string[]): string {
    const comma = this.#style.pretty ? ", " : ",";
    if (!this.#style.short || texts.length <= LIST.most) return texts.join(comma);
    return texts.slice(0, LIST.end).join(comma) + comma + CUT + texts.slice(-LIST.end).join(comma);
  }
}

function needsLine(item: unknown): boolean {
  if (item === undefined || item === null || typeof item === "number" || typeof item === "boolean") return false;
  return typeof item !== "object" || (item as Shown)[SHOWN_AS] === undefined;
}

function functionText(fn: object, isShort: boolean): string {
  const source = Function.prototype.toString.call(fn);
  // What the simulator gives the device takes whatever comes.
  const isNative = source.includes("[native code]") || !/^function(?! ?\(\.\.\.)/.test(source);
  if (isNative) return "function () { [native code] }";
  const [, args, body] = /^function[^(]*(\([^)]*\)) ?\{([\s\S]*)\}$/.exec(source) ?? [];
  if (!isShort || args === undefined) return source;
  return `function ${args} {${body?.trim() === "" ? "" : " ... "}}`;
}

function namedText(object: object): string | undefined {
  if (types.isNativeError(object) || object.constructor?.name === "Date") {
    return `${object.constructor.name}: ${String(object)}`;
  }
  return undefined;
}

/** `JSON.stringify`; there is no replacer, and `space` is a number or a text. */
export function jsonText(value: unknown, space?: unknown): string {
  const indent = typeof space === "number" ? " ".repeat(Math.min(10, Math.max(0, space))) : String(space ?? "");
  const style: Style = indent === "" ? JSON_COMPACT : { json: true, pretty: true, indent, lines: "all" };
  return new Writer(style).value(value, 0);
}

/** `Storage.writeJSON`: keys without quotes where they can be. */
export const storedJsonText = (value: unknown): string =>
  new Writer({ ...JSON_COMPACT, bareKeys: true }).value(value, 0);

/** A value whole, as `print` shows what is no text. */
export const inspect = (value: unknown): string => new Writer(CONSOLE).value(value, 0);

/** The REPL's answer. */
export const replyText = (value: unknown): string => new Writer(REPLY).value(value, 0);

/** `E.toJS`. */
export const sourceText = (value: unknown): string =>
  value === undefined
    ? "null"
    : new Writer({ json: false, pretty: false, indent: "", lines: "none", bareKeys: true }).value(value, 0);

/** `print` shows a text as it is. */
export const printed = (values: readonly unknown[]): string =>
  values.map((value) => (typeof value === "string" ? value : inspect(value))).join(" ");
