/**
 * The walk: power on, online, warm; gas, no gas; new settings and the restart that takes them. Then the plug is pulled once
 * more, and a fresh alarm must come through where none has since the last cut. Each step waits for the device, however often
 * it starts anew.
 */
import type { NodeConfig } from "../../sim/profile.ts";
import type { VirtualSite } from "../../sim/site.ts";
import type { Outage } from "./used-flash.ts";
import type { Versions } from "./versions.ts";

/** Told apart on the wire by two settings that must change together. */
export const OLD = { apn: "CMNET", keepAliveS: 300 };
export const NEW = { apn: "cmiot", keepAliveS: 240 };

export const configOf = (base: NodeConfig, { apn, keepAliveS }: typeof OLD): NodeConfig => ({
  ...base,
  cloud: { ...base.cloud, keepAliveS },
  modem: { ...base.modem, apn: { name: apn } },
  // An alarm ends by itself, and has a level: its set point is within the sensor's range.
  gas: { ...base.gas, alarmLelPercent: 10, warningLelPercent: 5, latch: false },
});

export const GAS_LEL_PERCENT = 15;
const ALARM = 3;
const NORMAL = 1;
const LOOK_MS = 2000;
/** From any state, a warm-up and a minute of calm on top. */
const STEP_S = 15 * 60 + 300;
/** The start counts as a good one by then. */
const GOOD_S = 62;
const PLUG_MS = 5000;

export class Walk {
  readonly #site: VirtualSite;
  readonly #outage: Outage;
  readonly #next: string;
  readonly #versions: Versions;
  /** What a step waited for in vain. */
  failure: string | undefined;
  /** The device said that it keeps the new settings. */
  isChanged = false;
  /** Typed, with or without an answer. */
  changes = 0;

  constructor(site: VirtualSite, outage: Outage, next: NodeConfig, versions: Versions) {
    this.#site = site;
    this.#versions = versions;
    this.#outage = outage;
    this.#next = JSON.stringify(next);
  }

  /** The part whose flash operations are cut. */
  first(): void {
    const { network, node } = this.#site;
    if (this.#outage !== "none") network.cut();
    node.powerOn();
    this.#wait("a warm sensor", () => node.vitals.gasState === NORMAL);
    this.#gas();
    if (this.#outage === "until the gas is gone") {
      network.restore();
      this.#wait("all of it sent", () => this.#isDone());
    }
    this.#change();
    network.restore();
    this.#wait("online, with nothing left to send", () => this.#isDone());
    this.#pass(GOOD_S);
  }

  /** Settings as a cold start takes them; with an alarm, unless one has proved it. */
  last(isProven: boolean): void {
    const { node, clock } = this.#site;
    if (this.failure) return;
    node.powerOff();
    clock.runFor(PLUG_MS);
    node.powerOn();
    this.#wait("online, with nothing left to send", () => this.#isDone());
    if (isProven) return;
    this.#wait("a warm sensor", () => node.vitals.gasState === NORMAL);
    this.#gas();
    this.#wait("online, with nothing left to send", () => this.#isDone());
  }

  #gas(): void {
    const { node } = this.#site;
    const isTold = (): boolean => node.vitals.waiting === 0 || this.#isAway();
    node.setLelPercent(GAS_LEL_PERCENT);
    this.#wait("the alarm", () => node.vitals.gasState === ALARM && isTold());
    node.setLelPercent(0);
    this.#wait("the alarm's end", () => node.vitals.gasState === NORMAL && isTold());
  }

  #isAway(): boolean {
    return this.#outage !== "none" && this.changes === 0;
  }

  #isDone(): boolean {
    const { state, waiting } = this.#site.node.vitals;
    return state === "ONLINE" && waiting === 0;
  }

  #change(): void {
    const { node } = this.#site;
    while (!this.isChanged && !this.failure) {
      this.#wait("the REPL", () => node.status() !== undefined);
      this.changes++;
      this.#versions.isChanging = true;
      const [answer] = node.ask(`print(JSON.stringify(canary.configure(${this.#next})))`);
      if (answer === "[]") this.isChanged = true;
      else if (answer !== undefined) this.failure ??= `new settings refused: ${answer}`;
    }
    const boots = node.board.bootCount;
    node.ask("canary.reboot()");
    this.#wait("a restart", () => node.board.bootCount > boots && node.status() !== undefined);
  }

  #wait(what: string, done: () => boolean): void {
    if (this.failure || this.#site.runUntil(done, STEP_S, LOOK_MS)) return;
    const status = JSON.stringify(this.#site.node.status() ?? "no REPL");
    this.failure = `no ${what} within ${STEP_S} s, at ${this.#site.clock.nowMs / 1000} s; ${status}`;
  }

  #pass(seconds: number): void {
    if (!this.failure) this.#site.clock.runFor(seconds * 1000);
  }
}
