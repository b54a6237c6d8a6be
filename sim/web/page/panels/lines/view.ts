/** What one looks at in the list of lines, and how: the panel's own state. */
import { computed, signal } from "@preact/signals";
import { AT_KINDS, type AtKind } from "../../../at-kind.ts";
import { visible } from "../../../at-line.ts";
import type { Line } from "../../../news.ts";
import { clockText } from "../../format.ts";
import { type DirectionChoice, filterOf, patternOf } from "./filter.ts";
import { indexOf, type Row, Rows } from "./rows.ts";
import { t } from "./words.ts";

export class LinesView {
  readonly query = signal("");
  readonly direction = signal<DirectionChoice>("both");
  readonly hidden = signal<ReadonlySet<AtKind>>(new Set());
  readonly isRaw = signal(false);
  /** How many lines there were when it was paused. */
  readonly pausedAt = signal<number | undefined>(undefined);
  readonly follows = signal(true);
  /** Numbers of lines: where one is, and where the selection began. */
  readonly active = signal<number | undefined>(undefined);
  readonly anchor = signal<number | undefined>(undefined);
  readonly isOpen = signal(false);
  /** Counts what changes the rows beside new lines. */
  readonly cleared = signal(0);
  readonly pattern = computed(() => patternOf(this.query.value));
  readonly filter = computed(() => filterOf(this.direction.value, this.hidden.value, this.pattern.value.fits));
  readonly #rows = new Rows(this.filter.peek());

  /** The rows as they are to be shown now. */
  rowsOf(items: readonly Line[]): readonly Row[] {
    if (this.pausedAt.value === undefined) this.#rows.take(items);
    this.#rows.filterBy(this.filter.value);
    return this.#rows.shown;
  }

  get shown(): readonly Row[] {
    return this.#rows.shown;
  }

  toggle(kind: AtKind): void {
    const hidden = new Set(this.hidden.value);
    if (!hidden.delete(kind)) hidden.add(kind);
    // All of them off would be an empty list that explains nothing.
    this.hidden.value = hidden.size === AT_KINDS.length ? new Set() : hidden;
  }

  clear(): void {
    this.#rows.clear();
    this.leave();
    this.cleared.value++;
  }

  /** Nothing is selected any more. */
  leave(): void {
    this.active.value = undefined;
    this.anchor.value = undefined;
    this.isOpen.value = false;
  }

  /** Goes to a row; `extends` keeps where the selection began. */
  goTo(row: Row | undefined, isExtending: boolean): void {
    if (!row) return;
    if (!isExtending || this.anchor.value === undefined) this.anchor.value = row.number;
    this.active.value = row.number;
  }

  selectAll(): void {
    this.anchor.value = this.shown[0]?.number;
    this.active.value = this.shown.at(-1)?.number;
  }

  isSelected({ number }: Row): boolean {
    const { value: active } = this.active;
    const { value: anchor } = this.anchor;
    if (active === undefined || anchor === undefined) return false;
    return number >= Math.min(active, anchor) && number <= Math.max(active, anchor);
  }

  /** The selected ones that are shown. */
  get selected(): readonly Row[] {
    const { value: active } = this.active;
    const { value: anchor } = this.anchor;
    if (active === undefined || anchor === undefined) return [];
    const from = indexOf(this.shown, Math.min(active, anchor));
    return this.shown.slice(from, indexOf(this.shown, Math.max(active, anchor) + 1));
  }

  get activeRow(): Row | undefined {
    const number = this.active.value;
    if (number === undefined) return undefined;
    const row = this.shown[indexOf(this.shown, number)];
    return row?.number === number ? row : undefined;
  }

  textOf(row: Row): string {
    if (!row.line) return t("missing", row.missing.toLocaleString("en"));
    return this.isRaw.value ? visible(row.line.text) : row.text;
  }

  /** For the clipboard: what is selected, else all that is shown. */
  copyText(): { readonly text: string; readonly count: number } {
    const { selected } = this;
    const rows = selected.length > 0 ? selected : this.shown;
    const lines = rows.map((row) =>
      row.line ? `${clockText(row.line.atMs, 3)} ${row.line.direction} ${this.textOf(row)}` : this.textOf(row),
    );
    return { text: lines.join("\n"), count: rows.length };
  }
}
