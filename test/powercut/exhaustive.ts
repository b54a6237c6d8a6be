/**
 * A power cut at every flash operation of the walk, in every way, and then at pairs by the seed:
 * `npm run test:powercut -- --help`.
 * Of what repeats another set only a part is played, another one with each seed; `--all` plays the whole. `--only` with the
 * name of a run plays that one, line by line; with a part of a name, the runs that have it. Exit code 1 when any run failed.
 */
import { fileURLToPath } from "node:url";
import { listBoards } from "../../build/boards.ts";
import { readFlags, usageError } from "../flags.ts";
import { type CutCase, PAGE_CUTS, parseId } from "./case-id.ts";
import { loadFirmware } from "./firmware.ts";
import { type Group, PARTS, planPairs, planPart } from "./plan.ts";
import { Pool } from "./pool.ts";
import { CutRun, type Firmware, runCut } from "./run-cut.ts";
import { tell } from "./tell.ts";
import type { Verdict } from "./worker.ts";

const USAGE = `npm run test:powercut -- [--pairs N] [--seed S] [--workers N] [--all] [--only TEXT] [--show N]
  --pairs 300    pairs of cuts
  --all          all cuts of all sets, not a part that changes with the seed
  --only TEXT    one run line by line: cut@37.first-half/pico/s5 is flash operation 37, on a Pico, seed 5
                 (${PAGE_CUTS.join(", ")}; /modem-up at the end: the modem keeps its supply); or runs whose name has the text
  --show 20      failures that are shown`;

const values = readFlags(
  {
    pairs: { type: "string", default: "300" },
    seed: { type: "string", default: "1" },
    workers: { type: "string", default: "2" },
    all: { type: "boolean", default: false },
    only: { type: "string", default: "" },
    show: { type: "string", default: "20" },
  },
  USAGE,
);

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

class Tally {
  passed = 0;
  unreached = 0;
  virtualMs = 0;
  cutOperations = 0;
  readonly failed: Verdict[] = [];

  take(verdicts: readonly Verdict[]): void {
    for (const verdict of verdicts) {
      this.virtualMs += verdict.virtualMs;
      if (verdict.isUnreached) this.unreached++;
      if (verdict.findings.length > 0) this.failed.push(verdict);
      else this.passed++;
    }
  }
}

async function plan(): Promise<Group[]> {
  const firmwares = new Map<string, Firmware>();
  for (const { board } of PARTS) if (!firmwares.has(board)) firmwares.set(board, await loadFirmware(board));
  const play = (one: CutCase) => runCut(one, firmwares.get(one.board) as Firmware);
  return PARTS.flatMap((part) => planPart(part, play, { seed: Number(values.seed), isWhole: values.all }))
    .map((group) => ({ ...group, ids: group.ids.filter((id) => id.includes(values.only)) }))
    .filter(({ ids }) => ids.length > 0);
}

const sinceS = (fromMs: number): string => ((performance.now() - fromMs) / 1000).toFixed(1);

async function playAll(groups: readonly Group[], tally: Tally): Promise<void> {
  const pool = new Pool(Number(values.workers));
  const singles: Verdict[] = [];
  const play = async (title: string, ids: readonly string[]): Promise<Verdict[]> => {
    const [failedBefore, fromMs] = [tally.failed.length, performance.now()];
    const verdicts = await pool.run(ids);
    tally.take(verdicts);
    console.log(`${title}: ${ids.length} runs, ${tally.failed.length - failedBefore} failed, ${sinceS(fromMs)} s`);
    return verdicts;
  };
  for (const { title, operations, cuts, ids } of groups) {
    tally.cutOperations += cuts;
    singles.push(...(await play(`${title} (${operations} operations, ${cuts} of them cut)`, ids)));
  }
  const recoveries = singles.filter(({ id, operations }) => id.startsWith("cut@") && operations.length > 0);
  await play("pairs", planPairs(Number(values.pairs), Number(values.seed), recoveries));
  await pool.close();
}

function show({ id, findings }: Verdict): void {
  console.log(`not ok ${id}`);
  for (const finding of findings.slice(0, 3)) console.log(`    ${finding}`);
  console.log(`    node --import tsx test/powercut/exhaustive.ts --only ${id}`);
}

async function playOne(cutCase: CutCase): Promise<void> {
  if (!listBoards(ROOT).includes(cutCase.board))
    usageError(`no board "${cutCase.board}": ${listBoards(ROOT).join(", ")}`, USAGE);
  const run = new CutRun(cutCase, await loadFirmware(cutCase.board));
  tell(run.site);
  const { findings, isUnreached } = run.play();
  for (const finding of findings) console.log(`not ok: ${finding}`);
  if (isUnreached) console.log("not ok: the run never came to its cut: the walk has fewer flash operations than that");
  const isFine = findings.length === 0 && !isUnreached;
  report(isFine ? 1 : 0, isFine ? 0 : 1);
}

function report(passed: number, failed: number): void {
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed > 0 ? 1 : 0;
}

const one = parseId(values.only);
if (one) await playOne(one);
else {
  const startedMs = performance.now();
  const tally = new Tally();
  const groups = await plan();
  if (groups.length === 0) {
    usageError(`--only ${values.only}: no run's name contains that`, USAGE);
  }
  await playAll(groups, tally);
  for (const verdict of tally.failed.slice(0, Number(values.show))) show(verdict);
  const hours = (tally.virtualMs / 3_600_000).toFixed(0);
  console.log(`${tally.cutOperations} flash operations x 4 cuts of a word, 5 of a page; seed ${values.seed}`);
  console.log(
    `${tally.unreached} runs never came to a cut; ${hours} hours of the device's time in ${sinceS(startedMs)} s`,
  );
  report(tally.passed, tally.failed.length);
}
