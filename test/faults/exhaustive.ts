/**
 * Every fault at every command of the walk and of the ways back, then pairs by the seed:
 * `npm run test:faults -- --help`. Of what has many commands, the ways back, every eighth run is played, others with each seed.
 * `--only` plays the runs whose name, or whose group's title, contains the text. Exit code 1 when any run failed.
 */
import type { FamilyName } from "../../sim/modem/family.ts";
import { countOf, readFlags, usageError } from "../flags.ts";
import { type Firmware, loadFirmware } from "./bundle.ts";
import { CATALOGUE } from "./catalogue.ts";
import { type Group, Planner } from "./plan.ts";
import { Pool } from "./pool.ts";
import { runFaultCase } from "./run-case.ts";
import type { Verdict } from "./worker.ts";

/** With all kinds of each fault; with a few of each; and of which every so many-th run is taken. */
const WHOLE: FamilyName = "air202";
const FEW: FamilyName = "air780e";
const SAMPLED: FamilyName = "air724";
const SAMPLE_EVERY = 8;

const USAGE = `npm run test:faults -- [--pairs N] [--seed S] [--workers N] [--only TEXT] [--show N]
  --pairs 1500   pairs of faults
  --only TEXT    runs whose name, or whose group's title, has the text in it: closed@, MSUB.1, "long holds"
  --show 40      failures that are shown
One run line by line: npm run replay -- <name>; all faults: npm run replay -- --faults`;

const values = readFlags(
  {
    pairs: { type: "string", default: "1500" },
    seed: { type: "string", default: "1" },
    workers: { type: "string", default: "2" },
    only: { type: "string", default: "" },
    show: { type: "string", default: "40" },
  },
  USAGE,
);

function plan(firmware: Firmware, seed: number, pairs: number): Group[] {
  const planner = (family: FamilyName) => new Planner(family, seed, (one) => runFaultCase(one, firmware));
  const whole = [WHOLE, FEW].flatMap((family) => {
    const one = planner(family);
    return [one.walk(family === WHOLE), ...one.waysBack(), one.byTime(), one.pairs(Math.ceil(pairs / 2))];
  });
  const one = planner(SAMPLED);
  const sampled = [one.walk(false), one.byTime()].map((group) => ({
    ...group,
    title: `${group.title}, every ${SAMPLE_EVERY}th`,
    ids: group.ids.filter((_, i) => i % SAMPLE_EVERY === 0),
  }));
  return [...whole, ...sampled];
}

class Tally {
  passed = 0;
  unreached = 0;
  virtualMs = 0;
  readonly failed: Verdict[] = [];
  readonly skipped = new Map<string, number>();
  /** By the time they are given, in seconds. */
  readonly recoveriesMs = new Map<number, number[]>();

  take(verdict: Verdict): void {
    this.virtualMs += verdict.virtualMs;
    if (!verdict.isReached) this.unreached++;
    const { recovery } = verdict;
    if (recovery)
      this.recoveriesMs.set(recovery.withinS, [...(this.recoveriesMs.get(recovery.withinS) ?? []), recovery.ms]);
    for (const check of verdict.skipped) this.skipped.set(check, (this.skipped.get(check) ?? 0) + 1);
    if (verdict.findings.length > 0) this.failed.push(verdict);
    else this.passed++;
  }
}

function show(verdict: Verdict, { hash }: Firmware): void {
  console.log(`not ok ${verdict.id}`);
  for (const { check, atMs, message } of verdict.findings.slice(0, 3)) {
    console.log(`    ${(atMs / 1000).toFixed(1)} s ${check}: ${message}`);
  }
  console.log(`    npm run replay -- '${verdict.id}' ${hash}`);
}

/** Failures by check and by fault, for who has to find out what they have in common. */
function table(failed: readonly Verdict[]): void {
  const counts = new Map<string, number>();
  for (const { id, findings } of failed) {
    const fault = id.split("/")[0]?.split(",").at(-1)?.split(/[~@]/)[0];
    const key = `${findings[0]?.check} ${fault}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  for (const [key, count] of [...counts].sort((a, b) => b[1] - a[1]))
    console.log(`  ${String(count).padStart(6)} ${key}`);
}

const firmware = await loadFirmware();
const startedMs = performance.now();
const groups = plan(firmware, countOf("seed", values.seed, USAGE), countOf("pairs", values.pairs, USAGE))
  .map((group) => ({ ...group, ids: group.ids.filter((id) => `${group.title} ${id}`.includes(values.only)) }))
  .filter(({ ids }) => ids.length > 0);
if (groups.length === 0) {
  usageError(`--only ${values.only}: no run's name and no group's title contains that`, USAGE);
}
const pool = new Pool(Number(values.workers), firmware);
const tally = new Tally();
console.log(`bundle ${firmware.hash}, ${Object.keys(CATALOGUE).length} faults by name`);
for (const { title, places, faults, ids } of groups) {
  const failedBefore = tally.failed.length;
  const from = performance.now();
  await pool.run(ids, (verdict) => {
    tally.take(verdict);
    if (verdict.findings.length > 0 && tally.failed.length <= Number(values.show)) show(verdict, firmware);
  });
  const what = places > 0 && !values.only ? ` (${places} commands x ${faults} faults)` : "";
  const tookS = ((performance.now() - from) / 1000).toFixed(1);
  console.log(`${title}${what}: ${ids.length} runs, ${tally.failed.length - failedBefore} failed, ${tookS} s`);
}
await pool.close();
if (tally.failed.length > 0) table(tally.failed);
for (const [withinS, ms] of tally.recoveriesMs) {
  const [half, longest] = [ms.sort((a, b) => a - b)[ms.length >> 1] ?? 0, ms.at(-1) ?? 0];
  const seconds = `half of them in ${(half / 1000).toFixed(1)} s, the longest in ${(longest / 1000).toFixed(1)} s`;
  console.log(`${ms.length} times gone and online again, to be so within ${withinS} s: ${seconds}`);
}
for (const [check, count] of tally.skipped) console.log(`not checked in ${count} runs: ${check}`);
const tookS = (performance.now() - startedMs) / 1000;
const hours = (tally.virtualMs / 3_600_000).toFixed(0);
console.log(
  `${tally.unreached} runs never came to a place; ${hours} hours of the device's time in ${tookS.toFixed(0)} s`,
);
console.log(`${tally.passed} passed, ${tally.failed.length} failed`);
process.exitCode = tally.failed.length > 0 ? 1 : 0;
