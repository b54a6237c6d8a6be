/** A record of the journal as an event of the thing model: its name and what it says. Pure. */
import type { GasState } from "../gas/alarm";
import { lelPercentOf } from "../gas/curve";
import { ALARM_KIND, FAULT_KIND, NO_VALUE } from "../store/slot";
import type { EventOutputs } from "./cloud";

/** Behind one id its next; 0 is none. */
export function idAfter(id: number): number {
  return id >= 4294967295 ? 1 : id + 1;
}

/** Without the `_Event` that the model has behind it. */
export function eventName(kind: number): "GasCheck" | "GasFault" | "SelfTest" {
  return kind < FAULT_KIND ? "GasCheck" : kind === FAULT_KIND ? "GasFault" : "SelfTest";
}

/** `lelPpm`, `maxPpm`: 100 %LEL, and the end of the sensor's range. */
export function eventOutputs(kind: number, value: number, lelPpm: number, maxPpm: number): EventOutputs {
  if (kind === FAULT_KIND) return { "FaultCode": value & 255, "FaultState": (value >> 8) as 0 | 1 };
  if (kind > FAULT_KIND) return { "Result": value };
  // More than can be measured is told as the end of the range, and as being over it.
  const isOver = value === NO_VALUE;
  const ppm = isOver ? maxPpm : value / 10;
  return {
    "GasState": (kind - ALARM_KIND) as GasState,
    "GasConcentration": ppm,
    "GasLel": lelPercentOf(ppm, lelPpm),
    "OverRange": isOver ? 1 : 0,
  };
}
