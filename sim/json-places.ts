/**
 * Where things stand in a JSON text, and where it stops being one: what a person needs to find a mistake in a file.
 * `JSON.parse` decides what is JSON; this one only knows the places.
 */

export interface Place {
  readonly line: number;
  readonly column: number;
}

/** A value's offset; of an object its members, of a list its items. */
export interface JsonSpot {
  readonly at: number;
  readonly members: ReadonlyMap<string, { readonly keyAt: number; readonly value: JsonSpot }>;
  readonly items: readonly JsonSpot[];
}

/** Where a text is no JSON. */
export class JsonFault extends Error {
  readonly at: number;

  constructor(at: number, message: string) {
    super(message);
    this.at = at;
  }
}

/** What is nested deeper is a mistake in any file of a person's. */
const MOST_LEVELS = 200;
const SHOWN_CHARS = 12;
const BLANKS = /[ \t\n\r]*/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORD = /true|false|null/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: what JSON forbids in a string
const CHARACTERS = /[^"\\\u0000-\u001f]*/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
const NO_MEMBERS: JsonSpot["members"] = new Map();

/** Throws `JsonFault`. */
export function jsonSpots(text: string): JsonSpot {
  return new Scan(text).whole();
}

/** Both count from 1. */
export function placeOf(text: string, at: number): Place {
  const lines = text.slice(0, at).split(/\r\n|\n|\r/);
  return { line: lines.length, column: (lines.at(-1) ?? "").length + 1 };
}

class Scan {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  whole(): JsonSpot {
    const spot = this.#value(0);
    this.#skip();
    if (this.#at < this.#text.length) this.#fail(`there is more behind the end: ${this.#seen()}`);
    return spot;
  }

  #value(level: number): JsonSpot {
    this.#skip();
    const at = this.#at;
    if (level > MOST_LEVELS) this.#fail(`nested more than ${MOST_LEVELS} deep`);
    if (this.#takes("{")) return { at, members: this.#members(level), items: [] };
    if (this.#takes("[")) return { at, members: NO_MEMBERS, items: this.#items(level) };
    if (this.#text[at] === '"') this.#string();
    else if (this.#match(NUMBER) === undefined && this.#match(WORD) === undefined) {
      this.#fail(`a value is missing here: ${this.#seen()}`);
    }
    return { at, members: NO_MEMBERS, items: [] };
  }

  #members(level: number): JsonSpot["members"] {
    const members = new Map<string, { keyAt: number; value: JsonSpot }>();
    this.#skip();
    if (this.#takes("}")) return members;
    do {
      this.#skip();
      const keyAt = this.#at;
      if (this.#text[keyAt] !== '"') this.#fail(`a name in double quotes is missing here: ${this.#seen()}`);
      const name = JSON.parse(this.#string()) as string;
      this.#skip();
      if (!this.#takes(":")) this.#fail(`":" is missing behind "${name}": ${this.#seen()}`);
      members.set(name, { keyAt, value: this.#value(level + 1) });
      this.#skip();
    } while (this.#takes(","));
    if (!this.#takes("}")) this.#fail(`"," or "}" is missing here: ${this.#seen()}`);
    return members;
  }

  #items(level: number): JsonSpot[] {
    const items: JsonSpot[] = [];
    this.#skip();
    if (this.#takes("]")) return items;
    do {
      items.push(this.#value(level + 1));
      this.#skip();
    } while (this.#takes(","));
    if (!this.#takes("]")) this.#fail(`"," or "]" is missing here: ${this.#seen()}`);
    return items;
  }

  /** With its quotes, as it stands there. */
  #string(): string {
    const at = this.#at++;
    do this.#match(CHARACTERS);
    while (this.#match(ESCAPE) !== undefined);
    if (this.#takes('"')) return this.#text.slice(at, this.#at);
    if (this.#text[this.#at] === "\\") this.#fail(`no such escape: ${this.#seen()}`);
    return this.#fail("this text does not end in its line", at);
  }

  #skip(): void {
    this.#match(BLANKS);
  }

  #takes(sign: string): boolean {
    if (this.#text[this.#at] !== sign) return false;
    this.#at++;
    return true;
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    if (found !== undefined) this.#at += found.length;
    return found;
  }

  #seen(): string {
    const rest = this.#text.slice(this.#at, this.#at + SHOWN_CHARS).split(/[\r\n]/)[0] ?? "";
    if (this.#at >= this.#text.length) return "the text ends";
    return rest === "" ? "the line ends" : JSON.stringify(rest);
  }

  #fail(message: string, at = this.#at): never {
    throw new JsonFault(at, message);
  }
}
