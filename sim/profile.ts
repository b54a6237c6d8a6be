/** What a node of this product is when nobody says otherwise: its identity, its settings, and the sensor on its ADC. */
import type { Device } from "./cloud/login.ts";
import { circuitFrom, type SensorCircuit, settledVolts } from "./sensor/circuit.ts";
import { cleanAirPpm, HEADS } from "./sensor/heads.ts";

/** The identity of the recorded session; no such device exists. */
export const EXAMPLE_DEVICE: Device = {
  productKey: "a1EXAMPLE00",
  deviceName: "D001",
  deviceSecret: "secret",
};

/** `canary.json`, as far as the simulator has to know it; the rest is the firmware's affair. */
export interface NodeConfig {
  readonly cloud?: Readonly<Record<string, unknown>>;
  readonly mqtt?: Readonly<Record<string, unknown>>;
  readonly modem?: Readonly<Record<string, unknown>>;
  readonly gas?: Readonly<Record<string, unknown>>;
  readonly output?: Readonly<Record<string, unknown>>;
  readonly report?: Readonly<Record<string, unknown>>;
}

/** Its sensor has been measured. */
export const EXAMPLE_CONFIG: NodeConfig = {
  cloud: { ...EXAMPLE_DEVICE, region: "cn-shanghai" },
  gas: { r0Ohm: 10000 },
};

/** Where the Linux build finds its modem; the virtual board does not look at it. */
const DEVICE_FILE = "/dev/modem";

/** What is stored as `canary.json`: the example where nothing was said, undefined for none. */
export function configText(config: NodeConfig | string | null | undefined, needsPath: boolean): string | undefined {
  if (config === null) return undefined;
  if (typeof config === "string") return config;
  const given = config ?? EXAMPLE_CONFIG;
  if (!needsPath || given.modem?.["path"]) return JSON.stringify(given);
  return JSON.stringify({ ...given, modem: { ...given.modem, path: DEVICE_FILE } });
}

const USUAL_HEAD = HEADS["MQ-4"];

/** What the usual sensor shows of air without gas. */
export const CLEAN_AIR_LEL_PERCENT = (cleanAirPpm(USUAL_HEAD.curve) * 100) / USUAL_HEAD.lelPpm;

export const circuitOf = (config: NodeConfig): SensorCircuit => circuitFrom(config.gas);

/** What the ADC's pin sees of so much gas, as soon as the sensor is warm. Less than clean air there is not. */
export const adcVoltsOf = (lelPercent: number, circuit: SensorCircuit): number => settledVolts(lelPercent, circuit);

/** The identity in a configuration, for the platform that has to know it. */
export function deviceOf(config: NodeConfig): Device {
  const text = (name: keyof Device) => String(config.cloud?.[name] ?? "");
  return { productKey: text("productKey"), deviceName: text("deviceName"), deviceSecret: text("deviceSecret") };
}

/** It speaks the dialect of a plain broker. */
export const isPlainDialect = (config: NodeConfig): boolean => config.cloud?.["dialect"] === "mqtt";

/** Where a device of this configuration looks for its broker (facts: cloud section 1.2). */
export function hostOf(config: NodeConfig): string {
  const { host, productKey, region = "cn-shanghai" } = config.cloud ?? {};
  return String(host || `${productKey}.iot-as-mqtt.${region}.aliyuncs.com`);
}
