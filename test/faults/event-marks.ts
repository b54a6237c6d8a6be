/** What must hold of a single event when it is sent: in flash before, nothing less urgent before it, its time, its numbers. */
import type { Publish } from "./at-text.ts";
import { type Ledger, seconds } from "./check.ts";
import { keep, type Owed, type SentEvent, TIME_OFF_MS, told } from "./event-records.ts";
import type { GasTruth } from "./gas-truth.ts";

/** An alarm may be decided, by a busy device, so long after the gas has gone. */
const DECIDED_LATE_MS = 10_000;
const PURE_GAS_PPM = 1_000_000;

export class EventMarks {
  readonly #ledger: Ledger;
  readonly #truth: GasTruth;
  readonly #logMs: number[] = [];
  readonly #telemetryMs: number[] = [];
  readonly #faultMs: number[] = [];
  readonly #highs: { readonly fromMs: number; toMs: number }[] = [];

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

  published({ kind, params }: Publish, atMs: number): void {
    if (kind === "property" || kind === "answer") keep(this.#telemetryMs, atMs);
    if (kind === "fault") keep(this.#faultMs, atMs);
    if (kind === "property") this.#checkNumbers(atMs, "properties", params);
  }

  volts(atMs: number, volts: number): void {
    const wasHigh = this.#truth.isHigh;
    this.#truth.volts(atMs, volts);
    if (this.#truth.isHigh === wasHigh) return;
    const last = this.#highs.at(-1);
    if (this.#truth.isHigh) keep(this.#highs, { fromMs: atMs, toMs: Number.POSITIVE_INFINITY });
    else if (last) last.toMs = atMs;
  }

  /** When it is sent for the first time. */
  checkFirst(sent: SentEvent, values: Readonly<Record<string, unknown>>): void {
    if (sent.what !== "alarm") return;
    this.#checkReal(sent);
    // An event without its numbers is refused: "gas without any air" is what stands for more than can be measured.
    if (this.#truth.zone === "saturated" && values["GasConcentration"] !== PURE_GAS_PPM)
      this.#checkNumbers(sent.firstMs, "a saturated sensor's alarm", values);
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

  /** Gas stood when an alarm was decided. */
  #checkReal(sent: SentEvent): void {
    const atMs = this.timeOf(sent);
    const wasHigh = this.#highs.some(({ fromMs, toMs }) =>
      atMs === undefined ? fromMs <= sent.firstMs : atMs >= fromMs - TIME_OFF_MS && atMs <= toMs + DECIDED_LATE_MS,
    );
    if (wasHigh) return;
    const what = `alarm ${sent.id}${atMs === undefined ? "" : ` of ${seconds(atMs)}`}`;
    this.#ledger.report("alarm-invented", sent.firstMs, `${what}: no gas stood then`);
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
    if (this.#logMs.some((atMs) => atMs >= owed.fromMs && atMs <= sent.firstMs)) return;
    const what = `${told(owed)}, first sent at ${seconds(sent.firstMs)}`;
    this.#ledger.report("journal-before-send", sent.firstMs, `${what}: nothing was written to the log in between`);
  }

  #checkOrder(owed: Owed, sent: SentEvent): void {
    const isBetween = (atMs: number) => atMs > owed.toMs && atMs < sent.firstMs;
    const fault = owed.kind === "alarm" || owed.kind === "clear" ? this.#faultMs.find(isBetween) : undefined;
    const passed = this.#telemetryMs.find(isBetween) ?? fault;
    if (passed === undefined) return;
    const what = `${told(owed)} was first sent at ${seconds(sent.firstMs)}`;
    this.#ledger.report("alarm-first", passed, `${what}, after something less urgent at ${seconds(passed)}`);
  }
}
