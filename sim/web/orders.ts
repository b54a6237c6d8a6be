/** What a page may ask for, checked before anybody acts on it: it may be anything. */

import { stepProblems } from "../scenario.ts";
import { isObject, number, oneOf, text, truth } from "../scenario-checks.ts";
import { DESK_DEEDS, MANAGE_DEEDS, MAX_TYPED_CHARS, type Order } from "./messages.ts";

type Check = (value: unknown) => string | undefined;

interface Shape {
  readonly needs?: Readonly<Record<string, Check>>;
  readonly may?: Readonly<Record<string, Check>>;
}

const LONGEST_SCRIPT = 500_000;
const SPEEDS = number(0.1, 10_000);
const HOUR_MS = 3_600_000;

const textUpTo =
  (most: number): Check =>
  (value) =>
    typeof value === "string" && value.length <= most ? undefined : `must be a text of at most ${most} characters`;

const SHAPES: { readonly [Do in Order["do"]]: Shape } = {
  step: { needs: { step: (value) => stepProblems(value).join("; ") || undefined }, may: { device: text } },
  pace: { may: { speed: SPEEDS, isPaused: truth, stepMs: number(1, HOUR_MS) } },
  type: { needs: { text: textUpTo(MAX_TYPED_CHARS) } },
  play: { needs: { name: text, script: textUpTo(LONGEST_SCRIPT) } },
  stop: {},
  save: {},
  ota: {
    needs: {
      version: text,
      base64: textUpTo(LONGEST_SCRIPT),
      way: oneOf("http", "mqtt"),
    },
    may: { device: text },
  },
  manage: { needs: { deed: oneOf(...MANAGE_DEEDS) }, may: { device: text } },
  choose: { needs: { device: text } },
  desk: { needs: { deed: oneOf(...DESK_DEEDS) }, may: { ppm: number(0, 1_000_000) } },
};

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
  const problem = problemOf(order);
  return { id: number, order: problem === "" ? (order as Order) : undefined, problem };
}

function problemOf(order: unknown): string {
  if (!isObject(order)) return "an order is an object with `do`";
  const { do: name, ...members } = order;
  const shape = typeof name === "string" && Object.hasOwn(SHAPES, name) ? SHAPES[name as Order["do"]] : undefined;
  if (!shape) return `there is no order "${String(name)}"; there are ${Object.keys(SHAPES).join(", ")}`;
  const checks: Readonly<Record<string, Check>> = { ...shape.needs, ...shape.may };
  const missing = Object.keys(shape.needs ?? {}).find((key) => members[key] === undefined);
  if (missing !== undefined) return `${String(name)} lacks ${missing}`;
  for (const [key, value] of Object.entries(members)) {
    const check = Object.hasOwn(checks, key) ? checks[key] : undefined;
    if (!check) return `${String(name)} has no ${key}`;
    const fault = check(value);
    if (fault !== undefined) return `${key} ${fault}`;
  }
  return "";
}
