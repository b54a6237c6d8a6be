/**
 * Plays one run: power on, online, warm, gas, no gas, with faults struck exactly where the case says; then demands that all
 * comes right again, and that a fresh alarm gets through.
 */
import type { BoardFile } from "../../build/boards.ts";
import { EXAMPLE_DEVICE, type NodeConfig } from "../../sim/profile.ts";
import { VirtualSite } from "../../sim/site.ts";
import { type FaultCase, idOf, type Strike } from "./case-id.ts";
import { CATALOGUE, optionsOf } from "./catalogue.ts";
import type { Finding } from "./check.ts";
import { Oracle } from "./oracle.ts";
import { Places } from "./places.ts";

/** Secrets no other text contains. */
export const CASE_CONFIG: NodeConfig = {
  cloud: { ...EXAMPLE_DEVICE, deviceSecret: "k3yThatNobodyReads", region: "cn-shanghai" },
  modem: { apn: { name: "CMNET", user: "someone", password: "apnWordNobodyReads" } },
  // An alarm ends by itself; those that wait for a person have runs of their own.
  gas: { r0Ohm: 10000, latch: false },
};

/** A network that is there at once: polls that differ in nothing would only take time. */
const CASE_SIM = { readyMs: 300, registerMs: 700, attachMs: 300 };

export const HOLD_S = 60;
const ALARM_AT_S = 200;
const CLEAR_AT_S = 235;
/** More than the sensor can measure, the alarm, its end. */
const OF_AN_ALARM = 3;
/** Over the end of the sensor's range: told at once, and the alarm after it. */
const GAS_LEL_PERCENT = 25;
/** A place that was not come to by then is not waited for. */
const PLACES_UNTIL_S = 600;
const STEP_MS = 1000;
/** A line that comes later than this is none that was on its way. */
const WORD_MS = 500;
const LOOK_MS = 5000;
const BOUND_S = 300;
/** Beyond the bound, to tell late from lost. */
const PATIENCE_S = 1200;
/** A warm-up, and a minute of calm behind it; some of it again where the board starts anew meanwhile. */
const QUIET_WITHIN_S = 600;
/** Until a step of the gas is a decision that the oracle is sure of. */
const SURE_ALARM_S = 32;
const SURE_CLEAR_S = 78;

export interface RunOptions {
  readonly bundle: string;
  readonly boardFile: BoardFile;
  /** To look on: called before the first power-on. */
  readonly tap?: (site: VirtualSite, oracle: Oracle) => void;
  readonly onStrike?: (what: string, phase: "begins" | "ends") => void;
}

export interface Recovery {
  /** 30: after a broker's reset; 60: after a module's. */
  readonly withinS: number;
  readonly ms: number;
}

export interface Outcome {
  readonly id: string;
  readonly findings: readonly Finding[];
  /** Strikes whose place the run never came to. */
  readonly unreached: readonly string[];
  /** What could not be checked, and why. */
  readonly skipped: ReadonlyMap<string, string>;
  /** Places in the order in which the run came to them, and how many of them up to the end of the first alarm. */
  readonly places: readonly string[];
  readonly walkPlaces: number;
  readonly virtualMs: number;
  /** Of a fault that struck while online, after which it has to be so again in a time of its own. */
  readonly recovery?: Recovery | undefined;
}

export function runFaultCase(faultCase: FaultCase, options: RunOptions): Outcome {
  return new CaseRun(faultCase, options).play();
}

interface Armed {
  readonly strike: Strike;
  readonly what: string;
  isStruck: boolean;
  /** In force since, until. */
  isOver: () => boolean;
}

class CaseRun {
  readonly #case: FaultCase;
  readonly #options: RunOptions;
  readonly #site: VirtualSite;
  readonly #oracle: Oracle;
  readonly #places: Places;
  readonly #armed: Armed[];
  #walkPlaces = 0;
  #recovery: Recovery | undefined;

  constructor(faultCase: FaultCase, options: RunOptions) {
    const { bundle, boardFile } = options;
    const { family, seed } = faultCase;
    this.#case = faultCase;
    this.#options = options;
    this.#site = new VirtualSite({
      bundle,
      boardFile,
      family,
      seed,
      config: CASE_CONFIG,
      modem: { sim: CASE_SIM },
      ownScope: true,
    });
    this.#oracle = Oracle.on(this.#site, boardFile);
    this.#armed = faultCase.strikes.map((strike) => ({
      strike,
      what: idOf({ strikes: [strike], family, seed }).split("/")[0] ?? "",
      isStruck: false,
      isOver: () => false,
    }));
    this.#places = new Places(this.#site, (place) => this.#come(place));
    options.tap?.(this.#site, this.#oracle);
  }

  play(): Outcome {
    const { clock, node } = this.#site;
    node.powerOn();
    for (const { strike } of this.#armed) this.#armAtTime(strike);
    clock.after(ALARM_AT_S * 1000, () => node.setLelPercent(GAS_LEL_PERCENT));
    clock.after(CLEAR_AT_S * 1000, () => node.setLelPercent(0));
    clock.runFor((CLEAR_AT_S + SURE_CLEAR_S) * 1000);
    this.#walkPlaces = this.#places.seen.length;
    this.#site.runUntil(() => this.#areOver(), PLACES_UNTIL_S + 2 * longestHoldS(this.#case), STEP_MS);
    this.#settle();
    this.#freshAlarm();
    return this.#outcome();
  }

  #outcome(): Outcome {
    const { clock } = this.#site;
    return {
      id: idOf(this.#case),
      findings: [...this.#oracle.check()],
      unreached: this.#armed.filter(({ isStruck }) => !isStruck).map(({ what }) => what),
      skipped: this.#oracle.ledger.skipped,
      places: this.#places.seen,
      walkPlaces: this.#walkPlaces,
      virtualMs: clock.nowMs,
      recovery: this.#recovery,
    };
  }

  #armAtTime({ place }: Strike): void {
    const seconds = /^t(\d+)$/.exec(place)?.[1];
    if (seconds !== undefined) this.#site.clock.after(Number(seconds) * 1000, () => this.#come(place));
  }

  #come(place: string): void {
    for (const armed of this.#armed) if (!armed.isStruck && armed.strike.place === place) this.#strike(armed);
  }

  #strike(armed: Armed): void {
    const { clock, node } = this.#site;
    const { name, variant, holdS = HOLD_S } = armed.strike;
    const fault = CATALOGUE[name];
    const boots = node.modem.boots;
    armed.isStruck = true;
    this.#begin(armed, fault.onlineWithinS);
    if (fault.excuses) this.#oracle.excuse(fault.excuses, armed.what);
    if (fault.refuses) this.#oracle.ledger.refusesOnPurpose = true;
    const stop = fault.start(this.#site, optionsOf(name, variant));
    const end = () => {
      stop?.();
      this.#end(armed);
    };
    if (fault.untilBoot) this.#endAtBoot(boots, end);
    else if (fault.lasts === "held") clock.after(holdS * 1000, end);
    else this.#end(armed);
  }

  #begin(armed: Armed, onlineWithinS: number | undefined): void {
    const { clock } = this.#site;
    this.#options.onStrike?.(armed.what, "begins");
    this.#oracle.faultBegins(armed.what, clock.nowMs);
    const isAlone = this.#armed.length === 1 && this.#oracle.isOnline;
    if (onlineWithinS === undefined || !isAlone) return;
    const struckMs = clock.nowMs;
    // A modem that has restarted says nothing until it is spoken to, and nobody can know before.
    const off = this.#site.node.onAt(({ atMs }) => {
      if (atMs < struckMs + WORD_MS) return;
      off();
      this.#demandOnline(armed.what, onlineWithinS);
    });
  }

  #demandOnline(what: string, withinS: number): void {
    const { clock } = this.#site;
    this.#timeRecovery(withinS, clock.nowMs);
    clock.after(withinS * 1000, () => {
      if (this.#oracle.isOnline) return;
      this.#oracle.ledger.report("online-again", clock.nowMs, `not online again ${withinS} s after ${what}`);
    });
  }

  /** How long it takes to be gone and back. */
  #timeRecovery(withinS: number, fromMs: number, wasGone = false): void {
    const { clock } = this.#site;
    const { isOnline } = this.#oracle;
    const isGone = wasGone || !isOnline;
    if (isGone && isOnline) this.#recovery = { withinS, ms: clock.nowMs - fromMs };
    else if (clock.nowMs < fromMs + withinS * 1000)
      clock.after(STEP_MS, () => this.#timeRecovery(withinS, fromMs, isGone));
  }

  #end(armed: Armed): void {
    this.#oracle.faultEnds(armed.what, this.#site.clock.nowMs);
    this.#options.onStrike?.(armed.what, "ends");
    armed.isOver = () => true;
  }

  #endAtBoot(boots: number, end: () => void): void {
    const { clock, node } = this.#site;
    const look = (): void => {
      if (node.modem.boots > boots) end();
      else clock.after(STEP_MS, look);
    };
    look();
  }

  #areOver(): boolean {
    const isLate = this.#site.clock.nowMs >= PLACES_UNTIL_S * 1000;
    return this.#armed.every(({ isStruck, isOver }) => (isStruck ? isOver() : isLate));
  }

  /** Online, nothing owed, nothing waiting: in time, or later, or never. */
  #settle(): void {
    const isEmpty = (): boolean => this.#oracle.owed === 0 && (this.#oracle.look()?.waiting ?? 1) === 0;
    const isHome = (): boolean => this.#oracle.isOnline && isEmpty();
    if (this.#site.runUntil(isHome, BOUND_S, LOOK_MS)) return;
    const { clock, node } = this.#site;
    const { state, waiting } = node.vitals;
    // With nothing to deliver a back-off may be as long as that alone; what it leads to is seen below.
    if (isEmpty()) {
      if (this.#site.runUntil(isHome, BOUND_S, LOOK_MS)) return;
      this.#oracle.ledger.report("online-again", clock.nowMs, `state ${state} ${2 * BOUND_S} s after the last fault`);
      return;
    }
    const message = `state ${state}, ${waiting} records wait, ${this.#oracle.owed} forced events are not delivered`;
    this.#oracle.ledger.report("delivered-in-time", clock.nowMs, `after ${BOUND_S} s without faults: ${message}`);
    this.#site.runUntil(isHome, PATIENCE_S, LOOK_MS);
  }

  #isQuiet(): boolean {
    this.#oracle.look();
    return this.#oracle.isQuiet;
  }

  #freshAlarm(): void {
    const { clock, node } = this.#site;
    this.#site.runUntil(() => this.#isQuiet(), QUIET_WITHIN_S, LOOK_MS);
    const forced = this.#oracle.forced;
    const toCome = this.#armed.filter(({ isStruck }) => !isStruck);
    for (const [lelPercent, sureS] of [
      [GAS_LEL_PERCENT, SURE_ALARM_S],
      [0, SURE_CLEAR_S],
    ] as const) {
      node.setLelPercent(lelPercent);
      clock.runFor(sureS * 1000);
      this.#site.runUntil(() => this.#oracle.owed === 0, BOUND_S, STEP_MS);
    }
    this.#site.runUntil(() => (this.#oracle.look()?.waiting ?? 1) === 0, BOUND_S, LOOK_MS);
    // One that strikes this very alarm may leave nothing of it for sure.
    if (toCome.some(({ isStruck }) => isStruck)) return;
    if (this.#oracle.forced < forced + OF_AN_ALARM) throw new Error("a fresh alarm that was not forced proves nothing");
  }
}

function longestHoldS({ strikes }: FaultCase): number {
  return Math.max(HOLD_S, ...strikes.map(({ holdS = HOLD_S }) => holdS));
}
