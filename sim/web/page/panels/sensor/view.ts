/** What of the plot a person looks at: its window, its scale, whether it stands still. Belongs to this page alone. */
import { computed, signal } from "@preact/signals";
import type { Happening, Point } from "../../../news.ts";
import { hello, live, stream } from "../../store.ts";
import { bandsOf, columnsOf, type Follow, followed, isPpmHead, logFloor, type Range, type Scale } from "./course.ts";
import type { MarkKind } from "./marks.ts";

export const follow = signal<Follow>("pace");
/** A window that was zoomed to; it stays where it is. */
export const fixed = signal<Range | undefined>(undefined);
export const scale = signal<Scale>("auto");
export const chosenUnit = signal<"%LEL" | "ppm" | undefined>(undefined);
export const hiddenMarks = signal<ReadonlySet<MarkKind>>(new Set());
/** Seconds under the pointer. */
export const cursorS = signal<number | undefined>(undefined);

interface Course {
  readonly points: readonly Point[];
  readonly happenings: readonly Happening[];
  readonly nowMs: number;
}

/** What the plot shows while it stands still; data go on coming meanwhile. */
export const frozen = signal<Course | undefined>(undefined);

/** The points that came, and what is so now as the last one. */
export function course(): Course {
  if (frozen.value) return frozen.value;
  const { items } = stream("points").value;
  const nowMs = live.value?.nowMs ?? items.at(-1)?.atMs ?? 0;
  const last = items.at(-1);
  const sensor = live.value?.sensor;
  const lelPpm = hello.value?.sensor?.lelPpm;
  if (!sensor || (last && last.atMs > nowMs))
    return { points: items, happenings: stream("happenings").value.items, nowMs };
  const now = {
    atMs: nowMs,
    trueLelPercent: sensor.trueLelPercent,
    lelPercent: sensor.ppm === null || lelPpm === undefined ? sensor.lelPercent : (sensor.ppm * 100) / lelPpm,
    gasState: sensor.gasState,
  };
  return { points: [...items, now], happenings: stream("happenings").value.items, nowMs };
}

export function freeze(): void {
  if (frozen.value) {
    frozen.value = undefined;
    return;
  }
  const { points, happenings, nowMs } = course();
  frozen.value = { points: [...points], happenings: [...happenings], nowMs };
}

export const unit = computed<"%LEL" | "ppm">(() => {
  if (hello.value?.sensor === undefined) return "%LEL";
  return chosenUnit.value ?? (isPpmHead(live.value?.sensor.alarmLelPercent) ? "ppm" : "%LEL");
});

/** How much of the unit one %LEL is. */
export const perLel = computed(() => (unit.value === "ppm" ? (hello.value?.sensor?.lelPpm ?? 100) / 100 : 1));

export const levels = computed(() => {
  const { warningLelPercent = null, alarmLelPercent = null } = live.value?.sensor ?? {};
  const scaled = (level: number | null): number | null => (level === null ? null : level * perLel.value);
  return { warning: scaled(warningLelPercent), alarm: scaled(alarmLelPercent) };
});

/** All there is, as far as it is kept. */
export function wholeRange(): Range {
  const { points, nowMs } = course();
  return followed("all", points[0]?.atMs ?? 0, nowMs, 1);
}

export function shownRange(): Range {
  if (fixed.value) return fixed.value;
  const { points, nowMs } = course();
  return followed(follow.value, points[0]?.atMs ?? 0, nowMs, live.value?.pace?.speed ?? 1);
}

export function shownColumns() {
  const { points, nowMs } = course();
  const { warning, alarm } = levels.value;
  const floor = scale.value === "log" ? logFloor([warning, alarm], perLel.value) : 0;
  return { columns: columnsOf(points, perLel.value, floor), bands: bandsOf(points, nowMs) };
}
