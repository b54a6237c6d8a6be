/** What is done to the world in an incident, and how the tables of `rates.ts` make it. */
import type { NodeConfig } from "../../sim/profile.ts";
import type { AnyFaultName } from "../faults/catalogue.ts";
import type { Dice } from "./dice.ts";

/** Something done to the world, so long after the incident has begun. */
export type Deed = { readonly afterMs: number } & (
  | { readonly act: "gas"; readonly lelPercent: number }
  | { readonly act: "fault"; readonly name: AnyFaultName; readonly variant?: string; readonly holdMs?: number }
  /** Someone types new settings into the REPL; "tried": they can't come online, and must be taken back. */
  | { readonly act: "configure"; readonly change: NodeConfig; readonly end: "kept" | "refused" | "tried" }
  /** The supply goes away at the so-manieth word written to flash from now on, and comes back. */
  | { readonly act: "cut"; readonly words: number; readonly isTorn: boolean; readonly offMs: number }
);

export interface Rate {
  readonly what: string;
  readonly perYear: number;
  readonly deeds: (dice: Dice) => Deed[];
}

/** Beyond any set point of these runs, and below the saturation of the ADC. */
const GAS_PERCENT = [24, 30, 45] as const;

/** Of gas, too short for an alarm or not; and of air behind it, too short for the alarm's end or not. */
const BURST_S = [10, 120] as const;
const PAUSE_S = [15, 180] as const;

export const gas = (afterMs: number, lelPercent: number): Deed => ({ afterMs, act: "gas", lelPercent });

export function alarm(dice: Dice, lowS: number, highS: number, afterMs = 0): Deed[] {
  return [gas(afterMs, dice.pick(GAS_PERCENT)), gas(afterMs + dice.spanMs(lowS, highS), 0)];
}

export function alarms(dice: Dice, low: number, high: number, afterMs = 0): Deed[] {
  const deeds: Deed[] = [];
  let atMs = afterMs;
  for (let left = dice.between(low, high); left > 0; left--) {
    const one = alarm(dice, ...BURST_S, atMs);
    deeds.push(...one);
    atMs = (one.at(-1)?.afterMs ?? 0) + dice.spanMs(...PAUSE_S);
  }
  return deeds;
}

type Kind = readonly [name: AnyFaultName, perYear: number, variants?: readonly string[]];
/** With the seconds that it lasts. */
type HeldKind = readonly [
  name: AnyFaultName,
  perYear: number,
  lowS: number,
  highS: number,
  variants?: readonly string[],
];

export function fault(dice: Dice, name: AnyFaultName, variants: readonly string[] | undefined, holdMs?: number): Deed {
  const variant = variants && dice.pick(variants);
  return {
    afterMs: 0,
    act: "fault",
    name,
    ...(variant !== undefined && { variant }),
    ...(holdMs !== undefined && { holdMs }),
  };
}

export const once = ([name, perYear, variants]: Kind): Rate => ({
  what: name,
  perYear,
  deeds: (dice) => [fault(dice, name, variants)],
});
export const held = ([name, perYear, lowS, highS, variants]: HeldKind): Rate => ({
  what: name,
  perYear,
  deeds: (dice) => [fault(dice, name, variants, dice.spanMs(lowS, highS))],
});

export function deedText(deed: Deed): string {
  const at = deed.afterMs > 0 ? `+${(deed.afterMs / 1000).toFixed(1)} s ` : "";
  if (deed.act === "gas") return `${at}gas ${deed.lelPercent} %LEL`;
  if (deed.act === "configure") return `${at}settings, to be ${deed.end}`;
  if (deed.act === "cut") return `${at}cut ${deed.isTorn ? "in" : "before"} word ${deed.words} to flash`;
  const hold = deed.holdMs === undefined ? "" : ` for ${(deed.holdMs / 1000).toFixed(1)} s`;
  return `${at}${deed.name}${deed.variant === undefined ? "" : `:${deed.variant}`}${hold}`;
}
