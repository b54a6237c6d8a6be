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
  /** When it was decided, UTC; 0 where the device did not know the time. */
  readonly timeS?: number;
  readonly state: "waits" | "sent";
}

/** `canary.journal()` lists so many at most: then one that is not among them may be an older one. */
export const MOST_LISTED = 20;
/** One that comes up so soon after all were seen has come meanwhile: ages are in minutes. */
const SOON_MS = 60_000;
const MOST_KEPT = 1000;
const OK = 200;
const ENDS: readonly RecordStage[] = ["acknowledged", "refused", "lost"];

export class RecordTrail {
  readonly #tell: (record: RecordNews) => void;
  readonly #utcMs: () => number | null;
  readonly #records = new Map<string, RecordNews>();
  /** The record whose PUBACK comes next. */
  #inFlight: { readonly id: string; readonly isAllTheProof: boolean } | undefined;
  /** The last list had all that waited. */
  #isWhole = false;
  /** When all that waited were seen last. */
  #sawAllMs = Number.NEGATIVE_INFINITY;

  /** `utcMs`: the world's time at the moment, where it is known; by it what the device says of a record's time is understood. */
  constructor(tell: (record: RecordNews) => void, utcMs: () => number | null = () => null) {
    this.#tell = tell;
    this.#utcMs = utcMs;
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
    this.#isWhole = waiting.length < MOST_LISTED;
    this.unchanged(atMs);
    for (const id of this.gone(waiting)) this.#step(id, { stage: "lost" }, atMs);
  }

  /** Ids of those that should wait and do not. */
  gone(waiting: readonly WaitingRecord[]): string[] {
    if (waiting.length >= MOST_LISTED) return [];
    const listed = new Set(waiting.map(({ id }) => recordId(id)));
    return this.#onTheirWay().filter((id) => !listed.has(id));
  }

  /** From now on nobody sees what becomes of those on their way. */
  unseen(atMs: number): void {
    for (const id of this.#onTheirWay()) this.#step(id, { stage: "unknown" }, atMs);
  }

  /** Those that wait are the same as at the last look. */
  unchanged(atMs: number): void {
    if (this.#isWhole) this.#sawAllMs = atMs;
  }

  #publish(event: EventOnWire | undefined, atMs: number): void {
    this.#inFlight = event && { id: event.id, isAllTheProof: event.isAllTheProof };
    if (!event) return;
    const { id, what, value, timeMs } = event;
    const known = this.#records.get(id);
    const change = { what, value, atMs: this.#sinceMs(id, timeMs, atMs), stage: "sent" as const };
    this.#step(id, { ...change, copies: (known?.copies ?? 0) + 1 }, atMs);
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

  #wait({ id: number, kind, value, timeS, state }: WaitingRecord, atMs: number): void {
    const id = recordId(number);
    const known = this.#records.get(id);
    const sinceMs = this.#sinceMs(id, timeS ? timeS * 1000 : null, atMs);
    if (!known) {
      const stage = state === "sent" ? "sent" : "waits";
      this.#step(id, { ...bodyOf(kind, value), atMs: sinceMs, stage, copies: state === "sent" ? 1 : 0 }, atMs);
    } else if (known.stage === "unknown") this.#step(id, { atMs: sinceMs, stage: state }, atMs);
    else if (state === "waits" && (known.stage === "sent" || known.stage === "taken" || known.stage === "lost"))
      this.#step(id, { atMs: sinceMs, stage: "waits" }, atMs);
    else if (sinceMs !== known.atMs) this.#step(id, { atMs: sinceMs }, atMs);
  }

  /** Since when a record is there, by what is known of it, by when it came up, or by the device's word. */
  #sinceMs(id: string, timeMs: number | null, atMs: number): number | null {
    const known = this.#records.get(id);
    if (known && known.atMs !== null) return known.atMs;
    if (!known && atMs - this.#sawAllMs <= SOON_MS) return atMs;
    const utcMs = this.#utcMs();
    return utcMs === null || !timeMs ? null : atMs - (utcMs - timeMs);
  }

  #onTheirWay(): string[] {
    return [...this.#records.values()]
      .filter(({ id, stage }) => this.#isOpen(id) && stage !== "unknown")
      .map(({ id }) => id);
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
      atMs: null,
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
