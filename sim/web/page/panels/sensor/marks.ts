/** Marks on the plot's time line. No browser in here. */
import type { Happening } from "../../../news.ts";
import type { Range } from "./course.ts";

/** A letter for each kind; states have their bands, notes their list. */
export const MARKS = {
  event: "E",
  fault: "F",
  faultEnds: "f",
  order: "O",
  power: "P",
  error: "!",
} as const satisfies Partial<Record<Happening["what"], string>>;
export type MarkKind = keyof typeof MARKS;

export const isMark = (what: Happening["what"]): what is MarkKind => Object.hasOwn(MARKS, what);

export interface Mark {
  readonly x: number;
  /** Of all that stand so near to each other that they would be one on the screen, one letter each. */
  readonly letters: string;
  readonly happenings: readonly Happening[];
}

/** Those in sight, at their places in pixels; nearer to each other than `apartPx` they are one mark. */
export function marksOf(
  happenings: readonly Happening[],
  { fromMs, toMs }: Range,
  widthPx: number,
  apartPx: number,
): Mark[] {
  const marks: { x: number; letters: string; happenings: Happening[] }[] = [];
  for (const one of happenings) {
    if (one.atMs < fromMs || one.atMs > toMs || !isMark(one.what)) continue;
    const x = ((one.atMs - fromMs) / (toMs - fromMs)) * widthPx;
    const last = marks.at(-1);
    const letter = MARKS[one.what];
    if (!last || x - last.x >= apartPx) {
      marks.push({ x, letters: letter, happenings: [one] });
      continue;
    }
    last.happenings.push(one);
    if (!last.letters.includes(letter)) last.letters += letter;
  }
  return marks;
}

/** The mark at a place, if there is one near it. */
export const markAt = (marks: readonly Mark[], x: number, nearPx: number): Mark | undefined =>
  marks
    .filter((mark) => Math.abs(mark.x - x) <= nearPx)
    .reduce<Mark | undefined>(
      (best, mark) => (best && Math.abs(best.x - x) <= Math.abs(mark.x - x) ? best : mark),
      undefined,
    );
