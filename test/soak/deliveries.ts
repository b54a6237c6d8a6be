/**
 * Each alarm, and each end of one, from the moment at which the device said that it was decided to the moment at which the
 * platform has it. None may be missing when the device says that nothing waits.
 */
import { publishOf, replyOf } from "../faults/at-text.ts";
import { type Ledger, seconds } from "../faults/check.ts";
import type { Observation } from "../faults/observation.ts";
import type { Strains } from "./strains.ts";

interface Decided {
  readonly atMs: number;
  readonly isAlarm: boolean;
  /** Online, nothing has failed for a while, and the broker has been heard since: no link that has died unnoticed. */
  readonly isFine: boolean;
  id: string | undefined;
  /** The supply went away while it was being written. */
  isTorn: boolean;
}

const DECISION = / gas (\d) -> (\d)$/;
const ALARM = "3";
const PARAMETERS_BAD = 460;
const CALM_MS = 60_000;
/** Modem's clock and record have whole seconds. */
const TIME_OFF_MS = 2500;

export interface Now {
  isOnline(): boolean;
  /** Where the network's clock stood at simulated time 0, as the date is now: nothing waits over a leap. */
  epochMs(): number;
}

export class Deliveries {
  /** Milliseconds each: while all was fine; after the last fault's end, where there was one. */
  readonly fineMs: number[] = [];
  readonly afterFaultMs: number[] = [];
  /** Taken while a fault was on. */
  duringFault = 0;
  decided = 0;
  torn = 0;
  /** Alarms and ends that waited at one time. */
  mostWaiting = 0;
  readonly #ledger: Ledger;
  readonly #strains: Strains;
  readonly #now: Now;
  #waiting: Decided[] = [];
  #pubackMs = 0;
  /** Sent since the last rest: what comes again under one of these is a copy. */
  readonly #sentIds = new Set<string>();

  constructor(ledger: Ledger, strains: Strains, now: Now) {
    this.#ledger = ledger;
    this.#strains = strains;
    this.#now = now;
  }

  see(seen: Observation): void {
    if (seen.kind === "console") this.#console(seen.atMs, seen.text);
    else if (seen.kind === "sent") this.#sent(seen.atMs, seen.text);
    else if (seen.kind === "heard") this.#heard(seen.atMs, seen.text);
    else if (seen.kind === "accepted") this.#accepted(seen.atMs, seen.id);
    else if (seen.kind === "stop" && seen.cause === "power-cut") this.#cut(seen.atMs);
  }

  /** Nothing waits in the device: what was decided and has not been taken is lost. */
  atRest(nowMs: number): void {
    for (const { atMs, isAlarm, isTorn, id } of this.#waiting) {
      if (isTorn) continue;
      const what = `${isAlarm ? "alarm" : "clear"} decided at ${seconds(atMs)}`;
      const how = id === undefined ? "never sent" : `sent as ${id}, never accepted`;
      this.#strains.report("alarm-lost", nowMs, `${what}: ${how}, and nothing waits`);
    }
    this.#waiting = [];
    this.#sentIds.clear();
  }

  #console(atMs: number, text: string): void {
    const [, before, after] = DECISION.exec(text) ?? [];
    if (after === undefined || (before !== ALARM && after !== ALARM)) return;
    const { calmSinceMs } = this.#ledger;
    const isFine = this.#now.isOnline() && atMs - calmSinceMs >= CALM_MS && this.#pubackMs > calmSinceMs;
    this.decided++;
    this.#waiting.push({ atMs, isAlarm: after === ALARM, isFine, id: undefined, isTorn: false });
    this.mostWaiting = Math.max(this.mostWaiting, this.#waiting.length);
  }

  #cut(atMs: number): void {
    for (const decided of this.#waiting) {
      if (decided.atMs !== atMs) continue;
      decided.isTorn = true;
      this.torn++;
    }
  }

  #sent(atMs: number, line: string): void {
    if (!line.includes("GasCheck_Event")) return;
    const publish = publishOf(line);
    if (publish?.kind !== "alarm" && publish?.kind !== "clear") return;
    if (this.#sentIds.has(publish.id)) return;
    this.#sentIds.add(publish.id);
    const open = this.#waiting.filter((one) => one.id === undefined && one.isAlarm === (publish.kind === "alarm"));
    const decided = this.#find(open, publish.timeMs);
    if (decided) decided.id = publish.id;
    else if (open[0]) {
      const own = seconds((publish.timeMs ?? 0) - this.#now.epochMs());
      const what = `${publish.kind} ${publish.id}, sent at ${seconds(atMs)}, has the time ${own}: none was decided then`;
      this.#strains.report("event-time", atMs, what);
    }
  }

  /** By its time; where it has none, or none that can be trusted, the oldest. */
  #find(open: readonly Decided[], timeMs: number | undefined): Decided | undefined {
    if (timeMs === undefined) return open[0];
    const atMs = timeMs - this.#now.epochMs();
    const inTime = open.find((one) => Math.abs(one.atMs - atMs) <= TIME_OFF_MS);
    return inTime ?? (this.#strains.isStrained("event-time") ? open[0] : undefined);
  }

  /** What is refused for its time may be told anew, under another id. */
  #heard(atMs: number, line: string): void {
    if (line === "PUBACK") this.#pubackMs = atMs;
    const reply = replyOf(line);
    if (reply?.code !== PARAMETERS_BAD) return;
    const refused = this.#waiting.find(({ id }) => id !== undefined && Number(id) === Number(reply.id));
    if (refused) refused.id = undefined;
  }

  #accepted(atMs: number, id: string): void {
    const decided = this.#waiting.find((one) => one.id === id);
    if (!decided) return;
    this.#waiting = this.#waiting.filter((one) => one !== decided);
    const { calmSinceMs } = this.#ledger;
    if (calmSinceMs > atMs) this.duringFault++;
    else if (decided.isFine && calmSinceMs < decided.atMs) this.fineMs.push(atMs - decided.atMs);
    else this.afterFaultMs.push(atMs - Math.max(decided.atMs, calmSinceMs));
  }
}

export interface Spread {
  readonly count: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly maxMs: number;
}

export function spreadOf(list: readonly number[]): Spread {
  const sorted = list.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  return { count: sorted.length, p50Ms: at(0.5), p95Ms: at(0.95), maxMs: sorted.at(-1) ?? 0 };
}
