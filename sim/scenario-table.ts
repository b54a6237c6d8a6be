/** What a step may say, as tables: each with its check. */
import { ALL_FAULTS, faultChoice } from "./faults.ts";
import { FAULTS } from "./modem/faults.ts";
import { among, type Check, isObject, members, number, object, oneOf, points, text, truth } from "./scenario-checks.ts";
import { SENSOR_FAULTS } from "./sensor/faults.ts";
import { GAS_PROFILES } from "./sensor/gas-profiles.ts";

export const NETWORK = ["cut", "restore", "drop"] as const;
export const BOARD = ["reset", "off", "on"] as const;
/** At the next word that is programmed, or page that is erased: in the middle of it, or before. */
export const POWER_CUTS = ["next-write", "before-next-write"] as const;

export const EXPECTATIONS: Readonly<Record<string, Check>> = {
  state: text,
  gasState: number(0, 4),
  output: truth,
  alarmLamp: truth,
  lamps: members("red, yellow and green", { red: truth, yellow: truth, green: truth }),
  event: text,
  property: object,
  setReply: number(0, 100_000),
  serviceReply: number(0, 1_000_000),
  waiting: number(0, 1000),
};
export const LONGEST_S = 7 * 24 * 3600;

/** Nothing is done by these: they wait, look and tell. */
export const LOOKS = ["wait", "expect", "sleepS", "note"] as const;

export const STEPS: Readonly<Record<string, Check>> = {
  wait: expectation,
  expect: expectation,
  gasLelPercent: number(0, 2000),
  gasPpm: number(0, 1_000_000),
  gasProfile: among(oneOf(...Object.keys(GAS_PROFILES)), points(0, 2000)),
  temperatureC: among(number(-60, 120), points(-60, 120)),
  humidityPercent: among(number(0, 100), points(0, 100)),
  sensorFault: orNull(oneOf(...Object.keys(SENSOR_FAULTS))),
  adcVolts: number(0, 5),
  network: oneOf(...NETWORK),
  cloudSet: object,
  desired: object,
  service: members("name and params", { name: serviceName, params: object }, ["name"]),
  button: oneOf("press", "hold"),
  console: text,
  type: text,
  modem: oneOf("reset", ...Object.keys(FAULTS)),
  fault,
  faultEnds,
  board: oneOf(...BOARD),
  powerCut: orNull(oneOf(...POWER_CUTS)),
  sleepS: number(0, LONGEST_S),
  note: text,
};

interface Extra {
  readonly check: Check;
  readonly with: readonly string[];
  /** Why it does not go with this very step. */
  readonly unfit?: (step: Readonly<Record<string, unknown>>) => string | undefined;
}

/** What goes with which step. */
export const EXTRAS: Readonly<Record<string, Extra>> = {
  withinS: { check: number(0, LONGEST_S), with: ["wait", "expect"] },
  forS: { check: number(0, LONGEST_S), with: ["modem", "fault"], unfit: ({ fault }) => notHeld(fault) },
  value: { check: number(0, 65_535), with: ["sensorFault"] },
  backAfterS: { check: number(0.1, LONGEST_S), with: ["powerCut"] },
};

function expectation(value: unknown): string | undefined {
  if (!isObject(value) || Object.keys(value).length === 0) return "must say what: an object that is not empty";
  for (const [key, wanted] of Object.entries(value)) {
    const check = Object.hasOwn(EXPECTATIONS, key) ? EXPECTATIONS[key] : undefined;
    if (!check && value["event"] === undefined) {
      return `speaks of "${key}"; there are ${Object.keys(EXPECTATIONS).join(", ")}`;
    }
    const problem = check?.(wanted);
    if (problem) return `${key} ${problem}`;
  }
  return undefined;
}

function orNull(check: Check): Check {
  return (value) => (value === null ? undefined : check(value)?.replace(/$/, ", or null for none"));
}

/** Part of a topic, in which others would mean something. */
function serviceName(value: unknown): string | undefined {
  return typeof value === "string" && /^\w[\w.]{0,63}$/.test(value) ? undefined : "must be the name of a service";
}

function fault(value: unknown): string | undefined {
  if (typeof value !== "string") return 'must be the name of a fault, or "name:kind"';
  try {
    faultChoice(value);
    return undefined;
  } catch (error) {
    return `can't be that: ${(error as Error).message}`;
  }
}

function faultEnds(value: unknown): string | undefined {
  return fault(value) ?? notHeld(value)?.replace("goes with", "is for");
}

/** Of what is no fault's name nothing. */
function notHeld(value: unknown): string | undefined {
  if (fault(value) !== undefined) return undefined;
  const { name } = faultChoice(value as string);
  return ALL_FAULTS[name].lasts === "held" ? undefined : `goes with a fault that is held: ${name} is over by itself`;
}
