/** Where a real board's link stands: by its lines, and by its own word, which counts for the state that it was said in. */
import { LinkLog } from "../../sim/web/link-log.ts";
import { type LinkLive, RUNGS } from "../../sim/web/live.ts";
import type { StateRow } from "../../sim/web/messages.ts";
import type { Transition } from "../../sim/web/news.ts";
import { UNKNOWN } from "../../sim/web/unknown.ts";
import { type Members, numberOf, textOf } from "../../sim/web/untrusted.ts";

export class BoardLink {
  readonly #machine: readonly StateRow[];
  readonly #wallMs: () => number;
  readonly #tell: (transition: Transition) => void;
  #log: LinkLog;
  /** What it has said of itself, and where no line was seen of how it came there. */
  #told: { readonly state: string; readonly endsMs: number | null } | undefined;
  #sinceWallMs: number | null = null;
  #isTracing = false;

  constructor(machine: readonly StateRow[], wallMs: () => number, tell: (transition: Transition) => void) {
    this.#machine = machine;
    this.#wallMs = wallMs;
    this.#tell = tell;
    this.#log = new LinkLog(tell);
  }

  /** Its lines to the modem are seen from now on, or no longer: what was sent in this state meanwhile is not known. */
  traced(isOn: boolean): void {
    if (isOn !== this.#isTracing) this.#log.sent();
    if (!isOn) this.#log.forgetSteps();
    this.#isTracing = isOn;
  }

  /** A line to the modem. */
  sent(): void {
    this.#log.sent();
  }

  /** Returns the state that it is in since, where the line told one. */
  printed(line: string, atMs: number): string | undefined {
    const before = this.#log.sinceMs;
    // Who does not see the modem's lines can't say that there was none.
    if (!this.#isTracing) this.#log.sent();
    this.#log.printed(line, atMs);
    if (this.#log.state === null || this.#log.sinceMs === before) return undefined;
    this.#told = undefined;
    this.#sinceWallMs = this.#wallMs();
    return this.#log.state;
  }

  answered(status: Members, nowMs: number | null): void {
    const state = textOf(status["link"]);
    const leftS = numberOf(status["linkEndsS"]);
    const endsMs = leftS === null || nowMs === null ? null : Math.round(nowMs + leftS * 1000);
    this.#told = state === null ? undefined : { state, endsMs };
  }

  forget(): void {
    this.#log = new LinkLog(this.#tell);
    this.#told = undefined;
    this.#sinceWallMs = null;
  }

  get state(): string | null {
    return this.#told?.state ?? this.#log.state;
  }

  /** By the desk's clock. */
  get sinceWallMs(): number | null {
    return this.#isSeen() ? this.#sinceWallMs : null;
  }

  live(status: Members, nowMs: number | null): LinkLive {
    const sinceMs = this.#isSeen() ? this.#log.sinceMs : null;
    const deadlineMs = this.#told?.endsMs ?? this.#byTable(sinceMs);
    return {
      ...UNKNOWN.link,
      state: this.state,
      sinceMs,
      deadlineMs,
      stayMs: sinceMs !== null && deadlineMs !== null ? this.#log.stayMs(nowMs ?? deadlineMs, deadlineMs) : null,
      rung: RUNGS[numberOf(status["rung"]) ?? Number.NaN] ?? null,
      rungTimes: numberOf(status["rungTimes"]),
      skipped: this.#log.skipped,
      failures: numberOf(status["failures"]),
      causes: (status["causes"] ?? {}) as Readonly<Record<string, number>>,
      signalDbm: numberOf(status["signalDbm"]),
      modem: textOf(status["modem"]),
    };
  }

  /** Its line was seen, so that it is known since when. */
  #isSeen(): boolean {
    return this.#log.state !== null && this.#log.state === this.state;
  }

  #byTable(sinceMs: number | null): number | null {
    const stayS = this.#machine.find(({ name }) => name === this.state)?.deadlineS ?? null;
    return sinceMs !== null && stayS !== null ? sinceMs + stayS * 1000 : null;
  }
}
