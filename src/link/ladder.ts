/** How far down to tear before building up again: each rung a bounded number of times, then the next. Pure. */

export const REPEAT = 0;
export const SESSION = 1;
export const BEARER = 2;
export const RADIO = 3;
export const RESET = 4;
export const REBOOT = 5;

export interface Ladder {
  rung: number;
  /** Times this rung was taken in a row. */
  times: number;
}

/**
 * Takes the next rung after a failure. One that the rungs below `lowest` can't mend skips them, but for the repeats that
 * come first where `canRepeat`.
 */
export function climb(ladder: Ladder, lowest: number, canRepeat: boolean): number {
  let rung = ladder.rung;
  const timesOfRungs = [2, 2, 2, 1, 2, 1];
  if (ladder.times >= (timesOfRungs[rung] as number)) rung++;
  if (rung < lowest && (rung !== REPEAT || !canRepeat)) rung = lowest;
  if (rung > REBOOT) rung = REBOOT;
  ladder.times = rung === ladder.rung ? ladder.times + 1 : 1;
  ladder.rung = rung;
  return rung;
}
