/** A sensor whose circuit a test drives by volts; a reading from each five samples. */
import type { Reading } from "../../src/gas/reading.ts";
import { BLOCK_SAMPLES, type Calibrated, createSensor, type SensorInputs } from "../../src/gas/sensor.ts";
import { type SensorType, sensorNamed } from "../../src/gas/sensors.ts";

export const CIRCUIT = { loadOhm: 20000, supplyV: 5, dividerRatio: 0.6 };
export const REFERENCE_V = 3.3;

export interface BenchOptions {
  readonly type?: SensorType;
  readonly circuit?: typeof CIRCUIT;
  readonly warmUpS?: number;
  readonly calibrated?: Calibrated;
  readonly inputs?: Partial<SensorInputs>;
  /** A step of a converter with noise: nothing is ever quite the same. */
  readonly ripple?: number;
}

export function openSensor(options: BenchOptions = {}) {
  const type = options.type ?? sensorNamed("MQ-4");
  const circuit = options.circuit ?? CIRCUIT;
  const calibrated = options.calibrated ?? { r0Ohm: 10000, span: 1 };
  const none = { supply: undefined, heater: undefined, heat: undefined, climate: undefined, silence: undefined };
  let value = 0;
  let samples = 0;
  const sensor = createSensor(
    () => value + (options.ripple ?? 1e-7) * (samples++ % 3),
    { ...none, ...options.inputs },
    REFERENCE_V,
    type,
    circuit,
    calibrated,
    options.warmUpS ?? 0,
  );
  /** So many samples of one and the same value of the ADC; the last reading. */
  const feed = (fraction: number, count: number, isCalm = false): Reading | undefined => {
    let last: Reading | undefined;
    value = fraction;
    for (let i = 0; i < count; i++) last = sensor.sample(isCalm) ?? last;
    return last;
  };
  /** So many readings of a voltage over the load; the last. */
  const read = (loadV: number, readings = 1): Reading =>
    feed((loadV * circuit.dividerRatio) / REFERENCE_V, readings * BLOCK_SAMPLES) as Reading;
  return { sensor, type, calibrated, feed, read };
}

/** Volts over the load at so much gas. */
export function loadVolts(type: SensorType, ppm: number, r0Ohm = 10000, { loadOhm, supplyV } = CIRCUIT): number {
  const ohm = r0Ohm * (ppm / type.factor) ** (1 / type.exponent);
  return (supplyV * loadOhm) / (ohm + loadOhm);
}
