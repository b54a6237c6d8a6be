/** The counters of the process that runs the tests; imported before all that is counted. */
import { readFileSync, writeFileSync } from "node:fs";
import { instrument } from "./instrument.ts";
import type { Counts } from "./report.ts";

const sources = JSON.parse(readFileSync(process.env["COVERAGE_SOURCES"] as string, "utf8")) as Record<string, string>;
const counts: { [file: string]: number[] } = {};

function coverageOf(file: string, points: number): number[] {
  const counters = counts[file] ?? new Array<number>(points).fill(0);
  counts[file] = counters;
  return counters;
}

function add(others: Counts): void {
  for (const [file, more] of Object.entries(others)) {
    const counters = coverageOf(file, more.length);
    for (const [i, count] of more.entries()) counters[i] = (counters[i] ?? 0) + count;
  }
}

Object.assign(globalThis, {
  coverageOf,
  counting: { add, instrument: (file: string) => instrument(file, sources[file] as string).code },
});
process.on("exit", () => writeFileSync(process.env["COVERAGE_COUNTS"] as string, JSON.stringify(counts)));
