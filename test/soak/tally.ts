/** What a year is counted by. */
import type { BoardFile } from "../../build/boards.ts";
import { DEFAULT_EPOCH_MS } from "../../sim/modem/options.ts";
import type { VirtualSite } from "../../sim/site.ts";
import { type Vitals, vitalsOf } from "../../sim/status.ts";
import { type DecisionKind, GasTruth } from "../faults/gas-truth.ts";
import type { Observation } from "../faults/observation.ts";
import type { Oracle } from "../faults/oracle.ts";
import { SOAK_CONFIG } from "./config.ts";
import { Deliveries } from "./deliveries.ts";
import type { Strains } from "./strains.ts";

export interface YearTally {
  /** What the sensor forced, by kind, and what the platform has taken. */
  readonly forced: Readonly<Record<DecisionKind, number>>;
  readonly owed: number;
  readonly accepted: Readonly<Record<string, number>>;
  readonly copies: number;
  /** What the device said that it had decided, and how much of that a power cut tore while it was being written. */
  readonly decided: number;
  readonly torn: number;
  readonly fineMs: readonly number[];
  readonly afterFaultMs: readonly number[];
  readonly duringFault: number;
  readonly restarts: Readonly<Record<string, number>>;
  readonly modemBoots: number;
  readonly logins: number;
  /** Erases of each page of the log, words written to it, and the most words in a block between two erases. */
  readonly wear: readonly { readonly address: string; readonly erases: number }[];
  readonly words: number;
  readonly most: Readonly<Record<"waiting" | "timers" | "statusChars" | "blockWrites", number>>;
  readonly faultsBegun: Readonly<Record<string, number>>;
  readonly ranMs: number;
  readonly leaptMs: number;
}

const WHY = /^\d+\.\d reboot: (.+)$/;

/** All that the device tells of itself is bounded: short lists, counters, short texts. */
const MOST_CHARS = 6000;

const count = (table: Record<string, number>, name: string): void => {
  table[name] = (table[name] ?? 0) + 1;
};

export class Tally {
  readonly #site: VirtualSite;
  readonly #oracle: Oracle;
  readonly #boardFile: BoardFile;
  readonly #truth: GasTruth;
  readonly #deliveries: Deliveries;
  readonly #forced: Record<DecisionKind, number> = { alarm: 0, clear: 0, over: 0, fault: 0, "fault-end": 0 };
  readonly #restarts: Record<string, number> = {};
  readonly #faults: Record<string, number> = {};
  readonly #most = { waiting: 0, timers: 0, statusChars: 0, blockWrites: 0 };
  /** Of the last reboot of the device's own: it does not repeat itself where the next one has the same cause. */
  #why = "";
  #words = 0;
  #logins = 0;

  constructor(site: VirtualSite, oracle: Oracle, strains: Strains, boardFile: BoardFile) {
    this.#site = site;
    this.#oracle = oracle;
    this.#boardFile = boardFile;
    this.#truth = new GasTruth(SOAK_CONFIG, ({ kind }) => {
      this.#forced[kind]++;
    });
    this.#deliveries = new Deliveries(oracle.ledger, strains, {
      isOnline: () => oracle.isOnline,
      epochMs: () => DEFAULT_EPOCH_MS + site.leaptMs,
    });
    site.platform.onLog(({ kind }) => {
      if (kind === "login") this.#logins++;
    });
  }

  see(seen: Observation): void {
    const { atMs } = seen;
    this.#deliveries.see(seen);
    if (seen.kind === "volts") this.#truth.volts(atMs, seen.volts);
    else if (seen.kind === "boot") this.#truth.boot(atMs);
    else if (seen.kind === "stop") this.#stop(atMs, seen.cause);
    else if (seen.kind === "console") this.#why = WHY.exec(seen.text)?.[1] ?? this.#why;
    else if (seen.kind === "fault" && seen.phase === "begins") count(this.#faults, seen.name);
    else if (seen.kind === "flash" && seen.isLog && seen.act === "program") this.#words++;
  }

  #stop(atMs: number, cause: string): void {
    this.#truth.stop(atMs, cause);
    count(this.#restarts, cause === "reboot" ? `reboot: ${this.#why}` : cause);
  }

  /** Asks the firmware; what it says is judged, and the most of it kept. */
  look(): Vitals | undefined {
    const { node, clock } = this.#site;
    const status = node.status();
    if (!status) return undefined;
    const vitals = vitalsOf(status);
    const timers = node.board.pendingTimers;
    const text = JSON.stringify(status) + node.ask("print(JSON.stringify(canary.crash()))").join();
    this.#oracle.feed({ kind: "status", text, waiting: vitals.waiting, timers, atMs: clock.nowMs });
    this.#keepMost(vitals, timers, text);
    if (vitals.waiting === 0) this.#deliveries.atRest(clock.nowMs);
    return vitals;
  }

  #keepMost({ waiting = 0, dropped = 0 }: Vitals, timers: number, text: string): void {
    const most = this.#most;
    most.waiting = Math.max(most.waiting, waiting);
    most.timers = Math.max(most.timers, timers);
    most.statusChars = Math.max(most.statusChars, text.length);
    const { nowMs } = this.#site.clock;
    const { ledger } = this.#oracle;
    if (dropped > 0) ledger.report("alarm-lost", nowMs, `the device dropped ${dropped} records`);
    if (text.length > MOST_CHARS) ledger.report("bounds", nowMs, `a status of ${text.length} characters`);
  }

  end(): YearTally {
    const { node, platform, clock, leaptMs } = this.#site;
    const { flash } = node.board;
    this.#truth.advance(clock.nowMs);
    const accepted: Record<string, number> = {};
    for (const { name } of platform.events) count(accepted, name);
    const wear = this.#boardFile.board.logFlash.flatMap(({ address, pageBytes, pages }) =>
      Array.from({ length: pages }, (_, page) => {
        const at = address + page * pageBytes;
        return { address: `0x${at.toString(16).padStart(8, "0")}`, erases: flash.wearAt(at) };
      }),
    );
    const { decided, torn, mostWaiting, fineMs, afterFaultMs, duringFault } = this.#deliveries;
    return {
      forced: this.#forced,
      owed: this.#oracle.owed,
      accepted,
      copies: platform.events.reduce((sum, { copies }) => sum + copies - 1, 0),
      decided,
      torn,
      fineMs,
      afterFaultMs,
      duringFault,
      restarts: this.#restarts,
      modemBoots: node.modem.boots,
      logins: this.#logins,
      wear,
      words: this.#words,
      most: { ...this.#most, waiting: Math.max(this.#most.waiting, mostWaiting), blockWrites: flash.mostBlockWrites },
      faultsBegun: this.#faults,
      ranMs: clock.nowMs,
      leaptMs,
    };
  }
}
