/** The kinds of sensor: start values fitted to their datasheets' figures (facts: gas section C.1); calibrate each unit. */
import type { SensorType } from "./sensor";

/** The first is the default. */
export const SENSOR_NAMES = ["MQ-4"];

/** Methane, 100 %LEL = 5.0 % of the volume. */
const METHANE_LEL = 5;

export function sensorNamed(name: string): SensorType {
  const sensors: { readonly [name: string]: SensorType } = {
    "MQ-4": { factor: 1012.7, exponent: -2.786, warmUpS: 180, lelVolPercent: METHANE_LEL },
  };
  return sensors[name] as SensorType;
}
