/** Forms from the thing model: which fields there are, what is typed in them as values, and values as texts. Nothing of the page. */
import type { DataSpec, ThingModel } from "../../../../cloud/thing-model.ts";

export interface Field {
  readonly name: string;
  readonly spec: DataSpec;
}

export interface ServiceForm {
  readonly name: string;
  readonly inputs: readonly Field[];
}

export type Value = number | string;

/** Why what was typed is no value of the field. */
export interface Problem {
  readonly what: "missing" | "number" | "integer" | "low" | "high" | "long" | "choice";
  readonly limit?: number;
}

export type Parsed = { readonly value: Value } | { readonly problem: Problem };

const INTEGER = /^-?\d+$/;
/** People type a comma where their country has one. */
const DECIMAL = /^-?(?:\d+(?:[.,]\d*)?|[.,]\d+)$/;

const fieldsOf = (specs: Readonly<Record<string, DataSpec>>): Field[] =>
  Object.entries(specs).map(([name, spec]) => ({ name, spec }));

/** Those that the cloud may set. */
export const settableFields = ({ properties }: ThingModel): Field[] =>
  fieldsOf(properties).filter(({ spec }) => spec.isSettable);

export const serviceForms = ({ services }: ThingModel): ServiceForm[] =>
  Object.entries(services).map(([name, { inputs }]) => ({ name, inputs: fieldsOf(inputs) }));

export function parsed(spec: DataSpec, typed: string): Parsed {
  const text = typed.trim();
  if (spec.type === "text") {
    const isLong = spec.maxChars !== undefined && typed.length > spec.maxChars;
    return isLong ? { problem: { what: "long", limit: spec.maxChars as number } } : { value: typed };
  }
  if (text === "") return { problem: { what: "missing" } };
  if (spec.type === "bool" || spec.type === "enum") {
    const choices = Object.keys(spec.values ?? { 0: "", 1: "" });
    return choices.includes(text) ? { value: Number(text) } : { problem: { what: "choice" } };
  }
  if (!DECIMAL.test(text)) return { problem: { what: "number" } };
  if (spec.type === "int" && !INTEGER.test(text)) return { problem: { what: "integer" } };
  return inRange(spec, Number(text.replace(",", ".")));
}

function inRange({ min, max }: DataSpec, value: number): Parsed {
  if (min !== undefined && value < min) return { problem: { what: "low", limit: min } };
  if (max !== undefined && value > max) return { problem: { what: "high", limit: max } };
  return { value };
}

/** What is filled in of a form; empty fields are left out, for a service's inputs may be. Or the first problem. */
export function paramsOf(
  fields: readonly Field[],
  typed: Readonly<Record<string, string>>,
): { readonly params: Record<string, Value> } | { readonly field: string; readonly problem: Problem } {
  const params: Record<string, Value> = {};
  for (const { name, spec } of fields) {
    const text = typed[name] ?? "";
    if (text.trim() === "") continue;
    const one = parsed(spec, text);
    if ("problem" in one) return { field: name, problem: one.problem };
    params[name] = one.value;
  }
  return { params };
}

/** As the platform writes it: a float has its decimal point, whatever it is. */
export function valueText(spec: DataSpec | undefined, value: unknown): string {
  if (typeof value === "string") return value;
  const text = JSON.stringify(value) ?? "";
  return spec?.type === "float" && INTEGER.test(text) ? `${text}.0` : text;
}

export function meaningOf(spec: DataSpec | undefined, value: unknown): string | undefined {
  return typeof value === "number" ? spec?.values?.[value] : undefined;
}
