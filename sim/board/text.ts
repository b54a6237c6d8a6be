/**
 * Values as Espruino writes them: numbers (about 12 significant digits), JSON, and what `print` and the REPL show.
 * All of it was compared with 2v29 (test/unit/sim-board-text.test.ts has the table).
 */
import { types } from "node:util";

/** A fraction's digits stop when what is left is smaller than this; a number this close to an integer becomes it. */
const NEGLIGIBLE = 1e-7;
const MAX_FRACTION_DIGITS = 11;

/** Members of an object that the console puts on one line. */
const MEMBERS_ON_LINE = 4;

/** Fraction digits of 0 <= rest < 1; all that matter, or exactly `count` of them (the last one rounded half up). */
function fractionDigits(rest: number, count: number | undefined): string {
  let digits = "";
  let left = rest * 10;
  const wanted = count ?? MAX_FRACTION_DIGITS;
  while (digits.length < wanted && (count !== undefined || left > NEGLIGIBLE)) {
    const isLast = count !== undefined && digits.length === wanted - 1;
    const digit = Math.floor(left + (isLast ? 0.5 : 1e-8));
    left = (left - digit) * 10;
    digits += String(Math.min(digit, 9));
  }
  return digits === "" ? "" : `.${digits}`;
}

function plainDigits(value: number, count: number | undefined): string {
  const floor = Math.floor(value);
  const snapped = value < 0x7fffffff && Math.floor(value + NEGLIGIBLE) === floor + 1 ? floor + 1 : value;
  const whole = Math.floor(snapped);
  return BigInt(whole).toString() + fractionDigits(snapped - whole, count);
}

/** Brings very large and very small numbers near 1..10 by the same steps as Espruino: 1e21 ends as 10 with +20. */
function splitExponent(value: number): [number, number] {
  let mantissa = value;
  let exponent = 0;
  if (value >= 1e21) {
    for (; mantissa > 1e5; exponent += 5) mantissa /= 1e5;
    for (; mantissa > 10; exponent++) mantissa /= 10;
  } else if (value > 0 && value < 1e-6) {
    for (; mantissa < 1e-5; exponent -= 5) mantissa *= 1e5;
    for (; mantissa < 1; exponent--) mantissa *= 10;
  }
  return [mantissa, exponent];
}

export function numberText(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (Number.isInteger(value) && Math.abs(value) < 0x80000000) return String(value);
  const [mantissa, exponent] = splitExponent(Math.abs(value));
  const tail = exponent === 0 ? "" : `e${exponent > 0 ? "+" : ""}${exponent}`;
  return (value < 0 ? "-" : "") + plainDigits(mantissa, undefined) + tail;
}

/** `toFixed`: with 0 decimals Espruino cuts instead of rounding. */
export function fixedText(value: number, decimals: number): string {
  if (!Number.isFinite(value)) return String(value);
  return (value < 0 ? "-" : "") + plainDigits(Math.abs(value), Math.min(20, Math.max(0, Math.trunc(decimals) || 0)));
}

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
}

const CONSOLE: Style = { json: false, pretty: true, indent: "  ", lines: "some" };
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
        return json ? quoteJson(value) : quoteConsole(value);
      case "function":
        return json ? "undefined" : functionText(value);
      case "object":
        return value === null ? "null" : this.#object(value, depth);
      default:
        return String(value);
    }
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
    rows.forEach(([prefix, item], index) => {
      if (index > 0) text += pretty ? ", " : ",";
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
    const body = numbers.map(numberText).join(this.#style.pretty ? ", " : ",");
    if (this.#style.json) return `[${body}]`;
    if (numbers.every((n) => n === 0)) return `new ${isPlain ? "ArrayBuffer" : name}(${numbers.length})`;
    return `new ${name}([${body}])${isPlain ? ".buffer" : ""}`;
  }
}

function needsLine(item: unknown): boolean {
  if (item === undefined || item === null || typeof item === "number" || typeof item === "boolean") return false;
  return typeof item !== "object" || (item as Shown)[SHOWN_AS] === undefined;
}

function functionText(fn: object): string {
  const source = Function.prototype.toString.call(fn);
  return source.includes("[native code]") || !source.startsWith("function") ? "function () { [native code] }" : source;
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

/** The REPL's form of a value: texts in quotes. */
export const inspect = (value: unknown): string => new Writer(CONSOLE).value(value, 0);

/** `print` shows a text as it is. */
export const printed = (values: readonly unknown[]): string =>
  values.map((value) => (typeof value === "string" ? value : inspect(value))).join(" ");
