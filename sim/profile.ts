/** What a node of this product is when nobody says otherwise: its identity, its settings, and the sensor on its ADC. */
import type { Device } from "./cloud/login.ts";

/** The identity of the recorded session; no such device exists. */
export const EXAMPLE_DEVICE: Device = {
  productKey: "a1EXAMPLE00",
  deviceName: "D001",
  deviceSecret: "secret",
};

/** `canary.json`, as far as the simulator has to know it; the rest is the firmware's affair. */
export interface NodeConfig {
  readonly cloud?: Readonly<Record<string, unknown>>;
  readonly modem?: Readonly<Record<string, unknown>>;
  readonly gas?: Readonly<Record<string, unknown>>;
  readonly report?: Readonly<Record<string, unknown>>;
}

export const EXAMPLE_CONFIG: NodeConfig = { cloud: { ...EXAMPLE_DEVICE, region: "cn-shanghai" } };

/** How a sensor's board is built; the names are those of the configuration. */
export interface SensorCircuit {
  readonly loadOhm: number;
  readonly r0Ohm: number;
  readonly supplyV: number;
  readonly dividerRatio: number;
}

const USUAL_CIRCUIT: SensorCircuit = { loadOhm: 20_000, r0Ohm: 10_000, supplyV: 5, dividerRatio: 0.6 };

/** MQ-4 in methane (facts: gas section C.1): ppm = 1012.7 (Rs/R0)^-2.786; 4.4 in clean air; 100 %LEL = 50 000 ppm. */
const FACTOR = 1012.7;
const EXPONENT = -2.786;
const CLEAN_AIR_RATIO = 4.4;
const PPM_A_PERCENT_LEL = 500;

export const CLEAN_AIR_LEL_PERCENT = (FACTOR * CLEAN_AIR_RATIO ** EXPONENT) / PPM_A_PERCENT_LEL;

export function circuitOf(config: NodeConfig): SensorCircuit {
  const given = config.gas ?? {};
  const value = (name: keyof SensorCircuit) => (typeof given[name] === "number" ? given[name] : USUAL_CIRCUIT[name]);
  return {
    loadOhm: value("loadOhm"),
    r0Ohm: value("r0Ohm"),
    supplyV: value("supplyV"),
    dividerRatio: value("dividerRatio"),
  };
}

/** What the ADC's pin sees of so much methane. Less than clean air there is not. */
export function adcVoltsOf(lelPercent: number, { loadOhm, r0Ohm, supplyV, dividerRatio }: SensorCircuit): number {
  const ppm = Math.max(lelPercent, CLEAN_AIR_LEL_PERCENT) * PPM_A_PERCENT_LEL;
  const sensorOhm = r0Ohm * (ppm / FACTOR) ** (1 / EXPONENT);
  return ((supplyV * loadOhm) / (sensorOhm + loadOhm)) * dividerRatio;
}

/** The identity in a configuration, for the platform that has to know it. */
export function deviceOf(config: NodeConfig): Device {
  const text = (name: keyof Device) => String(config.cloud?.[name] ?? "");
  return { productKey: text("productKey"), deviceName: text("deviceName"), deviceSecret: text("deviceSecret") };
}

/** Where a device of this configuration looks for its broker (facts: cloud section 1.2). */
export function hostOf(config: NodeConfig): string {
  const { host, productKey, region = "cn-shanghai" } = config.cloud ?? {};
  return String(host || `${productKey}.iot-as-mqtt.${region}.aliyuncs.com`);
}
