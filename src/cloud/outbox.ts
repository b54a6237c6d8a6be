/**
 * What goes up next: a record of the journal before an answer, an answer before properties; one message at a time. A record
 * stays in the journal until the cloud's reply has named it; PUBACK alone proves transport. Where a broker is all there is,
 * it is all the proof there is.
 * @singleton
 */
import type { Clock } from "../hal";
import type { Journal, JournalRecord } from "../store/journal";
import { FAULT_KIND } from "../store/slot";
import { epochOf, type WallClock } from "../system/clock";
import { HAS_ALIYUN, HAS_MQTT } from "../system/dialects";
import { HAS_PLATFORM } from "../system/features";
import type { Log } from "../system/log";
import type { Cloud, Members, Properties, Uplink } from "./cloud";
import { changesOf, newOf } from "./report";

/** The part of the link that sending needs. */
export interface Uplinks {
  readonly status: { readonly state: string };
  publish(topic: string, payload: string, done: (error: string) => void, isRetained?: boolean): void;
  /** The cloud owes an answer it did not give. */
  lost(rung: "session", why: string): void;
  measureSignal(): void;
  /** An alarm waits. */
  hurry(): void;
}

export interface Outbox {
  /** Sends what is most urgent, if anything is, and nothing is on its way. */
  pump(): void;
  /** Keeps an alarm, its end or a fault, and sends it; `value` as the journal has it. */
  post(kind: number, value: number): void;
  /** A new session: what was sent over the old one without an answer is sent again. */
  online(): void;
  answer(uplink: Uplink): void;
  /** The cloud's word on what was sent under `id`. */
  replied(id: number, code: number, canRetry: boolean, isThrottled?: boolean): void;
  /** What was decided before the time was known gets its time. */
  timeKnown(): void;
  /** What waits, and how long that may be let wait. */
  urgency(): Urgency;
  /** False when a message never came to its end, which can't be but by a bug: the watchdog then bites. */
  isAlive(): boolean;
  readonly counters: { repeats: number };
}

/** Nothing; an alarm since a while; an alarm for so long that the network must be thought gone; faults only. */
export type Urgency = 0 | 1 | 2 | 3;
const IDLE = 0;
const URGENT = 1;
const OVERDUE = 2;
const FAULTY = 3;

/** A record that was sent. */
interface Flight {
  readonly record: JournalRecord;
  /** When it is sent again, unless the cloud has answered. */
  dueMs: number;
  /** The wait behind the last sending. */
  waitMs: number;
  /** It was refused for good, once. */
  isRefused: boolean;
}

/** The platform answers within a second or two. Doubled with each sending, since one that never answers stays so. */
const REPLY_TIMEOUT_MS = 20000;
const MAX_RESEND_MS = 240000;
const MAX_FLIGHTS = 4;
/** So many messages, for so long, and no reply to any: a new session is tried, and again after a while. */
const OWED = 3;
const OWED_MS = 60000;
const BLAME_AGAIN_MS = 600000;
const URGENT_MS = 600000;
const MAX_ANSWERS = 4;
const MAX_UNDATED = 4;
/** More than the modem's time-outs for a publish and for finding its feet after one. */
const LONGEST_SEND_MS = 120000;
const SUCCESS = 200;
const PARAMETERS_BAD = 460;
/** After a word that it was too much, only what can't wait goes out for so long; less than any silence is let last. */
const THROTTLED_MS = 45000;
const WHOLE_REPORT_MS = 3600000;
const HAS_OTHERS = HAS_PLATFORM || HAS_MQTT;

export function createOutbox(
  clock: Clock,
  wallClock: WallClock,
  cloud: Cloud,
  journal: Journal,
  /** The interval of reports, now. */
  pace: { readonly reportMs: number },
  /** What is worth telling at any change, and what else is told with a report, the session's first one or a later one. */
  currentValues: () => Properties,
  reportValues: (isFirst: boolean) => Properties,
  uplinks: () => Uplinks,
  /** What else the cloud is asked or told, when nothing of the above is to be sent. */
  others: ((nowMs: number) => Uplink | undefined) | undefined,
  /** All but records and answers waits so long in the first session; all of it, for Infinity. */
  spreadMs: number,
  /** By the cloud: it wants no properties. */
  isDisabled: (() => boolean) | undefined,
  log: Log,
): Outbox {
  const counters = { repeats: 0 };
  const answers: Uplink[] = [];
  /** Decided in this run before the time was known: id and moment on the monotonic clock. */
  let undated: { id: number; atMs: number }[] = [];
  let flights: Flight[] = [];
  let told: Properties = {};
  let reportedMs = -Infinity;
  let wholeDueMs = 0;
  let urgentUntilMs = clock.nowMs() + URGENT_MS;
  let sendingSinceMs = 0;
  let isSending = false;
  /** What is on its way: a record, an answer, properties or anything else. */
  let sentFlight: Flight | undefined;
  let sentAnswer: Uplink | undefined;
  let sentProperties: Properties | undefined;
  let sentOther: Uplink | undefined;
  /** Of the first answer: so often the modem has not taken it. */
  let answerErrors = 0;
  let isReport = false;
  /** Messages since the last reply, and the first one's time. */
  let owed = 0;
  let owedSinceMs = 0;
  let blamedUntilMs = 0;
  /** When those are sent again that gave their place to others; 0: none did. */
  let parkedUntilMs = 0;
  let quietUntilMs = -1;

  function restart(): void {
    flights = [];
    parkedUntilMs = 0;
    counters.repeats += journal.restart();
  }

  function timeKnown(): void {
    if (!epochOf(wallClock, 0)) return;
    undated.forEach(({ id, atMs }) => {
      journal.date(id, Math.round(epochOf(wallClock, atMs) / 1000));
    });
    undated = [];
  }

  function sendRecord(flight: Flight, nowMs: number): Uplink {
    // Its time, or that it has none, is final once it is sent: all its copies are the same.
    undated = undated.filter(({ id }) => id !== flight.record.id);
    if (HAS_ALIYUN && flight.waitMs) counters.repeats++;
    flight.waitMs = HAS_ALIYUN ? Math.min(flight.waitMs * 2 || REPLY_TIMEOUT_MS, MAX_RESEND_MS) : MAX_RESEND_MS;
    flight.dueMs = nowMs + flight.waitMs;
    sentFlight = flight;
    return cloud.event(flight.record);
  }

  function nextRecord(nowMs: number): Uplink | undefined {
    if (HAS_ALIYUN && parkedUntilMs && nowMs >= parkedUntilMs) restart();
    for (let i = 0; i < flights.length; i++) {
      if ((flights[i] as Flight).dueMs <= nowMs) return sendRecord(flights[i] as Flight, nowMs);
    }
    const record = journal.next();
    if (!record) return undefined;
    if (HAS_ALIYUN && flights.length >= MAX_FLIGHTS) {
      // One without an answer holds up no other.
      flights.splice(0, 1);
      if (!parkedUntilMs) parkedUntilMs = nowMs + MAX_RESEND_MS;
    }
    const flight = { record, dueMs: 0, waitMs: 0, isRefused: false };
    flights.push(flight);
    return sendRecord(flight, nowMs);
  }

  /** All in a session's first one and once an hour; between those, where the board has room for it, only what is new. */
  function reportOf(nowMs: number): Properties {
    const isFirst = told["GasState"] === undefined;
    const values = reportValues(isFirst);
    if (HAS_PLATFORM && !isFirst && nowMs < wholeDueMs) return newOf(values, told);
    wholeDueMs = nowMs + WHOLE_REPORT_MS;
    return values;
  }

  /** Answers whose caller has gone. */
  function dropLate(nowMs: number): void {
    while (answers[0] && (answers[0].untilMs as number) < nowMs) {
      answers.splice(0, 1);
      log("an answer came too late", true);
    }
  }

  /** The next message, or undefined; notes what it is. */
  function next(nowMs: number): Uplink | undefined {
    const record = nextRecord(nowMs);
    if (record) return record;
    if (HAS_PLATFORM) dropLate(nowMs);
    sentAnswer = answers[0];
    if (sentAnswer) return sentAnswer;
    if (HAS_PLATFORM && nowMs < quietUntilMs) return undefined;
    isReport = nowMs - reportedMs >= pace.reportMs;
    if (!HAS_PLATFORM || !isDisabled?.())
      sentProperties = isReport ? reportOf(nowMs) : changesOf(currentValues(), told);
    if (HAS_MQTT && (!HAS_ALIYUN || cloud.isPlain) && sentProperties && !isReport) sentProperties = currentValues();
    if (HAS_OTHERS && !sentProperties) {
      sentOther = others?.(nowMs);
      return sentOther;
    }
    return sentProperties && cloud.properties(sentProperties);
  }

  function replied(id: number, code: number, canRetry: boolean, isThrottled?: boolean): void {
    const flight = flights.filter(({ record }) => record.id === id)[0];
    owed = 0;
    if (HAS_ALIYUN && code !== SUCCESS) {
      log("cloud refuses " + id + ": code " + code, true);
      if (HAS_PLATFORM && isThrottled) quietUntilMs = clock.nowMs() + THROTTLED_MS;
      // What may be taken later is sent later by itself, and so is what has given its place to others.
      if (canRetry || !flight) return;
      // What was refused may be what the line has made of it: said again, at once, and refused again it is believed.
      if (!flight.isRefused || !flight.dueMs) {
        flight.isRefused = true;
        flight.dueMs = 0;
        return;
      }
      if (code === PARAMETERS_BAD) undate(flight);
    }
    journal.settle(id, HAS_ALIYUN && code !== SUCCESS);
    flights = flights.filter((one) => one !== flight);
  }

  function sent(error: string): void {
    isSending = false;
    // For the report after this one: before it, it would only hold it up.
    if (sentProperties) uplinks().measureSignal();
    // What the modem itself refuses again is too long for it, or no text that it takes: it would end each session anew.
    const isRefused = HAS_PLATFORM && sentAnswer && error.indexOf("ERROR") >= 0 && ++answerErrors > 1;
    if (isRefused) log("the modem takes no such answer", true);
    if (sentAnswer && (!error || isRefused)) {
      answers.splice(answers.indexOf(sentAnswer), 1);
      if (HAS_PLATFORM) answerErrors = 0;
    }
    if (!error && sentProperties) {
      if (isReport) reportedMs = clock.nowMs();
      for (const name in sentProperties)
        (told as { [name: string]: unknown })[name] = (sentProperties as Members)[name];
    }
    if (HAS_MQTT && (!HAS_ALIYUN || cloud.isPlain)) {
      if (!error && sentFlight) replied(sentFlight.record.id, SUCCESS, false);
    } else if (!error && !sentAnswer && !(HAS_OTHERS && sentOther) && !owed++) owedSinceMs = clock.nowMs();
    // What did not get out was not left without an answer.
    if (error && sentFlight) sentFlight.dueMs = sentFlight.waitMs = 0;
    sentProperties = sentAnswer = sentFlight = undefined;
    if (HAS_OTHERS) sentOther = undefined;
    // Somebody may wait for it.
    if (HAS_PLATFORM && !error && answers[0]) pump();
  }

  /** It may be the time that is refused: of a clock that the network has put wrong. The record is worth more without. */
  function undate({ record }: Flight): void {
    if (record.epochS) journal.again(record, cloud.nextId());
  }

  /** The broker takes all and the cloud answers nothing. */
  function isUnanswered(nowMs: number): boolean {
    if (owed < OWED || nowMs - owedSinceMs < OWED_MS || nowMs < blamedUntilMs) return false;
    blamedUntilMs = nowMs + BLAME_AGAIN_MS;
    owed = 0;
    return true;
  }

  function pump(): void {
    if (HAS_PLATFORM && spreadMs === Infinity) return;
    if (isSending || uplinks().status.state !== "ONLINE") return;
    const nowMs = clock.nowMs();
    if (HAS_ALIYUN && isUnanswered(nowMs)) {
      uplinks().lost("session", "no reply from the cloud");
      return;
    }
    const uplink = next(nowMs);
    if (!uplink) return;
    isSending = true;
    sendingSinceMs = nowMs;
    if (HAS_MQTT) uplinks().publish(uplink.topic, uplink.payload, sent, uplink.isRetained);
    else uplinks().publish(uplink.topic, uplink.payload, sent);
  }

  return {
    counters,
    pump,
    post(kind, value) {
      const nowMs = clock.nowMs();
      const id = cloud.nextId();
      const epochS = Math.round(epochOf(wallClock, nowMs) / 1000);
      journal.put(kind, id, epochS, value);
      if (!epochS) {
        if (undated.length >= MAX_UNDATED) undated.splice(0, 1);
        undated.push({ id, atMs: nowMs });
      }
      if (kind === FAULT_KIND) return;
      urgentUntilMs = nowMs + URGENT_MS;
      uplinks().hurry();
    },
    online() {
      isSending = false;
      if (HAS_PLATFORM && quietUntilMs < 0) quietUntilMs = clock.nowMs() + spreadMs;
      reportedMs = -Infinity;
      owed = 0;
      told = {};
      restart();
    },
    answer(uplink) {
      if (answers.length >= MAX_ANSWERS) log("too many orders", true);
      else answers.push(uplink);
    },
    replied,
    timeKnown,
    urgency() {
      if (journal.isEmpty()) return IDLE;
      if (!journal.hasAlarm()) return FAULTY;
      return clock.nowMs() < urgentUntilMs ? URGENT : OVERDUE;
    },
    isAlive() {
      return !isSending || clock.nowMs() - sendingSinceMs < LONGEST_SEND_MS;
    },
  };
}
