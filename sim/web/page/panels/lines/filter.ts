/** Which lines are shown. */
import type { AtKind } from "../../../at-kind.ts";
import type { Row } from "./rows.ts";

export type LineFilter = (row: Row) => boolean;
export type DirectionChoice = "both" | ">" | "<";

export const ALL: LineFilter = () => true;

export interface Pattern {
  /** Undefined where everything fits. */
  readonly fits: ((text: string) => boolean) | undefined;
  /** Why it is none, as the browser says it. */
  readonly problem: string;
}

/** With flags that there are: `/sys/key/name` is a topic. */
const EXPRESSION = /^\/(.+)\/([gimsuy]*)$/s;

/** `csq` in capitals or not, `/^\+C.?REG/`. */
export function patternOf(query: string): Pattern {
  if (query === "") return { fits: undefined, problem: "" };
  const [, source, flags = ""] = EXPRESSION.exec(query) ?? [];
  if (source === undefined) {
    const wanted = query.toLowerCase();
    return { fits: (text) => text.toLowerCase().includes(wanted), problem: "" };
  }
  try {
    // Those two would go on where the last line ended.
    const expression = new RegExp(source, flags.replace(/[gy]/g, ""));
    return { fits: (text) => expression.test(text), problem: "" };
  } catch (error) {
    return { fits: undefined, problem: (error as Error).message };
  }
}

/** A row that stands for missing lines passes always. */
export function filterOf(direction: DirectionChoice, hidden: ReadonlySet<AtKind>, fits: Pattern["fits"]): LineFilter {
  if (direction === "both" && hidden.size === 0 && !fits) return ALL;
  return (row) => {
    const { line, kind } = row;
    if (!line) return true;
    if ((direction !== "both" && line.direction !== direction) || hidden.has(kind)) return false;
    return !fits || fits(row.text) || fits(line.text);
  };
}
