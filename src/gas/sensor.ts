/** Samples -> tagged readings. Only `ok` has a number; a broken wire is a fault, never clean air (facts: gas section C.2). @singleton */
import type { Adc } from "../hal";
import { type Curve, lelPercentOf, ppmOf, sensorOhm } from "./curve";

export type Reading =
  | { readonly tag: "ok"; readonly ppm: number; readonly lelPercent: number }
  | { readonly tag: "warming" }
  | { readonly tag: "fault:open" | "fault:saturated" | "fault:adc" };

/** One kind of sensor, a row of `sensors.ts`. */
export interface SensorType extends Curve {
  readonly warmUpS: number;
  readonly lelVolPercent: number;
}

/** How this unit is built and what was measured on it. */
export interface SensorSettings {
  readonly loadOhm: number;
  readonly supplyV: number;
  /** Voltage at the ADC over voltage at the load. */
  readonly dividerRatio: number;
  /** Its resistance in the gas and at the level that the curve's ratio is drawn against. */
  readonly r0Ohm: number;
}

export interface Sensor {
  /** Takes one sample; call it once a second. */
  sample(): Reading;
}

/** Median of so many samples: a step is seen when most of them have seen it. */
export const FILTER_SAMPLES = 5;
/** Below this at the load the element or its heater is broken (facts: gas section C.3). */
const OPEN_BELOW_V = 0.07;
/** So near its supply, or the ADC's end, the resistance is lost: a short, or more gas than can be measured. */
const SATURATED_FROM = 0.98;

const WARMING: Reading = { "tag": "warming" };

/** `warmUpS`: less than the type's where the heater has been on before. */
export function createSensor(
  adc: Adc,
  referenceV: number,
  type: SensorType,
  settings: SensorSettings,
  warmUpS: number,
): Sensor {
  const loadOhm = settings.loadOhm;
  const r0Ohm = settings.r0Ohm;
  const supplyV = settings.supplyV;
  const voltsPerUnit = referenceV / settings.dividerRatio;
  const recentV: number[] = [];
  let samplesLeftToWarm = warmUpS;

  function medianV(): number {
    return recentV.slice(0).sort((a, b) => a - b)[recentV.length >> 1] as number;
  }

  function readingOf(loadV: number): Reading {
    if (!(loadV >= 0)) return { "tag": "fault:adc" };
    if (loadV < OPEN_BELOW_V) return { tag: "fault:open" };
    if (loadV >= SATURATED_FROM * Math.min(supplyV, voltsPerUnit)) return { tag: "fault:saturated" };
    const ppm = ppmOf(sensorOhm(loadV, supplyV, loadOhm) / r0Ohm, type);
    return { "tag": "ok", "ppm": ppm, "lelPercent": lelPercentOf(ppm, type.lelVolPercent) };
  }

  return {
    sample() {
      recentV.push(adc() * voltsPerUnit);
      if (recentV.length > FILTER_SAMPLES) recentV.splice(0, 1);
      if (samplesLeftToWarm > 0) {
        samplesLeftToWarm--;
        return WARMING;
      }
      return readingOf(medianV());
    },
  };
}
