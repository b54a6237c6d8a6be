/** A scenario file: a list of steps in JSON, checked whole before the first one runs. What the steps do: `scenario-run.ts`. */
import { FAULTS, type FaultName } from "./modem/faults.ts";
import type { ButtonDeed, Lamps } from "./panel.ts";
import { among, type Check, isObject, members, number, object, oneOf, points, text, truth } from "./scenario-checks.ts";
import { SENSOR_FAULTS, type SensorFaultName } from "./sensor/faults.ts";
import { GAS_PROFILES, type GasProfileName } from "./sensor/gas-profiles.ts";
import type { Points } from "./sensor/track.ts";

/** Keys of an expectation; beside `event` any other key is one of the event's outputs. */
export interface Expectation {
  /** The link's state. */
  readonly state?: string;
  readonly gasState?: number;
  /** Pin behind PowerSwitch. */
  readonly output?: boolean;
  readonly alarmLamp?: boolean;
  readonly lamps?: Lamps;
  /** An event at the cloud that no earlier step has named. */
  readonly event?: string;
  /** Last values at the cloud. */
  readonly property?: Readonly<Record<string, unknown>>;
  /** Code of the answer to the last `cloudSet`. */
  readonly setReply?: number;
  /** Code of the answer to the last `service`. */
  readonly serviceReply?: number;
  /** Events on the device that the cloud has not confirmed. */
  readonly waiting?: number;
  readonly [output: string]: unknown;
}

export interface Step {
  readonly wait?: Expectation;
  readonly expect?: Expectation;
  readonly withinS?: number;
  readonly gasLelPercent?: number;
  readonly gasPpm?: number;
  /** A course by its name, or as points [s, %LEL]. */
  readonly gasProfile?: GasProfileName | Points;
  /** A number, or points [s, number]. */
  readonly temperatureC?: number | Points;
  readonly humidityPercent?: number | Points;
  /** Held until null. */
  readonly sensorFault?: SensorFaultName | null;
  /** With `sensorFault`: in the unit of that fault. */
  readonly value?: number;
  readonly adcVolts?: number;
  readonly network?: NetworkDeed;
  readonly cloudSet?: Readonly<Record<string, number | string>>;
  /** Desired values at the cloud: set now where the device is online, and when it comes to ask. */
  readonly desired?: Readonly<Record<string, number | string>>;
  /** The cloud calls a service. */
  readonly service?: ServiceCall;
  readonly button?: ButtonDeed;
  /** A line typed at the REPL. */
  readonly console?: string;
  readonly modem?: "reset" | FaultName;
  readonly board?: BoardDeed;
  /** With `modem`: how long a fault is held. */
  readonly forS?: number;
  readonly sleepS?: number;
  readonly note?: string;
}

export interface ServiceCall {
  readonly name: string;
  readonly params?: Readonly<Record<string, number | string>>;
}

const NETWORK = ["cut", "restore", "drop"] as const;
const BOARD = ["reset", "off", "on"] as const;
export type NetworkDeed = (typeof NETWORK)[number];
export type BoardDeed = (typeof BOARD)[number];

export class ScenarioError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join("\n"));
    this.problems = problems;
  }
}

const EXPECTATIONS: Readonly<Record<string, Check>> = {
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
const LONGEST_S = 7 * 24 * 3600;

const STEPS: Readonly<Record<string, Check>> = {
  wait: expectation,
  expect: expectation,
  gasLelPercent: number(0, 2000),
  gasPpm: number(0, 1_000_000),
  gasProfile: among(oneOf(...Object.keys(GAS_PROFILES)), points(0, 2000)),
  temperatureC: among(number(-60, 120), points(-60, 120)),
  humidityPercent: among(number(0, 100), points(0, 100)),
  sensorFault: sensorFault,
  adcVolts: number(0, 5),
  network: oneOf(...NETWORK),
  cloudSet: object,
  desired: object,
  service: members("name and params", { name: text, params: object }, ["name"]),
  button: oneOf("press", "hold"),
  console: text,
  modem: oneOf("reset", ...Object.keys(FAULTS)),
  board: oneOf(...BOARD),
  sleepS: number(0, LONGEST_S),
  note: text,
};
/** What goes with which step. */
const EXTRAS: Readonly<Record<string, { readonly check: Check; readonly with: readonly string[] }>> = {
  withinS: { check: number(0, LONGEST_S), with: ["wait", "expect"] },
  forS: { check: number(0, LONGEST_S), with: ["modem"] },
  value: { check: number(0, 65_535), with: ["sensorFault"] },
};

/** Throws a `ScenarioError` that names every step with something wrong. */
export function parseScenario(source: string): Step[] {
  let list: unknown;
  try {
    list = JSON.parse(source);
  } catch (error) {
    throw new ScenarioError([`the scenario is no JSON: ${(error as Error).message}`]);
  }
  if (!Array.isArray(list) || list.length === 0) {
    throw new ScenarioError(['a scenario is a list of steps, for example [{"expect": {"state": "ONLINE"}}]']);
  }
  const problems = list.flatMap((step, i) => stepProblems(step).map((problem) => `step ${i + 1}: ${problem}`));
  if (problems.length > 0) throw new ScenarioError(problems);
  return list as Step[];
}

/** What is wrong with it; none where it can be played. */
export function stepProblems(step: unknown): string[] {
  if (!isObject(step)) return [`must be an object with one of ${Object.keys(STEPS).join(", ")}`];
  const names = Object.keys(step).filter((key) => key in STEPS);
  const unknown = Object.keys(step).filter((key) => !(key in STEPS) && !(key in EXTRAS));
  const [name] = names;
  const problems = unknown.map((key) => `unknown step "${key}"; there are ${Object.keys(STEPS).join(", ")}`);
  if (problems.length > 0 || name === undefined) {
    return problems.length > 0 ? problems : [`names none of ${Object.keys(STEPS).join(", ")}`];
  }
  if (names.length > 1) return [`does two things at once (${names.join(", ")}): make two steps of it`];
  const fault = STEPS[name]?.(step[name]);
  return [...(fault ? [`${name} ${fault}`] : []), ...extrasFault(step, name)];
}

function extrasFault(step: Readonly<Record<string, unknown>>, name: string): string[] {
  return Object.entries(EXTRAS).flatMap(([key, extra]) => {
    if (step[key] === undefined) return [];
    if (!extra.with.includes(name)) return [`${key} goes with ${extra.with.join(" or ")}, not with ${name}`];
    const fault = extra.check(step[key]);
    return fault ? [`${key} ${fault}`] : [];
  });
}

function expectation(value: unknown): string | undefined {
  if (!isObject(value) || Object.keys(value).length === 0) return "must say what: an object that is not empty";
  for (const [key, wanted] of Object.entries(value)) {
    const check = EXPECTATIONS[key];
    if (!check && value["event"] === undefined) {
      return `speaks of "${key}"; there are ${Object.keys(EXPECTATIONS).join(", ")}`;
    }
    const fault = check?.(wanted);
    if (fault) return `${key} ${fault}`;
  }
  return undefined;
}

function sensorFault(value: unknown): string | undefined {
  return value === null ? undefined : oneOf(...Object.keys(SENSOR_FAULTS))(value)?.replace(/$/, ", or null for none");
}

/** Reads the expectation's own part; what is left with an event are its outputs. */
export function outputsOf(expectation: Expectation): [string, unknown][] {
  return Object.entries(expectation).filter(([key]) => !(key in EXPECTATIONS));
}
