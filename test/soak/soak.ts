/**
 * Device-years under random faults: `node --import tsx test/soak/soak.ts --years 10 [--seed S] [--workers N]`. Each year is a
 * device of its own, by the seeds S, S + 1 and so on; a run is (bundle, seed), and `--until N` ends it with incident N.
 * `--every-second` leaves out nothing, for `--days D` of it; `--pace P` makes all incidents P times as frequent.
 * `--without NAME,NAME` leaves out faults or incidents, `--ignore CHECK,CHECK` checks. Exit code 1 when anything was found.
 */
import { loadFirmware } from "../faults/bundle.ts";
import { CHECKS, type CheckName } from "../faults/check.ts";
import { countOf, readFlags, usageError } from "../flags.ts";
import { playYears } from "./crew.ts";
import { figuresOf, figuresText, LEFT_OUT, yearText } from "./report.ts";
import type { YearAnswer, YearOrder } from "./worker.ts";
import type { YearReport } from "./year.ts";

const DAY_MS = 86_400_000;

const USAGE = `npm run soak -- [--years N] [--seed S] [--workers N] [--until N] [--every-second] [--days D] [--pace P]
                [--without NAME,NAME] [--ignore CHECK,CHECK] [--lines N] [--json]`;

const values = readFlags(
  {
    years: { type: "string", default: "1" },
    seed: { type: "string", default: "1" },
    workers: { type: "string", default: "2" },
    until: { type: "string" },
    days: { type: "string" },
    pace: { type: "string" },
    lines: { type: "string" },
    without: { type: "string", default: "" },
    ignore: { type: "string", default: "" },
    "every-second": { type: "boolean", default: false },
    json: { type: "boolean", default: false },
  },
  USAGE,
);

const names = (text: string): string[] => text.split(",").filter((name) => name !== "");
const number = (name: string, text: string): number => {
  const value = Number(text);
  if (!(value >= 0)) usageError(`--${name} ${text}: not a number`, USAGE);
  return value;
};

function orders(): YearOrder[] {
  const { days, pace, until, lines } = values;
  const ignore = names(values.ignore);
  const unknown = ignore.find((name) => !Object.hasOwn(CHECKS, name));
  if (unknown !== undefined) usageError(`--ignore ${unknown}: the checks are ${Object.keys(CHECKS).join(", ")}`, USAGE);
  return Array.from({ length: countOf("years", values.years, USAGE, 1) }, (_, i) => ({
    seed: countOf("seed", values.seed, USAGE) + i,
    everySecond: values["every-second"],
    without: names(values.without),
    ignore: ignore as CheckName[],
    ...(days !== undefined && { lengthMs: number("days", days) * DAY_MS }),
    ...(pace !== undefined && { pace: number("pace", pace) }),
    ...(until !== undefined && { until: number("until", until) }),
    ...(lines !== undefined && { lines: number("lines", lines) }),
  }));
}

/** What else must be given to play the same again. */
function sameOptions(): string {
  const given = (["days", "pace", "without", "ignore"] as const).map((name) =>
    values[name] ? ` --${name} ${values[name]}` : "",
  );
  return given.join("") + (values["every-second"] ? " --every-second" : "");
}

function show({ seed, incidents, findings, story }: YearReport, hash: string): void {
  if (findings.length === 0 && values.until === undefined) return;
  for (const { check, atMs, message } of findings) console.log(`  ${(atMs / 1000).toFixed(1)} s ${check}: ${message}`);
  console.log(`  bundle ${hash}, incident ${incidents}; the same again:`);
  console.log(`  node --import tsx test/soak/soak.ts --seed ${seed} --until ${incidents}${sameOptions()}`);
  for (const line of story) console.log(`    ${line}`);
}

const firmware = await loadFirmware();
const startedMs = performance.now();
const reports: YearReport[] = [];
let failed = 0;
function take(answer: YearAnswer): void {
  if ("error" in answer) {
    failed++;
    console.log(`not ok seed ${answer.seed}: the simulator threw: ${answer.error}`);
    return;
  }
  reports.push(answer);
  if (answer.findings.length > 0) failed++;
  if (values.json) return;
  console.log(yearText(answer));
  show(answer, firmware.hash);
}
if (!values.json) console.log(`bundle ${firmware.hash}\n${values["every-second"] ? "" : `${LEFT_OUT}\n`}`);
await playYears(orders(), countOf("workers", values.workers, USAGE, 1), firmware, take);
const figures = figuresOf(reports, (performance.now() - startedMs) / 1000);
if (values.json) {
  const years = reports.map(({ fineMs, afterFaultMs, story, ...year }) => year);
  console.log(JSON.stringify({ bundle: firmware.hash, figures, years }, undefined, 2));
} else if (reports.length > 0) console.log(`\n${figuresText(figures)}`);
process.exitCode = failed > 0 ? 1 : 0;
