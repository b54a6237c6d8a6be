/** Numbers of the log and of `canary.status()` in words, and what to do about a fault. */
import {
  LIFE_ENDS,
  LIFE_OVER,
  LOGIN_REFUSED,
  SENSOR_FAULTS,
  SETTINGS_BAD,
  SETTINGS_REVERTED,
  SIM_REFUSED,
  UNCALIBRATED,
} from "../src/system/fault-codes.ts";

/** By the thing model's `GasState`. */
export const GAS_STATES = ["warming up", "normal", "warning", "alarm", "sensor fault"] as const;

export interface FaultWords {
  readonly what: string;
  readonly cure: string;
}

const WIRING = "Check the sensor's plug, its wires, the load and the divider (docs/wiring.md).";

/** When each is told: docs/gas.md, Faults. */
const SENSOR_WORDS: Readonly<Record<string, FaultWords>> = {
  "fault:open": { what: "the sensor's circuit is open", cure: WIRING },
  "fault:saturated": {
    what: "the sensor is at the end of its range",
    cure: "Take it for gas. In clean air the element is short, or the load too large for this sensor.",
  },
  "fault:adc": {
    what: "the ADC gives no number",
    cure: "Check the input's wire and the thermistor; or try another board.",
  },
  "fault:short": { what: "the sensor's circuit is short, or at a higher supply than its own", cure: WIRING },
  "fault:heater": { what: "the sensor's heater does not heat", cure: "Check the heater's supply and its current." },
  "fault:supply": { what: "the sensor's supply is out of bounds", cure: "Measure it at the sensor, under load." },
  "fault:stale": { what: "the gas module says nothing", cure: "Check the module's wires and its supply." },
  "fault:frozen": { what: "the sensor gives the very same reading on and on", cure: WIRING },
  "fault:checksum": {
    what: "no frame of the gas module comes whole",
    cure: "Check its ground, the length of its wires, and that it is the module that gas.sensor names.",
  },
  "fault:range": {
    what: "the sensor reads what no air gives",
    cure: "Is it the sensor that gas.sensor names? Else check the load, and the sensor against another one.",
  },
};

const DEVICE_WORDS: Readonly<Record<number, FaultWords>> = {
  [LOGIN_REFUSED]: {
    what: "the cloud refuses the login",
    cure: "Check product key, device name, secret and region against the cloud's console; `canary sign` makes the login; `canary provision` writes anew.",
  },
  [SIM_REFUSED]: {
    what: "the SIM is refused",
    cure: "Is it in, without a PIN, active, and paid for? `canary probe` asks the modem alone.",
  },
  [SETTINGS_REVERTED]: {
    what: "new settings did not come online, and those before are in force again",
    cure: "Check the cloud's and the modem's part of what was set: `canary config check`.",
  },
  [SETTINGS_BAD]: {
    what: "something is wrong with the settings; those before, or defaults, are in force",
    cure: "canary.status().troubles says what; `canary provision` writes anew.",
  },
  [UNCALIBRATED]: {
    what: "the sensor is not calibrated: what it reads is a guess",
    cure: "In clean air, warm for a day: canary.calibrate(). Or give gas.r0Ohm.",
  },
  [LIFE_ENDS]: { what: "the sensor's life is over in 30 days", cure: "Order the new one." },
  [LIFE_OVER]: { what: "the sensor's life is over", cure: "Change the sensor." },
};

export function faultWords(code: number): FaultWords {
  const tag = SENSOR_FAULTS[code - 1];
  const words = tag === undefined ? DEVICE_WORDS[code] : SENSOR_WORDS[tag];
  return words ?? { what: `fault ${code}`, cure: "A newer firmware's: see docs/, or bring the desk up to date." };
}

const SELF_TEST_BITS = ["heater", "ADC", "outputs", "journal", "link"];

/** Of a self-test's result: what is wanting. */
export function selfTestWords(result: number): string {
  const failed = SELF_TEST_BITS.filter((_, bit) => result & (1 << bit));
  return failed.length > 0 ? `wanting: ${failed.join(", ")}` : "all well";
}
