/** Liveness: never stuck, never silent for long, never knocking too often (facts: reliability D.3, 9 to 12). */
import { commandName, stateOf } from "./at-text.ts";
import { type Check, type Ledger, seconds } from "./check.ts";
import type { Observation } from "./observation.ts";

/** From any state and any silence. */
const BOUND_MS = 15 * 60_000;
const GRACE_MS = 5000;
/** Most openings or logins within so long: full jitter over 2, 4, 8 … s, capped at 60 s while an alarm waits. */
const KNOCKS: readonly (readonly [withinMs: number, most: number])[] = [
  [60_000, 12],
  [600_000, 60],
  [3_600_000, 300],
];
const KNOCKING = new Set(["MIPSTART", "SSLMIPSTART", "MCONNECT"]);

export class LifeCheck implements Check {
  readonly #ledger: Ledger;
  #isOn = false;
  /** Of the last line from the modem, or of what was done about its silence. */
  #signMs = 0;
  #isMuteTold = false;
  isOnline = false;
  /** Since when it is not online and the board runs. */
  #offlineSinceMs = 0;
  #isOfflineTold = false;
  readonly #knocksMs = new Map<string, number[]>();
  #sent = 0;

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
  }

  see(seen: Observation): void {
    const { atMs } = seen;
    this.settle(atMs);
    if (seen.kind === "boot") this.#boot(atMs);
    else if (seen.kind === "stop") this.#stop(atMs, seen.cause);
    else if (seen.kind === "heard" || (seen.kind === "pin" && seen.pin === "RESET" && seen.isLow)) this.#sign(atMs);
    else if (seen.kind === "console") this.#console(atMs, seen.text);
    else if (seen.kind === "sent") this.#knock(atMs, seen.text);
    else if (seen.kind === "fault" && seen.phase === "ends") this.#offlineSinceMs = atMs;
  }

  settle(nowMs: number): void {
    if (!this.#isOn) return;
    const muteMs = nowMs - this.#signMs;
    if (muteMs > BOUND_MS + GRACE_MS && !this.#isMuteTold) {
      this.#isMuteTold = true;
      const what = `no line from the modem since ${seconds(this.#signMs)}, ${this.#sent} commands sent`;
      this.#ledger.report("mute-modem-reset", nowMs, `${what}, and neither its RESET nor a restart of the board`);
    }
    const sinceMs = Math.max(this.#offlineSinceMs, this.#ledger.calmSinceMs);
    if (this.isOnline || this.#isOfflineTold || nowMs < sinceMs + BOUND_MS + GRACE_MS) return;
    this.#isOfflineTold = true;
    this.#ledger.report("online-again", nowMs, `neither online nor restarted since ${seconds(sinceMs)}`);
  }

  #boot(atMs: number): void {
    this.#isOn = true;
    this.isOnline = this.#isOfflineTold = false;
    this.#offlineSinceMs = atMs;
    this.#sign(atMs);
  }

  #stop(atMs: number, cause: string): void {
    this.#isOn = this.isOnline = false;
    if (cause === "watchdog") this.#ledger.report("watchdog", atMs, "the watchdog bit, and no task had been stopped");
  }

  #sign(atMs: number): void {
    this.#signMs = atMs;
    this.#isMuteTold = false;
    this.#sent = 0;
  }

  #console(atMs: number, text: string): void {
    const state = stateOf(text);
    if (state === undefined) return;
    const wasOnline = this.isOnline;
    this.isOnline = state === "ONLINE";
    if (wasOnline && !this.isOnline) this.#offlineSinceMs = atMs;
    if (this.isOnline) this.#isOfflineTold = false;
  }

  #knock(atMs: number, text: string): void {
    this.#sent++;
    const name = commandName(text) ?? "";
    if (!KNOCKING.has(name)) return;
    const list = this.#knocksMs.get(name) ?? [];
    this.#knocksMs.set(name, list);
    list.push(atMs);
    const longestMs = KNOCKS.at(-1)?.[0] ?? 0;
    while ((list[0] ?? 0) < atMs - longestMs) list.shift();
    for (const [withinMs, most] of KNOCKS) {
      const since = list.length - 1 - most;
      const firstMs = list[since];
      if (firstMs === undefined || firstMs <= atMs - withinMs) continue;
      const what = `${most + 1} AT+${name} within ${seconds(atMs - firstMs)}`;
      this.#ledger.report("knock-rate", atMs, `${what}, at most ${most} in ${seconds(withinMs)}`);
      list.length = 0;
      return;
    }
  }
}
