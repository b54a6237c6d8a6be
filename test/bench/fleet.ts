/**
 * `npm run bench:fleet`: how many devices this machine carries, how fast, in how much memory. `canary fleet` itself is run, a
 * process for each row, faster and faster until the machine is full. Timed: nothing else should run meanwhile.
 * Writes test/bench/fleet.json, and its section of docs/performance.md.
 * 0: done; 1: an alarm did not arrive, or it could not be measured; 2: wrong option.
 */
import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { devicesOf } from "../../sim/fleet/cloud.ts";
import type { FleetReport } from "../../tools/fleet/report.ts";
import { startMosquitto } from "../cloud/mosquitto.ts";
import {
  type FleetFigures,
  type FleetRun,
  fastestOf,
  missingOf,
  readFleetFigures,
  withFleetSection,
  writeFleetFigures,
} from "./fleet-page.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const PAGE = join(ROOT, "docs", "performance.md");
const SPEEDS = [10, 20, 40, 60, 80, 120, 160, 200];
/** Asked for more, it came to no more than that much more: the machine is full. */
const RISE = 1.05;
/** Of the host's time, with all devices on. */
const PLAY_MINUTES = 1;
const FEW = 100;

const USAGE = `npm run bench:fleet -- [--devices <n>] [--speeds 10,20,40] [--date YYYY-MM-DD] [--page-only]
  --page-only writes the section from the figures that there are.`;

interface Flags {
  readonly devices: number;
  readonly speeds: readonly number[];
  readonly date: string;
  readonly pageOnly: boolean;
}

class Unusable extends Error {}

function readFlags(): Flags {
  const { values } = parseArgs({
    options: {
      devices: { type: "string" },
      speeds: { type: "string" },
      date: { type: "string" },
      "page-only": { type: "boolean" },
      help: { type: "boolean" },
    },
  });
  const devices = Number(values.devices ?? 1000);
  const speeds = values.speeds?.split(",").map(Number) ?? SPEEDS;
  const isWrong = !(devices > FEW) || speeds.length === 0 || !speeds.every((speed) => speed >= 1 && speed <= 1000);
  if (values.help || isWrong) throw new Unusable(USAGE);
  return {
    devices,
    speeds,
    date: values.date ?? new Date().toISOString().slice(0, 10),
    pageOnly: values["page-only"] === true,
  };
}

/** One row: `canary fleet` in a process of its own. */
async function play(
  devices: number,
  speed: number,
  minutes: number,
  more: readonly string[] = [],
): Promise<FleetReport> {
  const words = ["fleet", "--devices", devices, "--speed", speed, "--minutes", minutes, "--json", ...more].map(String);
  console.error(`bench: canary ${words.join(" ")}`);
  const child = spawn(process.execPath, [join(ROOT, "tools/canary.mjs"), ...words], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let out = "";
  child.stdout.on("data", (bytes: Buffer) => {
    out += bytes.toString("utf8");
  });
  const exitCode = await new Promise((done) => child.once("close", done));
  const last = out.trim().split("\n").at(-1) ?? "";
  const record = last === "" ? {} : (JSON.parse(last) as { kind?: string });
  if (record.kind !== "result") throw new Error(`canary fleet ended with ${exitCode}: ${last}`);
  return record as unknown as FleetReport;
}

const runOf = (report: FleetReport, broker: FleetRun["broker"]): FleetRun => ({ broker, report });

/** Until the machine is full. */
async function climb({ devices, speeds }: Flags): Promise<FleetRun[]> {
  const runs: FleetRun[] = [];
  let cameTo = 0;
  for (const speed of speeds) {
    const report = await play(devices, speed, speed * PLAY_MINUTES);
    runs.push(runOf(report, "embedded"));
    if (report.load.actualSpeed < RISE * cameTo) break;
    cameTo = report.load.actualSpeed;
  }
  return runs;
}

async function atMosquitto(devices: number, speed: number): Promise<FleetRun> {
  const broker = await startMosquitto(...devicesOf({ devices, seed: 1 }));
  try {
    const { username, password } = broker.operator;
    const url = `mqtt://${username}:${password}@127.0.0.1:${broker.port}`;
    return runOf(await play(devices, speed, speed * PLAY_MINUTES, ["--broker", url]), "mosquitto");
  } finally {
    await broker.close();
  }
}

async function measure(flags: Flags): Promise<FleetFigures> {
  const few = await play(FEW, flags.speeds[0] ?? 1, flags.speeds[0] ?? 1);
  const runs = await climb(flags);
  const best = fastestOf(runs);
  if (best) runs.push(await atMosquitto(flags.devices, best.speed));
  const [cpu] = cpus();
  return { date: flags.date, node: process.version, cores: cpus().length, cpu: cpu?.model ?? "unknown", few, runs };
}

try {
  const flags = readFlags();
  if (!flags.pageOnly) writeFleetFigures(await measure(flags));
  const figures = readFleetFigures();
  writeFileSync(PAGE, withFleetSection(readFileSync(PAGE, "utf8"), figures));
  if (!figures || missingOf(figures.runs) > 0) process.exitCode = 1;
} catch (error) {
  const isUsage = error instanceof Unusable || (error as NodeJS.ErrnoException).code?.startsWith("ERR_PARSE_ARGS");
  console.error(isUsage ? (error as Error).message : error);
  process.exitCode = isUsage ? 2 : 1;
}
