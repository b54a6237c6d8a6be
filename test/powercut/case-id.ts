/**
 * A run's name says all that makes it: `cut@37.first-half/pico/s5` cuts the power when the first half of flash operation 37 is
 * done, on a Pico whose flash stands as seed 5 has it. `cut@37.first-half+4.bits` cuts it once more, at the fourth operation
 * after the power is back. `/modem-up` at the end: only the board loses its supply. `none/pico/s0` is the clean run.
 */
import { TORN, type Torn } from "../../sim/board/power-cut.ts";
import { Random } from "../../sim/random.ts";

/** Of a word, or of a page. */
export const WORD_CUTS = ["before", "first-half", "second-half", "bits"] as const;
export const PAGE_CUTS = [...WORD_CUTS, "stray"] as const;
export type CutKind = (typeof PAGE_CUTS)[number];

export interface Cut {
  /** Flash operations since the power came: the number of the one that is cut. */
  readonly operation: number;
  readonly kind: CutKind;
}

export interface CutCase {
  readonly cuts: readonly Cut[];
  readonly board: string;
  readonly seed: number;
  /** The modem keeps its supply. */
  readonly isModemUp: boolean;
}

/** An erase that came almost to its end. */
const STRAY_SHARE = 0.99;
const SALT = 7919;

export function tornOf({ operation, kind }: Cut, seed: number): Torn | undefined {
  const random = () => new Random(seed * SALT + operation);
  return {
    "before": () => undefined,
    "first-half": () => TORN.firstHalf,
    "second-half": () => TORN.secondHalf,
    "bits": () => TORN.random(random()),
    "stray": () => TORN.random(random(), STRAY_SHARE),
  }[kind]();
}

export function idOf({ cuts, board, seed, isModemUp }: CutCase): string {
  const what = cuts.map(({ operation, kind }) => `${operation}.${kind}`).join("+");
  return `${what ? `cut@${what}` : "none"}/${board}/s${seed}${isModemUp ? "/modem-up" : ""}`;
}

const CASE = /^(?:none|cut@([\w.+-]+))\/([\w-]+)\/s(\d+)(\/modem-up)?$/;
const CUT = /^(\d+)\.([a-z-]+)$/;

/** Undefined for a text that names no run. */
export function parseId(id: string): CutCase | undefined {
  const [, what, board = "", seed = "", modemUp] = CASE.exec(id.trim()) ?? [];
  if (board === "") return undefined;
  const cuts = (what?.split("+") ?? []).map(parseCut);
  if (cuts.includes(undefined)) return undefined;
  return { cuts: cuts as Cut[], board, seed: Number(seed), isModemUp: modemUp !== undefined };
}

function parseCut(text: string): Cut | undefined {
  const [, operation, name] = CUT.exec(text) ?? [];
  const kind = PAGE_CUTS.find((one) => one === name);
  return kind && { operation: Number(operation), kind };
}
