/** R0 in clean air and the span in a test gas: found on command only, and refused where it could not be right. @onDemand */
import { ALARM, type GasState, WARNING } from "./alarm";
import type { Reading } from "./reading";
import type { Calibrated, Sensor } from "./sensor";
import type { SensorType } from "./sensors";

/** Of the reading, or of the signal. */
const MOST_NOISE = 0.1;
const MOST_DRIFT = 0.02;
/** By which a command may move R0; gas that is taken for clean air moves it further. */
const R0_STEP = 2;
const LEAST_SPAN = 0.5;
const MOST_SPAN = 2;
/** A test gas has so much of the range, or what it tells of the rest is nothing. */
const TEST_GAS_FROM = 0.02;

/** What is found, or why not. `ppm`: of the test gas; 0 in clean air. `gas`: the state that stands. `isKnown`: R0 is no guess. */
export function calibrate(
  sensor: Pick<Sensor, "ohm" | "ppm" | "noisePpm" | "drift">,
  type: SensorType,
  reading: Reading,
  gas: GasState,
  calibrated: Calibrated,
  isKnown: boolean,
  ppm: number,
): Calibrated | string {
  const { r0Ohm, span } = calibrated;
  const read = sensor.ppm();
  const found = ppm ? { r0Ohm, span: (span * ppm) / read } : { r0Ohm: sensor.ohm() / type.cleanRatio, span };
  if (!type.cleanRatio) return "its maker calibrates this head";
  // Out of range it may be for want of this very thing.
  if (reading.tag !== "ok" && reading.tag !== "fault:range") return reading.tag;
  const ohm = Math.round(found.r0Ohm);
  // Nobody may call away an alarm, nor take gas for clean air.
  if (gas === ALARM || (gas === WARNING && !ppm))
    return "gas: ventilate first" + (isKnown || ppm ? "" : "; if the air is clean, set gas.r0Ohm to " + ohm);
  const leastPpm = TEST_GAS_FROM * type.maxPpm;
  if (ppm !== 0 && !(ppm >= leastPpm && ppm < type.maxPpm))
    return "Ppm must be 0, in clean air, or from " + leastPpm + " to below " + type.maxPpm;
  if (ppm && !isKnown) return "first in clean air";
  if (!(sensor.drift() <= MOST_DRIFT)) return "drifting: wait";
  if (!(sensor.noisePpm() <= MOST_NOISE * read)) return "noisy: wait";
  const lowest = Math.round(Math.max(type.lowestR0Ohm, isKnown ? r0Ohm / R0_STEP : 0));
  const highest = Math.round(Math.min(type.highestR0Ohm, isKnown ? r0Ohm * R0_STEP : Infinity));
  if (!(ohm >= lowest && ohm <= highest) && !ppm)
    return "R0 " + ohm + " is not " + lowest + " to " + highest + " ohm; if the air is clean, set gas.r0Ohm to it";
  if (!(found.span >= LEAST_SPAN && found.span <= MOST_SPAN))
    return "span " + found.span.toFixed(2) + " is not " + LEAST_SPAN + " to " + MOST_SPAN;
  return found;
}
