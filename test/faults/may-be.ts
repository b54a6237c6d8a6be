/** Stretches of time in which something may have been decided. */
import { keep } from "./event-records.ts";

interface Stretch {
  readonly fromMs: number;
  toMs: number;
}

export class MayBe {
  readonly #list: Stretch[] = [];
  #open: Stretch | undefined;

  get isOn(): boolean {
    return this.#open !== undefined;
  }

  /** Of the one that is on, or was last. */
  get sinceMs(): number {
    return this.#list.at(-1)?.fromMs ?? 0;
  }

  /** Nothing before it is so late, and nothing where one is on. */
  begin(fromMs: number, nowMs = fromMs): void {
    if (this.#open || nowMs < fromMs) return;
    this.#open = { fromMs, toMs: Number.POSITIVE_INFINITY };
    keep(this.#list, this.#open);
  }

  end(toMs: number): void {
    if (this.#open) this.#open.toMs = toMs;
    this.#open = undefined;
  }

  /** It may have been then, by a clock that is so far off; at any time up to now where the time is not known. */
  isAt(atMs: number | undefined, nowMs: number, offMs: number): boolean {
    return this.#list.some(({ fromMs, toMs }) =>
      atMs === undefined ? fromMs <= nowMs : atMs >= fromMs - offMs && atMs <= toMs + offMs,
    );
  }
}
