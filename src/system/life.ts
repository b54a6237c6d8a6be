/** How long the sensor has been in use: it wears, and a detector tells when it has had its years (facts: gas C.3, C.4). @singleton */
import type { Clock } from "../hal";

export interface Life {
  hours(): number;
  isExpired(): boolean;
  /** Writes the hours down; false when that can't be. */
  keep(): boolean;
}

const HOUR_MS = 3600000;
/** The flash is to outlive the sensor: hours since the last whole day are lost with the power. */
const KEEP_EVERY = 24;
const TEST_EVERY = 720;
/** 5 years, and 30 days before. */
const EXPIRED_FROM = 43800;
const ENDING_FROM = 43080;

export function createLife(
  clock: Clock,
  keptHours: number,
  write: (hours: number) => boolean,
  /** The life's end is near, or over. */
  tell: (isOver: boolean) => void,
  selfTest: () => void,
): Life {
  let hours = keptHours;

  function look(): void {
    if (hours >= ENDING_FROM) tell(hours >= EXPIRED_FROM);
  }

  function pass(): void {
    hours++;
    if (hours % KEEP_EVERY === 0) write(hours);
    if (hours % TEST_EVERY === 0) selfTest();
    look();
    clock.after(HOUR_MS, pass);
  }

  clock.after(0, look);
  clock.after(HOUR_MS, pass);
  return {
    hours: () => hours,
    isExpired: () => hours >= EXPIRED_FROM,
    keep: () => write(hours),
  };
}
