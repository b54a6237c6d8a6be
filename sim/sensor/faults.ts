/** What can be wrong with a sensor, by name: held until it is cleared, one at a time (facts: gas sections C.2, C.3). */
import type { HeadKind } from "./heads.ts";

export interface SensorFault {
  readonly what: string;
  /** Heads that can have it. */
  readonly kinds: readonly HeadKind[];
  /** What may be said with it, in its own unit. */
  readonly value?: { readonly unit: string; readonly low: number; readonly high: number; readonly usual?: number };
  /** What `analogRead` of the gas pin gives, whatever is on the pin. */
  readonly reads?: number;
}

const ANALOG: readonly HeadKind[] = ["mox", "current"];
const MOX: readonly HeadKind[] = ["mox"];
const DIGITAL: readonly HeadKind[] = ["digital"];

export const SENSOR_FAULTS = {
  open: { what: "the wire to the gas pin is cut: 0 V", kinds: ANALOG, reads: 0 },
  short: { what: "the gas pin touches the rail", kinds: ANALOG, reads: 4095 / 4096 },
  "element-short": { what: "no resistance left in the element: the load has all of the supply", kinds: MOX },
  heater: { what: "the heater is broken: the element cools within 20 s", kinds: MOX },
  supply: {
    what: "the sensor's supply sags",
    kinds: MOX,
    value: { unit: "V", low: 0, high: 6, usual: 4 },
  },
  current: {
    what: "the 4-20 mA head sends this current",
    kinds: ["current"],
    value: { unit: "mA", low: 0, high: 25, usual: 3.5 },
  },
  frozen: { what: "the same value for ever", kinds: ["mox", "current", "digital"] },
  nan: { what: "the ADC gives no number", kinds: ANALOG, reads: Number.NaN },
  infinity: { what: "the ADC gives an infinite number", kinds: ANALOG, reads: Number.POSITIVE_INFINITY },
  negative: { what: "the ADC gives a negative number", kinds: ANALOG, reads: -1 / 4096 },
  "full-scale": { what: "the ADC stands at its end", kinds: ANALOG, reads: 1 },
  silent: { what: "the head says nothing", kinds: DIGITAL },
  checksum: { what: "every frame is damaged", kinds: DIGITAL },
  range: {
    what: "the head tells more than its own full scale",
    kinds: DIGITAL,
    value: { unit: "counts", low: 0, high: 65_535 },
  },
} as const satisfies Readonly<Record<string, SensorFault>>;

export type SensorFaultName = keyof typeof SENSOR_FAULTS;

export interface HeldFault {
  readonly name: SensorFaultName;
  /** The usual one where none was said; undefined where there is no usual one. */
  readonly value: number | undefined;
}

export const faultOf = (name: SensorFaultName): SensorFault => SENSOR_FAULTS[name];

/** Why such a head can't have this fault, with this value; undefined when it can. */
export function faultProblem(name: SensorFaultName, kind: HeadKind, value: number | undefined): string | undefined {
  const fault = faultOf(name);
  if (!fault.kinds.includes(kind)) return `no fault "${name}" of this sensor; it has ${faultsOf(kind).join(", ")}`;
  if (value === undefined) return undefined;
  if (!fault.value) return `fault "${name}" takes no value`;
  const { unit, low, high } = fault.value;
  return value >= low && value <= high ? undefined : `fault "${name}" takes ${low} to ${high} ${unit}`;
}

/** Names a head of this kind can have, in the table's order. */
export function faultsOf(kind: HeadKind): SensorFaultName[] {
  const names = Object.keys(SENSOR_FAULTS) as SensorFaultName[];
  return names.filter((name) => faultOf(name).kinds.includes(kind));
}
