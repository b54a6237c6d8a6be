/**
 * Espruino's JSON.parse: more forgiving than the standard (single quotes, a comma before the bracket, anything after the
 * value), the first of two equal keys wins, and \uXXXX keeps its low byte, as on boards built without Unicode.
 */
import { DeviceError } from "./errors.ts";

const TOKEN =
  /\s*(?:([{}[\],:])|("(?:[^"\\]|\\[\s\S])*"|'(?:[^'\\]|\\[\s\S])*')|(-?(?:0x[0-9a-fA-F]+|\d+\.?\d*(?:[eE][+-]?\d+)?))|([A-Za-z_$][\w$]*)|($)|([\s\S]))/y;

const LITERALS: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ["true", true],
  ["false", false],
  ["null", null],
]);
const ESCAPES: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", b: "\b", f: "\f", v: "\v" };

function unquote(text: string): string {
  return text
    .slice(1, -1)
    .replace(/\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|([\s\S]))/g, (_, wide, narrow, plain) =>
      plain === undefined ? String.fromCharCode(Number.parseInt(wide ?? narrow, 16) & 0xff) : (ESCAPES[plain] ?? plain),
    );
}

interface Token {
  readonly kind: "sign" | "text" | "number" | "word" | "end" | "other";
  readonly text: string;
}

const KINDS = ["sign", "text", "number", "word", "end", "other"] as const;
const shown = (token: Token): string =>
  token.kind === "end" ? "EOF" : token.kind === "word" ? `ID:${token.text}` : token.text;

class Parser {
  readonly #text: string;
  readonly #object: () => Record<string, unknown>;
  readonly #array: () => unknown[];
  #at = 0;
  #token: Token = { kind: "end", text: "" };

  constructor(text: string, object: () => Record<string, unknown>, array: () => unknown[]) {
    this.#text = text;
    this.#object = object;
    this.#array = array;
    this.#advance();
  }

  value(): unknown {
    const token = this.#token;
    if (token.kind === "text") return this.#take(unquote(token.text));
    if (token.kind === "number")
      return this.#take(Number(token.text.replace("-0x", "0x")) * (token.text.startsWith("-0x") ? -1 : 1));
    if (token.kind === "word" && LITERALS.has(token.text)) return this.#take(LITERALS.get(token.text));
    if (token.text === "[") return this.#list();
    if (token.text === "{") return this.#members();
    throw new DeviceError(`Expecting valid value, got ${shown(token)}`, "SyntaxError");
  }

  #list(): unknown[] {
    const list = this.#array();
    this.#advance();
    while (this.#token.text !== "]") {
      list.push(this.value());
      if (this.#token.text !== "]") this.#expect(",");
    }
    return this.#take(list);
  }

  #members(): object {
    const object = this.#object();
    this.#advance();
    while (this.#token.text !== "}") {
      if (this.#token.kind !== "text")
        throw new DeviceError(`Got ${shown(this.#token)} expected STRING`, "SyntaxError");
      const key = this.#take(unquote(this.#token.text));
      this.#expect(":");
      const value = this.value();
      if (!Object.hasOwn(object, key)) object[key] = value;
      if (this.#token.text !== "}") this.#expect(",");
    }
    return this.#take(object);
  }

  #expect(sign: string): void {
    if (this.#token.text !== sign) throw new DeviceError(`Got ${shown(this.#token)} expected '${sign}'`, "SyntaxError");
    this.#advance();
  }

  #take<T>(value: T): T {
    this.#advance();
    return value;
  }

  #advance(): void {
    TOKEN.lastIndex = this.#at;
    const match = TOKEN.exec(this.#text);
    this.#at = TOKEN.lastIndex;
    const group = match ? match.slice(1).findIndex((part) => part !== undefined) : 4;
    this.#token = { kind: KINDS[group] ?? "other", text: match?.[group + 1] ?? "" };
  }
}

export function parseJson(text: string, object: () => Record<string, unknown>, array: () => unknown[]): unknown {
  return new Parser(text, object, array).value();
}
