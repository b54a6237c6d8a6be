/** The fleet's figures, kept beside this file, as the last section of docs/performance.md. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { FleetReport } from "../../tools/fleet/report.ts";
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

/** Of those at the embedded broker: what the machine carries. */
export const fastestOf = (runs: readonly FleetRun[]): FleetReport | undefined =>
  runs
    .filter(({ broker }) => broker === "embedded")
    .map(({ report }) => report)
    .sort((a, b) => b.load.actualSpeed - a.load.actualSpeed)[0];

const decidedOf = ({ alarms, ends }: FleetReport): number => alarms.decided + ends.decided;

/** Decided, and not delivered in the end. */
export const missingOf = (runs: readonly FleetRun[]): number =>
  runs.reduce((sum, { report }) => sum + decidedOf(report) - report.alarms.delivered - report.ends.delivered, 0);

function fleetSection({ date, node, cores, cpu, few, runs }: FleetFigures): string {
  const best = fastestOf(runs);
  const devices = best?.devices ?? 0;
  const more = best ? slope(few, best) : { fixedMb: 0, eachMb: 0 };
  const decided = runs.reduce((sum, { report }) => sum + decidedOf(report), 0);
  const missing = missingOf(runs);
  return `${HEADING}

Written by \`npm run bench:fleet\` on ${date}. Timed, and so another on another machine: ${cores} cores (${cpu}), Node ${node}.
\`canary fleet\` with ${whole(devices)} devices of board ${best?.board}, cloud and broker in the same process unless told; each device
six alarms an hour, a tenth of them with a network cut or a modem reset.

${table(
  ["figure", "measured", "limit", "held"],
  [
    [
      `${whole(devices)} devices, times real time`,
      best ? String(best.load.actualSpeed) : "none",
      "1",
      held(best !== undefined && best.load.actualSpeed >= 1),
    ],
    ["the same, for each core that it had", best ? perCore(best) : "none", "", ""],
    [
      "alarms and ends decided in all rows, and not delivered",
      `${whole(decided)}, ${whole(missing)}`,
      "0",
      held(missing === 0),
    ],
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
    "x a core",
    "main thread",
    "workers",
    "memory",
  ],
  runs.map(({ broker, report }) => [
    `${report.speed} x`,
    `${report.load.actualSpeed} x`,
    broker,
    whole(decidedOf(report)),
    `${seconds(report.latency.p50Ms)} s`,
    `${seconds(report.latency.p95Ms)} s`,
    `${seconds(report.latency.maxMs)} s`,
    report.load.cores.toFixed(2),
    report.load.othersCores.toFixed(2),
    perCore(report),
    percent(report.load.mainBusyShare),
    report.load.workerBusyShares.map(percent).join(", "),
    `${whole(report.load.rssBytes / MB)} MB`,
  ]),
)}

Latencies are of the devices' time, from the decision to the platform; the longer ones are those with a cut or a reset. *Cores* is
processor time over time, of this and of other programs; a thread is busy also while it waits for a core. What limits a fleet is
processor time, that of its nodes for most of it: its time waits for the slowest thread, so asked for more than the machine carries it is
slower, and says so, and no alarm is lost for that. Memory is that of the whole process: ${more.fixedMb.toFixed(0)} MB for Node, loader, broker and two workers, and ${more.eachMb.toFixed(1)} MB more for each device (from ${few.devices} to ${whole(devices)}).
A connection takes two open files at the embedded broker, one at another; \`canary fleet\` says before it starts when there are too few.

\`\`\`
npm run bench:fleet
canary fleet --devices ${devices} --speed ${best?.speed ?? 1} --minutes ${best?.speed ?? 1}
\`\`\`
`;
}

/** What is there without any device, and what each of them adds. */
function slope(few: FleetReport, many: FleetReport): { fixedMb: number; eachMb: number } {
  const each = (many.load.rssBytes - few.load.rssBytes) / (many.devices - few.devices);
  return { fixedMb: (few.load.rssBytes - few.devices * each) / MB, eachMb: each / MB };
}

/** What hangs least on whatever else the machine does. */
const perCore = ({ load: { actualSpeed, cores } }: FleetReport): string => (actualSpeed / cores).toFixed(0);
const percent = (share: number): string => `${Math.round(share * 100)} %`;
const seconds = (ms: number): string => (ms < 10_000 ? (ms / 1000).toFixed(1) : String(Math.round(ms / 1000)));
