/** Which of many looks at the gas are worth a point of the plot: what stays as it is needs few. */
import type { Point } from "../news.ts";

/** A straight course is told now and then, too. */
const MOST_SKIPPED = 10;

export class GasCourse {
  readonly #tell: (point: Point) => void;
  #last: Point | undefined;
  #skipped: Point | undefined;
  #skips = 0;

  constructor(tell: (point: Point) => void) {
    this.#tell = tell;
  }

  get lastMs(): number {
    return this.#skipped?.atMs ?? this.#last?.atMs ?? Number.NEGATIVE_INFINITY;
  }

  /** Of the latest look. */
  get latest(): Point | undefined {
    return this.#skipped ?? this.#last;
  }

  take(point: Point): void {
    if (this.#last && isSame(this.#last, point) && this.#skips < MOST_SKIPPED) {
      this.#skipped = point;
      this.#skips++;
      return;
    }
    // Where the straight part ended, or the plot would show a slope from where it began.
    if (this.#skipped) this.#tell(this.#skipped);
    this.#skipped = undefined;
    this.#skips = 0;
    this.#last = point;
    this.#tell(point);
  }
}

const isSame = (a: Point, b: Point): boolean =>
  a.trueLelPercent === b.trueLelPercent && a.lelPercent === b.lelPercent && a.gasState === b.gasState;
