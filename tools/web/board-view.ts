/** A real board as the page sees it, by its lines and by what it answers when it is asked. What it has not told is null. */

import { eventText } from "../../sim/web/event-text.ts";
import type { Tell } from "../../sim/web/hub.ts";
import type { Live, Maybe } from "../../sim/web/live.ts";
import type { StateRow } from "../../sim/web/messages.ts";
import type { Happening, RecordNews, Transition } from "../../sim/web/news.ts";
import { RecordTrail, type WaitingRecord } from "../../sim/web/record-trail.ts";
import { UNKNOWN } from "../../sim/web/unknown.ts";
import { numberOf, numbersOf } from "../../sim/web/untrusted.ts";
import { type BoardAnswers, boardOf, journalOf, sensorOf } from "./board-answers.ts";
import { BoardClock } from "./board-clock.ts";
import { BoardLink } from "./board-link.ts";
import { TracedCloud } from "./traced-cloud.ts";

/** `gas 1 -> 3`; `fault 12 is over`; `> AT+CSQ`; seconds before them. */
const STAMPED = /^(\d+\.\d) (.*)$/s;
const GAS_CHANGE = /^gas \d -> (\d)$/;
const FAULT = /^fault (\d+)( is over)?$/;
const AT_LINE = /^([<>]) (.*)$/s;
/** What else has changed with them is worth a question. */
const TELLING_STATES = ["ONLINE", "BACKOFF"];
/** No modem comes through it without a line. */
const LOGIN_STATE = "MCONNECT";

export class BoardView {
  readonly #clock: BoardClock;
  readonly #cloud: TracedCloud;
  readonly #link: BoardLink;
  readonly #trail: RecordTrail;
  #answers: BoardAnswers = {};
  #gasState: number | null = null;
  #isConnected = false;
  /** It was asked, and has said nothing since. */
  #isSilent = false;
  #isTracing = false;
  /** Since the link's state has changed last. */
  #isWireSeen = false;
  /** Of records, when they were last looked at. */
  #dropped: number | undefined;
  #number = 0;
  #tell: Tell | undefined;

  constructor(machine: readonly StateRow[], wallMs: () => number = Date.now) {
    this.#clock = new BoardClock(wallMs);
    this.#trail = new RecordTrail((record) => this.#recorded(record), wallMs);
    this.#cloud = new TracedCloud(wallMs);
    this.#link = new BoardLink(machine, wallMs, (transition) => this.#linked(transition));
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
    this.#heard();
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

  /** It shows each line of the modem's: by its word, or since one was seen, and nothing has spoken against it since. */
  get isTracing(): boolean {
    return this.#isTracing;
  }

  /** Its word. Without the modem's lines an acknowledgement passes unseen. */
  traced(isOn: boolean): void {
    this.#isTracing = isOn;
    this.#link.traced(isOn);
    const { nowMs } = this.#clock;
    if (!isOn && nowMs !== null) this.#trail.unseen(nowMs);
  }

  /** It has started anew: what was known of the run before is no longer so. */
  restarted(): void {
    this.#clock.restarted();
    this.#forget();
    this.#happen("power", "on");
  }

  lost(why: string): void {
    this.#isConnected = false;
    this.#forget();
    this.#happen("error", `the line is lost: ${why}`);
  }

  /** It has been told to, from here. */
  ordered(text: string): void {
    this.#happen("order", text);
  }

  /** What could not be asked, or is not there, is left out. */
  answered(answers: BoardAnswers): void {
    this.#answers = { ...this.#answers, ...answers };
    this.#isSilent = false;
    const nowMs = this.#clock.nowMs;
    const { status, journal } = answers;
    if (status) {
      this.#gasState = numberOf(status["gasState"]) ?? this.#gasState;
      this.#link.answered(status, nowMs);
      this.#point();
    }
    if (journal && nowMs !== null) this.#look(journal, nowMs);
  }

  /** It does not answer: it may be dead. A word of it, and what it has told of its state is so again. */
  silent(): void {
    this.#answers = {};
    if (this.#isSilent) return;
    this.#isSilent = true;
    this.#point();
  }

  live(): Omit<Live, "desk"> {
    const nowMs = this.#clock.nowMs;
    return {
      ...UNKNOWN,
      nowMs,
      board: boardOf(this.#answers),
      sensor: { ...sensorOf(this.#answers), gasState: this.#isSilent ? null : this.#gasState },
      link: this.#isSilent ? UNKNOWN.link : this.#link.live(this.#answers.status ?? {}, nowMs),
      journal: journalOf(this.#answers),
      cloud: this.#cloud.live(this.#isOnline(), this.#link.sinceWallMs),
    };
  }

  #isOnline(): Maybe<boolean> {
    const { state } = this.#link;
    return this.#isConnected && !this.#isSilent && state !== null ? state === "ONLINE" : null;
  }

  #at(direction: "<" | ">", text: string, atMs: number): void {
    if (!this.#isTracing) this.traced(true);
    this.#isWireSeen = true;
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
      this.#happen("gas", gasState);
    }
    const [, fault, isOver] = FAULT.exec(said) ?? [];
    if (fault !== undefined) this.#happen(isOver === undefined ? "fault" : "faultEnds", fault);
    return gasState !== undefined || (state !== undefined && TELLING_STATES.includes(state));
  }

  /**
   * A record is gone when it is acknowledged or refused, which is seen, or given up, which the board counts. More are gone than
   * that: lines were missed, whoever has switched the trace off.
   */
  #look(journal: readonly WaitingRecord[], nowMs: number): void {
    const { status = {} } = this.#answers;
    const dropped = numberOf(status["dropped"]) ?? 0;
    const newlyDropped = dropped - (this.#dropped ?? dropped);
    this.#dropped = dropped;
    if (!this.#isTracing) return;
    this.#trail.look(null, numbersOf(status["refusedIds"]) ?? [], nowMs);
    if (this.#trail.gone(journal).length > newlyDropped) this.traced(false);
    else this.#trail.look(journal, [], nowMs);
  }

  #point(): void {
    const atMs = this.#clock.nowMs;
    if (atMs === null) return;
    const { lelPercent, gasState } = this.live().sensor;
    this.#tell?.("points", { atMs, trueLelPercent: null, lelPercent, gasState });
  }

  #heard(): void {
    if (!this.#isSilent) return;
    this.#isSilent = false;
    this.#point();
  }

  #linked(transition: Transition): void {
    const { from, state, why } = transition;
    this.#tell?.("transitions", transition);
    if (from === LOGIN_STATE && !this.#isWireSeen) this.traced(false);
    this.#isWireSeen = false;
    if (state === "ONLINE") this.#happen("note", "the link is up");
    else if (from === "ONLINE") this.#happen("error", ["the link is lost", why].filter(Boolean).join(": "));
  }

  /** An event is at the cloud when the cloud has said so. */
  #recorded(record: RecordNews): void {
    this.#tell?.("records", record);
    const { id, what, value, stage } = record;
    if (stage !== "acknowledged") return;
    const event = this.#cloud.event(id);
    this.#happen("event", event ? eventText(event.name, event.outputs) : `${what} ${value ?? ""}`.trim());
  }

  #happen(what: Happening["what"], text: string): void {
    const atMs = this.#clock.nowMs;
    if (atMs !== null) this.#tell?.("happenings", { atMs, what, text });
  }

  #forget(): void {
    this.#answers = {};
    this.#link.forget();
    this.#gasState = null;
    this.#isSilent = false;
    this.#point();
    this.#dropped = undefined;
    this.traced(false);
  }
}
