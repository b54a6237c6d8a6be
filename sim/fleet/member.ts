/** One node of a fleet, in its worker: switched on at its time, struck by its plan, and watched at its console. */
import type { BoardFile } from "../../build/boards.ts";
import { SimClock, type Timer } from "../clock.ts";
import { type Address, type Reach, TcpNetwork } from "../cloud/tcp-network.ts";
import type { FamilyName } from "../modem/family.ts";
import { VirtualNode } from "../node.ts";
import { hostOf } from "../profile.ts";
import { configOf, type Identity } from "./identity.ts";
import type { Decision } from "./ledger.ts";
import { type Incident, incidentsOf, type PlanOptions, type Trouble } from "./plan.ts";
import type { Cell, NodeState } from "./protocol.ts";

export interface MemberOptions {
  readonly index: number;
  readonly identity: Identity;
  /** Of the fleet's time: now. */
  readonly onAtMs: number;
  readonly bundle: string;
  readonly boardFile: BoardFile;
  readonly family: FamilyName;
  readonly broker: Address;
  /** Of the host's time. */
  readonly openTimeoutMs: number;
  readonly plan: PlanOptions;
  readonly decided: (decision: Decision) => void;
  readonly changed: (state: NodeState) => void;
}

const GAS_LINE = /^\d+\.\d gas (\d) -> (\d)$/;
/** `12.3 ONLINE`, `12.3 BACKOFF after MSUB: CLOSED`: the states of the link. */
const LINK_LINE = /^\d+\.\d ([A-Z]{2,12})(?: after .*)?$/;
const ALARM = "3";
/** What is not told by the link. */
const GAS_CELLS: Readonly<Record<string, Cell>> = { "2": "w", "3": "A", "4": "f" };

export class Member {
  restarts = 0;
  readonly #options: MemberOptions;
  readonly #clock = new SimClock();
  readonly #node: VirtualNode;
  readonly #network: TcpNetwork;
  readonly #incidents: Generator<Incident, never>;
  readonly #timers = new Set<Timer>();
  #gas = "0";
  #isOnline = false;
  #reach: Reach | undefined;
  #told = "";

  /** Switches it on, now. */
  constructor(options: MemberOptions) {
    const { identity, onAtMs, broker, bundle, boardFile, family, openTimeoutMs, plan } = options;
    const config = configOf(identity);
    this.#clock.runFor(onAtMs);
    const known = hostOf(config).toLowerCase();
    this.#options = options;
    this.#network = new TcpNetwork({
      resolve: (host) => (host.toLowerCase() === known ? broker : undefined),
      openTimeoutMs,
      reached: (reach) => {
        this.#reach = reach;
        this.#tell();
      },
    });
    this.#node = new VirtualNode({
      bundle,
      boardFile,
      network: this.#network,
      clock: this.#clock,
      seed: identity.seed,
      family,
      config,
      modem: { imei: identity.imei },
      ownScope: true,
    });
    // Nobody reads its AT lines, and a thousand nodes' would fill the memory.
    this.#node.wire.onLine = undefined;
    this.#node.onConsole(({ text, atMs }) => {
      this.#node.console.length = 0;
      this.#hear(text, atMs);
    });
    this.#node.board.onBoot = () => this.#booted();
    this.#incidents = incidentsOf(identity.seed, plan);
    this.#node.powerOn();
    this.#tell();
    this.#next();
  }

  runTo(ms: number): void {
    if (ms > this.#clock.nowMs) this.#clock.runFor(ms - this.#clock.nowMs);
  }

  /** Nothing more befalls it, and what is there goes. */
  calm(): void {
    for (const timer of this.#timers) this.#clock.cancel(timer);
    this.#timers.clear();
    this.#network.restore();
    this.#node.setLelPercent(0);
  }

  dispose(): void {
    this.calm();
    this.#node.dispose();
    this.#network.shutDown();
  }

  #next(): void {
    const { atMs, endMs, lelPercent, trouble } = this.#incidents.next().value;
    this.#at(atMs, () => this.#node.setLelPercent(lelPercent));
    this.#at(endMs, () => {
      this.#node.setLelPercent(0);
      this.#next();
    });
    if (trouble) this.#plan(trouble);
  }

  #plan(trouble: Trouble): void {
    if (trouble.kind === "modem-reset") {
      this.#at(trouble.atMs, () => this.#node.modem.fault("rebooting"));
      return;
    }
    this.#at(trouble.atMs, () => this.#network.cut());
    this.#at(trouble.endMs, () => this.#network.restore());
  }

  /** `ms` since it was switched on. */
  #at(ms: number, act: () => void): void {
    const timer = this.#clock.after(this.#options.onAtMs + ms - this.#clock.nowMs, () => {
      this.#timers.delete(timer);
      act();
    });
    this.#timers.add(timer);
  }

  #booted(): void {
    if (this.#node.board.bootCount > 1) this.restarts++;
    this.#isOnline = false;
    this.#tell();
  }

  #hear(text: string, atMs: number): void {
    const [, from, to] = GAS_LINE.exec(text) ?? [];
    const state = to === undefined ? LINK_LINE.exec(text)?.[1] : undefined;
    if (to !== undefined) this.#gas = to;
    if (state !== undefined) this.#isOnline = state === "ONLINE";
    const { index, decided } = this.#options;
    if (to === ALARM) decided({ node: index, kind: "alarm", atMs });
    else if (from === ALARM) decided({ node: index, kind: "end", atMs });
    if (to !== undefined || state !== undefined) this.#tell();
  }

  #tell(): void {
    const cell = GAS_CELLS[this.#gas] ?? (this.#isOnline ? "o" : "c");
    const state = { node: this.#options.index, cell, isOnline: this.#isOnline, reach: this.#reach };
    const told = JSON.stringify(state);
    if (told === this.#told) return;
    this.#told = told;
    this.#options.changed(state);
  }
}
