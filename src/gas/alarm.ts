/**
 * Alarm rules: a pure step over readings. What lies over its set point for 15 s is raised, and cleared only well below it, for
 * a minute; an alarm stays until somebody has acknowledged it besides (facts: gas sections C.3, C.4).
 */
import { type ExposurePoints, exposureAfter } from "./exposure";
import type { Reading } from "./reading";
import type { SensorType } from "./sensors";

/** The values of the thing model's `GasState`. */
export const WARMING = 0;
export const NORMAL = 1;
export const WARNING = 2;
export const ALARM = 3;
export const FAULT = 4;
export type GasState = 0 | 1 | 2 | 3 | 4;

export interface Rules {
  readonly warningPpm: number;
  readonly alarmPpm: number;
  /** An alarm may end below. */
  readonly clearPpm: number;
  readonly isLatching: boolean;
  /** Besides the set point: for a gas that harms by dose. */
  readonly exposure?: ExposurePoints | undefined;
}

export interface AlarmState {
  readonly gas: GasState;
  /** Both count seconds: up to the raise, or, once raised, down to the clearing. */
  readonly warningS: number;
  readonly alarmS: number;
  /** The part of the dose for an alarm. */
  readonly dose: number;
  readonly isAcknowledged: boolean;
}

/** A reading stands for so long. */
export const STEP_S = 5;
/** 15 s behind the first reading over the set point, and a minute of calm more. */
const RAISE_S = 15 + STEP_S;
const RAISED = RAISE_S + 60;
/** An alarm is clear, and waits for somebody to acknowledge it. */
const LATCHED = RAISE_S + STEP_S;
/** Clears below this part of the set point (facts: gas section C.3). */
export const DEAD_BAND = 0.8;

/** `wasLatched`: an alarm stood when the board stopped. */
export function firstState(wasLatched: boolean): AlarmState {
  return {
    gas: wasLatched ? ALARM : WARMING,
    warningS: 0,
    alarmS: wasLatched ? RAISED : 0,
    dose: 0,
    isAcknowledged: false,
  };
}

/** Somebody knows of the alarm. */
export function acknowledged({ gas, warningS, alarmS, dose }: AlarmState): AlarmState {
  return { gas, warningS, alarmS, dose, isAcknowledged: true };
}

/** Net seconds over the set point until it is raised, seconds well below it until it is cleared. */
function count(seconds: number, isOver: boolean, isCalm: boolean, isAtOnce: boolean): number {
  if (seconds > RAISE_S) return !isCalm ? RAISED : seconds - STEP_S > RAISE_S ? seconds - STEP_S : 0;
  // A signal that trembles about the set point is not held to be below it for each dip.
  const next = isOver ? seconds + STEP_S : Math.max(0, seconds - STEP_S);
  return next >= RAISE_S || (isOver && isAtOnce) ? RAISED : next;
}

/** Nothing is raised or counted. */
export function isCalm({ gas, warningS, alarmS }: AlarmState): boolean {
  return gas === NORMAL && !warningS && !alarmS;
}

/** The gas of the alarm has gone: it waits for somebody to acknowledge it. */
export function isLatched({ gas, alarmS }: AlarmState): boolean {
  return gas === ALARM && alarmS === LATCHED;
}

/** The gas of an alarm that was clear, and waited to be acknowledged, is there again. */
export function isAgain(was: AlarmState, now: AlarmState): boolean {
  return isLatched(was) && now.alarmS === RAISED;
}

/** The state after a reading. */
export function nextState(was: AlarmState, reading: Reading, rules: Rules): AlarmState {
  const ppm = reading.isOver ? Infinity : reading.ppm;
  if (isCalm(was) && reading.tag === "ok" && !((ppm as number) >= rules.warningPpm) && !was.dose) return was;
  let { warningS, alarmS, dose, isAcknowledged } = was;
  if (ppm === undefined) {
    // Only a sound reading clears, and no fault ends an excess.
    if (warningS > RAISE_S) warningS = RAISED;
    if (alarmS > RAISE_S) alarmS = RAISED;
  } else {
    // Gas that is there when the first number comes was there before.
    const isFirst = was.gas === WARMING;
    const isCalm = ppm < rules.clearPpm;
    warningS = count(warningS, ppm >= rules.warningPpm, ppm < DEAD_BAND * rules.warningPpm, isFirst);
    alarmS = count(alarmS, ppm >= rules.alarmPpm, isCalm, isFirst);
    if (rules.exposure) {
      dose = exposureAfter(dose, ppm, STEP_S, rules.exposure);
      if (dose >= 1 && ppm >= rules.warningPpm) alarmS = RAISED;
    }
    if (was.gas === ALARM && !alarmS && rules.isLatching && !isAcknowledged) alarmS = LATCHED;
    if (was.gas === ALARM && !alarmS) dose = 0;
  }
  const isAlarm = alarmS > RAISE_S;
  if (!isAlarm) isAcknowledged = false;
  const gas = isAlarm
    ? ALARM
    : reading.tag === "warming"
      ? WARMING
      : reading.tag !== "ok"
        ? FAULT
        : warningS > RAISE_S
          ? WARNING
          : NORMAL;
  return { gas, warningS, alarmS, dose, isAcknowledged };
}

/** The rules for a kind of sensor; set points in %LEL are those of the settings. */
export function rulesOf(
  type: SensorType,
  warningLelPercent: number,
  alarmLelPercent: number,
  isLatching: boolean,
  doses: ExposurePoints,
): Rules {
  const lelPercentPpm = type.lelPpm / 100;
  if (type.isCo) {
    const leastPpm = (doses[0] as readonly [number, number])[0];
    const mostPpm = (doses[doses.length - 1] as readonly [number, number])[0];
    return { warningPpm: leastPpm, alarmPpm: mostPpm, clearPpm: DEAD_BAND * leastPpm, isLatching, exposure: doses };
  }
  const alarmPpm = type.alarmPpm || alarmLelPercent * lelPercentPpm;
  return {
    warningPpm: type.warningPpm || warningLelPercent * lelPercentPpm,
    alarmPpm,
    clearPpm: DEAD_BAND * alarmPpm,
    isLatching,
    exposure: undefined,
  };
}
