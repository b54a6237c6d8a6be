/** What the oracle's checks share: findings, and which faults were on when. */
import type { Observation } from "./observation.ts";

/** One for each promise; the numbers are those of the reliability sheet's list D.3. */
export const CHECKS = {
  "journal-before-send": "(1) a decided alarm is in flash before any byte of it is sent",
  "kept-until-reply": "(2) it stays until the cloud's reply with its id",
  "no-false-number": "(3) no invalid state of the sensor yields a number",
  "answer-to-its-command": "(4) no command's answer is given to another command",
  "alarm-first": "(5) alarm before fault before telemetry",
  "whole-config": "(6) the configuration is always one complete version",
  "no-secret": "(7) no secret where a person may read",
  "bounds": "(8) memory, queues and flash stay within their bounds",
  "delivered-in-time": "(9) when faults stop, all that waits is delivered within 5 minutes",
  "mute-modem-reset": "(10) a mute modem is reset within 15 minutes",
  "watchdog": "(11) the watchdog bites where a task stops, and nowhere else",
  "knock-rate": "(12) the modem is not knocked at more often than the back-off allows",
  "alarm-lost": "the promise: what the sensor forced reaches the cloud",
  "alarm-invented": "nothing is told that was not there",
  "same-message": "a resend is the same message, to the byte",
  "event-time": "an event has the time of its decision where time was known",
  "online-again": "online, or the board restarted, within 15 minutes; sooner after what mends by itself",
  "platform-rules": "no rule of the platform is broken",
  "no-exception": "no exception goes uncaught",
} as const;

export type CheckName = keyof typeof CHECKS;

export interface Finding {
  readonly check: CheckName;
  readonly atMs: number;
  readonly message: string;
}

/** Findings of one check beyond this many are the same one again. */
const KEPT_OF_A_CHECK = 5;

/** Collects findings; knows which checks do not count in this run, and when the last fault ended. */
export class Ledger {
  readonly findings: Finding[] = [];
  /** Checks that could not be made, and why. */
  readonly skipped = new Map<CheckName, string>();
  /** No fault has been on since; infinite while one is. */
  calmSinceMs = 0;
  /** The platform refuses posts because it was told to: what it refuses for good is not lost by the device. */
  refusesOnPurpose = false;
  readonly #active = new Map<string, number>();
  readonly #excused = new Map<CheckName, string>();
  readonly #counts = new Map<CheckName, number>();

  report(check: CheckName, atMs: number, message: string): void {
    if (this.#excused.has(check)) return;
    const count = (this.#counts.get(check) ?? 0) + 1;
    this.#counts.set(check, count);
    if (count <= KEPT_OF_A_CHECK) this.findings.push({ check, atMs, message });
  }

  /** A fault makes the check senseless from here on. */
  excuse(check: CheckName, why: string): void {
    this.#excused.set(check, why);
  }

  isExcused(check: CheckName): boolean {
    return this.#excused.has(check);
  }

  see(seen: Observation): void {
    if (seen.kind !== "fault") return;
    const count = (this.#active.get(seen.name) ?? 0) + (seen.phase === "begins" ? 1 : -1);
    if (count > 0) this.#active.set(seen.name, count);
    else this.#active.delete(seen.name);
    this.calmSinceMs = this.#active.size > 0 ? Number.POSITIVE_INFINITY : seen.atMs;
  }
}

/** One or more promises, checked as the facts come in; bounded in memory, so that a year is no trouble. */
export interface Check {
  see(seen: Observation): void;
  /** At the end, and whenever it is asked: what has not come by now. */
  settle(nowMs: number): void;
}

export const seconds = (ms: number): string => `${(ms / 1000).toFixed(3)} s`;
