/** Bounds, secrets, and what must never happen at all (facts: reliability D.3, 6 to 8). */
import { type Check, type Ledger, seconds } from "./check.ts";
import type { Observation } from "./observation.ts";

const MOST_TIMERS = 24;
/** No board's journal holds more. */
const MOST_WAITING = 600;
const MOST_CHARS = 400;
/** Console lines in a minute: a person must be able to use the REPL beside them. */
const MOST_LINES = 240;
const MINUTE_MS = 60_000;
/** Erases of the log in an hour: its areas take turns, and one is erased when the other is full. */
const MOST_ERASES = 8;
const HOUR_MS = 3_600_000;

export interface BoundOptions {
  /** Texts that no one may ever read. */
  readonly secrets: readonly string[];
}

export class BoundCheck implements Check {
  readonly #ledger: Ledger;
  readonly #secrets: readonly string[];
  #boots = 0;
  #bootMs = 0;
  #hasLog = false;
  #minuteMs = 0;
  #lines = 0;
  #hourMs = 0;
  #erases = 0;

  constructor(ledger: Ledger, { secrets }: BoundOptions) {
    this.#ledger = ledger;
    this.#secrets = secrets.filter((secret) => secret !== "");
  }

  see(seen: Observation): void {
    const { atMs } = seen;
    if (seen.kind === "console") this.#console(atMs, seen.text);
    else if (seen.kind === "flash") this.#flash(atMs, seen.act, seen.isLog);
    else if (seen.kind === "status") this.#status(atMs, seen.text, seen.waiting ?? 0, seen.timers);
    else if (seen.kind === "violation") this.#ledger.report("platform-rules", atMs, seen.why);
    else if (seen.kind === "uncaught") this.#ledger.report("no-exception", atMs, seen.text);
    else if (seen.kind === "boot") {
      this.#boots++;
      this.#bootMs = atMs;
    }
  }

  settle(): void {}

  #console(atMs: number, text: string): void {
    this.#checkSecret(atMs, "the console", text);
    if (text.length > MOST_CHARS) this.#ledger.report("bounds", atMs, `a console line of ${text.length} characters`);
    if (atMs - this.#minuteMs >= MINUTE_MS) {
      this.#minuteMs = atMs;
      this.#lines = 0;
    }
    if (++this.#lines === MOST_LINES)
      this.#ledger.report("bounds", atMs, `${MOST_LINES} console lines within a minute`);
  }

  /** The first start may lay out its areas; after it nothing but the log is written. */
  #flash(atMs: number, act: "program" | "erase", isLog: boolean): void {
    if (isLog) {
      this.#hasLog = true;
      if (act === "erase") this.#erase(atMs);
      return;
    }
    if (!this.#hasLog) {
      this.#ledger.skipped.set("bounds", "the firmware has not touched the log's flash");
      return;
    }
    if (this.#boots === 0) return;
    const since = `${seconds(atMs - this.#bootMs)} after start ${this.#boots}`;
    this.#ledger.report("bounds", atMs, `${act} of flash outside the log, ${since}`);
  }

  #erase(atMs: number): void {
    if (atMs - this.#hourMs >= HOUR_MS) {
      this.#hourMs = atMs;
      this.#erases = 0;
    }
    if (++this.#erases === MOST_ERASES)
      this.#ledger.report("bounds", atMs, `${MOST_ERASES} erases of the log in an hour`);
  }

  #status(atMs: number, text: string, waiting: number, timers: number): void {
    this.#checkSecret(atMs, "what the REPL tells", text);
    if (timers > MOST_TIMERS) this.#ledger.report("bounds", atMs, `${timers} timers on the board`);
    if (waiting > MOST_WAITING) this.#ledger.report("bounds", atMs, `${waiting} records wait`);
  }

  #checkSecret(atMs: number, where: string, text: string): void {
    for (const secret of this.#secrets) {
      if (text.includes(secret))
        this.#ledger.report("no-secret", atMs, `a secret stands in ${where}: ${mask(text, secret)}`);
    }
  }
}

const mask = (text: string, secret: string): string => text.replaceAll(secret, "***").slice(0, 120);
