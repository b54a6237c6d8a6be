/** A record of the journal as an event of the thing model: its name and what it says. Pure. */
import { lelPercentOf } from "../gas/curve";
import { ALARM_KIND, FAULT_KIND, NO_VALUE } from "../store/slot";
import type { Properties } from "./cloud";

/** Behind one id its next; 0 is none. */
export function idAfter(id: number): number {
  return id >= 4294967295 ? 1 : id + 1;
}

/** Without the `_Event` that the model has behind it. */
export function eventName(kind: number): string {
  return kind < FAULT_KIND ? "GasCheck" : kind === FAULT_KIND ? "GasFault" : "SelfTest";
}

/** `lelPpm`, `maxPpm`: 100 %LEL, and the end of the sensor's range. */
export function eventValues(kind: number, value: number, lelPpm: number, maxPpm: number): Properties {
  if (kind >= FAULT_KIND)
    return kind === FAULT_KIND ? { "FaultCode": value & 255, "FaultState": value >> 8 } : { "Result": value };
  // More than can be measured is told as the end of the range, and as being over it.
  const isOver = value === NO_VALUE;
  const ppm = isOver ? maxPpm : value / 10;
  return {
    "GasState": kind - ALARM_KIND,
    "GasConcentration": ppm,
    "GasLel": lelPercentOf(ppm, lelPpm),
    "OverRange": isOver ? 1 : 0,
  };
}
