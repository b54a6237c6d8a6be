/** One `canary fleet` from the build to the summary: switched on, played, drained; and how it ends. */
import { loadBoard } from "../../build/boards.ts";
import { firmwareFor } from "../../sim/firmware.ts";
import { fleetPlatform } from "../../sim/fleet/cloud.ts";
import { Fleet } from "../../sim/fleet/fleet.ts";
import type { Names } from "../../sim/fleet/identity.ts";
import { Pace } from "../../sim/fleet/pace.ts";
import type { PlanOptions } from "../../sim/fleet/plan.ts";
import type { FamilyName } from "../../sim/modem/family.ts";
import { FleetSource } from "../../sim/web/fleet-source.ts";
import { EXIT } from "../fault.ts";
import { Mask } from "../mask.ts";
import { type BrokerAddress, openCloud } from "../run/world.ts";
import { type OpenPage, playShown, withPageIfAsked } from "../web/open-page.ts";
import { checkOpenFiles } from "./check.ts";
import { FleetPrinter } from "./printer.ts";
import { type FleetReport, reportOf } from "./report.ts";

export interface FleetSessionOptions extends Names {
  readonly root: string;
  readonly boardId: string;
  readonly family: FamilyName;
  readonly workers: number;
  readonly speed: number;
  /** Port of the embedded broker; 0 takes a free one. */
  readonly port: number;
  /** None: the embedded one. Of several, the platform's stand-in is a client of the first. */
  readonly brokers: readonly BrokerAddress[];
  readonly plan: PlanOptions;
  readonly lostAfterMs: number;
  /** Of the devices' time; without it, until Ctrl-C. */
  readonly minutes?: number;
  readonly timeoutS?: number;
  readonly json: boolean;
  readonly color: boolean;
  /** Port of the page, true for any, false for none. */
  readonly web: number | boolean;
  /** Where it is served. */
  readonly host?: string;
}

const LOOK_MS = 100;
const MINUTE_MS = 60_000;
/** What was about to be decided when the air became clean has been by then. */
const SETTLE_MS = 30_000;
const CLOSE_LIMIT_MS = 2000;

export async function runFleet(options: FleetSessionOptions): Promise<number> {
  checkOpenFiles(options.devices, options.brokers.length === 0);
  const mask = new Mask();
  for (const { password } of options.brokers) mask.learn(password);
  return withPageIfAsked(options, mask, (page) => play(options, page));
}

async function play(options: FleetSessionOptions, page: OpenPage | undefined): Promise<number> {
  const { root, boardId, brokers, port } = options;
  const { profile } = await loadBoard(root, boardId);
  const { text: bundle, manifest } = await firmwareFor(boardId, root);
  const pace = new Pace(options.workers);
  const platform = fleetPlatform(pace, options);
  const [broker] = brokers;
  const cloud = await openCloud({ port, ...(broker && { broker }) }, platform, true);
  const addresses = brokers.length > 0 ? brokers : [cloud.address];
  const printer = new FleetPrinter(options);
  try {
    printer.banner(manifest, cloud.where, addresses.length, page?.url);
    const fleet = await Fleet.start({ ...options, bundle, pace, platform, addresses });
    const { board, version, sha256 } = manifest;
    const { family: modem, seed } = options;
    const facts = { board, boardName: profile.name, version, sha256, modem, seed, where: cloud.where };
    try {
      return await playShown(
        page,
        () => new FleetSource({ fleet, pace, facts }),
        () => new Session(options, fleet, printer).play(),
      );
    } finally {
      await fleet.stop();
    }
  } finally {
    await Promise.race([cloud.close(), new Promise((done) => setTimeout(done, CLOSE_LIMIT_MS).unref())]);
  }
}

type Phase = "starting" | "playing" | "draining";
/** "hand": somebody did not wait for the end. */
type Ending = "settled" | "hand" | "timeout";

class Session {
  readonly #options: FleetSessionOptions;
  readonly #fleet: Fleet;
  readonly #printer: FleetPrinter;
  #phase: Phase = "starting";
  /** When the phase ends by itself, by the slowest node's clock. */
  #untilMs = Number.POSITIVE_INFINITY;
  #settledMs = 0;
  /** From when to when all of them were on and in danger. */
  #played: { fromMs: number; toMs: number | undefined } | undefined;
  #isByHand = false;
  #finish: (ending: Ending) => void = () => {};
  #fail: (error: Error) => void = () => {};

  constructor(options: FleetSessionOptions, fleet: Fleet, printer: FleetPrinter) {
    this.#options = options;
    this.#fleet = fleet;
    this.#printer = printer;
  }

  async play(): Promise<number> {
    const { timeoutS } = this.#options;
    const ended = new Promise<Ending>((done, failed) => {
      this.#finish = done;
      this.#fail = failed;
    });
    const look = setInterval(() => this.#look(), LOOK_MS);
    const limit = timeoutS === undefined ? undefined : setTimeout(() => this.#finish("timeout"), timeoutS * 1000);
    const undo = [
      () => clearInterval(look),
      () => clearTimeout(limit),
      this.#fleet.onHappening((happening) => this.#printer.happening(happening)),
      this.#catchSignals(),
    ];
    try {
      return this.#end(await ended);
    } finally {
      for (const each of undo) each();
    }
  }

  #look(): void {
    const fleet = this.#fleet;
    if (fleet.failure) this.#fail(fleet.failure);
    if (this.#phase === "starting" && fleet.isWarm) this.#begin();
    else if (this.#phase === "playing" && fleet.reachedMs >= this.#untilMs) this.#drain();
    else if (this.#phase === "draining") {
      const isSettled = fleet.reachedMs >= this.#settledMs && fleet.isQuiet;
      if (isSettled || fleet.reachedMs >= this.#untilMs) this.#finish("settled");
    }
    this.#printer.progress(this.#phase, fleet);
  }

  #begin(): void {
    const { minutes } = this.#options;
    this.#phase = "playing";
    const fromMs = this.#fleet.reachedMs;
    this.#played = { fromMs, toMs: undefined };
    if (minutes !== undefined) this.#untilMs = fromMs + minutes * MINUTE_MS;
    this.#fleet.forgetLoad();
    this.#printer.note("all are on and warm");
  }

  #drain(): void {
    const { reachedMs } = this.#fleet;
    if (this.#played) this.#played.toMs = reachedMs;
    this.#phase = "draining";
    this.#settledMs = reachedMs + SETTLE_MS;
    this.#untilMs = this.#settledMs + this.#options.lostAfterMs;
    this.#fleet.calm();
    this.#printer.note("clean air everywhere: what is under way is waited for");
  }

  #end(ending: Ending): number {
    const { timeoutS } = this.#options;
    const isCut = ending !== "settled";
    const { fromMs = 0, toMs = this.#played ? this.#fleet.reachedMs : 0 } = this.#played ?? {};
    const report = reportOf(this.#options, this.#fleet, toMs - fromMs);
    this.#printer.summary(report, { isCut, isByHand: this.#isByHand });
    if (ending === "timeout") {
      this.#printer.error(`time-out: not over after ${timeoutS} s`);
      return EXIT.timeout;
    }
    return isWhole(report, this.#isByHand) ? EXIT.ok : EXIT.failed;
  }

  #catchSignals(): () => void {
    const soft = () => {
      const isAgain = this.#isByHand;
      this.#isByHand = true;
      // Where nothing has begun there is nothing to wait for.
      if (isAgain || this.#fleet.live().decided === 0) this.#finish("hand");
      else if (this.#phase !== "draining") this.#drain();
    };
    const hard = () => {
      this.#isByHand = true;
      this.#finish("hand");
    };
    // Whoever reads our output may go first (`| head`).
    const readerGone = (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error;
      hard();
    };
    process.on("SIGINT", soft).on("SIGTERM", hard).on("SIGHUP", hard);
    process.stdout.on("error", readerGone);
    return () => {
      process.off("SIGINT", soft).off("SIGTERM", hard).off("SIGHUP", hard);
    };
  }
}

/** Nothing that was decided is missing; of nothing at all only somebody who ended it can say so. */
function isWhole({ alarms, ends, waiting, invented }: FleetReport, isByHand: boolean): boolean {
  const isDecided = alarms.decided > 0 || isByHand;
  return isDecided && alarms.lost + ends.lost + waiting + invented === 0;
}
