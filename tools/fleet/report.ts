/** What came of a fleet, as the summary shows it and `--json` has it. */
import type { BrokerCounts, Fleet } from "../../sim/fleet/fleet.ts";
import type { Row, Spread } from "../../sim/fleet/histogram.ts";
import type { Counts } from "../../sim/fleet/ledger.ts";
import type { LoadReport } from "../../sim/fleet/load.ts";
import type { FleetSessionOptions } from "./session.ts";

export interface FleetReport {
  readonly devices: number;
  readonly workers: number;
  readonly speed: number;
  readonly seed: number;
  readonly board: string;
  /** Of the devices' time: all of it, and the part with all of them on and in danger. */
  readonly totalMinutes: number;
  readonly playedMinutes: number;
  readonly alarms: Counts;
  readonly ends: Counts;
  /** Of each broker's devices, where there are several. */
  readonly brokers: readonly BrokerCounts[];
  readonly waiting: number;
  /** Delivered after they had been given up. */
  readonly late: number;
  readonly invented: number;
  /** Rules of the platform that devices broke. */
  readonly violations: number;
  readonly latency: Spread;
  readonly histogram: readonly Row[];
  readonly bytesPerDevice: number;
  readonly load: LoadReport;
}

const MINUTE_MS = 60_000;

export function reportOf(options: FleetSessionOptions, fleet: Fleet, playedMs: number): FleetReport {
  const { devices, workers, speed, seed, boardId } = options;
  const { ledger } = fleet;
  const load = fleet.load();
  return {
    devices,
    workers,
    speed,
    seed,
    board: boardId,
    totalMinutes: round(fleet.reachedMs / MINUTE_MS),
    playedMinutes: round(playedMs / MINUTE_MS),
    alarms: ledger.counts("alarm"),
    ends: ledger.counts("end"),
    brokers: fleet.brokers(),
    waiting: ledger.waiting,
    late: ledger.late,
    invented: ledger.invented,
    violations: fleet.violations,
    latency: ledger.latency.spread,
    histogram: ledger.latency.rows,
    bytesPerDevice: Math.round(load.rssBytes / devices),
    load,
  };
}

const round = (value: number): number => Math.round(value * 10) / 10;
