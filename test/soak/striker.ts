/** Does the deeds of incidents to a site, and knows what of it is not over yet. */
import { PowerCut, TORN } from "../../sim/board/power-cut.ts";
import type { FaultOptions } from "../../sim/modem/fault.ts";
import { Random } from "../../sim/random.ts";
import type { VirtualSite } from "../../sim/site.ts";
import { type AnyFaultName, CATALOGUE, optionsOf } from "../faults/catalogue.ts";
import type { CheckName } from "../faults/check.ts";
import type { Deed } from "./deed.ts";
import type { Incident } from "./schedule.ts";

export interface StrikerEvents {
  /** A fault begins or ends; the checks that make no sense from here on. */
  begins(name: string, excuses?: readonly CheckName[]): void;
  ends(name: string): void;
  note(text: string): void;
}

type Of<Act extends Deed["act"]> = Extract<Deed, { act: Act }>;

/** Faults that wait for what comes next have met with it by then: a report comes every 5 minutes. */
const NEXT_MS = 330_000;
/** Of faults that are over when they have been started, those that take their time all the same. */
const TAKES_MS: Readonly<Partial<Record<AnyFaultName, number>>> = {
  selfUpgrade: 30_000,
  boardStalled: 4000,
  silentReset: 15_000,
};
/** The catalogue's "once", with the time that the supply is away. */
const AWAY: ReadonlySet<AnyFaultName> = new Set(["plugPulled"]);
const ALONE: ReadonlySet<string> = new Set(["sensorOpen", "sensorSaturated", "sensorNaN", "sensorShort", "sensorWorn"]);
/** Refusals that are believed are answered with an hour's patience. */
const SLOW: ReadonlySet<AnyFaultName> = new Set(["loginRefused", "simRemoved"]);
const SLOW_EXCUSES: readonly CheckName[] = ["mute-modem-reset", "online-again"];
const LOOK_MS = 1000;
/** A cut that no write has come to is called off. */
const CUT_WAITS_MS = 900_000;
/** A trial of settings is over by then, whatever the device does. */
const TRIAL_MS = 3_600_000;
const REVERTED = / fault 30$/;
const TRIED = "settingsTried";

export class Striker {
  /** Deeds to come, and faults that are on. */
  pending = 0;
  readonly #site: VirtualSite;
  readonly #events: StrikerEvents;
  readonly #random: Random;
  readonly #on = new Map<string, number>();
  #gasPercent = 0;
  #cut: { wordsLeft: number; readonly deed: Of<"cut"> } | undefined;

  constructor(site: VirtualSite, seed: number, events: StrikerEvents) {
    this.#site = site;
    this.#events = events;
    this.#random = new Random(seed);
    this.#armCuts();
  }

  /** Clean air, as far as the sensor can tell. */
  get isAirClean(): boolean {
    return this.#gasPercent === 0;
  }

  strike({ deeds }: Incident): void {
    for (const deed of deeds) {
      if (deed.afterMs === 0) this.#do(deed);
      else this.#later(deed.afterMs, () => this.#do(deed));
    }
  }

  #later(ms: number, act: () => void): void {
    this.pending++;
    this.#site.clock.after(ms, () => {
      this.pending--;
      act();
    });
  }

  #do(deed: Deed): void {
    if (deed.act === "gas") this.#gas(deed.lelPercent);
    else if (deed.act === "fault") this.#fault(deed);
    else if (deed.act === "configure") this.#configure(deed);
    else this.#armCut(deed);
  }

  #gas(percent: number): void {
    this.#gasPercent = percent;
    this.#site.node.setLelPercent(percent);
    this.#events.note(`gas ${percent} %LEL`);
  }

  #begin(name: string, excuses?: readonly CheckName[]): void {
    this.#on.set(name, (this.#on.get(name) ?? 0) + 1);
    this.pending++;
    this.#events.begins(name, excuses);
  }

  #end(name: string): void {
    this.#on.set(name, (this.#on.get(name) ?? 1) - 1);
    this.pending--;
    this.#events.ends(name);
  }

  #isOn(name: string): boolean {
    return (this.#on.get(name) ?? 0) > 0;
  }

  #fault({ name, variant, holdMs }: Of<"fault">): void {
    if (ALONE.has(name) && [...ALONE].some((one) => this.#isOn(one))) return;
    const { clock, node } = this.#site;
    const fault = CATALOGUE[name];
    const options: FaultOptions = {
      ...optionsOf(name, variant),
      ...(AWAY.has(name) && holdMs !== undefined && { delayMs: holdMs }),
    };
    const { boots } = node.modem;
    this.#begin(name, [...(fault.excuses ?? []), ...(SLOW.has(name) ? SLOW_EXCUSES : [])]);
    const stop = fault.start(this.#site, options);
    const end = (): void => {
      stop?.();
      // A sensor's fault has seen clean air when it began.
      if (ALONE.has(name)) node.setLelPercent(this.#gasPercent);
      this.#end(name);
    };
    if (fault.untilBoot) this.#endAtBoot(boots, end);
    else clock.after(holdMs ?? TAKES_MS[name] ?? (fault.acts === "next" ? NEXT_MS : 0), end);
  }

  #endAtBoot(boots: number, end: () => void): void {
    const { clock, node } = this.#site;
    const look = (): void => {
      if (node.modem.boots > boots) end();
      else clock.after(LOOK_MS, look);
    };
    clock.after(LOOK_MS, look);
  }

  #configure({ change, end }: Of<"configure">): void {
    const { node } = this.#site;
    if (this.#isOn(TRIED)) return;
    const answer = node.ask(`print(JSON.stringify(canary.configure && canary.configure(${JSON.stringify(change)})))`);
    this.#events.note(`settings, to be ${end}: ${answer.join("") || "no answer"}`);
    if (end === "refused" || answer[0] !== "[]") return;
    if (end === "tried") this.#trial();
    node.ask("canary.reboot()");
  }

  /** Until the device says that it has taken the old settings again. */
  #trial(): void {
    const { clock, node } = this.#site;
    this.#begin(TRIED, ["whole-config", "platform-rules", ...SLOW_EXCUSES]);
    const over = (): void => {
      clock.cancel(timer);
      off();
      this.#end(TRIED);
    };
    const timer = clock.after(TRIAL_MS, over);
    const off = node.onConsole(({ text }) => REVERTED.test(text) && over());
  }

  #armCut(deed: Of<"cut">): void {
    if (this.#cut) return;
    const cut = { wordsLeft: deed.words, deed };
    this.#cut = cut;
    this.#begin("cut");
    this.#site.clock.after(CUT_WAITS_MS, () => {
      if (this.#cut !== cut) return;
      this.#cut = undefined;
      this.#end("cut");
    });
  }

  /** The supply goes in the middle of a write, and the plug is put in again later. */
  #armCuts(): void {
    const { clock, node } = this.#site;
    const { flash, onStop } = node.board;
    const through = flash.beforeOperation;
    flash.beforeOperation = (n, operation) => {
      through?.(n, operation);
      if (!this.#cut || --this.#cut.wordsLeft > 0) return;
      const torn = this.#cut.deed.isTorn ? TORN.random(this.#random) : undefined;
      this.#cut.wordsLeft = Number.POSITIVE_INFINITY;
      throw new PowerCut(n, torn);
    };
    node.board.onStop = (cause) => {
      onStop?.(cause);
      const { deed } = this.#cut ?? {};
      if (cause !== "power-cut" || !deed) return;
      this.#cut = undefined;
      clock.after(deed.offMs, () => {
        node.powerOn();
        this.#end("cut");
      });
    };
  }
}
