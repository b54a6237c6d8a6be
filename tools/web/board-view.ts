/** A real board as the page sees it, by its lines and by what it answers when it is asked. What it has not told is null. */
import type { Tell } from "../../sim/web/hub.ts";
import type { Live, Maybe } from "../../sim/web/live.ts";
import type { StateRow } from "../../sim/web/messages.ts";
import { RecordTrail, type WaitingRecord } from "../../sim/web/record-trail.ts";
import { UNKNOWN } from "../../sim/web/unknown.ts";
import { type Members, membersOf, numberOf, textOf } from "../../sim/web/untrusted.ts";
import { BoardClock } from "./board-clock.ts";
import { BoardLink } from "./board-link.ts";
import { TracedCloud } from "./traced-cloud.ts";

/** Answers to the questions that it is asked, each by itself: a board may have some and not others. */
export interface BoardAnswers {
  readonly status?: Members;
  readonly gas?: Members;
  readonly alarm?: Members;
  readonly journal?: readonly WaitingRecord[];
  readonly crash?: readonly string[];
  readonly allVars?: number;
}

/** `gas 1 -> 3`; `> AT+CSQ`; seconds before them. */
const STAMPED = /^(\d+\.\d) (.*)$/s;
const GAS_CHANGE = /^gas \d -> (\d)$/;
const AT_LINE = /^([<>]) (.*)$/s;
/** What else has changed with them is worth a question. */
const TELLING_STATES = ["ONLINE", "BACKOFF"];

export class BoardView {
  readonly #clock: BoardClock;
  readonly #cloud: TracedCloud;
  readonly #link: BoardLink;
  readonly #trail = new RecordTrail((record) => this.#tell?.("records", record));
  #answers: BoardAnswers = {};
  #gasState: number | null = null;
  #isConnected = false;
  /** No line of the modem's has been missed since the records were last looked at. */
  #isTraced = false;
  #number = 0;
  #tell: Tell | undefined;

  constructor(machine: readonly StateRow[], wallMs: () => number = Date.now) {
    this.#clock = new BoardClock(wallMs);
    this.#cloud = new TracedCloud(wallMs);
    this.#link = new BoardLink(machine, wallMs, (transition) => this.#tell?.("transitions", transition));
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
    return this.#said(line, said, atMs);
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

  /** What could not be asked, or is not there, is left out. */
  answered(answers: BoardAnswers): void {
    this.#answers = { ...this.#answers, ...answers };
    const nowMs = this.#clock.nowMs;
    const { status, journal } = answers;
    if (status) {
      this.#gasState = numberOf(status["gasState"]) ?? this.#gasState;
      this.#link.answered(status, nowMs);
      this.#point();
    }
    if (journal && nowMs !== null) this.#look(journal, nowMs);
  }

  /** It does not answer. */
  silent(): void {
    this.#answers = {};
  }

  live(): Omit<Live, "desk"> {
    const status = this.#answers.status ?? {};
    const { gas, alarm, crash = null, allVars = null } = this.#answers;
    const reading = membersOf(status["reading"] ?? gas?.["reading"]);
    const { troubles } = status;
    const power = numberOf(status["powerSwitch"]);
    const nowMs = this.#clock.nowMs;
    return {
      ...UNKNOWN,
      nowMs,
      board: {
        ...UNKNOWN.board,
        isOn: this.#answers.status ? true : null,
        boots: numberOf(status["boots"]),
        resetCause: textOf(status["resetCause"]),
        output: power === null ? null : power === 1,
        usedVars: numberOf(status["jsVars"]),
        allVars,
        troubles: Array.isArray(troubles) ? troubles.map(String) : [],
        crashes: crash,
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
      link: this.#link.live(status, nowMs),
      journal: {
        ...UNKNOWN.journal,
        waiting: numberOf(status["waiting"]),
        dropped: numberOf(status["dropped"]),
        refused: numberOf(status["refused"]),
        resends: numberOf(status["resends"]),
      },
      cloud: this.#cloud.live(this.#isOnline(), this.#link.sinceWallMs),
    };
  }

  #isOnline(): Maybe<boolean> {
    const { state } = this.#link;
    return this.#isConnected && state !== null ? state === "ONLINE" : null;
  }

  #at(direction: "<" | ">", text: string, atMs: number): void {
    this.#isTraced = true;
    this.#tell?.("lines", { number: ++this.#number, atMs, direction, text });
    if (direction === ">") this.#link.sent();
    this.#cloud.line(direction, text);
    this.#trail.line({ direction, text }, atMs);
  }

  #said(line: string, said: string, atMs: number): boolean {
    const state = this.#link.printed(line, atMs);
    const gasState = GAS_CHANGE.exec(said)?.[1];
    if (gasState !== undefined) {
      this.#gasState = Number(gasState);
      this.#point();
    }
    return gasState !== undefined || (state !== undefined && TELLING_STATES.includes(state));
  }

  /** Without the modem's lines an acknowledgement passes unseen: a record that is gone is not known to be lost. */
  #look(journal: readonly WaitingRecord[], nowMs: number): void {
    const refused = this.#answers.status?.["refusedIds"];
    if (this.#isTraced) this.#trail.look(journal, Array.isArray(refused) ? refused.map(Number) : [], nowMs);
  }

  /** Only where it says what 100 % are. */
  #lelPercent(ppm: unknown): number | null {
    const lelPpm = numberOf(this.#answers.gas?.["lelPpm"]);
    const given = numberOf(ppm);
    return given !== null && lelPpm ? (given * 100) / lelPpm : null;
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
    this.#link.forget();
    this.#gasState = null;
    this.#isTraced = false;
  }
}
