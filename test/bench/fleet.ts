/**
 * `npm run bench:fleet`: how many devices this machine carries, how fast, in how much memory. `canary fleet` itself is run, a
 * process for each row, faster and faster until its time is slower than asked for. Timed: nothing else may run meanwhile.
 * Writes test/bench/fleet.json, and its section of docs/performance.md.
 * 0: done; 1: an alarm was lost, or not even the slowest speed was held; 2: wrong option.
 */
import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { devicesOf } from "../../sim/fleet/cloud.ts";
import type { FleetReport } from "../../tools/fleet/report.ts";
import { isShort } from "../../tools/fleet/summary.ts";
import { startMosquitto } from "../cloud/mosquitto.ts";
import {
  type FleetFigures,
  type FleetRun,
  readFleetFigures,
  withFleetSection,
  writeFleetFigures,
} from "./fleet-page.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const PAGE = join(ROOT, "docs", "performance.md");
const SPEEDS = [10, 20, 30, 40, 50, 60, 80, 100, 150, 200];
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

/** Until it is too fast for the machine, and that one as well. */
async function climb({ devices, speeds }: Flags): Promise<FleetRun[]> {
  const runs: FleetRun[] = [];
  for (const speed of speeds) {
    const report = await play(devices, speed, speed * PLAY_MINUTES);
    runs.push(runOf(report, "embedded"));
    if (isShort(speed, report.load.actualSpeed)) break;
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
  const held = runs.filter(({ report }) => !isShort(report.speed, report.load.actualSpeed)).at(-1);
  if (held) runs.push(await atMosquitto(flags.devices, held.report.speed));
  const [cpu] = cpus();
  return { date: flags.date, node: process.version, cores: cpus().length, cpu: cpu?.model ?? "unknown", few, runs };
}

try {
  const flags = readFlags();
  if (!flags.pageOnly) writeFleetFigures(await measure(flags));
  const figures = readFleetFigures();
  writeFileSync(PAGE, withFleetSection(readFileSync(PAGE, "utf8"), figures));
  const isWhole = figures?.runs.every(({ report: { alarms, ends } }) => alarms.lost + ends.lost === 0);
  const isHeld = figures?.runs.some(({ report }) => !isShort(report.speed, report.load.actualSpeed));
  if (!isWhole || !isHeld) process.exitCode = 1;
} catch (error) {
  const isUsage = error instanceof Unusable || (error as NodeJS.ErrnoException).code?.startsWith("ERR_PARSE_ARGS");
  console.error(isUsage ? (error as Error).message : error);
  process.exitCode = isUsage ? 2 : 1;
}
