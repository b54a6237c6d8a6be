/** The fleet's figures, kept beside this file, as the last section of docs/performance.md. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { FleetReport } from "../../tools/fleet/report.ts";
import { isShort } from "../../tools/fleet/summary.ts";
import { held, table, whole } from "./tables.ts";

export interface FleetRun {
  readonly broker: "embedded" | "mosquitto";
  readonly report: FleetReport;
}

export interface FleetFigures {
  readonly date: string;
  readonly node: string;
  readonly cores: number;
  readonly cpu: string;
  /** The same with a tenth of the devices: what is fixed, and what comes with each. */
  readonly few: FleetReport;
  readonly runs: readonly FleetRun[];
}

const FILE = fileURLToPath(new URL("fleet.json", import.meta.url));
const HEADING = "## A fleet on the desk";
const MB = 1e6;
const NODE_LIMIT_MB = 60;

export const readFleetFigures = (): FleetFigures | undefined =>
  existsSync(FILE) ? (JSON.parse(readFileSync(FILE, "utf8")) as FleetFigures) : undefined;

export const writeFleetFigures = (figures: FleetFigures): void =>
  writeFileSync(FILE, `${JSON.stringify(figures, null, 1)}\n`);

/** A page with this section in place of the one it has. */
export function withFleetSection(page: string, figures: FleetFigures | undefined): string {
  const [before = ""] = page.split(`\n${HEADING}\n`);
  return figures ? `${before.trimEnd()}\n\n${fleetSection(figures)}` : `${before.trimEnd()}\n`;
}

function fleetSection({ date, node, cores, cpu, few, runs }: FleetFigures): string {
  const isHeld = ({ report }: FleetRun) => !isShort(report.speed, report.load.actualSpeed);
  const best = runs.filter((run) => run.broker === "embedded" && isHeld(run)).at(-1);
  const [first] = runs;
  const devices = first?.report.devices ?? 0;
  const more = first ? slope(few, first.report) : { fixedMb: 0, eachMb: 0 };
  const decided = runs.reduce((sum, { report: { alarms, ends } }) => sum + alarms.decided + ends.decided, 0);
  const lost = runs.reduce((sum, { report: { alarms, ends } }) => sum + alarms.lost + ends.lost, 0);
  return `${HEADING}

Written by \`npm run bench:fleet\` on ${date}. Timed, and so another on another machine: ${cores} cores (${cpu}), Node ${node}.
\`canary fleet\` with ${whole(devices)} devices of board ${first?.report.board}, cloud and broker in the same process unless told; each device
six alarms an hour, a tenth of them with a network cut or a modem reset.

${table(
  ["figure", "measured", "limit", "held"],
  [
    [
      `${whole(devices)} devices, every alarm delivered, times real time`,
      best ? String(best.report.speed) : "none",
      "1",
      held(best !== undefined && lost === 0),
    ],
    ["alarms and ends decided in all rows, and lost", `${whole(decided)}, ${whole(lost)}`, "0 lost", held(lost === 0)],
    [
      "memory of one node's simulator, MB",
      more.eachMb.toFixed(1),
      String(NODE_LIMIT_MB),
      held(more.eachMb < NODE_LIMIT_MB),
    ],
  ],
)}

${table(
  [
    "asked",
    "came to",
    "broker",
    "alarms and ends",
    "half within",
    "95 %",
    "longest",
    "cores",
    "others' cores",
    "main thread",
    "workers",
    "memory",
  ],
  runs.map(({ broker, report }) => [
    `${report.speed} x`,
    `${report.load.actualSpeed} x`,
    broker,
    whole(report.alarms.decided + report.ends.decided),
    `${seconds(report.latency.p50Ms)} s`,
    `${seconds(report.latency.p95Ms)} s`,
    `${seconds(report.latency.maxMs)} s`,
    report.load.cores.toFixed(2),
    report.load.othersCores.toFixed(2),
    percent(report.load.mainBusyShare),
    report.load.workerBusyShares.map(percent).join(", "),
    `${whole(report.load.rssBytes / MB)} MB`,
  ]),
)}

Latencies are of the devices' time, from the decision to the platform, and longer ones those with a cut or a reset. Threads are busy
for a part of the time; three of them share the cores. The time of a fleet waits for who is slowest: past its limit it is
slower than asked for, and says so, but loses no alarm. Memory is that of the whole process: ${more.fixedMb.toFixed(0)} MB for Node, loader, broker and two
workers, and ${more.eachMb.toFixed(1)} MB more for each device (from ${few.devices} to ${whole(devices)}). A connection to the embedded broker takes two open files, one
to another broker one; \`canary fleet\` says before it starts when there are too few.

\`\`\`
npm run bench:fleet
canary fleet --devices ${devices} --speed ${best?.report.speed ?? 1} --minutes ${best?.report.playedMinutes ?? 1}
\`\`\`
`;
}

/** What is there without any device, and what each of them adds. */
function slope(few: FleetReport, many: FleetReport): { fixedMb: number; eachMb: number } {
  const each = (many.load.rssBytes - few.load.rssBytes) / (many.devices - few.devices);
  return { fixedMb: (few.load.rssBytes - few.devices * each) / MB, eachMb: each / MB };
}

const percent = (share: number): string => `${Math.round(share * 100)} %`;
const seconds = (ms: number): string => (ms < 10_000 ? (ms / 1000).toFixed(1) : String(Math.round(ms / 1000)));
