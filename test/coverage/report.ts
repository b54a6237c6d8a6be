/** Counts and sources -> the table, and what was not reached. */
import { instrument, type Point } from "./instrument.ts";

export type Counts = Readonly<Record<string, readonly number[]>>;

interface Row {
  readonly file: string;
  /** Lines with a statement, ways of branches: all and reached. */
  readonly lines: readonly [all: number, reached: number];
  readonly branches: readonly [all: number, reached: number];
  readonly missed: readonly string[];
}

export function reportOf(
  sources: Readonly<Record<string, string>>,
  counts: Counts,
): { text: string; isWhole: boolean } {
  const rows = Object.entries(sources).map(([file, text]) => rowOf(file, text, counts[file] ?? []));
  const counted = rows.filter(({ lines: [all] }) => all > 0);
  const sum = (which: "lines" | "branches", at: 0 | 1) => counted.reduce((total, row) => total + row[which][at], 0);
  const total: Row = {
    file: "all",
    lines: [sum("lines", 0), sum("lines", 1)],
    branches: [sum("branches", 0), sum("branches", 1)],
    missed: [],
  };
  const table = [...counted, total].map(
    ({ file, lines, branches }) => `${file.padEnd(34)} lines ${share(lines)}   branches ${share(branches)}`,
  );
  const missed = counted.flatMap((row) => row.missed);
  const isWhole = missed.length === 0;
  return { text: [...table, ...(isWhole ? [] : ["", "Not reached:", ...missed])].join("\n"), isWhole };
}

function share([all, reached]: readonly [number, number]): string {
  const percent = all === 0 ? 100 : Math.floor((reached / all) * 1000) / 10;
  return `${percent.toFixed(1).padStart(5)} % (${`${reached}`.padStart(4)} of ${`${all}`.padStart(4)})`;
}

function rowOf(file: string, text: string, counts: readonly number[]): Row {
  const { points } = instrument(file, text);
  const reached = (point: Point, i: number): boolean =>
    (point.less === undefined ? (counts[i] ?? 0) : (counts[point.less - 1] ?? 0) - (counts[point.less] ?? 0)) > 0;
  const lines = new Map<number, boolean>();
  let branches = 0;
  const missed: string[] = [];
  for (const [i, point] of points.entries()) {
    const isReached = reached(point, i);
    if (point.kind === "statement") lines.set(point.line, (lines.get(point.line) ?? true) && isReached);
    else if (isReached) branches++;
    if (!isReached) missed.push(`  ${file}:${point.line} ${point.what}: ${lineOf(text, point.line)}`);
  }
  const all = points.filter(({ kind }) => kind === "branch").length;
  return { file, lines: [lines.size, [...lines.values()].filter(Boolean).length], branches: [all, branches], missed };
}

function lineOf(text: string, line: number): string {
  return (text.split("\n")[line - 1] ?? "").trim();
}
