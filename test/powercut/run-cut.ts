/** Plays one run and says what did not hold. */
import type { BoardFile } from "../../build/boards.ts";
import { EXAMPLE_CONFIG, type NodeConfig } from "../../sim/profile.ts";
import { VirtualSite } from "../../sim/site.ts";
import { Oracle } from "../faults/oracle.ts";
import { type CutCase, idOf } from "./case-id.ts";
import { Decisions } from "./decisions.ts";
import { type Operation, Supply } from "./supply.ts";
import { shapeOf, type UsedFlash, usedFlash, type Waiting } from "./used-flash.ts";
import { Versions } from "./versions.ts";
import { configOf, NEW, OLD, Walk } from "./walk.ts";

export interface Firmware {
  readonly bundle: string;
  readonly boardFile: BoardFile;
}

export interface Outcome {
  readonly id: string;
  readonly findings: readonly string[];
  /** Flash operations of the walk, the proof behind it left out; from the power's last return on. */
  readonly operations: readonly Operation[];
  /** A cut that the run never came to. */
  readonly isUnreached: boolean;
  readonly virtualMs: number;
}

const DEVICE_FILE = "/dev/modem";
const FAMILY = "air202";
/** Nothing of the walk hangs on these, and every question in between costs the run's time. */
const HASTY = { simReadyMs: 200, registerMs: 200, attachMs: 200 };
/** A version on trial may have so many starts. */
const TRIAL_CUTS = 2;

function settingsOf({ board }: BoardFile, version: typeof OLD): NodeConfig {
  const base: NodeConfig = EXAMPLE_CONFIG;
  return configOf(board.modemUart.isDeviceFile ? { ...base, modem: { path: DEVICE_FILE } } : base, version);
}

const flashes = new Map<string, UsedFlash>();

/** Made once for each board and seed; every run gets a copy. */
function flashFor(boardFile: BoardFile, seed: number): UsedFlash {
  const key = `${boardFile.board.id} ${seed}`;
  const used = flashes.get(key) ?? usedFlash(boardFile, seed, JSON.stringify(settingsOf(boardFile, OLD)));
  flashes.set(key, used);
  return { ...used, flash: used.flash.clone() };
}

export class CutRun {
  readonly site: VirtualSite;
  readonly oracle: Oracle;
  readonly #case: CutCase;
  readonly #supply: Supply;
  readonly #decisions: Decisions;
  readonly #versions: Versions;
  readonly #walk: Walk;
  readonly #lostBits: number;
  #isForgotten = false;

  constructor(cutCase: CutCase, { bundle, boardFile }: Firmware) {
    const { seed } = cutCase;
    const { flash, waiting, newest, stands } = flashFor(boardFile, seed);
    const old = settingsOf(boardFile, OLD);
    const site = new VirtualSite({
      bundle,
      boardFile,
      flash,
      family: FAMILY,
      seed: seed + 1,
      config: old,
      modem: { settings: HASTY },
    });
    this.#case = cutCase;
    this.site = site;
    this.#lostBits = flash.lostBits;
    this.#supply = new Supply(site, cutCase, boardFile.board.logFlash);
    this.#decisions = new Decisions(site, waiting);
    this.#versions = new Versions(site);
    this.oracle = Oracle.on(site, boardFile, { alarmStands: stands });
    this.#supply.onForgotten = () => this.#forget(newest);
    if (waiting.length > 0) this.oracle.excuse(["alarm-invented"], "records stand in the flash from before");
    const hasSmallPages = boardFile.board.logFlash.some(({ pages }) => pages > 1);
    if (hasSmallPages) this.oracle.excuse(["bounds"], "an area of many pages takes many erases");
    this.#walk = new Walk(site, shapeOf(seed).outage, settingsOf(boardFile, NEW), this.#versions);
  }

  play(): Outcome {
    this.#walk.first();
    const operations = this.#supply.operations.slice();
    this.#walk.last(this.#decisions.hasAlarmSince(this.#supply.returnedMs));
    return {
      id: idOf(this.#case),
      findings: this.#findings(),
      operations,
      isUnreached: this.#supply.cutsDone < this.#case.cuts.length,
      virtualMs: this.site.clock.nowMs,
    };
  }

  /** As it is told of a board with one sector: what it held is lost with the power then. */
  #forget(newest: Waiting | undefined): void {
    this.#isForgotten = true;
    this.#decisions.forget(newest);
    this.oracle.feed({ kind: "forgotten", atMs: this.site.clock.nowMs });
  }

  #findings(): string[] {
    const { node, platform } = this.site;
    this.oracle.look();
    return [
      ...(this.#walk.failure ? [this.#walk.failure] : []),
      ...this.#decisions.findings(),
      ...this.#versions.findings(),
      ...this.#settings(),
      ...this.#supply.outside.map((what) => `flash outside of the log: ${what}`),
      ...node.board.uncaught.map((text) => `not caught: ${text}`),
      ...platform.violations.map(({ rule, why }) => `rule of the platform broken: ${rule}: ${why}`),
      ...(node.status() ? [] : ["the REPL does not answer"]),
      ...(node.board.flash.lostBits > this.#lostBits ? ["bits of the flash were written over"] : []),
      ...this.oracle.check().map(({ check, message }) => `${check}: ${message}`),
    ];
  }

  #settings(): string[] {
    const { last } = this.#versions;
    const isReverted = this.site.node.console.some(({ text }) => / fault 30$/.test(text));
    if (this.#isForgotten && last !== undefined) return [];
    if (isReverted && this.#case.cuts.length < TRIAL_CUTS) return ["new settings were given up after a single cut"];
    const wanted = isReverted ? "old" : "new";
    return this.#walk.failure || last === wanted
      ? []
      : [`${last ?? "no"} settings are in force at the end, not ${wanted}`];
  }
}

export const runCut = (cutCase: CutCase, firmware: Firmware): Outcome => new CutRun(cutCase, firmware).play();
