/**
 * Judges a run by what can be seen from outside alone: no line of the firmware is known to it. Feed it the facts as they
 * come, or let it watch a site; `check()` gives what was broken so far. It is as good for a minute as for a year.
 */
import { createHmac } from "node:crypto";
import type { BoardFile } from "../../build/boards.ts";
import { DEFAULT_EPOCH_MS } from "../../sim/modem/options.ts";
import { EXAMPLE_CONFIG, type NodeConfig } from "../../sim/profile.ts";
import type { VirtualSite } from "../../sim/site.ts";
import { type Check, type CheckName, type Finding, Ledger } from "./check.ts";
import { BoundCheck } from "./check-bounds.ts";
import { EventCheck } from "./check-events.ts";
import { LifeCheck } from "./check-life.ts";
import { WireCheck } from "./check-wire.ts";
import { type Observation, watch } from "./observation.ts";

export interface OracleOptions {
  readonly config?: NodeConfig;
  /** Where the network's clock stood at simulated time 0. */
  readonly epochMs?: () => number;
  readonly secrets?: readonly string[];
  /** An alarm stands at the first start: by what is in its flash. */
  readonly alarmStands?: boolean;
}

export class Oracle {
  readonly ledger = new Ledger();
  readonly #events: EventCheck;
  readonly #life: LifeCheck;
  readonly #checks: readonly Check[];
  #site: VirtualSite | undefined;
  #nowMs = 0;

  constructor(options: OracleOptions = {}) {
    const { config = EXAMPLE_CONFIG, epochMs = () => DEFAULT_EPOCH_MS, secrets = secretsOf(config) } = options;
    this.#events = new EventCheck(this.ledger, { config, epochMs, alarmStands: options.alarmStands ?? false });
    this.#life = new LifeCheck(this.ledger);
    this.#checks = [this.#events, this.#life, new WireCheck(this.ledger), new BoundCheck(this.ledger, { secrets })];
  }

  /** Taps a site that has not been switched on yet. */
  static on(site: VirtualSite, boardFile: BoardFile, options: OracleOptions = {}): Oracle {
    const epochMs = () => DEFAULT_EPOCH_MS + site.leaptMs;
    const oracle = new Oracle({ config: site.node.config, epochMs, ...options });
    oracle.#site = site;
    watch(site, boardFile, (seen) => oracle.feed(seen));
    return oracle;
  }

  feed(seen: Observation): void {
    this.#nowMs = seen.atMs;
    this.ledger.see(seen);
    for (const check of this.#checks) check.see(seen);
  }

  /** A held fault begins or ends; a one-shot does both at once. */
  faultBegins(name: string, atMs: number): void {
    this.feed({ kind: "fault", name, phase: "begins", atMs });
  }

  faultEnds(name: string, atMs: number): void {
    this.feed({ kind: "fault", name, phase: "ends", atMs });
  }

  /** A person has acknowledged the alarm that stands. */
  acknowledged(atMs: number): void {
    this.feed({ kind: "acknowledged", atMs });
  }

  /** The fault makes these checks senseless for the rest of the run. */
  excuse(checks: readonly CheckName[], why: string): void {
    for (const check of checks) this.ledger.excuse(check, why);
  }

  /** Asks the firmware what it says of itself; undefined where none runs. */
  look(): { readonly waiting: number | undefined } | undefined {
    const site = this.#site;
    const status = site?.node.status();
    if (!site || !status) return undefined;
    const told = site.node.ask("canary.crash && print(JSON.stringify(canary.crash()))").join();
    const { waiting } = site.node.vitals;
    const timers = site.node.board.pendingTimers;
    this.feed({ kind: "status", text: JSON.stringify(status) + told, waiting, timers, atMs: site.clock.nowMs });
    return { waiting };
  }

  get isOnline(): boolean {
    return this.#life.isOnline;
  }

  /** Events that the sensor has forced so far. */
  get forced(): number {
    return this.#events.forced;
  }

  /** Gas that comes now must become an alarm. */
  get isQuiet(): boolean {
    return this.#events.isQuiet;
  }

  /** Forced events that the platform has not taken. */
  get owed(): number {
    return this.#events.owed;
  }

  /** All that was broken by now. */
  check(nowMs = this.#site?.clock.nowMs ?? this.#nowMs): readonly Finding[] {
    for (const check of this.#checks) check.settle(nowMs);
    return this.ledger.findings;
  }
}

/** The texts of a configuration that only the device and its cloud may know, and the login made of them. */
function secretsOf(config: NodeConfig): string[] {
  const cloud = config.cloud ?? {};
  const apn = config.modem?.["apn"] as Readonly<Record<string, unknown>> | undefined;
  const secret = String(cloud["deviceSecret"] ?? "");
  const { deviceName, productKey } = cloud;
  const signed = `clientId${deviceName}deviceName${deviceName}productKey${productKey}`;
  const login = createHmac("sha1", secret).update(signed).digest("hex");
  return [secret, String(apn?.["password"] ?? ""), login];
}
