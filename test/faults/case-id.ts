/**
 * A run's name says all that makes it: `commandLost@AT+MCONFIG.1/air202/s17` is the fault `commandLost` at the first
 * `AT+MCONFIG` of the walk, on an Air202, with seed 17. `name:kind` names one of a fault's kinds, `name~90` holds it for 90 s,
 * a comma joins two faults. Places: `AT+CREG.2` (the modem gets the second AT+CREG), `AT+CREG.2+` (the board gets its final
 * result), `AT+MPUB:alarm.1`, `t120` (so many seconds after power-on).
 */

import { FAMILIES } from "../../sim/modem/families.ts";
import type { FamilyName } from "../../sim/modem/family.ts";
import { type AnyFaultName, isFaultName } from "./catalogue.ts";

export interface Strike {
  readonly name: AnyFaultName;
  readonly variant?: string;
  readonly place: string;
  /** Absent: `HOLD_S` of the run. */
  readonly holdS?: number;
}

export interface FaultCase {
  readonly strikes: readonly Strike[];
  readonly family: FamilyName;
  readonly seed: number;
}

const STRIKE = /^(\w+?)(?::([\w+-]+))?(?:~(\d+))?@([\w+:&.-]+)$/;

export function idOf({ strikes, family, seed }: FaultCase): string {
  return `${strikes.map(strikeText).join(",") || "none"}/${family}/s${seed}`;
}

function strikeText({ name, variant, place, holdS }: Strike): string {
  return `${name}${variant === undefined ? "" : `:${variant}`}${holdS === undefined ? "" : `~${holdS}`}@${place}`;
}

/** Throws, with what is wrong, on a text that names no run. */
export function parseId(id: string): FaultCase {
  const match = /^(.+)\/(\w+)\/s(\d+)$/.exec(id.trim());
  const [, strikes = "", family = "", seed = ""] = match ?? [];
  if (id.startsWith("cut@")) throw new Error(`"${id}" names a power cut: npm run test:powercut -- --only '${id}'`);
  if (!match)
    throw new Error(
      `"${id}" names no run. A name is fault@place/family/seed, for example commandLost@AT+MCONFIG.1/air202/s17`,
    );
  if (!Object.hasOwn(FAMILIES, family)) {
    throw new Error(`no modem family "${family}": ${Object.keys(FAMILIES).join(", ")}`);
  }
  const list = strikes === "none" ? [] : strikes.split(",").map(parseStrike);
  return { strikes: list, family: family as FamilyName, seed: Number(seed) };
}

function parseStrike(text: string): Strike {
  const [, name = "", variant, holdS, place] = STRIKE.exec(text) ?? [];
  if (place === undefined) throw new Error(`"${text}" is not fault@place, as in commandLost@AT+MCONFIG.1`);
  if (!isFaultName(name)) throw new Error(`there is no fault "${name}": npm run replay -- --faults lists them`);
  return {
    name,
    place,
    ...(variant !== undefined && { variant }),
    ...(holdS !== undefined && { holdS: Number(holdS) }),
  };
}
