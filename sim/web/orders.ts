/** What a page may ask for, checked before anybody acts on it: it may be anything. */

import { stepProblems } from "../scenario.ts";
import { isObject, number, oneOf, text, truth } from "../scenario-checks.ts";
import { DESK_DEEDS, MANAGE_DEEDS, MAX_TYPED_CHARS, type Order } from "./messages.ts";

type Check = (value: unknown) => string | undefined;

interface Shape {
  readonly needs?: Readonly<Record<string, Check>>;
  readonly may?: Readonly<Record<string, Check>>;
}

const LONGEST_NAME = 64;
const LONGEST_SCRIPT = 500_000;
const SPEEDS = number(0.1, 10_000);
const HOUR_MS = 3_600_000;
/** A step with its own members and theirs; whatever else is deeper overflows somebody's stack. */
const DEEPEST = 12;
const MOST_MEMBERS = 8;
const LONGEST_SHOWN = 40;
/** Of what is wrong with an order. */
const LONGEST_PROBLEM = 1000;

const textUpTo =
  (most: number): Check =>
  (value) =>
    typeof value === "string" && value.length <= most ? undefined : `must be a text of at most ${most} characters`;

const SHAPES: { readonly [Do in Order["do"]]: Shape } = {
  step: {
    needs: { step: (value) => tooMany(value) ?? (stepProblems(value).join("; ") || undefined) },
    may: { device: text },
  },
  pace: { may: { speed: SPEEDS, isPaused: truth, stepMs: number(1, HOUR_MS) } },
  type: { needs: { text: textUpTo(MAX_TYPED_CHARS) } },
  play: { needs: { name: text, script: textUpTo(LONGEST_SCRIPT) } },
  stop: {},
  save: {},
  ota: {
    needs: {
      version: (value) => text(value) ?? textUpTo(LONGEST_NAME)(value),
      base64: textUpTo(LONGEST_SCRIPT),
      way: oneOf("http", "mqtt"),
    },
    may: { device: text },
  },
  manage: { needs: { deed: oneOf(...MANAGE_DEEDS) }, may: { device: text } },
  choose: { needs: { device: text } },
  desk: { needs: { deed: oneOf(...DESK_DEEDS) }, may: { ppm: number(0, 1_000_000) } },
};

/** Each that is unknown would be told with all that there are. */
function tooMany(step: unknown): string | undefined {
  const count = isObject(step) ? Object.keys(step).length : 0;
  return count > MOST_MEMBERS ? `has ${count} members; more than ${MOST_MEMBERS} no step has` : undefined;
}

export interface ParsedOrder {
  /** 0 where it had none. */
  readonly id: number;
  readonly order: Order | undefined;
  /** Why there is none. */
  readonly problem: string;
}

export function orderIn(message: string): ParsedOrder {
  let value: unknown;
  try {
    value = JSON.parse(message);
  } catch {
    return { id: 0, order: undefined, problem: "that was no JSON" };
  }
  const { id, order } = isObject(value) ? value : {};
  const number = typeof id === "number" && Number.isSafeInteger(id) ? id : 0;
  const problem = isDeeper(value, DEEPEST)
    ? `nothing is nested deeper than ${DEEPEST}`
    : problemOf(order).slice(0, LONGEST_PROBLEM);
  return { id: number, order: problem === "" ? (order as Order) : undefined, problem };
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  return levels === 0 || Object.values(value).some((member) => isDeeper(member, levels - 1));
}

function problemOf(order: unknown): string {
  if (!isObject(order)) return "an order is an object with `do`";
  const { do: name, ...members } = order;
  const shape = typeof name === "string" && Object.hasOwn(SHAPES, name) ? SHAPES[name as Order["do"]] : undefined;
  if (!shape) return `there is no order ${shown(name)}; there are ${Object.keys(SHAPES).join(", ")}`;
  const checks: Readonly<Record<string, Check>> = { ...shape.needs, ...shape.may };
  const missing = Object.keys(shape.needs ?? {}).find((key) => members[key] === undefined);
  if (missing !== undefined) return `${String(name)} lacks ${missing}`;
  for (const [key, value] of Object.entries(members)) {
    const check = Object.hasOwn(checks, key) ? checks[key] : undefined;
    if (!check) return `${String(name)} has no ${shown(key)}`;
    const fault = check(value);
    if (fault !== undefined) return `${key} ${fault}`;
  }
  return "";
}

/** As it came, or the beginning of it. */
function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? "without a name";
  return text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}...` : text;
}
