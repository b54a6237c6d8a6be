/** The plain bundle in the virtual board, the modem and the cloud around it, all in virtual time. */
import assert from "node:assert/strict";
import type { BoardFile } from "../../build/boards.ts";
import { EXAMPLE_CONFIG, type NodeConfig } from "../../sim/profile.ts";
import { type SiteOptions, VirtualSite } from "../../sim/site.ts";
import type { Board, BoardProfile } from "../../src/hal.ts";
import { COUNTED, counting, mainBundle } from "./main-bundle.ts";

/** A board with one of everything. */
export const FULL: Board = {
  id: "full",
  modemUart: { port: "Serial2", tx: "A2", rx: "A3" },
  console: { port: "USB" },
  gasAdc: { pin: "A5", referenceV: 3.3 },
  supplyAdc: "A6",
  heaterAdc: "A7",
  ntcAdc: "B1",
  heaterPwm: "B10",
  gasUart: { port: "Serial1", tx: "B6", rx: "B7", console: "USB" },
  powerSwitch: { pin: "B13" },
  alarmLed: { pin: "B2" },
  faultLed: { pin: "B5" },
  normalLed: { pin: "B12" },
  buzzer: { pin: "B4", activeLow: true },
  button: { pin: "C13", activeLow: true },
  modemPowerKey: "B14",
  modemReset: "B15",
  nativeHashes: ["SHA1", "SHA256"],
  logFlash: [
    { address: 0x8000, pageBytes: 4096, pages: 1 },
    { address: 0x9000, pageBytes: 4096, pages: 1 },
  ],
  resetRegister: {
    address: 0x40023874,
    rows: [
      [0x2, "watchdog"],
      [0x4, "software"],
      [0x1, "pin"],
      [0xf, "power-on", 0],
    ],
    clear: 0xf,
  },
};

/** A board with as little as one can have. */
export const BARE: Board = {
  id: "bare",
  modemUart: { port: "Serial1" },
  gasAdc: { pin: "A0", referenceV: 3.3 },
  powerSwitch: { pin: "A1", activeLow: true },
  nativeHashes: [],
  logFlash: [{ address: 0x8000, pageBytes: 4096, pages: 1 }],
};

/** Storage away from the log, and large enough for a bundle that nobody made small. */
const PROFILE: BoardProfile = {
  name: "a board for tests",
  espruinoBoard: "TEST",
  chip: "none",
  jsVars: 12000,
  jsVarBytes: 13,
  storageAddress: 0x100000,
  storageBytes: 1024 * 1024,
  storagePageBytes: 4096,
  bundleBudgetBytes: 0,
  uarts: 2,
  lacks: [],
  wiring: { pins: "", logicV: 3.3, supply: "none", console: "USB" },
};

/** Too small for what clouds offer beside the alarm. */
const SMALL_PROFILE: BoardProfile = { ...PROFILE, jsVars: 2950 };

/** Room for all that clouds offer, but not for a second bundle: all of it is one page. */
export const ONE_PAGE_PROFILE: BoardProfile = { ...PROFILE, storagePageBytes: PROFILE.storageBytes };

export const ALARM = 3;
/** An alarm that ends by itself. */
export const UNLATCHED = { gas: { latch: false } };
/** MQ-4's warm-up, and the margin behind it. */
export const WARM_S = 205;

export function configWith(cloud: object = {}, more: NodeConfig = {}): NodeConfig {
  const { cloud: known, gas } = EXAMPLE_CONFIG;
  return { ...EXAMPLE_CONFIG, ...more, cloud: { ...known, ...cloud }, gas: { ...gas, ...more.gas } };
}

export interface MainOptions extends Omit<SiteOptions, "bundle" | "boardFile"> {
  readonly board?: Board;
  /** Runs before the firmware, in its realm. */
  readonly before?: string;
  readonly profile?: BoardProfile;
  /** Changes the bundle's text. */
  readonly change?: (text: string) => string;
}

export const boardFileOf = (board: Board, profile = board === BARE ? SMALL_PROFILE : PROFILE): BoardFile => ({
  board,
  profile,
});

export async function openMain(given: MainOptions = {}): Promise<MainRig> {
  const { board = FULL, before = "", profile, ...options } = given;
  const boardFile = boardFileOf(board, profile);
  const text = await mainBundle(boardFile);
  const bundle = `${before}\n${given.change?.(text) ?? text}`;
  const rig = new MainRig({ ...options, bundle, boardFile });
  rig.node.onConsole(({ text }) => take(text));
  rig.node.powerOn();
  return rig;
}

/** Counts of a run that has ended. */
export function take(line: string, mark = COUNTED): void {
  if (line.startsWith(mark)) counting?.add(JSON.parse(line.slice(mark.length)));
}

export class MainRig extends VirtualSite {
  get said(): string {
    return this.node.console.map(({ text }) => text).join("\n");
  }

  /** What an expression is, typed at the REPL. */
  value(expression: string): unknown {
    const [line] = this.node.ask(`print(JSON.stringify(${expression}))`);
    return line === undefined || line === "undefined" ? undefined : JSON.parse(line);
  }

  /** `canary.reboot()`, and the restart. */
  reboot(): this {
    const { bootCount } = this.node.board;
    for (const line of this.node.ask("canary.reboot()")) take(line);
    return this.until("a restart", () => this.node.board.bootCount > bootCount, 5);
  }

  run(seconds: number): this {
    this.runUntil(() => false, seconds, 1000);
    return this;
  }

  until(what: string, done: () => boolean, withinS: number): this {
    assert.ok(this.runUntil(done, withinS, 500), `not within ${withinS} s: ${what}\n${this.said.slice(-2000)}`);
    return this;
  }

  online(withinS = 60): this {
    return this.until("ONLINE", () => this.node.state === "ONLINE", withinS);
  }

  /** Past a restart. */
  restarted(withinS: number): this {
    const { bootCount } = this.node.board;
    return this.until("a restart", () => this.node.board.bootCount > bootCount, withinS);
  }

  /** States of the alarms and ends that the cloud was told. */
  get gasStates(): unknown[] {
    return this.events.flatMap(({ outputs }) => (outputs["GasState"] === undefined ? [] : [outputs["GasState"]]));
  }

  /** Gas enough for an alarm, until the cloud has it. */
  alarmed(withinS = 60): this {
    this.node.setLelPercent(25);
    return this.until("the alarm told", () => this.gasStates.at(-1) === ALARM, withinS);
  }

  property(name: string): unknown {
    return this.platform.property(this.device, name)?.value;
  }

  /** Codes of the faults that the cloud was told, raised ones positive. */
  get faults(): number[] {
    return this.events
      .filter(({ outputs }) => outputs["FaultCode"] !== undefined)
      .map(({ outputs }) => Number(outputs["FaultCode"]) * (outputs["FaultState"] ? 1 : -1));
  }

  /** Before a run of the board ends by anything but its own reboot; what it has reached is lost otherwise. */
  count(): this {
    if (counting && this.node.board.isRunning) counting.add(this.value("coverage") as never);
    return this;
  }

  /** At the end of each test. */
  end(): void {
    this.count().node.dispose();
  }
}
