/** How a sensor's board is built: the `gas` settings of the configuration that describe things, under their names. */
import { headOf, ratioOf } from "./heads.ts";

export interface SensorCircuit {
  readonly sensor: string;
  /** Load of a metal oxide element; of a 4-20 mA head the shunt. */
  readonly loadOhm: number;
  readonly r0Ohm: number;
  readonly supplyV: number;
  readonly dividerRatio: number;
  /** Which of the board's further inputs are wired. */
  readonly supplySense: boolean;
  readonly heaterSense: boolean;
  /** At 25 °C; 0 is no thermistor. */
  readonly ntcOhm: number;
  readonly ntcBetaK: number;
  readonly ntcSeriesOhm: number;
  /** Where the device hangs. */
  readonly humidityPercent: number;
  readonly fullScaleLelPercent: number;
}

const USUAL_CIRCUIT: SensorCircuit = {
  sensor: "MQ-4",
  loadOhm: 20_000,
  r0Ohm: 10_000,
  supplyV: 5,
  dividerRatio: 0.6,
  supplySense: false,
  heaterSense: false,
  ntcOhm: 0,
  ntcBetaK: 3950,
  ntcSeriesOhm: 10_000,
  humidityPercent: 65,
  fullScaleLelPercent: 100,
};

/** What is left out, or of another type, is as usual. */
export function circuitFrom(gas: Readonly<Record<string, unknown>> = {}): SensorCircuit {
  const taken = Object.entries(USUAL_CIRCUIT).map(([name, usual]) => {
    const given = gas[name];
    // 0 is not known, or none.
    return [name, given && typeof given === typeof usual ? given : usual];
  });
  return Object.fromEntries(taken) as SensorCircuit;
}

/** VRL = Vc RL / (Rs + RL), then the divider (facts C.1). */
export function loadVolts(sensorOhm: number, supplyV: number, { loadOhm, dividerRatio }: SensorCircuit): number {
  return ((supplyV * loadOhm) / (sensorOhm + loadOhm)) * dividerRatio;
}

export const shuntVolts = (currentMa: number, { loadOhm, dividerRatio }: SensorCircuit): number =>
  (currentMa / 1000) * loadOhm * dividerRatio;

const NO_GAS_MA = 4;
const SPAN_MA = 16;
/** Highest measured value (facts C.3). */
const HIGHEST_MA = 20.5;

export function currentMa(lelPercent: number, { fullScaleLelPercent }: SensorCircuit): number {
  return Math.min(HIGHEST_MA, NO_GAS_MA + (SPAN_MA * lelPercent) / fullScaleLelPercent);
}

/** The gas pin with an element as good as new, warm, at 20 °C and 65 % RH, and without noise. */
export function settledVolts(lelPercent: number, circuit: SensorCircuit): number {
  const head = headOf(circuit.sensor);
  if (head.kind === "digital") return 0;
  if (head.kind === "current") return shuntVolts(currentMa(lelPercent, circuit), circuit);
  const ppm = (lelPercent * head.lelPpm) / 100;
  return loadVolts(circuit.r0Ohm * ratioOf(head.curve, ppm), circuit.supplyV, circuit);
}
