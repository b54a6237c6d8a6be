/**
 * The way of each record of the journal, as it can be seen from outside: in flash by what `canary.journal()` lists, at the modem, at
 * the broker and acknowledged by the AT lines. What was seen once is told each time that it comes a step further.
 */
import { messageIn } from "./at-line.ts";
import type { Line, RecordNews, RecordStage } from "./news.ts";
import { type EventOnWire, eventIn, GAS_KINDS, recordId, replyIn } from "./record-lines.ts";
import { numberOf } from "./untrusted.ts";

/** One row of `canary.journal()`. */
export interface WaitingRecord {
  readonly id: number;
  /** `gas 3`, `fault 12`, `self-test`. */
  readonly kind: string;
  /** ppm, or "over range"; of a fault whether it stands; a self-test's result. */
  readonly value: number | string;
  readonly state: "waits" | "sent";
}

/** `canary.journal()` lists so many at most: then one that is not among them may be an older one. */
const MOST_LISTED = 20;
const MOST_KEPT = 1000;
const OK = 200;
const ENDS: readonly RecordStage[] = ["acknowledged", "refused", "lost"];

export class RecordTrail {
  readonly #tell: (record: RecordNews) => void;
  readonly #records = new Map<string, RecordNews>();
  /** The record whose PUBACK comes next. */
  #inFlight: { readonly id: string; readonly isAllTheProof: boolean } | undefined;

  constructor(tell: (record: RecordNews) => void) {
    this.#tell = tell;
  }

  line({ direction, text }: Pick<Line, "direction" | "text">, atMs: number): void {
    if (text === "PUBACK" && direction === "<") this.#take(atMs);
    const message = messageIn(text);
    if (!message || message.direction !== direction) return;
    if (direction === ">") this.#publish(eventIn(message), atMs);
    else this.#answer(replyIn(message), atMs);
  }

  /** What waits now, and the ids that are refused for good; null: it could not be asked. */
  look(waiting: readonly WaitingRecord[] | null, refusedIds: readonly number[], atMs: number): void {
    for (const id of refusedIds.map(recordId)) if (this.#isOpen(id)) this.#step(id, { stage: "refused" }, atMs);
    if (!waiting) return;
    for (const record of waiting) this.#wait(record, atMs);
    if (waiting.length >= MOST_LISTED) return;
    const listed = new Set(waiting.map(({ id }) => recordId(id)));
    for (const { id, stage } of this.#records.values())
      if (!listed.has(id) && !ENDS.includes(stage)) this.#step(id, { stage: "lost" }, atMs);
  }

  #publish(event: EventOnWire | undefined, atMs: number): void {
    this.#inFlight = event && { id: event.id, isAllTheProof: event.isAllTheProof };
    if (!event) return;
    const { id, what, value } = event;
    const known = this.#records.get(id);
    this.#step(id, { what, value, stage: "sent", copies: (known?.copies ?? 0) + 1 }, atMs);
  }

  #take(atMs: number): void {
    const sent = this.#inFlight;
    this.#inFlight = undefined;
    if (!sent || !this.#isOpen(sent.id)) return;
    this.#step(sent.id, { stage: sent.isAllTheProof ? "acknowledged" : "taken" }, atMs);
  }

  #answer(reply: ReturnType<typeof replyIn>, atMs: number): void {
    if (!reply || !this.#isOpen(reply.id)) return;
    const { id, code } = reply;
    // One that may be said again is refused when the device believes it.
    this.#step(id, code === OK ? { code, stage: "acknowledged" } : { code }, atMs);
  }

  #wait({ id: number, kind, value, state }: WaitingRecord, atMs: number): void {
    const id = recordId(number);
    const known = this.#records.get(id);
    if (!known) {
      const stage = state === "sent" ? "sent" : "waits";
      this.#step(id, { ...bodyOf(kind, value), stage, copies: state === "sent" ? 1 : 0 }, atMs);
    } else if (state === "waits" && (known.stage === "sent" || known.stage === "taken" || known.stage === "lost"))
      this.#step(id, { stage: "waits" }, atMs);
  }

  #isOpen(id: string): boolean {
    const record = this.#records.get(id);
    return record !== undefined && !ENDS.includes(record.stage);
  }

  #step(id: string, change: Partial<RecordNews>, atMs: number): void {
    const known: RecordNews = this.#records.get(id) ?? {
      id,
      what: "other",
      value: null,
      stage: "waits",
      atMs,
      stageAtMs: atMs,
      copies: 0,
      code: null,
    };
    const stageAtMs = change.stage === undefined || change.stage === known.stage ? known.stageAtMs : atMs;
    const record = { ...known, ...change, stageAtMs };
    this.#records.delete(id);
    this.#records.set(id, record);
    const [oldest] = this.#records.keys();
    if (this.#records.size > MOST_KEPT && oldest !== undefined) this.#records.delete(oldest);
    this.#tell(record);
  }
}

function bodyOf(kind: string, value: number | string): Pick<RecordNews, "what" | "value"> {
  const [name, number] = kind.split(" ");
  if (name === "gas") return { what: GAS_KINDS[Number(number)] ?? "other", value: numberOf(value) };
  if (name === "fault") return { what: value ? "fault" : "faultEnd", value: Number(number) };
  return { what: name === "self-test" ? "selfTest" : "other", value: numberOf(value) };
}
