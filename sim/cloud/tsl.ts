/** The platform's file format of a thing model (TSL), as its console exports and imports it; what the stand-in reads of it. */
import type { DataSpec, DataType, ThingModel } from "./thing-model.ts";

/** Numbers are texts in the platform's own files. */
export interface NumberSpecs {
  readonly min: string;
  readonly max: string;
  readonly step: string;
  readonly unit?: string;
  readonly unitName?: string;
}

export interface TslType {
  readonly type: string;
  /** Of a number, `NumberSpecs`; of enum and bool, number -> meaning; of a text, its length. */
  readonly specs: Readonly<Record<string, string>>;
}

export interface TslMember {
  readonly identifier: string;
  readonly name: string;
  readonly desc?: string;
  readonly dataType: TslType;
}

export interface TslProperty extends TslMember {
  readonly accessMode: string;
}

export interface TslEvent extends Omit<TslMember, "dataType"> {
  readonly type: string;
  readonly method: string;
  readonly outputData: readonly TslMember[];
}

export interface TslService extends Omit<TslMember, "dataType"> {
  readonly callType: string;
  readonly method: string;
  readonly inputData: readonly TslMember[];
  readonly outputData: readonly TslMember[];
}

export interface Tsl {
  readonly schema: string;
  readonly profile: { readonly version: string; readonly productKey: string };
  readonly properties: readonly TslProperty[];
  readonly events: readonly TslEvent[];
  readonly services: readonly TslService[];
}

export function modelOf({ properties, events, services }: Tsl): ThingModel {
  return {
    properties: byIdentifier(properties, (property) => ({
      ...specOf(property),
      ...(property.accessMode.includes("w") && { isSettable: true }),
    })),
    events: byIdentifier(events, ({ type, outputData }) => ({
      type: type as "info" | "alert" | "error",
      outputs: specsOf(outputData),
    })),
    services: byIdentifier(services, ({ inputData, outputData }) => ({
      inputs: specsOf(inputData),
      outputs: specsOf(outputData),
    })),
  };
}

const specsOf = (members: readonly TslMember[]): Record<string, DataSpec> => byIdentifier(members, specOf);

function specOf({ name, desc, dataType: { type, specs } }: TslMember): DataSpec {
  const { min, max, step, unit, length } = specs;
  return {
    type: type as DataType,
    ...(unit !== undefined && { unit }),
    ...(min !== undefined && { min: Number(min) }),
    ...(max !== undefined && { max: Number(max) }),
    ...(step !== undefined && { step: Number(step) }),
    ...(length !== undefined && { maxChars: Number(length) }),
    ...((type === "enum" || type === "bool") && { values: specs }),
    title: name,
    ...(desc !== undefined && { what: desc }),
  };
}

function byIdentifier<T extends { readonly identifier: string }, R>(
  list: readonly T[],
  read: (one: T) => R,
): Record<string, R> {
  return Object.fromEntries(list.map((one) => [one.identifier, read(one)]));
}
