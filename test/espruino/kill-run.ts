/**
 * kill -9 in the real interpreter at random moments of the seed, and a start on the same flash each time. Gas comes and goes
 * by itself, each time at a level of its own, by which the platform's record of an event names the line on the console.
 */
import { setTimeout as pass } from "node:timers/promises";
import type { EventRecord } from "../../sim/cloud/records.ts";
import { adcVoltsOf, CLEAN_AIR_LEL_PERCENT, circuitOf, type NodeConfig } from "../../sim/profile.ts";
import { Random } from "../../sim/random.ts";
import type { Rig } from "./rig.ts";

/** A second of the sensor, and the minute after which the board takes a start for a good one. */
const TICK_MS = 4;
const GOOD_MS = 20;
/** Behind the warm-up an alarm that stands from the life before has time to end. */
const WARM_TICKS = 190;
const GAS_TICKS = 50;
const CALM_TICKS = 100;
/** Phases of a life: more than it has time for. Gas in those with an odd number. */
const PHASES = 12;
/** Above the set point and within the sensor's range, or an event would have no level of its own. */
const HIGH_PPM = 6000;
const LOW_PPM = 100;
const PPM_A_PERCENT = 500;
const REFERENCE_V = 3.3;

export const KILL_CONFIG: NodeConfig = {
  gas: { r0Ohm: 10000, alarmLelPercent: 10, warningLelPercent: 6, latch: false },
};

/** One life of four ends within so long of its start, the others within so long of the sensor's being warm. */
const EARLY_MS = 1000;
const LATE_MS = 1600;
/** What is told on the console so long before the end is in flash. */
const MOMENT_MS = 100;
const ALARM = 3;
const SAFE_MODE = "SAFE MODE";
const WARM = / gas [03] -> 1\r?\n|SAFE MODE/;
const PATIENCE_MS = 30_000;
const QUIET = JSON.stringify([adcOf(CLEAN_AIR_LEL_PERCENT * PPM_A_PERCENT)]);

/** Instead of the rig's: faster still, and the air comes from a file that says it for each life. */
export const KILL_BOOT0 = `
var pins = {}, air = JSON.parse(require("fs").readFileSync("air")), ticks = 0;
global.analogRead = function () {
  var t = ++ticks - ${WARM_TICKS + CALM_TICKS}, cycle = ${GAS_TICKS + CALM_TICKS};
  var phase = t <= 0 ? 0 : 1 + 2 * Math.floor(t / cycle) + (t % cycle < ${GAS_TICKS} ? 0 : 1);
  // Not the very same number twice, which only a frozen converter gives.
  return air[Math.min(phase, air.length - 1)] * (1 + ticks % 7 * 1e-9);
};
global.digitalPulse = function () {};
global.digitalWrite = function (pin, level) { pins[pin] = level; };
var realInterval = setInterval, realTimeout = setTimeout;
global.setInterval = function (fn, ms) { return realInterval(fn, ms === 1000 ? ${TICK_MS} : ms); };
global.setTimeout = function (fn, ms) { return realTimeout(fn, ms === 60000 ? ${GOOD_MS} : ms); };
`;

function adcOf(ppm: number): number {
  return adcVoltsOf(ppm / PPM_A_PERCENT, circuitOf({})) / REFERENCE_V;
}

/** Clean, gas, clean, …; no two phases of a run are alike. */
const ppmOf = (life: number, phase: number): number => (phase % 2 === 1 ? HIGH_PPM : LOW_PPM) + life * PHASES + phase;

export const airOf = (life: number): string =>
  JSON.stringify(Array.from({ length: PHASES }, (_, phase) => adcOf(ppmOf(life, phase))));

/** Alarms, and their ends, that a console has told: the states after them. */
const toldIn = (output: string): number[] =>
  [...output.matchAll(/\d gas (?:\d -> (3)|3 -> (\d))\r?\n/g)].map(([, alarm, end]) => Number(alarm ?? end));

interface Life {
  /** Events that must be in the flash, and all that may be. */
  readonly sure: readonly number[];
  readonly told: readonly number[];
  /** Five starts before it were too short. */
  readonly isSafeMode: boolean;
}

export interface KillReport {
  readonly kills: number;
  /** Events that had to arrive, and those that did. */
  readonly sure: number;
  readonly arrived: number;
  readonly copies: number;
  readonly safeModes: number;
  readonly findings: readonly string[];
  readonly status: Readonly<Record<string, unknown>>;
}

/** The rig must have been started with `KILL_BOOT0` and the air of life 0. */
export async function runKills(
  rig: Rig,
  events: () => readonly EventRecord[],
  kills: number,
  seed: number,
): Promise<KillReport> {
  const random = new Random(seed);
  const lives: Life[] = [];
  for (let life = 0; life < kills; life++) {
    const isEarly = random.next() < 0.25;
    if (!isEarly) await rig.console.waitFor(WARM, PATIENCE_MS, "warm sensor");
    lives.push(await liveAndDie(rig, random.between(0, isEarly ? EARLY_MS : LATE_MS)));
    if (lives.at(-1)?.isSafeMode) await leaveSafeMode(rig);
    rig.writeFile("air", life + 1 < kills ? airOf(life + 1) : QUIET);
    rig.restart();
  }
  const status = await deliver(rig);
  return {
    kills,
    sure: lives.reduce((sum, { sure }) => sum + sure.length, 0),
    arrived: events().length,
    copies: events().reduce((sum, { copies }) => sum + copies - 1, 0),
    safeModes: lives.filter(({ isSafeMode }) => isSafeMode).length,
    findings: compare(lives, events()),
    status,
  };
}

async function liveAndDie(rig: Rig, lifeMs: number): Promise<Life> {
  await pass(Math.max(0, lifeMs - MOMENT_MS));
  const sure = toldIn(rig.console.output);
  await pass(Math.min(lifeMs, MOMENT_MS));
  await rig.console.kill();
  const { output } = rig.console;
  return { sure, told: toldIn(output), isSafeMode: output.includes(SAFE_MODE) };
}

/** A restart by hand ends it. */
async function leaveSafeMode(rig: Rig): Promise<void> {
  rig.restart();
  await rig.console.waitFor(new RegExp(SAFE_MODE), PATIENCE_MS);
  rig.console.type("canary.reboot()");
  await rig.console.exited;
}

/** The last start lives on until nothing waits. */
async function deliver(rig: Rig): Promise<Record<string, unknown>> {
  const endMs = performance.now() + PATIENCE_MS;
  await rig.console.waitFor(/ ONLINE\r?\n/, PATIENCE_MS);
  for (;;) {
    const status = await rig.console.ask<Record<string, unknown>>("canary.status()");
    if (status["waiting"] === 0 || performance.now() > endMs) return status;
    await pass(MOMENT_MS);
  }
}

function compare(lives: readonly Life[], events: readonly EventRecord[]): string[] {
  const arrived = new Map<string, number>();
  for (const event of events) arrived.set(nameOf(event), (arrived.get(nameOf(event)) ?? 0) + 1);
  const findings: string[] = [];
  for (const [life, { sure, told }] of lives.entries()) {
    // The end of an alarm that stood from before comes first, and in clean air.
    const first = told.length > 0 ? Number(told[0] === ALARM) : 0;
    for (let phase = first; phase <= first + Math.max(told.length, 1); phase++) {
      const count = arrived.get(`${life} ${phase}`) ?? 0;
      arrived.delete(`${life} ${phase}`);
      if (count === 0 && phase - first < sure.length) findings.push(`lost: event ${phase} of life ${life}`);
      if (count > 1) findings.push(`${count} events for event ${phase} of life ${life}`);
    }
    findings.push(...notCarriedOver(life, lives));
  }
  return [...findings, ...[...arrived.keys()].filter((name) => name !== IN_QUIET).map((name) => `invented: ${name}`)];
}

/** What is in flash at the end of a life, the next one that tells anything begins with: an alarm, or none. */
function notCarriedOver(life: number, lives: readonly Life[]): string[] {
  const { sure, told } = lives[life] as Life;
  const next = lives.slice(life + 1).find((one) => one.told.length > 0);
  if (!next || told.length === 0 || sure.length < told.length) return [];
  // Whether the next ones died in the middle of it nobody can know.
  if (lives[life + 1] !== next) return [];
  const stands = sure.at(-1) === ALARM;
  const stood = next.told[0] !== ALARM;
  if (stands && !stood) return [`life ${life} ended in an alarm, and life ${life + 1} began another`];
  return [];
}

/** The last life's alarm ends in the quiet air behind all of them. */
const IN_QUIET = "quiet";

/** Life and phase, from the level. */
function nameOf({ outputs, id }: EventRecord): string {
  const ppm = Math.round(Number(outputs["GasConcentration"]));
  const isAlarm = outputs["GasState"] === 3;
  if (!isAlarm && ppm < LOW_PPM) return IN_QUIET;
  const number = ppm - (isAlarm ? HIGH_PPM : LOW_PPM);
  const phase = number % PHASES;
  return isAlarm === (phase % 2 === 1) ? `${Math.floor(number / PHASES)} ${phase}` : `${id} with ${ppm} ppm`;
}
