/** One device's settings: the schema, and what is wrong with a text that should follow it. @onDemand */

import type { MqttSettings } from "../cloud/mqtt/topics";
import { DOSE_PROFILES } from "../gas/exposure";
import { LOOP, MOX, sensorNamed, sensorNames } from "../gas/sensors";
import { HAS_ALIYUN, HAS_MQTT } from "../system/dialects";
import { HAS_PLATFORM } from "../system/features";
import type { Abilities } from "./abilities";

/** `declare`: its names stand in the texts below, where the build does not see them, and must stay as they are. */
export declare interface Config {
  readonly cloud: {
    readonly dialect: "aliyun" | "mqtt";
    readonly productKey: string;
    readonly deviceName: string;
    readonly deviceSecret: string;
    readonly region: string;
    readonly host: string;
    readonly port: number;
    readonly tls: boolean;
    readonly signMethod: "hmacsha1" | "hmacmd5" | "hmacsha256";
    readonly keepAliveS: number;
    readonly productSecret?: string;
    readonly registration?: "known" | "unknown";
    readonly instanceId?: string;
    readonly deviceToken?: string;
    readonly clientId?: string;
  };
  /** Where the bundle has the dialect. */
  readonly mqtt: MqttSettings;
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
  readonly report: { readonly intervalS: number; readonly logLevel: "warn" | "info" };
  readonly console: { readonly password: string };
}

const YES_NO = "true, false";

/** The last two are the platform's answer to it. */
const REGISTRATION = "productSecret||64;registration|known|known, unknown;instanceId||64;deviceToken||256;clientId||64";

/**
 * The rules of one part, as short texts: as arrays they, and as one text its copies, took more memory than a board has beside
 * a session. Of a setting `name|default|lowest|highest` where it is a number, `name|default|most characters`, or
 * `name|default|allowed, allowed...`; "!" for one that the device can't do without; a name alone is that of a part. Limits:
 * facts, cloud 1.1, modem 5 and 6.
 */
function schema(part: string, can: Abilities): string[] {
  // No case: the build would not leave it out.
  if (HAS_MQTT && part === "mqtt")
    return [
      "clientId||128;username||128;password||256;baseTopic|gas-canary/{device}|100",
      `format|json|json, homeassistant, thingsboard;will|true|${YES_NO};discovery|homeassistant|32`,
    ];
  switch (part) {
    case "cloud":
      return [
        HAS_ALIYUN
          ? `dialect|aliyun|aliyun${HAS_MQTT ? ", mqtt" : ""};productKey|!|20;deviceName|!|32;deviceSecret|!|64;region|cn-shanghai|32;host||100`
          : "dialect|mqtt|mqtt;deviceName|!|32;host|!|100",
        `port|1883|1|65535;tls|false|${HAS_PLATFORM && can.platform ? YES_NO : false}`,
        // The platform refuses other keep-alives.
        `keepAliveS|300|30|1200${HAS_ALIYUN ? ";signMethod|hmacsha1|hmacsha1, hmacsha256, hmacmd5" : ""}${HAS_PLATFORM && HAS_ALIYUN && can.platform ? `;${REGISTRATION}` : ""}`,
      ];
    case "modem":
      return ["dialect|luat|luat;baud|115200|9600|921600;path||100;apn"];
    case "modem.apn":
      return ["name|CMNET|100;user||32;password||32"];
    case "gas":
      return [
        `sensor|MQ-4|${sensorNames(can.module, can.cycle)}`,
        // 0: not known.
        "loadOhm|20000|100|1000000;r0Ohm|0|0|1000000;supplyV|5|1|6;dividerRatio|0.6|0.05|1",
        // Only downwards: no setting makes the alarm later than the safe limits.
        "warningLelPercent|10|1|10;alarmLelPercent|20|2|20",
        `doseProfile|${DOSE_PROFILES[0]}|${DOSE_PROFILES.join(", ")}`,
        `latch|true|${YES_NO};supplySense|false|${can.supply ? YES_NO : false}`,
        `heaterSense|false|${can.heater ? YES_NO : false};humidityPercent|65|30|85`,
        // 0: none.
        `ntcOhm|0|0|${can.ntc ? 1000000 : 0};ntcBetaK|3950|1000|6000;ntcSeriesOhm|10000|100|1000000`,
      ];
    case "output":
      return ["onAlarm|nothing|nothing, close, open;atStart|open|open, closed"];
    case "report":
      // A silent link must be noticed, and mended or rebooted, within 15 minutes: no report may be longer away.
      return [`intervalS|300|10|300${HAS_PLATFORM && can.platform ? ";logLevel|warn|warn, info" : ""}`];
    case "console":
      // Espruino takes no more of what is typed.
      return ["password||20"];
  }
  return [`cloud;${HAS_MQTT ? "mqtt;" : ""}modem;gas;output;report;console`];
}

/** Beyond the fault limit of a current loop. */
const MOST_A = 0.0215;

/** Written into AT commands. */
const WHOLE = "cloud.port cloud.keepAliveS modem.baud";
/** What a plain broker can do without. */
const PLATFORM_ONLY = "cloud.productKey cloud.deviceSecret";

/** What a rule's default stands for. */
function defaultOf(text: string, isNumber: boolean): unknown {
  if (isNumber) return parseFloat(text);
  return text === "!" ? null : text === "true" || (text !== "false" && text);
}

/** What must hold of `value`, when it does not hold; never the value itself, which may be a secret. */
function problemOf(path: string, rule: string[], fallback: unknown, value: unknown): string {
  const [, , second, highest] = rule as [string, string, string, string | undefined];
  const most = parseFloat(second);
  if (highest) {
    const isWhole = WHOLE.indexOf(path) < 0 || Math.floor(value as number) === value;
    const isFine = typeof value === "number" && isWhole && value >= most && value <= parseFloat(highest);
    return isFine ? "" : `must be a ${WHOLE.indexOf(path) < 0 ? "" : "whole "}number from ${second} to ${highest}`;
  }
  if (!(most > 0)) {
    const isOne = typeof value === typeof fallback && second.split(", ").indexOf(`${value}`) >= 0;
    return isOne ? "" : `must be one of ${second}`;
  }
  // Printable ASCII without quotes: no other name, host or secret exists, and each ends up in an AT command.
  const isText = typeof value === "string" && value.length <= most && /^[ !#-~]*$/.test(value);
  // What is empty by default may be so.
  if (isText && (value !== "" || fallback === "")) return "";
  return value === undefined ? "is missing" : `must be text of 1 to ${second} characters`;
}

/** A device that is registered by its product's secret has none of its own. */
function isSpared(path: string, values: { [key: string]: unknown }): boolean {
  return path === "cloud.deviceSecret" && !!(values["productSecret"] || values["deviceToken"]);
}

/** Fills a part, and tells what is wrong with it; with `only`, one of its own parts. */
function fill(
  part: string,
  can: Abilities,
  given: unknown,
  problems: string[],
  only?: string,
): { [key: string]: unknown } {
  const filled: { [key: string]: unknown } = {};
  const isObject = !!given && typeof given === "object" && !Array.isArray(given);
  const values = (isObject ? given : {}) as { [key: string]: unknown };
  const isMqtt = values["dialect"] === "mqtt";
  if (given !== undefined && !isObject) problems.push(`${part || "configuration"} must be an object`);
  // Of all rules only one stands in memory at a time, and no function for it.
  let text = schema(part, can)[0];
  for (let i = 1; text; text = schema(part, can)[i++]) {
    for (let start = 0, end = 0; end < text.length; start = end + 1) {
      end = (text.indexOf(";", start) + 1 || text.length + 1) - 1;
      const rule = text.substring(start, end).split("|");
      const key = rule[0] as string;
      const where = part ? `${part}.${key}` : key;
      if (only && key !== only) continue;
      if (rule.length < 2) filled[key] = fill(where, can, values[key], problems);
      else {
        const fallback =
          HAS_PLATFORM && HAS_ALIYUN && isSpared(where, values) ? "" : defaultOf(rule[1] as string, rule.length > 3);
        const value = values[key] === undefined && fallback !== null ? fallback : values[key];
        const isSpare = HAS_MQTT && HAS_ALIYUN && isMqtt && value === undefined && PLATFORM_ONLY.indexOf(where) >= 0;
        const problem = isSpare ? "" : problemOf(where, rule, fallback, value);
        if (problem) problems.push(`${where} ${problem}`);
        filled[key] = problem ? fallback : value;
      }
    }
  }
  if (only) return filled;
  // Not filled[key]: on Espruino every object has an "on" and an "emit".
  for (const key in values) if (!filled.hasOwnProperty(key)) problems.push(`${part}${part && "."}${key} is no setting`);
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

/** What ends up in topics, in JSON, and between quotes where no firmware is known to read escapes (facts: modem section 6.2). */
function checkMqtt({ cloud, mqtt }: Config, problems: string[]): void {
  if (HAS_ALIYUN && !cloud.host) problems.push("cloud.host is missing");
  // From comma to colon: with - . / and the digits.
  if (/[^,-:@-Z_a-z{}]/.test(cloud.deviceName + mqtt["baseTopic"] + mqtt["discovery"]))
    problems.push("cloud.deviceName and the topics of mqtt must be of a-z A-Z 0-9 , - . / : @ _ { }");
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
  const config = fill("", can, given, problems, only) as unknown as Config;
  if (HAS_MQTT && !only && config.cloud.dialect === "mqtt") checkMqtt(config, problems);
  if (!only) checkSensor(config.gas, ((given || {}) as Partial<Config>).gas || {}, can.referenceV, problems);
  return { config, problems };
}
