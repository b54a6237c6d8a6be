/** How long the sensor has been in use: it wears, and a detector tells when it has had its years (facts: gas C.3, C.4). @singleton */
import type { Clock } from "../hal";

export interface Life {
  hours(): number;
  isExpired(): boolean;
  /** Writes the hours down; false when that can't be. */
  keep(): boolean;
}

const HOUR_MS = 3600000;
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
    // Each: of a device whose power goes every day none would ever count.
    write(hours);
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
