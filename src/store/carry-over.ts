/**
 * Alarms that wait when the board restarts itself, kept in flash over that one restart. The journal in flash will make this
 * needless: it survives a power cut too.
 */
import type { AlarmEvent } from "../cloud/cloud";
import type { Flash } from "../hal";

const FILE = "canary.wait";

/** Id, time, state, ppm, %LEL: in order, because names do not outlive the minifier. */
type Kept = [number, number, number, number | undefined, number | undefined];

export function keep(flash: Flash, alarms: readonly AlarmEvent[]): void {
  const kept = alarms.map((alarm) => [alarm.id, alarm.epochMs, alarm.state, alarm.ppm, alarm.lelPercent]);
  if (kept.length) flash.write(FILE, JSON.stringify(kept));
}

/** What was kept, once. A time that was not known before the restart can't be learned any more. */
export function takeKept(flash: Flash): AlarmEvent[] {
  const text = flash.read(FILE) || "[]";
  if (text === "[]") return [];
  flash.write(FILE, "[]");
  let list: Kept[] = [];
  try {
    list = JSON.parse(text) as Kept[];
  } catch (_) {
    // Cut short by a power cut; it must not stop the start.
  }
  return list.map((kept) => ({
    id: kept[0],
    notBeforeMs: 0,
    sends: 0,
    decidedAtMs: 0,
    epochMs: kept[1] || 0,
    state: kept[2],
    // A gap in a list is written as null.
    ppm: kept[3] || undefined,
    lelPercent: kept[4] || undefined,
  }));
}
