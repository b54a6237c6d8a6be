/** Alarm rules: a pure step over readings. What is raised at a set point is cleared only well below it. */
import type { Reading } from "./sensor";

/** The values of the thing model's `GasState`. */
export const WARMING = 0;
export const NORMAL = 1;
export const WARNING = 2;
export const ALARM = 3;
export const FAULT = 4;
export type GasState = 0 | 1 | 2 | 3 | 4;

export interface SetPoints {
  /** In %LEL, both. */
  readonly warning: number;
  readonly alarm: number;
}

/** Clears below this part of the set point (facts: gas section C.3). */
const DEAD_BAND = 0.8;

function isOver(lelPercent: number, setPoint: number, wasOver: boolean): boolean {
  return lelPercent >= (wasOver ? DEAD_BAND * setPoint : setPoint);
}

/** The state after `reading`. An alarm outlives a fault of the sensor: only a sound reading clears it. */
export function nextState(state: GasState, reading: Reading, setPoints: SetPoints): GasState {
  // More gas than it can measure, or a short: the two look alike, so it alarms.
  if (reading.tag === "fault:saturated") return ALARM;
  if (reading.tag !== "ok") return state === ALARM ? ALARM : reading.tag === "warming" ? WARMING : FAULT;
  if (isOver(reading.lelPercent, setPoints.alarm, state === ALARM)) return ALARM;
  const wasWarned = state === WARNING || state === ALARM;
  return isOver(reading.lelPercent, setPoints.warning, wasWarned) ? WARNING : NORMAL;
}
