/** A soak's figures, for a person. */
import { type Spread, spreadOf } from "./deliveries.ts";
import type { YearReport } from "./year.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const YEAR_DAYS = 365.25;
/** What the chip's maker promises for a page. */
const RATED_ERASES = 10_000;

export const LEFT_OUT = [
  "Left out: time in which the device is online, nothing waits, no fault is on and the air is clean. There the calendar of",
  "network and platform leaps ahead while device, modem and broker stand still. After each incident the device comes to rest",
  "before the leap; after the leap at least 330 s, a whole report interval and more, are run before the next incident. So no",
  "long quiet stretch is seen, nor an uptime of months; --every-second leaves out nothing.",
].join("\n");

export interface Figures {
  readonly years: number;
  readonly tookS: number;
  readonly yearsPerMinute: number;
  /** Processor time of all threads. */
  readonly cpuS: number;
  readonly incidents: number;
  readonly ranShare: number;
  readonly forced: Readonly<Record<string, number>>;
  readonly decided: number;
  readonly torn: number;
  readonly accepted: Readonly<Record<string, number>>;
  readonly copies: number;
  readonly lost: number;
  readonly fine: Spread;
  readonly afterFault: Spread;
  readonly duringFault: number;
  readonly restarts: Readonly<Record<string, number>>;
  readonly modemBoots: number;
  readonly logins: number;
  readonly wordsAYear: number;
  /** Of the page that is erased most. */
  readonly erasesAYear: number;
  readonly most: Readonly<Record<string, number>>;
  readonly faults: Readonly<Record<string, number>>;
}

function summed(reports: readonly YearReport[], tableOf: (report: YearReport) => Readonly<Record<string, number>>) {
  const sums: Record<string, number> = {};
  for (const report of reports)
    for (const [name, n] of Object.entries(tableOf(report))) sums[name] = (sums[name] ?? 0) + n;
  return Object.fromEntries(Object.entries(sums).sort((a, b) => b[1] - a[1]));
}

export function figuresOf(reports: readonly YearReport[], tookS: number): Figures {
  const sum = (of: (report: YearReport) => number): number => reports.reduce((all, report) => all + of(report), 0);
  const { user, system } = process.cpuUsage();
  const worldMs = sum(({ ranMs, leaptMs }) => ranMs + leaptMs);
  const years = worldMs / DAY_MS / YEAR_DAYS;
  const most: Record<string, number> = {};
  for (const report of reports)
    for (const [name, n] of Object.entries(report.most)) most[name] = Math.max(most[name] ?? 0, n);
  return {
    years,
    tookS,
    yearsPerMinute: (years / tookS) * 60,
    cpuS: (user + system) / 1e6,
    incidents: sum(({ incidents }) => incidents),
    ranShare: sum(({ ranMs }) => ranMs) / worldMs,
    forced: summed(reports, ({ forced }) => forced),
    decided: sum(({ decided }) => decided),
    torn: sum(({ torn }) => torn),
    accepted: summed(reports, ({ accepted }) => accepted),
    copies: sum(({ copies }) => copies),
    lost: sum(({ findings, owed }) => Math.max(owed, findings.filter(({ check }) => check === "alarm-lost").length)),
    fine: spreadOf(reports.flatMap(({ fineMs }) => fineMs)),
    afterFault: spreadOf(reports.flatMap(({ afterFaultMs }) => afterFaultMs)),
    duringFault: sum(({ duringFault }) => duringFault),
    restarts: summed(reports, ({ restarts }) => restarts),
    modemBoots: sum(({ modemBoots }) => modemBoots),
    logins: sum(({ logins }) => logins),
    wordsAYear: sum(({ words }) => words) / years,
    erasesAYear:
      Math.max(...reports.map(({ wear }) => Math.max(...wear.map(({ erases }) => erases)))) / (years / reports.length),
    most,
    faults: summed(reports, ({ faultsBegun }) => faultsBegun),
  };
}

const list = (table: Readonly<Record<string, number>>): string =>
  Object.entries(table)
    .map(([name, n]) => `${name} ${n}`)
    .join(", ") || "none";
const inS = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
const spreadText = ({ count, p50Ms, p95Ms, maxMs }: Spread): string =>
  `P50 ${inS(p50Ms)}, P95 ${inS(p95Ms)}, longest ${inS(maxMs)} (${count})`;

export function yearText(report: YearReport): string {
  const { seed, incidents, findings, ranMs, leaptMs, forced, owed } = report;
  const days = ((ranMs + leaptMs) / DAY_MS).toFixed(0);
  const ran = `${(ranMs / HOUR_MS).toFixed(0)} h run`;
  const forcedText = `${forced.alarm} alarms and ${forced.clear} ends forced, ${owed} owed`;
  return `${findings.length > 0 ? "not ok" : "ok"} seed ${seed}: ${days} days, ${incidents} incidents, ${ran}, ${forcedText}`;
}

export function figuresText(figures: Figures): string {
  const { fine, afterFault, most, years, tookS, cpuS } = figures;
  const lines: readonly (readonly [string, string])[] = [
    ["device-years", `${years.toFixed(2)} in ${tookS.toFixed(1)} s: ${figures.yearsPerMinute.toFixed(1)} a minute`],
    ["processor time", `${cpuS.toFixed(1)} s, ${(cpuS / years).toFixed(1)} s a device-year`],
    ["share really run", `${(100 * figures.ranShare).toFixed(2)} %`],
    ["incidents", String(figures.incidents)],
    ["forced by the sensor", list(figures.forced)],
    ["decided by the device", `${figures.decided}, of them torn by a power cut while being written ${figures.torn}`],
    ["taken by the platform", `${list(figures.accepted)}; copies ${figures.copies}`],
    ["lost", String(figures.lost)],
    ["decision to delivery", `${spreadText(fine)}, nothing failing`],
    ["after the last fault", `${spreadText(afterFault)}; taken while one was on: ${figures.duringFault}`],
    ["restarts of the board", list(figures.restarts)],
    ["starts of the modem", `${figures.modemBoots}; logins ${figures.logins}`],
    ["log flash in a year", wearText(figures)],
    ["most at any time", list(most)],
    ["faults", list(figures.faults)],
  ];
  return lines.map(([name, text]) => `${name.padEnd(22)} ${text}`).join("\n");
}

function wearText({ wordsAYear, erasesAYear }: Figures): string {
  const share = ((1000 * erasesAYear) / RATED_ERASES).toFixed(2);
  return `${wordsAYear.toFixed(0)} words, ${erasesAYear.toFixed(1)} erases of a page: ${share} % of the rated ones in ten years`;
}
