/** Which runs make the exhaustive set: every fault at every command of the walk, and of the ways back; pairs by the seed. */
import type { FamilyName } from "../../sim/modem/family.ts";
import { Random } from "../../sim/random.ts";
import { type FaultCase, idOf, type Strike } from "./case-id.ts";
import { type AnyFaultName, CATALOGUE } from "./catalogue.ts";
import { distinctPlaces } from "./places.ts";
import type { Outcome } from "./run-case.ts";

/** Plays a run, for its places. */
export type Play = (faultCase: FaultCase) => Outcome;

export interface Group {
  readonly title: string;
  /** Places, kinds of faults. */
  readonly places: number;
  readonly faults: number;
  readonly ids: readonly string[];
}

/** Long enough for every deadline and rung to be met. */
const LONG_HOLD_S = 1200;
const QUIET = "t120";
const LONG_PLACES = ["AT+CREG.1", "AT+MCONNECT.1", QUIET, "AT+MPUB:alarm.1"];
/** One by one behind each byte of what is printed; the longest line of the walk is shorter. */
const SPLITS = 160;
/** So many kinds of a fault, where places or families are many. */
const FEW = 2;
/** Of the runs on the ways back, whose commands are many, every so many-th. */
const WAYS_BACK_EVERY = 8;
/** What can be told apart at every command; the kinds of other faults differ at few. */
const IN_ALL_KINDS: readonly AnyFaultName[] = [
  "cmeForOk",
  "lateAnswer",
  "pdpLost",
  "byteLost",
  "byteFlipped",
  "noiseInserted",
];
/** The commands at which all kinds of all faults are played. */
const ALL_KINDS_AT = /MPUB:alarm\.1|MSUB\.1$/;
/** Faults that have only one place, and so are no matter of commands. */
const BY_TIME = new Set<AnyFaultName>(["split", "timerLost"]);

/** Ways back, and what starts them; their commands are not in the plain walk. */
const WAYS_BACK: readonly (readonly [title: string, strike: Strike])[] = [
  ["resend", { name: "replyLost", variant: "1", place: "AT+MPUB:alarm.1" }],
  ["new session", { name: "closed", place: QUIET }],
  ["new bearer", { name: "pdpLost", variant: "1", place: QUIET }],
  ["radio off and on", { name: "registrationDenied", place: "AT+CREG.1", holdS: 300 }],
  ["module reset", { name: "hung", place: QUIET }],
  ["module restarts", { name: "rebooting", place: QUIET }],
  ["board restarts", { name: "boardReset", place: QUIET }],
];

interface Kind {
  readonly name: AnyFaultName;
  readonly variant?: string;
}

/** Every fault, in the first few of its kinds, or of some faults in all. */
function kinds(most: number, inAll: readonly AnyFaultName[] = []): Kind[] {
  return (Object.keys(CATALOGUE) as AnyFaultName[])
    .filter((name) => !BY_TIME.has(name))
    .flatMap((name) => {
      const all = Object.keys(CATALOGUE[name].variants ?? {});
      const variants = inAll.includes(name) ? all : all.slice(0, most);
      return variants.length === 0 ? [{ name }] : variants.map((variant) => ({ name, variant }));
    });
}

/** A fault that acts at once strikes before a command and behind it; one that waits for the next line only before it. */
const fits = ({ name }: Kind, place: string): boolean =>
  CATALOGUE[name].acts === "now" || !(place.endsWith("+") || place === QUIET);

export class Planner {
  readonly #family: FamilyName;
  readonly #seed: number;
  readonly #walk: readonly string[];
  readonly #play: Play;

  constructor(family: FamilyName, seed: number, play: Play) {
    this.#family = family;
    this.#seed = seed;
    this.#play = play;
    this.#walk = this.#placesOf([]);
  }

  /** Every fault at every command; of each a few kinds, or more where `isWhole`. */
  walk(isWhole: boolean): Group {
    const places = [...this.#walk, QUIET];
    if (!isWhole) return this.#group("walk", places, kinds(FEW), []);
    const group = this.#group("walk", places, kinds(FEW, IN_ALL_KINDS), []);
    const most = this.#group(
      "",
      this.#walk.filter((place) => ALL_KINDS_AT.test(place)),
      kinds(Number.POSITIVE_INFINITY),
      [],
    );
    return { ...group, faults: most.faults, ids: [...new Set([...group.ids, ...most.ids])] };
  }

  /** Faults that hold for long, and those that know no command. */
  byTime(): Group {
    const held = kinds(FEW).filter(({ name }) => CATALOGUE[name].lasts === "held");
    const long = held.flatMap((kind) => LONG_PLACES.map((place) => ({ ...kind, place, holdS: LONG_HOLD_S })));
    const splits = Array.from({ length: SPLITS }, (_, i) => i + 1).map(
      (at): Strike => ({ name: "split", variant: `at${at}`, place: "t0", holdS: LONG_HOLD_S }),
    );
    const timers = Object.keys(CATALOGUE.timerLost.variants ?? {}).map(
      (variant): Strike => ({ name: "timerLost", variant, place: QUIET }),
    );
    const ids = [...long, ...splits, ...timers].map((strike) => this.#id([strike]));
    return { title: `${this.#family} long holds, cuts and timers`, places: 0, faults: 0, ids };
  }

  /** Every fault at every command that only a way back has: a part of the runs, another with each seed. */
  waysBack(): Group[] {
    const known = new Set(this.#walk);
    return WAYS_BACK.map(([title, strike]) => {
      const places = this.#placesOf([strike]).filter((place) => !known.has(place));
      const group = this.#group(title, places, kinds(1), [strike]);
      const ids = group.ids.filter((_, i) => (i + this.#seed) % WAYS_BACK_EVERY === 0);
      return { ...group, title: `${group.title}, every ${WAYS_BACK_EVERY}th`, ids };
    });
  }

  /** Two faults, each anywhere: the second further on in the walk, or on a way back, if the first one leads there. */
  pairs(count: number): Group {
    const random = new Random(this.#seed * 2_654_435_761);
    const pick = <T>(list: readonly T[]): T => list[random.between(0, list.length - 1)] as T;
    const all = kinds(FEW);
    const back = WAYS_BACK.flatMap(([, strike]) => this.#placesOf([strike])).filter((one) => !this.#walk.includes(one));
    const ids = Array.from({ length: count }, (_, i) => {
      const at = random.between(0, this.#walk.length - 1);
      const first = this.#strikeAt(pick(all), this.#walk[at] ?? QUIET);
      const place = pick(random.next() < 0.7 ? this.#walk.slice(at) : back);
      // The same twice in one place is no pair.
      const second = this.#strikeAt(
        pick(place === first.place ? all.filter((kind) => kind.name !== first.name) : all),
        place,
      );
      return this.#id([first, second], this.#seed + i);
    });
    return { title: `${this.#family} pairs`, places: this.#walk.length + back.length, faults: all.length, ids };
  }

  #strikeAt(kind: Kind, place: string): Strike {
    return { ...kind, place: fits(kind, place) ? place : place.slice(0, -1) };
  }

  #group(title: string, places: readonly string[], faults: readonly Kind[], before: readonly Strike[]): Group {
    const ids = places.flatMap((place) =>
      faults.filter((kind) => fits(kind, place)).map((kind) => this.#id([...before, { ...kind, place }])),
    );
    const commands = places.filter((place) => !place.endsWith("+")).length;
    return { title: `${this.#family} ${title}`, places: commands, faults: faults.length, ids };
  }

  #placesOf(strikes: readonly Strike[], seed = this.#seed): string[] {
    const { places, walkPlaces } = this.#play({ strikes, family: this.#family, seed });
    return distinctPlaces(places.slice(0, walkPlaces));
  }

  #id(strikes: readonly Strike[], seed = this.#seed): string {
    return idOf({ strikes, family: this.#family, seed });
  }
}
