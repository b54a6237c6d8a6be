/** The walk over all steps: one after the other as the link machine takes them, to the end or to where no further sense is. */
import type { Clock } from "../../src/hal.ts";
import type { Apn } from "../../src/modem/luat/commands.ts";
import { type Session, type Step, WAIT } from "../../src/modem/modem.ts";
import type { Line } from "../device/line.ts";
import { RESTARTS } from "./advice.ts";
import { Driver, type Outcome, type ShowAt } from "./driver.ts";
import { answer, firmware, identity, restore, supply } from "./modem-steps.ts";
import { broker, login, notAsked, roundTrip } from "./mqtt-steps.ts";
import { attach, bearer, registration, signal, sim } from "./network-steps.ts";
import {
  type Finding,
  fail,
  notTried,
  type Report,
  type Row,
  reportOf,
  rowOf,
  STEPS,
  type StepName,
} from "./report.ts";
import { Stop, Waiting } from "./waiting.ts";

export interface Target {
  /** Its `topics`: the one that is published to and listened at; none where the login is all that is tried. */
  readonly session: Session;
  /** The login is a device's at its platform. */
  readonly isPlatform: boolean;
}

export interface ProbeOptions {
  readonly open: (baud: number) => Promise<Line>;
  /** Tried in turn, the first one being that which the firmware would speak. */
  readonly bauds: readonly number[];
  /** False for a line without a rate. */
  readonly hasBaud: boolean;
  readonly clock: Clock;
  readonly apn: Apn;
  readonly target?: Target;
  /** A step begins, or is waited for so long. */
  readonly onStep?: (step: StepName, waitedS: number) => void;
  readonly onAt?: ShowAt;
}

/** What is asked for about twice a second comes soon enough, and a log of it can be read. */
const POLL_MS = 500;
const RESTARTS_BORNE = 1;

class Restarted extends Error {}

type Take = (probe: Probe) => Promise<Finding>;
const TAKES: Readonly<Record<StepName, Take>> = {
  answer,
  identity,
  firmware,
  SIM: sim,
  signal,
  registration,
  attach,
  bearer,
  broker,
  login,
  "round trip": roundTrip,
  supply,
};

export class Probe {
  readonly options: ProbeOptions;
  /** Of the modem's firmware, as it names it. */
  revision = "";
  readonly volts: number[] = [];
  /** Starts of the modem after its first answer. */
  restarts = 0;
  /** The modem's settings as found, and what was made of them. */
  hadEcho = false;
  hadSession = false;
  hasSession = false;
  hasBearer = false;
  readonly #waiting = new Waiting();
  #driver: Driver | undefined;
  #step: StepName = "answer";
  #startedMs = 0;
  #startsBefore = 0;

  constructor(options: ProbeOptions) {
    this.options = options;
  }

  /** Ends in a report whatever happens, but for a port that can't be opened. */
  async run(): Promise<Report> {
    const rows = new Map<StepName, Row>();
    let stopped: Stop | undefined;
    try {
      while (!(await this.#walk(rows)));
      // One that never answered was told nothing.
      const changed = rows.get("answer")?.verdict === "fail" ? [] : await restore(this);
      return reportOf([...rows.values()], changed);
    } catch (error) {
      if (!(error instanceof Stop)) throw error;
      stopped = error;
    } finally {
      await this.#driver?.close();
    }
    if (!rows.has(this.#step)) this.#note(rows, fail(stopped.message, stopped.advice));
    this.#skipRest(rows, `stopped at ${this.#step}`);
    return reportOf([...rows.values()], [], stopped.exitCode);
  }

  /** From any moment on: the step under way fails by this, and the rest is not tried. */
  stop(why: Stop): void {
    this.#waiting.stop(why);
  }

  /** Only after the first step. */
  get driver(): Driver {
    return this.#driver as Driver;
  }

  /** Only where a step asks that needs one. */
  get target(): Target {
    return this.options.target as Target;
  }

  async connect(baud: number): Promise<Driver> {
    await this.#driver?.close();
    this.#driver = undefined;
    const line = await this.options.open(baud);
    const { clock, apn, onAt = () => {} } = this.options;
    this.#driver = new Driver(line, clock, apn, this.#waiting, onAt);
    return this.#driver;
  }

  async step(name: Step, session?: Session): Promise<Outcome> {
    const outcome = await this.driver.step(name, session);
    this.#checkRestarts();
    return outcome;
  }

  /** Again and again while it says "not yet", until `limitS`, or `patienceS` where its word leaves no hope. */
  async poll(name: Step, limitS: number, isHopeless = (_: string) => false, patienceS = limitS): Promise<Outcome> {
    const startedMs = this.nowMs;
    for (;;) {
      const outcome = await this.step(name);
      const waitedS = (this.nowMs - startedMs) / 1000;
      const mostS = outcome.lines.some(isHopeless) ? patienceS : limitS;
      if (outcome.result !== WAIT || waitedS > mostS) return outcome;
      this.tellWait();
      await this.pause(POLL_MS);
    }
  }

  pause(ms: number): Promise<void> {
    return this.#waiting.for<void>((done) => this.options.clock.after(ms, done));
  }

  tellWait(): void {
    this.options.onStep?.(this.#step, Math.floor(this.#stepS));
  }

  get nowMs(): number {
    return this.options.clock.nowMs();
  }

  /** False where the modem has started anew, and all has to be done once more. */
  async #walk(rows: Map<StepName, Row>): Promise<boolean> {
    rows.clear();
    this.hasSession = this.hasBearer = false;
    this.#startsBefore = Number.POSITIVE_INFINITY;
    for (const { name, needs } of STEPS) {
      const missing = needs.find((need) => ["fail", "not tried"].includes(rows.get(need)?.verdict ?? ""));
      const why = notAsked(name, this.options.target) ?? (missing && notTried(`needs ${missing}`));
      this.#begin(name);
      if (why) {
        this.#note(rows, why);
        continue;
      }
      try {
        const finding = await TAKES[name](this);
        this.#checkRestarts();
        this.#note(rows, finding);
        // Those up to its first answer are its start.
        if (name === "answer") this.#startsBefore = this.driver.restarts;
      } catch (error) {
        if (!(error instanceof Restarted)) throw error;
        if (++this.restarts <= RESTARTS_BORNE) return false;
        this.#note(rows, fail(`the modem restarted ${this.restarts} times during the probe`, RESTARTS));
        this.#skipRest(rows, "the modem does not stay on");
        return true;
      }
    }
    return true;
  }

  #checkRestarts(): void {
    if (this.driver.restarts > this.#startsBefore) throw new Restarted();
  }

  #begin(name: StepName): void {
    this.#step = name;
    this.#startedMs = this.nowMs;
    this.options.onStep?.(name, 0);
  }

  /** The step under way has lasted so long. */
  get #stepS(): number {
    return (this.nowMs - this.#startedMs) / 1000;
  }

  #note(rows: Map<StepName, Row>, finding: Finding): void {
    rows.set(this.#step, rowOf(this.#step, finding, this.#stepS));
  }

  #skipRest(rows: Map<StepName, Row>, why: string): void {
    for (const { name } of STEPS) {
      if (!rows.has(name)) rows.set(name, rowOf(name, notAsked(name, this.options.target) ?? notTried(why), 0));
    }
  }
}
