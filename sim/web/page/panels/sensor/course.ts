/** What the plot shows, from the points that came: columns, bands of state, ranges. No browser in here. */
import type { Point } from "../../../news.ts";

export interface Columns {
  /** Seconds of the node's time, rising. */
  readonly atS: readonly number[];
  readonly trueGas: readonly (number | null)[];
  readonly readGas: readonly (number | null)[];
}

/** `perLel`: how much of the unit one %LEL is. Nothing that is to be shown lies below `floor`. */
export function columnsOf(points: readonly Point[], perLel: number, floor: number): Columns {
  const scaled = (value: number | null): number | null => (value === null ? null : Math.max(floor, value * perLel));
  return {
    atS: points.map(({ atMs }) => atMs / 1000),
    trueGas: points.map(({ trueLelPercent }) => scaled(trueLelPercent)),
    readGas: points.map(({ lelPercent }) => scaled(lelPercent)),
  };
}

/** A time in which the state was the same; null: the device was off, or nobody knows. */
export interface Band {
  readonly fromMs: number;
  readonly toMs: number;
  readonly state: number | null;
}

/** A state holds until the next point; the last one until now. */
export function bandsOf(points: readonly Point[], nowMs: number): Band[] {
  const bands: Band[] = [];
  for (const { atMs, gasState: state } of points) {
    const last = bands.at(-1);
    if (last?.state === state) continue;
    if (last) bands[bands.length - 1] = { ...last, toMs: atMs };
    bands.push({ fromMs: atMs, toMs: Math.max(atMs, nowMs), state });
  }
  return bands.filter(({ fromMs, toMs }) => toMs > fromMs);
}

export interface Range {
  readonly fromMs: number;
  readonly toMs: number;
}

/** "all": since the first point; "pace": as much as passes in a minute of the wall's time; else so many ms. */
export type Follow = "all" | "pace" | number;

const LEAST_MS = 1000;
const USUAL_MS = 5 * 60_000;
const WALL_MINUTE_MS = 60_000;

/** Up to now. */
export function followed(follow: Follow, first: number, nowMs: number, speed: number): Range {
  const spanMs =
    follow === "all" ? nowMs - first : follow === "pace" ? Math.max(USUAL_MS, WALL_MINUTE_MS * speed) : follow;
  const fromMs = Math.max(first, nowMs - spanMs);
  return { fromMs, toMs: Math.max(nowMs, fromMs + LEAST_MS) };
}

/** `factor` below 1 shows less of it; the middle stays. Nothing before `all` or after it. */
export function zoomed({ fromMs, toMs }: Range, factor: number, all: Range): Range {
  const middleMs = (fromMs + toMs) / 2;
  const halfMs = Math.max(LEAST_MS, (toMs - fromMs) * factor) / 2;
  return within({ fromMs: middleMs - halfMs, toMs: middleMs + halfMs }, all);
}

/** By a part of what is seen: below 0 is earlier. */
export function moved({ fromMs, toMs }: Range, part: number, all: Range): Range {
  const byMs = (toMs - fromMs) * part;
  return within({ fromMs: fromMs + byMs, toMs: toMs + byMs }, all);
}

function within({ fromMs, toMs }: Range, all: Range): Range {
  const allMs = Math.max(LEAST_MS, all.toMs - all.fromMs);
  const spanMs = Math.min(toMs - fromMs, allMs);
  const start = Math.min(Math.max(fromMs, all.fromMs), all.fromMs + allMs - spanMs);
  return { fromMs: start, toMs: start + spanMs };
}

export type Scale = "auto" | "full" | "log";

const ROOM = 1.15;
const FULL_LEL_PERCENT = 100;

/** The lowest and the highest value of the axis; `values` are those in sight, `levels` the set points, in the axis' unit. */
export function valuesRange(
  scale: Scale,
  values: readonly (number | null)[],
  levels: readonly (number | null)[],
  perLel: number,
): [low: number, high: number] {
  let highest = 0;
  for (const value of values) if (value !== null && value > highest) highest = value;
  const top = Math.max(highest, ...levels.map((level) => level ?? 0)) * ROOM || perLel;
  if (scale === "auto") return [0, top];
  if (scale === "full") return [0, Math.max(FULL_LEL_PERCENT * perLel, highest * ROOM)];
  return [logFloor(levels, perLel), top * ROOM];
}

const LOG_DECADES = 1000;

/** Where a logarithmic axis begins, and what lies below stands: a thousandth of the alarm's set point, as a power of ten. */
export function logFloor(levels: readonly (number | null)[], perLel: number): number {
  const most = Math.max(...levels.map((level) => level ?? 0)) || FULL_LEL_PERCENT * perLel;
  return 10 ** Math.floor(Math.log10(most / LOG_DECADES));
}

/** Whether ppm is the better unit: set points that are no %LEL of what burns, as those of carbon monoxide. */
export const isPpmHead = (alarmLelPercent: number | null | undefined): boolean =>
  typeof alarmLelPercent === "number" && alarmLelPercent < 1;

/** The most that the slider offers, in ppm, where that is the unit: well over the alarm's set point, and round. */
export function roundMost(alarmPpm: number): number {
  const most = alarmPpm * 4;
  const step = 10 ** Math.floor(Math.log10(most));
  return Math.ceil(most / step) * step;
}

/** The place of the last time that is not after `at`; -1 where all are. */
export function lastUpTo(times: readonly number[], at: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const mid = (low + high) >> 1;
    if ((times[mid] as number) <= at) low = mid + 1;
    else high = mid;
  }
  return low - 1;
}
