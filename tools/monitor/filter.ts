/** `--filter at,link`: which lines of the device are shown. What a person asked for, and what went wrong, always is. */
import { EXIT, Fault } from "../fault.ts";
import type { Kind } from "../look.ts";
import type { Entry } from "./entry.ts";

const NAMES = ["at", "link", "gas", "cloud", "console"] as const satisfies readonly Kind[];
export type Filter = ReadonlySet<Kind>;

export const ALL: Filter = new Set<Kind>(NAMES);

export function filterOf(words: string): Filter {
  const names = words.split(/[\s,]+/).filter((name) => name !== "");
  if (names.length === 1 && names[0] === "all") return ALL;
  const wrong = names.find((name) => !(NAMES as readonly string[]).includes(name));
  if (wrong !== undefined || names.length === 0) {
    const seen = wrong === undefined ? "nothing" : wrong;
    throw new Fault(EXIT.usage, `A filter is one or more of ${NAMES.join(", ")}, or all; here is ${seen}.`);
  }
  return new Set(names as Kind[]);
}

/** A message is the modem's line as well as the cloud's. */
export function passes(filter: Filter, { kind, fields }: Entry): boolean {
  if (!ALL.has(kind) || filter.has(kind)) return true;
  return kind === "cloud" && fields !== undefined && filter.has("at");
}
