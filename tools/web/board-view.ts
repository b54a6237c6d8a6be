/** A real board as the page sees it, by its lines and by what it answers when it is asked. What it has not told is null. */
import type { Tell } from "../../sim/web/hub.ts";
import type { Live, Maybe, RecordNews, StateRow } from "../../sim/web/messages.ts";
import { UNKNOWN } from "../../sim/web/unknown.ts";
import { messageIn } from "../monitor/payload.ts";
import { BoardClock } from "./board-clock.ts";
import { TracedCloud } from "./traced-cloud.ts";

type Members = Readonly<Record<string, unknown>>;

/** Answers to the questions that it is asked, each by itself: a board may have some and not others. */
export interface BoardAnswers {
  readonly status?: Members;
  readonly gas?: Members;
  readonly alarm?: Members;
  readonly journal?: readonly Members[];
  readonly allVars?: number;
}

/** `12.3 ONLINE`; `BACKOFF after MCONNECT: timeout`; `gas 1 -> 3`; `> AT+CSQ`. */
const STAMPED = /^(\d+\.\d) (.*)$/s;
const STATE = /^([A-Z]{2,})(?: after (.*))?$/;
const GAS_CHANGE = /^gas \d -> (\d)$/;
const AT_LINE = /^([<>]) (.*)$/s;
const EVENT_POST = /\/thing\/event\/(\w+)_Event\/post$/;
const EVENT_REPLY = /\/thing\/event\/\w+_Event\/post_reply$/;
const OK = 200;

const numberOf = (value: unknown): number | null => (typeof value === "number" ? value : null);
const textOf = (value: unknown): string | null => (typeof value === "string" && value !== "" ? value : null);
const membersOf = (value: unknown): Members =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Members) : {};

export class BoardView {
  readonly #machine: readonly StateRow[];
  readonly #clock: BoardClock;
  readonly #wallMs: () => number;
  readonly #cloud: TracedCloud;
  readonly #records = new Map<string, RecordNews>();
  #answers: BoardAnswers = {};
  #link: { readonly state: string; readonly sinceMs: Maybe<number>; readonly sinceWallMs: Maybe<number> } | undefined;
  #gasState: number | null = null;
  #isConnected = false;
  #number = 0;
  #tell: Tell | undefined;

  constructor(machine: readonly StateRow[], wallMs: () => number = Date.now) {
    this.#machine = machine;
    this.#wallMs = wallMs;
    this.#clock = new BoardClock(wallMs);
    this.#cloud = new TracedCloud(wallMs);
  }

  follow(tell: Tell): () => void {
    this.#tell = tell;
    const stop = this.#cloud.follow(tell);
    return () => {
      stop();
      this.#tell = undefined;
    };
  }

  /** A line that it has printed. True where something has changed that it should be asked about. */
  line(line: string): boolean {
    if (line.trim() === "") return false;
    this.#tell?.("console", line);
    const [, seconds, said = ""] = STAMPED.exec(line) ?? [];
    if (seconds === undefined) return false;
    const atMs = this.#clock.stamped(Number(seconds));
    const [, direction, text = ""] = AT_LINE.exec(said) ?? [];
    if (direction === "<" || direction === ">") {
      this.#at(direction, text, atMs);
      return false;
    }
    return this.#said(said, atMs);
  }

  connected(): void {
    this.#isConnected = true;
  }

  /** It has started anew: what was known of the run before is no longer so. */
  restarted(): void {
    this.#clock.restarted();
    this.#forget();
    this.#note("note", "the board has started");
  }

  lost(why: string): void {
    this.#isConnected = false;
    this.#forget();
    this.#note("error", `the line is lost: ${why}`);
  }

  /** `undefined` members: it could not be asked, or has no such thing. */
  answered(answers: BoardAnswers): void {
    this.#answers = { ...this.#answers, ...answers };
    this.#gasState = numberOf(answers.status?.["gasState"]) ?? this.#gasState;
    this.#adoptState(textOf(answers.status?.["link"]));
    for (const record of answers.journal ?? []) this.#waits(record);
    if (answers.status) this.#point();
  }

  /** It does not answer. */
  silent(): void {
    this.#answers = {};
  }

  get waiting(): number | null {
    return numberOf(this.#answers.status?.["waiting"]);
  }

  live(): Omit<Live, "desk"> {
    const status = this.#answers.status ?? {};
    const { gas, alarm, allVars = null } = this.#answers;
    const reading = membersOf(status["reading"] ?? gas?.["reading"]);
    const { troubles } = status;
    const power = numberOf(status["powerSwitch"]);
    return {
      ...UNKNOWN,
      nowMs: this.#clock.nowMs,
      board: {
        ...UNKNOWN.board,
        isOn: this.#answers.status ? true : null,
        boots: numberOf(status["boots"]),
        resetCause: textOf(status["resetCause"]),
        output: power === null ? null : power === 1,
        usedVars: numberOf(status["jsVars"]),
        allVars,
        troubles: Array.isArray(troubles) ? troubles.map(String) : [],
      },
      sensor: {
        ...UNKNOWN.sensor,
        tag: textOf(reading["tag"]),
        ppm: numberOf(reading["ppm"]),
        lelPercent: numberOf(reading["lelPercent"]),
        gasState: this.#gasState,
        warningLelPercent: this.#lelPercent(alarm?.["warningPpm"]),
        alarmLelPercent: this.#lelPercent(alarm?.["alarmPpm"]),
      },
      link: {
        ...UNKNOWN.link,
        state: this.#link?.state ?? null,
        sinceMs: this.#link?.sinceMs ?? null,
        deadlineMs: this.#deadlineMs(),
        failures: numberOf(status["failures"]),
        causes: membersOf(status["causes"]) as Readonly<Record<string, number>>,
        signalDbm: numberOf(status["signalDbm"]),
        modem: textOf(status["modem"]),
      },
      journal: {
        ...UNKNOWN.journal,
        waiting: this.waiting,
        dropped: numberOf(status["dropped"]),
        refused: numberOf(status["refused"]),
        resends: numberOf(status["resends"]),
      },
      cloud: this.#cloud.live(this.#isOnline(), this.#link?.sinceWallMs ?? null),
    };
  }

  #isOnline(): Maybe<boolean> {
    return this.#isConnected && this.#link ? this.#link.state === "ONLINE" : null;
  }

  #at(direction: "<" | ">", text: string, atMs: number): void {
    this.#tell?.("lines", { number: ++this.#number, atMs, direction, text });
    this.#cloud.line(direction, text);
    this.#record(direction, text, atMs);
  }

  #said(said: string, atMs: number): boolean {
    const [, state, why = ""] = STATE.exec(said) ?? [];
    const gasState = GAS_CHANGE.exec(said)?.[1];
    if (state !== undefined) {
      this.#link = { state, sinceMs: atMs, sinceWallMs: this.#wallMs() };
      this.#tell?.("transitions", { atMs, state, why });
    }
    if (gasState !== undefined) {
      this.#gasState = Number(gasState);
      this.#point();
    }
    return state === "ONLINE" || state === "BACKOFF" || gasState !== undefined;
  }

  /** By its own word; since when is not known where its line was not seen. */
  #adoptState(state: string | null): void {
    if (state === null || this.#link?.state === state) return;
    this.#link = { state, sinceMs: null, sinceWallMs: null };
  }

  #deadlineMs(): number | null {
    const link = this.#link;
    const stayS = this.#machine.find(({ name }) => name === link?.state)?.deadlineS ?? null;
    return link && link.sinceMs !== null && stayS !== null ? link.sinceMs + stayS * 1000 : null;
  }

  /** Only where it says what 100 % are. */
  #lelPercent(ppm: unknown): number | null {
    const lelPpm = numberOf(this.#answers.gas?.["lelPpm"]);
    const given = numberOf(ppm);
    return given !== null && lelPpm ? (given * 100) / lelPpm : null;
  }

  #record(direction: "<" | ">", text: string, atMs: number): void {
    const message = messageIn(text);
    if (!message || message.direction !== direction) return;
    const id = /"id":"(\d+)"/.exec(message.payload)?.[1];
    const name = EVENT_POST.exec(message.topic)?.[1];
    const code = /"code":(\d+)/.exec(message.payload)?.[1];
    if (id === undefined) return;
    const known = this.#records.get(id);
    if (direction === ">" && name !== undefined)
      this.#tellRecord({ id, what: name, stage: "sent", atMs, copies: (known?.copies ?? 0) + 1 });
    else if (direction === "<" && known && EVENT_REPLY.test(message.topic) && Number(code) === OK)
      this.#tellRecord({ ...known, stage: "acknowledged", atMs });
  }

  /** A row of `canary.journal()`. */
  #waits({ id, kind, state }: Members): void {
    const known = this.#records.get(String(id));
    if (known) return;
    const isSent = state === "sent";
    const stage = isSent ? "sent" : "waits";
    this.#tellRecord({ id: String(id), what: String(kind), stage, atMs: this.#clock.nowMs, copies: isSent ? 1 : 0 });
  }

  #tellRecord(record: RecordNews): void {
    this.#records.set(record.id, record);
    const [oldest] = this.#records.keys();
    if (this.#records.size > MOST_RECORDS && oldest !== undefined) this.#records.delete(oldest);
    this.#tell?.("records", record);
  }

  #point(): void {
    const atMs = this.#clock.nowMs;
    if (atMs === null) return;
    const { lelPercent } = this.live().sensor;
    this.#tell?.("points", { atMs, trueLelPercent: null, lelPercent, gasState: this.#gasState });
  }

  #note(what: "note" | "error", text: string): void {
    const atMs = this.#clock.nowMs;
    if (atMs !== null) this.#tell?.("happenings", { atMs, what, text });
  }

  #forget(): void {
    this.#answers = {};
    this.#link = undefined;
    this.#gasState = null;
  }
}

const MOST_RECORDS = 500;
