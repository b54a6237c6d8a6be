/** The sensor's volts in zones: what a device that reads them once can make of them. Shares nothing with the firmware. */
import { adcVoltsOf, circuitOf, type NodeConfig } from "../../sim/profile.ts";
import { loadVolts } from "../../sim/sensor/circuit.ts";

/** "unsure" lies between what is calm and what is gas for certain; "none" is no number. */
export type Zone = "none" | "open" | "range" | "low" | "unsure" | "high" | "saturated" | "short";
export type Answer = "no" | "maybe" | "yes";

/** Codes of `GasFault_Event`. */
export const OPEN_CODE = 1;
export const ADC_CODE = 3;
export const SHORT_CODE = 4;
const CODES: Readonly<Partial<Record<Zone, number>>> = {
  open: OPEN_CODE,
  saturated: 2,
  none: ADC_CODE,
  short: SHORT_CODE,
  range: 10,
};

const ALARM_LEL_PERCENT = 20;
/** The end of the usual sensor's range, 10 000 ppm of methane, and its Rs/R0 in clean air. */
export const RANGE_END_PPM = 10_000;
const RANGE_END_LEL_PERCENT = 20;
const CLEAN_RATIO = 4.4;
/** An alarm may end below this part of its set point. */
const DEAD_BAND = 0.8;
/** To both sides of a set point it is unsure. */
const MARGIN = 0.06;
const OPEN_BELOW_V = 0.07;
/** Of the supply. */
const SATURATED_FROM = 0.98;
const SHORT_FROM = 1.05;
const RANGE_FROM = 3;

export class Zones {
  /** Ascending: each zone ends below its limit. */
  readonly #limits: readonly (readonly [Zone, number])[];
  readonly #rangeV: { readonly low: number; readonly high: number };

  constructor(config: NodeConfig) {
    const circuit = circuitOf(config);
    const set = Number(config.gas?.["alarmLelPercent"] ?? ALARM_LEL_PERCENT);
    const supplyV = circuit.supplyV * circuit.dividerRatio;
    this.#limits = [
      ["open", OPEN_BELOW_V * circuit.dividerRatio],
      ["range", loadVolts(RANGE_FROM * CLEAN_RATIO * circuit.r0Ohm, circuit.supplyV, circuit)],
      ["low", adcVoltsOf(set * DEAD_BAND * (1 - MARGIN), circuit)],
      ["unsure", adcVoltsOf(set * (1 + MARGIN), circuit)],
      ["high", SATURATED_FROM * supplyV],
      ["saturated", SHORT_FROM * supplyV],
      ["short", Number.POSITIVE_INFINITY],
    ];
    this.#rangeV = {
      low: adcVoltsOf(RANGE_END_LEL_PERCENT * (1 - MARGIN), circuit),
      high: adcVoltsOf(RANGE_END_LEL_PERCENT * (1 + MARGIN), circuit),
    };
  }

  of(volts: number): Zone {
    return this.#limits.find(([, below]) => volts < below)?.[0] ?? "none";
  }

  /** More gas than can be measured. */
  isOverRange(volts: number): Answer {
    const zone = this.of(volts);
    if (zone === "saturated") return "yes";
    if (zone !== "high" && zone !== "unsure" && zone !== "low") return "no";
    const { low, high } = this.#rangeV;
    return volts >= high ? "yes" : volts <= low ? "no" : "maybe";
  }
}

/** 0: a number can be right. */
export const codeOf = (zone: Zone): number => CODES[zone] ?? 0;

/** Gas above the set point; of what is no number nothing is known. */
export function excessIn(zone: Zone): Answer | "unknown" {
  if (zone === "high" || zone === "saturated") return "yes";
  if (zone === "unsure") return "maybe";
  return zone === "low" ? "no" : "unknown";
}

/** So far below the set point that an alarm may end. */
export function calmIn(zone: Zone): Answer {
  if (zone === "low") return "yes";
  return zone === "unsure" ? "maybe" : "no";
}
