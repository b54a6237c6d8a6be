/** The product's own thing model: as a whole file for the console, and what another file lacks of it. */

import { DERIVED, type Problem } from "../../build/thing-model-check.ts";
import type { Tsl, TslMember, TslProperty } from "../../sim/cloud/tsl.ts";
import own from "../../src/cloud/thing-model.json" with { type: "json" };

export const OWN: Tsl = own;

const bare = ({ identifier, name, dataType }: TslMember): TslMember => ({ identifier, name, dataType });

/** With the three entries that the console makes of the properties, as it would export it. */
export function wholeModel(productKey: string | undefined) {
  const derived = (identifier: string) => ({
    identifier,
    name: identifier,
    required: true,
    method: DERIVED[identifier] as string,
  });
  const writable = OWN.properties.filter(({ accessMode }) => accessMode === "rw").map(bare);
  const all = OWN.properties.map(bare);
  return {
    ...OWN,
    profile: { ...OWN.profile, ...(productKey !== undefined && { productKey }) },
    events: [{ ...derived("post"), type: "info", outputData: all }, ...OWN.events],
    services: [
      { ...derived("set"), callType: "async", inputData: writable, outputData: [] },
      // It names them, and no more.
      { ...derived("get"), callType: "async", inputData: all.map(({ identifier }) => identifier), outputData: all },
      ...OWN.services,
    ],
  };
}

/** What the firmware sends or takes and a sound file has no room for: the platform drops it, and says 200 (facts: cloud 0.8). */
export function lacksOf(tsl: Partial<Tsl>): Problem[] {
  const of = <T extends { readonly identifier: string }>(
    path: string,
    ours: readonly T[],
    theirs: readonly T[] | undefined,
    compare: (path: string, our: T, their: T) => Problem[],
  ): Problem[] =>
    ours.flatMap((our) => {
      const at = theirs?.findIndex(({ identifier }) => identifier === our.identifier) ?? -1;
      const their = theirs?.[at];
      if (!their) return [{ path, what: `has no ${our.identifier}, which the firmware uses` }];
      return compare(`${path}[${at}]`, our, their);
    });
  const members = (path: string, ours: readonly TslMember[], theirs: readonly TslMember[] | undefined) =>
    of(path, ours, theirs, typeLacks);
  return [
    ...of("properties", OWN.properties, tsl.properties, (path, our, their) => [
      ...accessLacks(path, our, their),
      ...typeLacks(path, our, their),
    ]),
    ...of("events", OWN.events, tsl.events, (path, our, their) => [
      ...(our.type === their.type ? [] : [{ path: `${path}.type`, what: `is ${their.type}; ours is ${our.type}` }]),
      ...members(`${path}.outputData`, our.outputData, their.outputData),
    ]),
    ...of("services", OWN.services, tsl.services, (path, our, their) => [
      ...members(`${path}.inputData`, our.inputData, their.inputData),
      ...members(`${path}.outputData`, our.outputData, their.outputData),
    ]),
  ];
}

function accessLacks(path: string, our: TslProperty, their: TslProperty): Problem[] {
  if (our.accessMode === "r" || their.accessMode === "rw") return [];
  return [{ path: `${path}.accessMode`, what: `is "r"; the cloud sets ${our.identifier} of the firmware` }];
}

function typeLacks(path: string, our: TslMember, their: TslMember): Problem[] {
  const [ours, theirs] = [our.dataType, their.dataType];
  if (ours.type !== theirs.type) {
    return [
      { path: `${path}.dataType.type`, what: `is ${theirs.type}; the firmware's ${our.identifier} is ${ours.type}` },
    ];
  }
  if (ours.type === "enum") {
    const missing = Object.keys(ours.specs).filter((value) => !(value in theirs.specs));
    return missing.map((value) => ({ path: `${path}.dataType.specs`, what: `has no ${value}, ${ours.specs[value]}` }));
  }
  const isNarrow =
    Number(theirs.specs["min"]) > Number(ours.specs["min"]) || Number(theirs.specs["max"]) < Number(ours.specs["max"]);
  if (!isNarrow) return [];
  const range = ({ min, max }: Readonly<Record<string, string>>) => `${min} to ${max}`;
  return [
    { path: `${path}.dataType.specs`, what: `is ${range(theirs.specs)}; the firmware's is ${range(ours.specs)}` },
  ];
}
