/** The lines as the list has them: each told for what it is once, filtered as they come, and where some are missing, a row that says so. */
import { type AtKind, AtKinds } from "../../../at-kind.ts";
import { readable } from "../../../at-line.ts";
import type { Line } from "../../../news.ts";
import type { LineFilter } from "./filter.ts";

export class Row {
  /** Of its line, or of the first that is missing. */
  readonly number: number;
  /** Undefined for a row that stands for `missing` lines. */
  readonly line: Line | undefined;
  readonly kind: AtKind;
  readonly missing: number;
  #text: string | undefined;

  constructor(number: number, line: Line | undefined, kind: AtKind, missing = 0) {
    this.number = number;
    this.line = line;
    this.kind = kind;
    this.missing = missing;
  }

  /** Made when it is looked at: most lines never are. */
  get text(): string {
    this.#text ??= this.line ? readable(this.line.text) : "";
    return this.#text;
  }
}

export class Rows {
  /** Those that pass the filter. */
  shown: Row[] = [];
  #all: Row[] = [];
  #kinds = new AtKinds();
  #items: readonly Line[] | undefined;
  #last = 0;
  /** Lines up to here have been cleared away. */
  #clearedTo = 0;
  #filter: LineFilter;

  constructor(filter: LineFilter) {
    this.#filter = filter;
  }

  /** Takes what is new in a list that grows at its end and is cut at its beginning; another list begins anew. */
  take(items: readonly Line[]): void {
    const newest = items.at(-1)?.number ?? 0;
    if (items !== this.#items) this.#begin(items, newest);
    let at = items.length;
    while (at > 0 && (items[at - 1] as Line).number > this.#last) at--;
    for (; at < items.length; at++) this.#add(items[at] as Line);
    const oldest = items[0]?.number ?? 0;
    cut(this.#all, oldest);
    cut(this.shown, oldest);
  }

  filterBy(filter: LineFilter): void {
    if (filter === this.#filter) return;
    this.#filter = filter;
    this.shown = this.#all.filter((row) => filter(row));
  }

  /** What is there goes; what comes is shown. */
  clear(): void {
    this.#clearedTo = this.#last;
    this.#all = [];
    this.shown = [];
  }

  #begin(items: readonly Line[], newest: number): void {
    this.#items = items;
    this.#all = [];
    this.shown = [];
    this.#last = 0;
    this.#kinds.forget();
    // The program was started anew, and counts anew.
    if (newest < this.#clearedTo) this.#clearedTo = 0;
  }

  #add(line: Line): void {
    const missing = this.#last === 0 ? 0 : line.number - this.#last - 1;
    if (missing > 0) {
      this.#kinds.forget();
      this.#push(new Row(this.#last + 1, undefined, "data", missing));
    }
    this.#last = line.number;
    this.#push(new Row(line.number, line, this.#kinds.kindOf(line.direction, line.text)));
  }

  #push(row: Row): void {
    if (row.number <= this.#clearedTo) return;
    this.#all.push(row);
    if (this.#filter(row)) this.shown.push(row);
  }
}

/** Rows are in the order of their numbers. */
export function indexOf(rows: readonly Row[], number: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const mid = (low + high) >> 1;
    if ((rows[mid] as Row).number < number) low = mid + 1;
    else high = mid;
  }
  return low;
}

function cut(rows: Row[], oldest: number): void {
  const gone = indexOf(rows, oldest);
  if (gone > 0) rows.splice(0, gone);
}
