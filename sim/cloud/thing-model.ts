/** The product's thing model (TSL) as the console holds it, and the check of one value against it (facts 2.1, 2.4). */
import tsl from "../../src/cloud/thing-model.json" with { type: "json" };
import { modelOf, type Tsl } from "./tsl.ts";

export type DataType = "bool" | "int" | "float" | "enum" | "text";

export interface DataSpec {
  readonly type: DataType;
  readonly unit?: string;
  readonly min?: number;
  readonly max?: number;
  readonly step?: number;
  /** Enum and bool: number -> meaning. */
  readonly values?: Readonly<Record<number, string>>;
  /** Of a text. */
  readonly maxChars?: number;
  /** As the console calls it, beside its identifier. */
  readonly title?: string;
  readonly what?: string;
  /** The cloud may set it. */
  readonly isSettable?: true;
}

export interface EventSpec {
  readonly type: "info" | "alert" | "error";
  readonly outputs: Readonly<Record<string, DataSpec>>;
}

/** Inputs and outputs may be left out. */
export interface ServiceSpec {
  readonly inputs: Readonly<Record<string, DataSpec>>;
  readonly outputs: Readonly<Record<string, DataSpec>>;
}

export interface ThingModel {
  readonly properties: Readonly<Record<string, DataSpec>>;
  readonly events: Readonly<Record<string, EventSpec>>;
  readonly services: Readonly<Record<string, ServiceSpec>>;
}

/** The product's own; its one source is the file that the console imports. */
export const GAS_TSL: Tsl = tsl;
export const GAS_MODEL: ThingModel = modelOf(GAS_TSL);

/** Which of them are written with a decimal point. */
export const floatsOf = (specs: Readonly<Record<string, DataSpec>> = {}): ReadonlySet<string> =>
  new Set(Object.keys(specs).filter((name) => specs[name]?.type === "float"));

export interface ValueFault {
  readonly code: number;
  readonly why: string;
}

interface TypeCheck {
  readonly code: number;
  readonly wants: string;
  /** `raw` is the number as it was written: JSON.parse makes 10.0 and 10 the same. */
  readonly fits: (spec: DataSpec, value: unknown, raw: unknown) => boolean;
}

const TYPE_CHECKS: Readonly<Record<DataType, TypeCheck>> = {
  bool: { code: 6308, wants: "0 or 1", fits: (_, value, raw) => isNumber(value) && (raw === "0" || raw === "1") },
  int: { code: 6306, wants: "an integer", fits: (spec, value, raw) => isInteger(value, raw) && inRange(spec, value) },
  float: {
    code: 6307,
    wants: "a number written with a decimal point",
    fits: (spec, value, raw) => isNumber(value) && String(raw).includes(".") && inRange(spec, value),
  },
  enum: {
    code: 6309,
    wants: "one of the enum's integers",
    fits: (spec, value, raw) => isInteger(value, raw) && value in (spec.values ?? {}),
  },
  text: {
    code: 6310,
    wants: "a text of at most 10240 characters",
    fits: (_, value) => typeof value === "string" && value.length <= 10_240,
  },
};

export function valueFault(name: string, spec: DataSpec, value: unknown, raw: unknown): ValueFault | undefined {
  const check = TYPE_CHECKS[spec.type];
  if (check.fits(spec, value, raw)) return undefined;
  const shown = isNumber(value) ? String(raw) : JSON.stringify(value);
  const range = spec.min === undefined && spec.max === undefined ? "" : ` within ${spec.min} to ${spec.max}`;
  return { code: check.code, why: `${name} is ${shown}, not ${check.wants}${range}` };
}

const isNumber = (value: unknown): value is number => typeof value === "number" && Number.isFinite(value);

function isInteger(value: unknown, raw: unknown): value is number {
  return isNumber(value) && /^-?\d+$/.test(String(raw));
}

function inRange(spec: DataSpec, value: number): boolean {
  return value >= (spec.min ?? Number.NEGATIVE_INFINITY) && value <= (spec.max ?? Number.POSITIVE_INFINITY);
}
