/**
 * `npm run bench`: what the firmware takes of a board, counted in the real interpreter. Writes docs/performance.md.
 * 0: done; 1: a measurement failed; 2: asked for what is not there.
 */
import { execFileSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { listFitting } from "../../build/boards.ts";
import { buildFirmware, type Manifest } from "../../build/firmware.ts";
import { EXAMPLE_DEVICE } from "../../sim/profile.ts";
import { describeInterpreter, findInterpreter, HOW_TO_GET_ESPRUINO } from "../../tools/interpreter.ts";
import { compare } from "../cloud/air.ts";
import { program } from "../cloud/mosquitto.ts";
import { countRound, hasSymbols } from "./callgrind.ts";
import { firmwareScript, type Round, SAMPLES_A_ROUND } from "./firmware-script.ts";
import { readFleetFigures, withFleetSection } from "./fleet-page.ts";
import { measureMemory } from "./memory.ts";
import { type Costs, type Figures, page } from "./page.ts";
import { driver, type Layer, LINES, type Manner, moduleCode } from "./traffic.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const PAGE = join(ROOT, "docs", "performance.md");
/** All ten kinds of line, or one publish, each: enough for 1 %. */
const TRAFFIC_ROUNDS = 10;
const FIRMWARE_ROUNDS = 6;

const USAGE = `npm run bench -- [--interpreter <path>] [--at-module <path of AT.js>] [--date YYYY-MM-DD] [--out <file>]
  The interpreter: $ESPRUINO, or espruino-linux on the PATH, unless named. The module: $ESPRUINO_AT_MODULE unless named.`;

class Unusable extends Error {}

interface Flags {
  readonly interpreter: string;
  readonly atModule: string | undefined;
  readonly date: string;
  readonly out: string;
}

function readFlags(): Flags {
  const { values } = parseArgs({
    options: {
      interpreter: { type: "string" },
      "at-module": { type: "string" },
      date: { type: "string" },
      out: { type: "string" },
      help: { type: "boolean" },
    },
  });
  if (values.help) throw new Unusable(USAGE);
  const env = values.interpreter ? { ...process.env, ESPRUINO: values.interpreter } : process.env;
  const interpreter = findInterpreter(env);
  if (!interpreter) throw new Unusable(`no Espruino to measure in. ${HOW_TO_GET_ESPRUINO}`);
  const atModule = values["at-module"] ?? process.env["ESPRUINO_AT_MODULE"];
  if (atModule && !existsSync(atModule)) throw new Unusable(`there is no file ${atModule} (Espruino's AT module)`);
  const date = values.date ?? new Date().toISOString().slice(0, 10);
  return { interpreter, atModule, date, out: values.out ?? PAGE };
}

async function manifests(): Promise<Manifest[]> {
  const all: Manifest[] = [];
  for (const boardId of await listFitting(ROOT))
    all.push((await buildFirmware({ boardId, root: ROOT, write: false })).manifest);
  return all;
}

/** Instructions of one manner for each layer there is, the feeding loop's own taken off. */
async function costs(
  interpreter: string,
  code: Partial<Record<Layer, string>>,
  manner: Manner,
  size: number | "whole",
) {
  const of = async (layer: Layer) => {
    const text = `${code[layer]}\n${driver(layer, manner, size)}`;
    const { instructions } = await countRound(interpreter, { ".bootcde": text }, TRAFFIC_ROUNDS);
    return instructions / (manner === "publish" ? 1 : LINES.length);
  };
  const loop = await of("none");
  const ours = (await of("ours")) - loop;
  const theirs = code.AT === undefined ? undefined : (await of("AT")) - loop;
  return { ours, theirs } satisfies Costs;
}

async function firmwareCosts(interpreter: string, bundle: string) {
  const config = JSON.stringify({
    cloud: EXAMPLE_DEVICE,
    modem: { path: "/dev/null" },
    gas: { r0Ohm: 10000, latch: false },
  });
  const of = (round: Round) => {
    const files = { ".boot0": firmwareScript(round), ".bootcde": bundle, "canary.json": config };
    return countRound(interpreter, files, FIRMWARE_ROUNDS);
  };
  const quiet = await of("quiet");
  const answers = await of("answers");
  const event = await of("event");
  const { published, waiting } = JSON.parse(event.said) as { published: number; waiting: number };
  if (waiting > 0) throw new Error(`${waiting} events were never acknowledged`);
  return {
    event: event.instructions - answers.instructions,
    publishes: published / (2 * FIRMWARE_ROUNDS),
    sample: quiet.instructions / SAMPLES_A_ROUND,
  };
}

/** An Espruino Pico's: too few for the platform's services, so that the figures are those of a small board. */
const SMALL_VARS = 5100;

/** By how much three samples differ: as good as nothing, or more than is taken for nothing. */
const CALM_STEP = "1/65536";
const BUSY_STEP = "1/300";

/** Sampling, filter, faults and alarm rules alone, a sample; the ADC of the bench is taken off. */
async function sensingCosts(interpreter: string, step: string): Promise<number> {
  const { text } = await buildFirmware({
    boardId: "linux",
    root: ROOT,
    entry: "test/bench/sensor-layer.ts",
    jsVars: SMALL_VARS,
    write: false,
  });
  const boot0 = `var noise=0;global.analogRead=function(){noise=(noise+1)%3;return 0.284+noise*${step};};`;
  const of = async (call: string) => {
    const drive = `setTimeout(function(){for(var w=0;w<20;w++)sense();
for(var r=0;r<rounds;r++)for(var i=0;i<50;i++)${call};print("@@"+gas()+"@@");quit();},10);`;
    return (await countRound(interpreter, { ".boot0": boot0, ".bootcde": `${text}\n${drive}` }, 6)).instructions / 50;
  };
  return (await of("sense()")) - (await of("analogRead(D0)"));
}

async function measure({ interpreter, atModule, date }: Flags): Promise<Figures> {
  const step = (what: string) => console.error(`bench: ${what}`);
  const info = await describeInterpreter(interpreter);
  step(`${info.version}, ${info.bits} bits, ${info.variables} variables of ${info.variableBytes} bytes`);
  const boards = await manifests();
  const build = async (jsVars?: number) =>
    (await buildFirmware({ boardId: "linux", root: ROOT, write: false, ...(jsVars !== undefined && { jsVars }) })).text;
  const firmware = await build(SMALL_VARS);
  const layer = await buildFirmware({
    boardId: "linux",
    root: ROOT,
    entry: "test/bench/at-layer.ts",
    jsVars: SMALL_VARS,
    write: false,
  });
  const code = { none: "", ours: layer.text, ...(atModule && { AT: await moduleCode(atModule) }) };
  const valgrind = execFileSync(program("valgrind", "valgrind"), ["--version"], { encoding: "utf8" }).trim();
  step("variables, cold start to alarm and order");
  const memory = await measureMemory(interpreter, firmware, info.bits === 32);
  step("variables of the platform's services");
  const platformMemory = await measureMemory(interpreter, await build(), info.bits === 32);
  step("bytes on the air");
  const air = await compare();
  step("instructions a received line");
  const lines = {
    stray: await costs(interpreter, code, "stray", "whole"),
    chunks: await costs(interpreter, code, "stray", 16),
    reply: await costs(interpreter, code, "reply", "whole"),
  };
  step("instructions a publish");
  const publish = await costs(interpreter, code, "publish", "whole");
  step("instructions an event");
  const event = await firmwareCosts(interpreter, firmware);
  step("instructions a sample");
  const sensing = await sensingCosts(interpreter, CALM_STEP);
  const busySensing = await sensingCosts(interpreter, BUSY_STEP);
  const isWhole = hasSymbols(interpreter);
  const versions = { node: process.version, valgrind, espruino: info.version };
  return {
    date,
    versions,
    info,
    boards,
    layerBytes: layer.manifest.bytes,
    memory,
    platformMemory,
    air,
    lines,
    publish,
    event,
    sensing,
    busySensing,
    isWhole,
  };
}

try {
  const flags = readFlags();
  const text = withFleetSection(page(await measure(flags)), readFleetFigures());
  writeFileSync(flags.out, text);
  console.log(text);
} catch (error) {
  const isUsage = error instanceof Unusable || (error as NodeJS.ErrnoException).code?.startsWith("ERR_PARSE_ARGS");
  console.error(isUsage ? `${(error as Error).message}\n` : error);
  process.exitCode = isUsage ? 2 : 1;
}
