/** A scenario file: a list of steps in JSON, checked whole before the first one runs. What the steps do: `scenario-run.ts`. */
import { JsonFault, type JsonSpot, jsonSpots, placeOf } from "./json-places.ts";
import type { FaultName } from "./modem/faults.ts";
import type { ButtonDeed, Lamps } from "./panel.ts";
import { isObject } from "./scenario-checks.ts";
import { type BOARD, EXPECTATIONS, EXTRAS, type NETWORK, type POWER_CUTS, STEPS } from "./scenario-table.ts";
import type { SensorFaultName } from "./sensor/faults.ts";
import type { GasProfileName } from "./sensor/gas-profiles.ts";
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
  /** A line that the REPL runs; of what it prints nothing goes to a terminal. */
  readonly console?: string;
  /** Keys at the REPL's terminal, as its port gets them. */
  readonly type?: string;
  readonly modem?: "reset" | FaultName;
  /** One of the catalogue: "name" or "name:kind". A fault that is held stands until `forS` is over, or until `faultEnds`. */
  readonly fault?: string;
  readonly faultEnds?: string;
  readonly board?: BoardDeed;
  /** With `modem` and `fault`: how long it is held. */
  readonly forS?: number;
  /** Board and modem lose their power at the next operation of the flash; null calls it off. */
  readonly powerCut?: PowerCutDeed | null;
  /** With `powerCut`: until the power is back; 5. */
  readonly backAfterS?: number;
  readonly sleepS?: number;
  readonly note?: string;
}

export interface ServiceCall {
  readonly name: string;
  readonly params?: Readonly<Record<string, number | string>>;
}

export type NetworkDeed = (typeof NETWORK)[number];
export type BoardDeed = (typeof BOARD)[number];
export type PowerCutDeed = (typeof POWER_CUTS)[number];

export class ScenarioError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join("\n"));
    this.problems = problems;
  }
}

const MOST_PROBLEMS = 50;

interface Problem {
  /** The member that it is about; the whole step, where there is none. */
  readonly key?: string;
  readonly text: string;
}

/** Throws a `ScenarioError` that names every problem with its line and column, or the first fifty. */
export function parseScenario(source: string): Step[] {
  let list: unknown;
  try {
    list = JSON.parse(source);
  } catch (error) {
    throw new ScenarioError([noJson(source, error as Error)]);
  }
  if (!Array.isArray(list) || list.length === 0) {
    const example = 'a scenario is a list of steps, for example [{"expect": {"state": "ONLINE"}}]';
    throw new ScenarioError([`${told(source, /^\s*/.exec(source)?.[0].length ?? 0)}: ${example}`]);
  }
  const problems = list.flatMap((step, i) => problemsOf(step).map((problem) => ({ ...problem, i })));
  if (problems.length > 0) throw new ScenarioError(sentences(source, problems));
  return list as Step[];
}

/** What is wrong with one step; empty when nothing is. */
export const stepProblems = (step: unknown): string[] => problemsOf(step).map(({ text }) => text);

function told(source: string, at: number): string {
  const { line, column } = placeOf(source, at);
  return `line ${line}, column ${column}`;
}

function noJson(source: string, error: Error): string {
  try {
    jsonSpots(source);
  } catch (fault) {
    if (fault instanceof JsonFault) return `${told(source, fault.at)}: the scenario is no JSON: ${fault.message}`;
  }
  return `the scenario is no JSON: ${error.message}`;
}

function sentences(source: string, problems: readonly (Problem & { readonly i: number })[]): string[] {
  const { items } = spotsOf(source);
  const shown = problems.slice(0, MOST_PROBLEMS).map(({ key, text, i }) => {
    const spot = items[i];
    const at = (key === undefined ? undefined : spot?.members.get(key)?.keyAt) ?? spot?.at;
    return `${at === undefined ? "" : `${told(source, at)}: `}step ${i + 1}: ${text}`;
  });
  const more = problems.length - shown.length;
  return more > 0 ? [...shown, `and ${more} more`] : shown;
}

/** Of a text that is JSON; nested beyond all measure it has no places. */
function spotsOf(source: string): Pick<JsonSpot, "items"> {
  try {
    return jsonSpots(source);
  } catch {
    return { items: [] };
  }
}

function problemsOf(step: unknown): Problem[] {
  const names = Object.keys(STEPS).join(", ");
  if (!isObject(step)) return [{ text: `must be an object with one of ${names}` }];
  const said = Object.keys(step);
  const known = said.filter((key) => Object.hasOwn(STEPS, key));
  const unknown = said.filter((key) => !Object.hasOwn(STEPS, key) && !Object.hasOwn(EXTRAS, key));
  const [name] = known;
  if (unknown.length > 0) return unknown.map((key) => ({ key, text: `unknown step "${key}"; there are ${names}` }));
  if (name === undefined) return [{ text: `names none of ${names}` }];
  if (known.length > 1) return [{ text: `does two things at once (${known.join(", ")}): make two steps of it` }];
  const problem = STEPS[name]?.(step[name]);
  return [...(problem ? [{ key: name, text: `${name} ${problem}` }] : []), ...extrasProblems(step, name)];
}

function extrasProblems(step: Readonly<Record<string, unknown>>, name: string): Problem[] {
  return Object.entries(EXTRAS).flatMap(([key, extra]) => {
    if (step[key] === undefined) return [];
    if (!extra.with.includes(name)) {
      return [{ key, text: `${key} goes with ${extra.with.join(" or ")}, not with ${name}` }];
    }
    const problem = extra.check(step[key]) ?? extra.unfit?.(step);
    return problem ? [{ key, text: `${key} ${problem}` }] : [];
  });
}

/** Reads the expectation's own part; what is left with an event are its outputs. */
export function outputsOf(expectation: Expectation): [string, unknown][] {
  return Object.entries(expectation).filter(([key]) => !Object.hasOwn(EXPECTATIONS, key));
}
