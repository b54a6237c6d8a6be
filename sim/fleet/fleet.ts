/**
 * Many nodes at one cloud, in worker threads. For whoever shows or runs it:
 *
 *   const pace = new Pace(workers);
 *   const platform = fleetPlatform(pace, { devices: 50, seed: 1 });
 *   // a broker for `platform`, embedded (cloud/broker.ts) or somebody's (cloud/attach.ts), then
 *   const fleet = await Fleet.start({ pace, platform, addresses: [{ host, port }], devices: 50, seed: 1, ... });
 *   fleet.live()                       // FleetLive, cheap: as often as a page is painted
 *   fleet.onChange(() => ...)          // something of it is no longer so; at most once a look, four times a second
 *   fleet.onHappening(({ atMs, what, text }) => ...)   // a node went to alarm, one was delivered late or lost, a connection went
 *   pace.speed = 20                    // 0 lets time stand still
 *   fleet.calm()                       // no more gas and trouble, and nobody else is switched on; then `isQuiet` says when nothing is under way any more
 *   await fleet.stop()                 // ends nodes and threads; the broker is its owner's
 *
 * Where the machine can't carry the fleet its time is slower than asked for, as `paceLive().actual` says.
 * Numbers of nodes count from 0, and so do the letters of `cells`; names begin with D0001, or with `first`.
 */
import { deviceKey } from "../cloud/login.ts";
import type { Platform } from "../cloud/platform.ts";
import { keepBounded } from "../cloud/records.ts";
import type { Address } from "../cloud/tcp-network.ts";
import { Listeners } from "../listeners.ts";
import type { FamilyName } from "../modem/family.ts";
import { DEFAULT_EPOCH_MS } from "../modem/options.ts";
import type { FleetLive, PaceLive } from "../web/live.ts";
import type { Happening } from "../web/news.ts";
import { BrokerReach } from "./broker-reach.ts";
import { devicesOf, LOG_LIMIT } from "./cloud.ts";
import { Crew } from "./crew.ts";
import type { Names } from "./identity.ts";
import { arrivalOf, type Counts, type Decision, Ledger } from "./ledger.ts";
import { Load, type LoadReport } from "./load.ts";
import type { Pace } from "./pace.ts";
import { type PlanOptions, WARM_MS } from "./plan.ts";
import type { Cell, FromWorker, News } from "./protocol.ts";
import { brokerOf, sharesOf } from "./shares.ts";

export interface FleetOptions extends Names {
  readonly root: string;
  readonly boardId: string;
  readonly bundle: string;
  readonly family: FamilyName;
  readonly speed: number;
  readonly plan: PlanOptions;
  /** An alarm that is not delivered by then is lost; of the devices' time. */
  readonly lostAfterMs: number;
  readonly pace: Pace;
  readonly platform: Platform;
  /** Of one broker or of the members of a cluster: nodes are spread over them. */
  readonly addresses: readonly Address[];
}

export interface BrokerCounts extends Counts {
  readonly broker: string;
}

const LOOK_MS = 250;

export class Fleet {
  readonly ledger: Ledger;
  /** Of the nodes, by their numbers. */
  readonly names: readonly string[];
  readonly #options: FleetOptions;
  readonly #happenings = new Listeners<Happening>();
  readonly #changes = new Listeners<void>();
  readonly #crew: Crew;
  readonly #load: Load;
  readonly #cells: Cell[];
  readonly #online: boolean[];
  readonly #reach: BrokerReach;
  readonly #numbers: ReadonlyMap<string, number>;
  readonly #undo: (() => void)[] = [];
  #hasChanged = false;
  #allOnMs: number | undefined;
  #failure: Error | undefined;

  /** Resolves when the time has begun. */
  static async start(options: FleetOptions): Promise<Fleet> {
    const fleet = new Fleet(options);
    try {
      await fleet.#crew.ready();
    } catch (error) {
      await fleet.stop();
      throw error;
    }
    options.pace.start(options.speed);
    return fleet;
  }

  private constructor(options: FleetOptions) {
    const { devices, lostAfterMs } = options;
    const identities = devicesOf(options);
    this.#options = options;
    this.ledger = new Ledger(lostAfterMs);
    this.#load = new Load(options.pace);
    this.#reach = new BrokerReach(options.addresses, (node) => brokerOf(options, node));
    this.#cells = Array.from({ length: devices }, () => ".");
    this.#online = this.#cells.map(() => false);
    this.names = identities.map(({ deviceName }) => deviceName);
    this.#numbers = new Map(identities.map((device, index) => [deviceKey(device), index]));
    this.#crew = new Crew({
      shares: sharesOf(options),
      heard: (worker, message) => this.#heard(worker, message),
      failed: (error) => {
        this.#failure ??= error;
      },
    });
    this.#listen();
  }

  /** Each returns what takes the listener off again. */
  readonly onHappening = (listener: (happening: Happening) => void): (() => void) => this.#happenings.add(listener);
  readonly onChange = (listener: () => void): (() => void) => this.#changes.add(listener);

  get nowMs(): number {
    return this.#options.pace.nowMs;
  }

  /** How far all nodes have come; what is due is due by this. */
  get reachedMs(): number {
    return this.#options.pace.reachedMs;
  }

  /** All are switched on, and their sensors are warm. */
  get isWarm(): boolean {
    return this.#allOnMs !== undefined && this.reachedMs >= this.#allOnMs + WARM_MS;
  }

  /** How many are not switched on yet. */
  get off(): number {
    return this.#cells.filter((cell) => cell === ".").length;
  }

  /** No alarm stands, and none is under way. */
  get isQuiet(): boolean {
    return this.ledger.waiting === 0 && !this.#cells.includes("A");
  }

  /** What went wrong in a worker: its nodes are gone. */
  get failure(): Error | undefined {
    return this.#failure;
  }

  calm(): void {
    this.#crew.tell({ kind: "calm" });
  }

  live(): FleetLive {
    const { devices, pace } = this.#options;
    const alarm = this.ledger.counts("alarm");
    const end = this.ledger.counts("end");
    return {
      devices,
      online: this.#online.filter(Boolean).length,
      alarms: this.#cells.filter((cell) => cell === "A").length,
      waiting: this.ledger.waiting,
      decided: alarm.decided + end.decided,
      delivered: alarm.delivered + end.delivered,
      lost: alarm.lost + end.lost,
      latency: this.ledger.latency.rows,
      bytesPerDevice: Math.round(this.#load.rssBytes / devices),
      workers: pace.workers,
      cells: this.#cells.join(""),
    };
  }

  paceLive(): PaceLive {
    const { speed } = this.#options.pace;
    return { speed, actual: this.#load.actualSpeed, isPaused: speed === 0 };
  }

  /** Alarms and ends, by the broker that the device is at. */
  brokers(): BrokerCounts[] {
    const { addresses } = this.#options;
    return addresses.map(({ host, port }, at) => ({
      broker: `${host}:${port}`,
      ...this.ledger.countsOf((node) => brokerOf(this.#options, node) === at),
    }));
  }

  /** Brokers that no device gets through to. */
  outOfReach(): Address[] {
    return this.#reach.gone();
  }

  load(): LoadReport {
    return this.#load.report();
  }

  /** What was so far was the switching on, and no longer counts. */
  forgetLoad(): void {
    this.#load.forget();
  }

  /** How many rules of the platform the devices broke. */
  get violations(): number {
    return this.#options.platform.violations.length;
  }

  async stop(): Promise<void> {
    for (const undo of this.#undo.splice(0)) undo();
    this.#options.pace.stop();
    await this.#crew.stop();
  }

  #listen(): void {
    const { platform } = this.#options;
    const timer = setInterval(() => this.#look(), LOOK_MS);
    this.#undo.push(
      () => clearInterval(timer),
      platform.onEvent((event) => {
        const node = this.#numbers.get(event.device);
        const arrival = node === undefined ? undefined : arrivalOf(event, node, DEFAULT_EPOCH_MS);
        const late = arrival && this.ledger.arrived(arrival);
        if (late) this.#happen("event", `${this.#tellOf(late)} has come after all`);
        this.#hasChanged = true;
        keepBounded(platform.events, LOG_LIMIT);
      }),
      platform.onLog(({ kind, device, text }) => {
        // The connection to somebody's broker, which has no device.
        if (kind === "note" && !this.#numbers.has(device)) this.#happen("note", text);
      }),
    );
  }

  #heard(worker: number, message: Exclude<FromWorker, { kind: "ready" | "stopped" }>): void {
    if (message.kind === "pulse") {
      this.#load.take(worker, message);
      if (this.#allOnMs === undefined && this.off === 0) this.#allOnMs = this.nowMs;
    } else this.#takeNews(message);
    this.#hasChanged = true;
  }

  #takeNews({ decisions, states }: News): void {
    for (const decision of decisions) {
      this.ledger.decided(decision);
      if (decision.kind === "alarm") this.#happen("gas", `${this.#name(decision.node)}: gas alarm`, decision.atMs);
    }
    for (const { node, cell, isOnline, reach } of states) {
      this.#cells[node] = cell;
      this.#online[node] = isOnline;
      this.#reach.take(node, reach);
    }
  }

  #look(): void {
    for (const decision of this.ledger.look(this.reachedMs)) this.#happen("error", `${this.#tellOf(decision)} is lost`);
    this.#load.look();
    if (!this.#hasChanged) return;
    this.#hasChanged = false;
    this.#changes.tell();
  }

  #tellOf({ node, kind, atMs }: Decision): string {
    const what = kind === "alarm" ? "the alarm" : "the end of the alarm";
    return `${this.#name(node)}: ${what}, decided at ${(atMs / 1000).toFixed(1)} s,`;
  }

  #name(node: number): string {
    return this.names[node] ?? String(node);
  }

  #happen(what: Happening["what"], text: string, atMs = this.nowMs): void {
    this.#happenings.tell({ atMs, what, text });
  }
}
