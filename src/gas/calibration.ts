/** R0 in clean air and the span in a test gas: found on command only, and refused where it could not be right. @onDemand */
import type { Reading } from "./reading";
import type { Calibrated, Sensor } from "./sensor";
import type { SensorType } from "./sensors";

/** Of the reading, or of the signal. */
const MOST_NOISE = 0.1;
const MOST_DRIFT = 0.02;
const LEAST_SPAN = 0.5;
const MOST_SPAN = 2;

/** Puts what is found into `calibrated`; why not, or "". `ppm`: of the test gas; 0 in clean air. */
export function calibrate(
  sensor: Sensor,
  type: SensorType,
  reading: Reading,
  calibrated: Calibrated,
  ppm: number,
): string {
  const read = sensor.ppm();
  const r0Ohm = sensor.ohm() / type.cleanRatio;
  const span = (calibrated.span * ppm) / read;
  if (!type.cleanRatio) return "its maker calibrates this head";
  // Out of range it may be for want of this very thing.
  if (reading.tag !== "ok" && reading.tag !== "fault:range") return reading.tag;
  if (!(ppm >= 0 && ppm < type.maxPpm)) return "Ppm must be 0 to " + type.maxPpm;
  if (!(sensor.drift() <= MOST_DRIFT)) return "drifting";
  if (!(sensor.noisePpm() <= MOST_NOISE * read)) return "noisy";
  if (!ppm) {
    if (!(r0Ohm >= type.lowestR0Ohm && r0Ohm <= type.highestR0Ohm))
      return "R0 " + Math.round(r0Ohm) + " is not " + type.lowestR0Ohm + " to " + type.highestR0Ohm + " ohm";
    calibrated.r0Ohm = r0Ohm;
  } else {
    if (!(span >= LEAST_SPAN && span <= MOST_SPAN)) return "span " + span.toFixed(2) + " is not 0.5 to 2";
    calibrated.span = span;
  }
  return "";
}
