/** The tables of docs/gas.md, computed on the bundle and the sources. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ALARM, firstState, nextState, rulesOf, STEP_S } from "../../src/gas/alarm.ts";
import { ppmOf } from "../../src/gas/curve.ts";
import { DATASHEETS } from "../../src/gas/datasheets.ts";
import { DOSE_PROFILES, dosesOf } from "../../src/gas/exposure.ts";
import { MOX, sensorNamed } from "../../src/gas/sensors.ts";
import { openSensor } from "../unit/gas-bench.ts";
import { FIGURES } from "../unit/gas-figures.ts";
import { LOAD_OHM, OTHERS, SITUATIONS, SUPPLY_V } from "./others.ts";
import { play, SEEDS_OF } from "./play.ts";
import { FAULT_PROFILES, PROFILES, type Profile } from "./profiles.ts";

export const PAGE = join(fileURLToPath(new URL("../..", import.meta.url)), "docs", "gas.md");

const row = (cells: readonly unknown[]): string => `| ${cells.join(" | ")} |`;
const table = (head: readonly string[], rows: readonly (readonly unknown[])[]): string =>
  [row(head), row(head.map(() => "---")), ...rows.map(row)].join("\n");
const range = ([from, to]: readonly [number, number]) => `${from.toLocaleString("en")} to ${to.toLocaleString("en")}`;

function sensors(): string {
  const rows = DATASHEETS.flatMap((sheet) =>
    Object.entries(sheet.gases).map(([name, [gas, fromPpm, toPpm]]) => {
      const type = sensorNamed(name);
      const isMox = type.head === MOX;
      return [
        name,
        gas,
        isMox ? `${type.factor} (Rs/R0)^${type.exponent}` : "its own",
        isMox ? type.cleanRatio : "",
        Number.isFinite(type.lelPpm) ? type.lelPpm.toLocaleString("en") : "burns not",
        range([fromPpm, toPpm]),
        sheet.loadOhm ? range(sheet.loadOhm) : "",
        isMox ? `${sheet.r0At}: ${range([type.lowestR0Ohm, type.highestR0Ohm])}` : "",
        sheet.heater,
        type.warmUpS,
        sheet.crossGases,
        sheet.source,
      ];
    }),
  );
  const head = ["`gas.sensor`", "gas", "ppm", "Rs/R0 in clean air", "ppm of 100 %LEL", "range, ppm", "load, Ω"];
  return table([...head, "R0 at, Ω", "heater", "warm-up, s", "sees as well (Rs/R0)", "source"], rows);
}

function curves(): string {
  const rows = FIGURES.map(({ name, points }) => {
    const type = sensorNamed(name);
    const errors = points.map(([ppm, ratio]) => (ppmOf(ratio, type) / ppm - 1) * 100);
    const told = points.map(([ppm], i) => `${ppm}: ${(errors[i] ?? 0) > 0 ? "+" : ""}${errors[i]?.toFixed(0)}`);
    return [name, told.join(", "), Math.max(...errors.map(Math.abs)).toFixed(0)];
  });
  return table(["sensor", "ppm read off the figure: error of the curve, %", "largest, %"], rows);
}

function minutesToAlarm(profile: string, ppm: number): string {
  const rules = rulesOf(sensorNamed("ZE07-CO"), 10, 20, true, dosesOf(profile));
  let state = firstState(false);
  for (let s = 0; s < 30 * 24 * 3600; s += STEP_S) {
    state = nextState(state, { tag: "ok", ppm: s ? ppm : 0, lelPercent: ppm / 1250, isOver: false }, rules);
    if (state.gas === ALARM) return (s / 60).toFixed(1);
    if (s > 600 && state.dose === 0) break;
  }
  return "never";
}

function doses(): string {
  const rows = [30, 50, 65, 70, 75, 100, 150, 300, 400].map((ppm) => [
    ppm,
    ...DOSE_PROFILES.map((profile) => minutesToAlarm(profile, ppm)),
  ]);
  return table(["CO, ppm", ...DOSE_PROFILES.map((profile) => `${profile}, min`)], rows);
}

/** Least and most of what several noises gave. */
function times(profile: Profile): string[] {
  const runs = Array.from({ length: SEEDS_OF(profile) }, (_, i) => play(profile, i + 1).told);
  return profile.expected.map(({ what, fromS, toS }, i) => {
    const seen = runs.map((told) => told[i]?.atS ?? Number.NaN);
    const [least, most] = [Math.min(...seen), Math.max(...seen)];
    return `${what} ${least === most ? least : `${least} to ${most}`} (${fromS} to ${toS})`;
  });
}

const courses = (profiles: readonly Profile[]) =>
  table(
    ["course", "told, in seconds (wanted)"],
    profiles.map((profile) => [profile.name, times(profile).join(", ") || "nothing"]),
  );

const shown = (ppm: number) =>
  ppm > 1e7 ? ppm.toExponential(1) : ppm >= 100 ? Math.round(ppm).toLocaleString("en") : ppm.toPrecision(2);

function others(): string {
  const circuit = { loadOhm: LOAD_OHM, supplyV: SUPPLY_V, dividerRatio: 0.6 };
  const rows = SITUATIONS.map(({ name, loadV }) => {
    const { tag, ppm, isOver } = openSensor({ circuit }).read(loadV, 2);
    const ours = tag === "ok" ? `${shown(ppm ?? Number.NaN)}${isOver ? ", over range" : ""}` : tag;
    return [name, loadV.toFixed(2), `**${ours}**`, ...OTHERS.map((other) => shown(other.ppm(loadV)))];
  });
  return table(["situation", "V over the load", "gas-canary, MQ-4", ...OTHERS.map(({ name }) => name)], rows);
}

const TABLES: Readonly<Record<string, () => string>> = {
  sensors,
  curves,
  doses,
  profiles: () => courses(PROFILES),
  faults: () => courses(FAULT_PROFILES),
  others,
};

/** The page with its tables as they are now. */
export function filled(page: string): string {
  return Object.entries(TABLES).reduce((text, [name, compute]) => {
    const [start, end] = [`<!-- ${name} -->\n`, `<!-- end of ${name} -->`];
    const [from, to] = [text.indexOf(start) + start.length, text.indexOf(end)];
    if (to < from) throw new Error(`docs/gas.md has no place for the table ${name}`);
    return `${text.slice(0, from)}${compute()}\n${text.slice(to)}`;
  }, page);
}
