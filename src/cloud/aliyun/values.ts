/** A value that the cloud gives, held against the thing model (facts: cloud sections 2.2, 2.4). Pure. @onDemand */
import { INT_BAD, PROPERTY_UNKNOWN, SUCCESS } from "./codes";

export interface Given {
  /** 200, or why it is none. */
  readonly code: number;
  readonly value: number | string;
}

/** Types, as the tables of `model.ts` have them. */
const FLOAT = 1;
const TEXT = 4;

/** NaN where it is none. The platform may write a number as text. */
function numberOf(given: unknown): number {
  if (typeof given === "number") return given;
  const isPlain = typeof given === "string" && /^[-.0-9]+$/.test(given) && !/^-*0[0-9]/.test(given);
  // With a leading zero, Espruino would take it for an octal one.
  return isPlain ? Number(given) : NaN;
}

function fits(given: unknown, type: number, limits: string[]): boolean {
  const isText = typeof given === "string";
  if (type === TEXT) return isText && given.length <= parseFloat(limits[0] as string);
  if (type > FLOAT) return (isText || typeof given === "number") && limits.indexOf("" + given) >= 0;
  const number = numberOf(given);
  const isWhole = type === FLOAT || Math.floor(number) === number;
  return isWhole && number >= parseFloat(limits[0] as string) && number <= parseFloat(limits[1] as string);
}

/** By one of the tables of `model.ts`, under the name that it has there. */
export function readValue(rules: string, name: string, given: unknown): Given {
  const rule = rules
    .split(";")
    .map((text) => text.split("|"))
    .filter(([first]) => first === name)[0];
  if (!rule) return { code: PROPERTY_UNKNOWN, value: 0 };
  const type = parseFloat(rule[1] as string);
  const value = type === TEXT ? (given as string) : numberOf(given);
  return { code: fits(given, type, rule.slice(2)) ? SUCCESS : INT_BAD + type, value };
}
