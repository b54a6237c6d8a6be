/** One device's settings: the schema, and what is wrong with a text that should follow it. @onDemand */

import { DOSE_PROFILES } from "../gas/exposure";
import { LOOP, MOX, sensorNamed, sensorRows } from "../gas/sensors";
import type { Abilities } from "./abilities";

export interface Config {
  readonly cloud: {
    readonly productKey: string;
    readonly deviceName: string;
    readonly deviceSecret: string;
    readonly region: string;
    readonly host: string;
    readonly port: number;
    readonly signMethod: "hmacsha1" | "hmacmd5" | "hmacsha256";
    readonly keepAliveS: number;
  };
  readonly modem: {
    readonly baud: number;
    readonly path: string;
    readonly apn: { readonly name: string; readonly user: string; readonly password: string };
  };
  readonly gas: {
    readonly sensor: string;
    readonly loadOhm: number;
    readonly r0Ohm: number;
    readonly supplyV: number;
    readonly dividerRatio: number;
    readonly warningLelPercent: number;
    readonly alarmLelPercent: number;
    readonly doseProfile: string;
    readonly latch: boolean;
    readonly supplySense: boolean;
    readonly heaterSense: boolean;
    readonly humidityPercent: number;
    readonly ntcOhm: number;
    readonly ntcBetaK: number;
    readonly ntcSeriesOhm: number;
  };
  readonly output: { readonly onAlarm: "nothing" | "close" | "open"; readonly atStart: "open" | "closed" };
  readonly report: { readonly intervalS: number };
  readonly console: { readonly password: string };
}

/** [default, lowest, highest] of a number; [default, most characters] of a text; [default, [allowed...]] of a choice. */
type Rule =
  | readonly [number, number, number]
  | readonly [string | null, number]
  | readonly [string | boolean | undefined, readonly unknown[]];
interface Schema {
  readonly [key: string]: Rule | (() => Schema);
}

const YES_NO = [true, false];

/** In place of a default: the device can't do without. */
const REQUIRED = null;

function choice(names: readonly string[]): Rule {
  return [names[0] as string, names];
}

/** Each part is made when it is looked at, and gone after it: memory is dear. Limits: facts, cloud 1.1, modem 5 and 6. */
function schema(can: Abilities): Schema {
  return {
    "cloud": () => ({
      "dialect": ["aliyun", ["aliyun"]],
      "productKey": [REQUIRED, 20],
      "deviceName": [REQUIRED, 32],
      "deviceSecret": [REQUIRED, 64],
      "region": ["cn-shanghai", 32],
      "host": ["", 100],
      "port": [1883, 1, 65535],
      "tls": [false, [false]],
      "signMethod": choice(["hmacsha1", "hmacsha256"].concat(can.md5 ? ["hmacmd5"] : [])),
      // The platform refuses others.
      "keepAliveS": [300, 30, 1200],
    }),
    "modem": () => ({
      "dialect": ["luat", ["luat"]],
      "baud": [115200, 9600, 921600],
      "path": ["", 100],
      "apn": () => ({ "name": ["CMNET", 100], "user": ["", 32], "password": ["", 32] }),
    }),
    "gas": () => ({
      "sensor": choice(Object.keys(sensorRows(can.module, can.cycle))),
      "loadOhm": [20000, 100, 1000000],
      // 0: not known.
      "r0Ohm": [0, 0, 1000000],
      "supplyV": [5, 1, 6],
      "dividerRatio": [0.6, 0.05, 1],
      // Only downwards: no setting makes the alarm later than the safe limits.
      "warningLelPercent": [10, 1, 10],
      "alarmLelPercent": [20, 2, 20],
      "doseProfile": choice(DOSE_PROFILES),
      "latch": [true, YES_NO],
      "supplySense": [false, can.supply ? YES_NO : [false]],
      "heaterSense": [false, can.heater ? YES_NO : [false]],
      "humidityPercent": [65, 30, 85],
      // 0: none.
      "ntcOhm": [0, 0, can.ntc ? 1000000 : 0],
      "ntcBetaK": [3950, 1000, 6000],
      "ntcSeriesOhm": [10000, 100, 1000000],
    }),
    "output": () => ({ "onAlarm": ["nothing", ["nothing", "close", "open"]], "atStart": ["open", ["open", "closed"]] }),
    // A silent link must be noticed, and mended or rebooted, within 15 minutes: no report may be longer away.
    "report": () => ({ "intervalS": [300, 10, 300] }),
    // Espruino takes no more of what is typed.
    "console": () => ({ "password": ["", 20] }),
  };
}

/** Beyond the fault limit of a current loop. */
const MOST_A = 0.0215;

/** Written into AT commands. */
const WHOLE = ["cloud.port", "cloud.keepAliveS", "modem.baud"];
const MAY_BE_EMPTY = ["cloud.host", "modem.path", "modem.apn.user", "modem.apn.password", "console.password"];

/** What must hold of `value`, when it does not hold; never the value itself, which may be a secret. */
function problemOf(path: string, rule: Rule, value: unknown): string {
  const [fallback, second, highest] = rule as readonly [unknown, unknown, number | undefined];
  if (Array.isArray(second)) return second.indexOf(value) >= 0 ? "" : `must be one of ${second.join(", ")}`;
  if (typeof fallback === "number") {
    const isWhole = WHOLE.indexOf(path) < 0 || Math.floor(value as number) === value;
    const isFine = typeof value === "number" && isWhole && value >= (second as number) && value <= (highest as number);
    return isFine ? "" : `must be a ${WHOLE.indexOf(path) < 0 ? "" : "whole "}number from ${second} to ${highest}`;
  }
  const isText = typeof value === "string" && value.length <= (second as number) && !hasControl(value);
  if (isText && (value !== "" || MAY_BE_EMPTY.indexOf(path) >= 0)) return "";
  return value === undefined ? "is missing" : `must be text of 1 to ${second} characters`;
}

/** Anything but printable ASCII without quotes: no such name, host or secret exists, and each ends up in an AT command. */
function hasControl(text: string): boolean {
  return !/^[ !#-~]*$/.test(text);
}

function fill(
  rules: Schema,
  given: unknown,
  path: string,
  problems: string[],
  only?: string,
): { [key: string]: unknown } {
  const filled: { [key: string]: unknown } = {};
  const isObject = !!given && typeof given === "object" && !Array.isArray(given);
  const values = (isObject ? given : {}) as { [key: string]: unknown };
  if (given !== undefined && !isObject) problems.push(`${path || "configuration"} must be an object`);
  Object.keys(values).forEach((key) => {
    // Not rules[key]: on Espruino every object has an "on" and an "emit".
    if (Object.keys(rules).indexOf(key) < 0) problems.push(`${path}${path && "."}${key} is no setting`);
  });
  Object.keys(rules).forEach((key) => {
    if (only && key !== only) return;
    const rule = rules[key] as Rule | (() => Schema);
    const where = path ? `${path}.${key}` : key;
    if (typeof rule === "function") filled[key] = fill(rule(), values[key], where, problems);
    else {
      const value = values[key] === undefined && rule[0] !== REQUIRED ? rule[0] : values[key];
      const problem = problemOf(where, rule as Rule, value);
      if (problem) problems.push(`${where} ${problem}`);
      filled[key] = problem ? rule[0] : value;
    }
  });
  return filled;
}

/** What of the sensor does not go together. */
function checkSensor(gas: Config["gas"], given: Partial<Config["gas"]>, referenceV: number, problems: string[]): void {
  const type = sensorNamed(gas.sensor);
  if (gas.warningLelPercent >= gas.alarmLelPercent)
    problems.push("gas.warningLelPercent must be less than gas.alarmLelPercent");
  if (type.head === MOX && gas.r0Ohm && (gas.r0Ohm < type.lowestR0Ohm || gas.r0Ohm > type.highestR0Ohm))
    problems.push(`gas.r0Ohm must be ${type.lowestR0Ohm} to ${type.highestR0Ohm} for ${gas.sensor}`);
  if (type.head !== LOOP) return;
  // No default fits a shunt, and with a wrong one a dead head reads as clean air.
  if (!given.loadOhm || !given.dividerRatio)
    problems.push("gas.loadOhm (the shunt) and gas.dividerRatio must be given");
  else if (gas.loadOhm * MOST_A * gas.dividerRatio >= referenceV)
    problems.push(`gas.loadOhm x 21.5 mA x gas.dividerRatio must be less than the ADC's ${referenceV} V`);
}

export interface CheckedConfig {
  /** Complete: what was wrong or missing has its default. */
  readonly config: Config;
  /** One sentence each; empty when the text is sound. */
  readonly problems: string[];
}

/** Checks a JSON text against the schema; with `only`, that part of it, and nothing is said of the others. */
export function checkConfig(text: string | undefined, can: Abilities, only?: keyof Config): CheckedConfig {
  const problems: string[] = [];
  let given: unknown;
  if (!text) problems.push("no configuration");
  else {
    try {
      given = JSON.parse(text);
    } catch (_) {
      problems.push("configuration is no JSON");
    }
  }
  const config = fill(schema(can), given, "", problems, only) as unknown as Config;
  if (!only) checkSensor(config.gas, ((given || {}) as Partial<Config>).gas || {}, can.referenceV, problems);
  return { config, problems };
}
