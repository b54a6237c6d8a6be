/**
 * A simulated year of one device under the incidents of a seed. Where the device is online, nothing waits, no fault is on
 * and the air is clean, the calendar leaps to shortly before the next incident: device, modem and broker stand still while
 * it moves, so no timer comes nearer, and a whole report interval is run before anything happens again, in which the device
 * learns the date anew as it always does.
 */
import type { BoardFile } from "../../build/boards.ts";
import type { FamilyName } from "../../sim/modem/family.ts";
import { DEFAULT_EPOCH_MS } from "../../sim/modem/options.ts";
import { VirtualSite } from "../../sim/site.ts";
import type { CheckName, Finding } from "../faults/check.ts";
import { type Observation, watch } from "../faults/observation.ts";
import { Oracle } from "../faults/oracle.ts";
import { SOAK_CONFIG } from "./config.ts";
import { deedText } from "./deed.ts";
import { YEAR_MS } from "./dice.ts";
import { type Incident, scheduleOf } from "./schedule.ts";
import { Story } from "./story.ts";
import { Strains } from "./strains.ts";
import { Striker } from "./striker.ts";
import { Tally, type YearTally } from "./tally.ts";

export interface YearOptions {
  readonly seed: number;
  readonly bundle: string;
  readonly boardFile: BoardFile;
  readonly lengthMs?: number;
  /** How many times more often all of it happens. */
  readonly pace?: number;
  /** No leaps. */
  readonly everySecond?: boolean;
  /** Ends when this incident is over. */
  readonly until?: number;
  /** Faults and incidents by name that do not happen: to look past what is known. */
  readonly without?: readonly string[];
  /** Checks that are not made. */
  readonly ignore?: readonly CheckName[];
  /** Lines of the story that are kept. */
  readonly lines?: number;
}

export interface YearReport extends YearTally {
  readonly seed: number;
  readonly findings: readonly Finding[];
  /** Incidents that were played; the last one is the one a finding belongs to. */
  readonly incidents: number;
  readonly story: readonly string[];
}

const FAMILIES: readonly FamilyName[] = ["air202", "air724", "air780e"];
/** A whole report interval and some more is run between a leap and the next incident. */
const LEAD_MS = 330_000;
const MIN_LEAP_MS = 60_000;
/** What happens meets the readings in the same phase, leap or not. */
const READING_MS = 5000;
const STEP_MS = 10_000;
/** Nothing has failed, and nobody has lost power, for so long before the calendar may leap. */
const CALM_MS = 75_000;
const WARM_MS = 210_000;
/** Without faults it takes no longer to come to rest: 15 minutes to be online, a warm-up, 5 minutes to deliver. */
const REST_WITHIN_MS = 2_400_000;
const SLOW_REST_WITHIN_MS = REST_WITHIN_MS + 3_600_000;
const DELIVERED_WITHIN_MS = 310_000;
const LINES = 40;
const NORMAL = 1;

export function playYear(options: YearOptions): YearReport {
  return new YearRun(options).play();
}

class YearRun {
  readonly #options: YearOptions;
  readonly #site: VirtualSite;
  readonly #oracle: Oracle;
  readonly #strains: Strains;
  readonly #striker: Striker;
  readonly #tally: Tally;
  readonly #story: Story;
  /** On the clock: the last start, the last thing done to the world, and when it was last seen at rest. */
  #bootMs = 0;
  #disturbedMs = 0;
  /** Of a link that is dead and not yet known to be, nothing is heard. */
  #cloudHeardMs = 0;
  #restedMs = 0;
  #incidents = 0;
  /** Of the story, at the first finding. */
  #lastLines: readonly string[] | undefined;

  constructor(options: YearOptions) {
    const { seed, bundle, boardFile } = options;
    const family = FAMILIES[seed % FAMILIES.length] ?? "air202";
    this.#options = options;
    this.#site = new VirtualSite({ bundle, boardFile, seed, family, config: SOAK_CONFIG, ownScope: true });
    this.#oracle = new Oracle({ config: SOAK_CONFIG, epochMs: () => DEFAULT_EPOCH_MS + this.#site.leaptMs });
    this.#strains = new Strains(this.#oracle.ledger, options.ignore);
    this.#tally = new Tally(this.#site, this.#oracle, this.#strains, boardFile);
    this.#story = new Story(this.#site);
    this.#strains.onFinding = () => {
      this.#lastLines ??= this.#story.last(this.#lines);
    };
    watch(this.#site, boardFile, (seen) => this.#see(seen));
    this.#striker = new Striker(this.#site, seed, {
      begins: (name, excuses) => {
        this.#strains.add(excuses);
        this.#note(`${name} begins`);
        this.#see({ kind: "fault", name, phase: "begins", atMs: this.#site.clock.nowMs });
      },
      ends: (name) => {
        this.#note(`${name} ends`);
        this.#see({ kind: "fault", name, phase: "ends", atMs: this.#site.clock.nowMs });
      },
      note: (text) => this.#note(text),
    });
  }

  play(): YearReport {
    const { seed, lengthMs = YEAR_MS, pace = 1, until = Number.POSITIVE_INFINITY } = this.#options;
    this.#site.node.powerOn();
    for (const incident of scheduleOf(seed, lengthMs, pace)) {
      this.#advance(incident.atMs);
      if (this.#hasFailed || incident.number > until) break;
      this.#strike(incident);
    }
    if (!this.#hasFailed && this.#incidents < until) this.#advance(lengthMs);
    this.#settle();
    const { ledger } = this.#oracle;
    const story = this.#lastLines ?? this.#story.last(this.#lines);
    const report = { seed, incidents: this.#incidents, findings: [...ledger.findings], story, ...this.#tally.end() };
    this.#site.node.dispose();
    return report;
  }

  /** The world's time since the device was switched on. */
  get #nowMs(): number {
    return this.#site.clock.nowMs + this.#site.leaptMs;
  }

  get #lines(): number {
    return this.#options.lines ?? LINES;
  }

  get #hasFailed(): boolean {
    return this.#oracle.ledger.findings.length > 0;
  }

  #see(seen: Observation): void {
    if (seen.kind === "boot") this.#bootMs = seen.atMs;
    if (seen.kind === "heard" && seen.text.startsWith("+MSUB:")) this.#cloudHeardMs = seen.atMs;
    this.#oracle.feed(seen);
    this.#tally.see(seen);
  }

  #note(text: string): void {
    this.#disturbedMs = this.#restedMs = this.#site.clock.nowMs;
    this.#story.mark(text);
  }

  #strike(incident: Incident): void {
    this.#incidents = incident.number;
    this.#note(`incident ${incident.number}, ${incident.what}: ${incident.deeds.map(deedText).join("; ")}`);
    const { without = [] } = this.#options;
    if (without.includes(incident.what)) return;
    const deeds = incident.deeds.filter((deed) => deed.act !== "fault" || !without.includes(deed.name));
    this.#striker.strike({ ...incident, deeds });
  }

  /** Runs, or leaps, to a time on the calendar. */
  #advance(toMs: number): void {
    while (this.#nowMs < toMs && !this.#hasFailed) {
      const leapMs = Math.floor((toMs - LEAD_MS - this.#nowMs) / READING_MS) * READING_MS;
      const canLeap = leapMs >= MIN_LEAP_MS && !this.#options.everySecond;
      const isAtRest = (canLeap || this.#strains.any) && this.#isAtRest();
      if (isAtRest) this.#strains.clear();
      if (isAtRest && canLeap) this.#leap(leapMs);
      this.#run(Math.min(isAtRest && canLeap ? LEAD_MS : STEP_MS, toMs - this.#nowMs));
    }
  }

  #run(ms: number): void {
    const { clock, node } = this.#site;
    clock.runFor(ms);
    if (!this.#isCalm || this.#hasFailed) return;
    const restlessMs = clock.nowMs - this.#restedMs;
    if (restlessMs > DELIVERED_WITHIN_MS && this.#oracle.owed > 0) this.#judge();
    const withinMs = this.#isSlow ? SLOW_REST_WITHIN_MS : REST_WITHIN_MS;
    if (restlessMs < withinMs || this.#hasFailed || this.#isAtRest()) return;
    const { state, gasState, waiting } = node.vitals;
    const what = `state ${state}, gas state ${gasState}, ${waiting} records wait`;
    const message = `not at rest ${(restlessMs / 60_000).toFixed(0)} min after the last disturbance: ${what}`;
    this.#strains.report("delivered-in-time", clock.nowMs, message);
  }

  /** Where login or SIM are refused the device knocks but once an hour. */
  get #isSlow(): boolean {
    return this.#strains.isStrained("online-again");
  }

  #judge(): void {
    this.#tally.look();
    this.#oracle.check(this.#site.clock.nowMs);
  }

  #leap(ms: number): void {
    this.#site.leap(ms);
    this.#story.leapt();
    this.#story.mark(`the calendar leaps by ${(ms / 3_600_000).toFixed(2)} h`);
  }

  /** Nothing is being done to the world. */
  get #isCalm(): boolean {
    return this.#striker.pending === 0 && this.#striker.isAirClean;
  }

  #isAtRest(): boolean {
    const { nowMs } = this.#site.clock;
    if (!this.#isCalm || nowMs - this.#disturbedMs < CALM_MS || nowMs - this.#bootMs < WARM_MS) return false;
    if (this.#cloudHeardMs <= this.#disturbedMs) return false;
    if (!this.#oracle.isOnline || this.#oracle.owed > 0) return false;
    const status = this.#tally.look();
    const isAtRest = status?.state === "ONLINE" && status.waiting === 0 && status.gasState === NORMAL;
    if (isAtRest) this.#restedMs = nowMs;
    return isAtRest;
  }

  /** To the end of what is under way. */
  #settle(): void {
    const endMs = this.#nowMs + YEAR_MS;
    while (!this.#hasFailed && this.#nowMs < endMs && !this.#isAtRest()) this.#run(STEP_MS);
    this.#judge();
  }
}
