/** Plays a profile on the bundle; what the device told, with the seconds since the course began. */
import { fileURLToPath } from "node:url";
import { loadBoard } from "../../build/boards.ts";
import { firmwareFor } from "../../sim/firmware.ts";
import { EXAMPLE_CONFIG } from "../../sim/profile.ts";
import { VirtualSite } from "../../sim/site.ts";
import type { Profile, What } from "./profiles.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const BOARD = "pico";
export const boardFile = await loadBoard(ROOT, BOARD);
export const firmware = await firmwareFor(BOARD, ROOT);

export interface Told {
  readonly what: What;
  readonly atS: number;
}

export interface Played {
  readonly told: readonly Told[];
  /** Seconds at which a reading had a number though a fault was told. */
  readonly numbersInFault: readonly number[];
}

/** A course of hours is played once, the others with several noises. */
const LONG_S = 7200;
export const SEEDS_OF = ({ seconds }: Profile): number => (seconds > LONG_S ? 1 : 5);

/** An MQ-7 has its first number after 300 s of warm-up and the cycle's end. */
const WARM_S = 460;
const LOOK_S = 5;
const STATES: Readonly<Record<string, What>> = { 1: "normal", 2: "warning", 3: "alarm" };

/** What a line of the console tells, if it is of the kind that is looked for. */
function whatOf(line: string): What | undefined {
  const [, state] = / gas \d -> (\d)/.exec(line) ?? [];
  if (state) return STATES[state];
  const [, code, isOver] = / fault (\d+)( is over)?$/.exec(line) ?? [];
  return code ? `${isOver ? "sound" : "fault"} ${Number(code)}` : undefined;
}

export function play({ gas = {}, isCold, begin, seconds }: Profile, seed = 1): Played {
  const config = { ...EXAMPLE_CONFIG, gas: { ...EXAMPLE_CONFIG.gas, ...gas } };
  const site = new VirtualSite({ bundle: firmware.text, boardFile, config, seed, ownScope: true });
  const { clock, node } = site;
  const told: Told[] = [];
  const numbersInFault: number[] = [];
  let startMs = 0;
  let faults = 0;
  const start = (): void => {
    startMs = clock.nowMs;
    node.onConsole(({ atMs, text }) => {
      const what = whatOf(text);
      if (!what) return;
      told.push({ what, atS: Math.round((atMs - startMs) / 1000) });
      faults += what.startsWith("fault") ? 1 : what.startsWith("sound") ? -1 : 0;
    });
    begin(site);
  };
  if (isCold) start();
  node.powerOn();
  if (!isCold) {
    clock.runFor(WARM_S * 1000);
    start();
  }
  // A course of a day is looked at now and then, the first minutes of any all the time.
  for (let s = 0; s < seconds; s += s < 600 ? LOOK_S : 60) {
    clock.runFor((s < 600 ? LOOK_S : 60) * 1000);
    const reading = node.status()?.["reading"] as { ppm?: number } | undefined;
    if (faults > 0 && reading?.ppm !== undefined) numbersInFault.push(s);
  }
  node.dispose();
  return { told, numbersInFault };
}
