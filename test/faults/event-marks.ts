/** What must hold of a single event when it is sent: in flash before, nothing less urgent before it, its time, its numbers. */
import type { Publish } from "./at-text.ts";
import { type Ledger, seconds } from "./check.ts";
import { keep, type Owed, type SentEvent, TIME_OFF_MS, told } from "./event-records.ts";
import type { GasTruth } from "./gas-truth.ts";
import { RANGE_END_PPM } from "./gas-zones.ts";

/** A message that is handed to the modem waits for the answer to what was asked before. */
const UNDER_WAY_MS = 5000;

export class EventMarks {
  readonly #ledger: Ledger;
  readonly #truth: GasTruth;
  readonly #logMs: number[] = [];
  /** Each with its id, where that is the device's own: in the order in which messages are made. */
  readonly #telemetry: { readonly atMs: number; readonly id: string | undefined }[] = [];
  readonly #faultMs: number[] = [];

  constructor(ledger: Ledger, truth: GasTruth) {
    this.#ledger = ledger;
    this.#truth = truth;
  }

  /** The event's own time on the simulator's clock; undefined where it has none or it can't be believed in this run. */
  timeOf(sent: SentEvent): number | undefined {
    return this.#ledger.isExcused("event-time") ? undefined : sent.ownMs;
  }

  logged(atMs: number): void {
    if (this.#logMs.at(-1) !== atMs) keep(this.#logMs, atMs);
  }

  published({ kind, id, params }: Publish, atMs: number): void {
    if (kind === "property" || kind === "answer")
      keep(this.#telemetry, { atMs, id: kind === "property" ? id : undefined });
    if (kind === "fault") keep(this.#faultMs, atMs);
    if (kind === "property") this.#checkNumbers(atMs, "properties", params);
  }

  /** When it is sent for the first time. */
  checkFirst(sent: SentEvent, values: Readonly<Record<string, unknown>>): void {
    const { what } = sent;
    if (what !== "alarm" && what !== "clear" && what !== "over") return;
    const atMs = this.timeOf(sent);
    if (!this.#truth.isPossible(what, atMs, sent.firstMs, TIME_OFF_MS)) {
      const told = `${what} ${sent.id}${atMs === undefined ? "" : ` of ${seconds(atMs)}`}`;
      this.#ledger.report("alarm-invented", sent.firstMs, `${told}: nothing was there to decide it then`);
    }
    this.#checkRange(sent, values);
    if (what !== "over" && atMs !== undefined) this.#truth.said(what, atMs, TIME_OFF_MS);
  }

  /** An event without a time that was not written since then stands for an earlier decision. */
  isSince(fromMs: number, sent: SentEvent): boolean {
    return this.timeOf(sent) !== undefined || this.#logMs.length === 0 || this.#isLogged(fromMs, sent.firstMs);
  }

  /** When it is known for which decision it stands. */
  checkMatched(owed: Owed, sent: SentEvent): void {
    this.#checkTime(owed, sent);
    this.#checkLogged(owed, sent);
    this.#checkOrder(owed, sent);
  }

  #checkNumbers(atMs: number, what: string, values: Readonly<Record<string, unknown>>): void {
    if (!this.#truth.isNumberless(atMs)) return;
    for (const name of ["GasLel", "GasConcentration"]) {
      if (typeof values[name] !== "number") continue;
      this.#ledger.report("no-false-number", atMs, `${what} with ${name} ${values[name]} while no number can be right`);
    }
  }

  /** More than can be measured is told as the end of the range, and as being over it; a number is within it. */
  #checkRange(sent: SentEvent, { OverRange: isOver, GasConcentration: ppm }: Readonly<Record<string, unknown>>): void {
    const isFine =
      isOver === 1 ? ppm === RANGE_END_PPM : isOver === 0 && typeof ppm === "number" && ppm <= RANGE_END_PPM;
    const what = `${sent.what} ${sent.id} with GasConcentration ${ppm} and OverRange ${isOver}`;
    if (!isFine) this.#ledger.report("no-false-number", sent.firstMs, what);
  }

  #checkTime(owed: Owed, sent: SentEvent): void {
    if (sent.ownMs === undefined) {
      if (!owed.timeWasKnown) return;
      this.#ledger.report("event-time", sent.firstMs, `${told(owed)} has no time, though the network had told it`);
      return;
    }
    if (sent.ownMs >= owed.fromMs - TIME_OFF_MS && sent.ownMs <= owed.toMs + TIME_OFF_MS) return;
    this.#ledger.report("event-time", sent.firstMs, `${told(owed)} has the time ${seconds(sent.ownMs)}`);
  }

  #checkLogged(owed: Owed, sent: SentEvent): void {
    if (this.#logMs.length === 0) {
      this.#ledger.skipped.set("journal-before-send", "the firmware has not touched the log's flash");
      return;
    }
    // What another event wrote before this one was decided does not count.
    const fromMs = Math.max(owed.fromMs, Math.min(sent.firstMs, this.timeOf(sent) ?? 0) - TIME_OFF_MS);
    if (this.#isLogged(fromMs, sent.firstMs)) return;
    const what = `${told(owed)}, first sent at ${seconds(sent.firstMs)}`;
    this.#ledger.report("journal-before-send", sent.firstMs, `${what}: nothing was written to the log in between`);
  }

  #isLogged(fromMs: number, toMs: number): boolean {
    return this.#logMs.some((atMs) => atMs >= fromMs && atMs <= toMs);
  }

  #checkOrder(owed: Owed, sent: SentEvent): void {
    // Its own time tells the moment of the decision better than the sensor does; one message may have been on its way then.
    const decidedMs = Math.min(owed.toMs, (this.timeOf(sent) ?? owed.toMs) + TIME_OFF_MS + UNDER_WAY_MS);
    const isBetween = (atMs: number) => atMs > decidedMs && atMs < sent.firstMs;
    const isGas = owed.kind !== "fault" && owed.kind !== "fault-end";
    const fault = isGas ? this.#faultMs.find(isBetween) : undefined;
    // What was made before the event waited for the modem already.
    const isAfter = ({ atMs, id }: { atMs: number; id: string | undefined }) =>
      isBetween(atMs) && (id === undefined || id > sent.id);
    const passed = this.#telemetry.find(isAfter)?.atMs ?? fault;
    if (passed === undefined) return;
    const what = `${told(owed)} was first sent at ${seconds(sent.firstMs)}`;
    this.#ledger.report("alarm-first", passed, `${what}, after something less urgent at ${seconds(passed)}`);
  }
}
