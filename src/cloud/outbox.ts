/**
 * What goes up next: an alarm before an answer, an answer before properties; one message at a time. An alarm stays in the
 * journal until the cloud's reply has named it; PUBACK alone proves transport.
 * @singleton
 */
import type { Clock } from "../hal";
import type { Journal } from "../store/journal";
import { epochOf, type WallClock } from "../system/clock";
import type { Log } from "../system/log";
import type { AlarmEvent, Cloud, Properties, Uplink } from "./cloud";
import { changesOf } from "./report";

/** The part of the link that sending needs. */
export interface Uplinks {
  readonly status: { readonly state: string };
  publish(topic: string, payload: string, done: (error: string) => void): void;
  /** The cloud owes an answer it did not give. */
  lost(rung: "session", why: string): void;
  measureSignal(): void;
  /** An alarm waits. */
  hurry(): void;
}

export interface Outbox {
  /** Sends what is most urgent, if anything is, and nothing is on its way. */
  pump(): void;
  /** Takes an alarm, or its end, on its way. */
  post(alarm: AlarmEvent): void;
  /** A new session: what was sent over the old one without an answer is sent again. */
  online(): void;
  answer(uplink: Uplink): void;
  /** The cloud's word on what was sent under `id`. */
  replied(id: number, code: number, canRetry: boolean): void;
  /** An alarm waits, and not for so long that the network must be thought gone. */
  isUrgent(): boolean;
  /** False when a message never came to its end, which can't be but by a bug: the watchdog then bites. */
  isAlive(): boolean;
}

/** The platform answers within a second or two. Doubled with each sending, since one that never answers stays so. */
const REPLY_TIMEOUT_MS = 20000;
const MAX_RESEND_MS = 600000;
/** Where there was no answer so often, a new session is tried once. */
const SENDS_BEFORE_BLAME = 3;
/** Where the count ends; the doubling has before. */
const MAX_SENDS = 8;
const URGENT_MS = 600000;
const MAX_ANSWERS = 4;
/** More than the modem's time-outs for a publish and for finding its feet after one. */
const LONGEST_SEND_MS = 120000;
const SUCCESS = 200;

export function createOutbox(
  clock: Clock,
  wallClock: WallClock,
  cloud: Cloud,
  journal: Journal<AlarmEvent>,
  reportIntervalMs: number,
  currentValues: () => Properties,
  uplinks: () => Uplinks,
  log: Log,
): Outbox {
  const answers: Uplink[] = [];
  let told: Properties = {};
  let reportDueMs = 0;
  let urgentUntilMs = 0;
  let sendingSinceMs = 0;
  /** What is on its way: an alarm unless one of the two is set. */
  let isSending = false;
  let isReport = false;
  let sentProperties: Properties | undefined;
  let sentAnswer: Uplink | undefined;
  let sentAlarm: AlarmEvent | undefined;

  /** The next message, or undefined; notes what it is. */
  function next(nowMs: number): Uplink | undefined {
    const alarm = journal.due(nowMs);
    if (alarm) {
      alarm.notBeforeMs = nowMs + Math.min(REPLY_TIMEOUT_MS << alarm.sends, MAX_RESEND_MS);
      if (alarm.sends < MAX_SENDS) alarm.sends++;
      sentAlarm = alarm;
      if (alarm.epochMs === undefined) alarm.epochMs = epochOf(wallClock, alarm.decidedAtMs);
      return cloud.alarm(alarm);
    }
    sentAnswer = answers[0];
    if (sentAnswer) return sentAnswer;
    const values = currentValues();
    isReport = nowMs >= reportDueMs;
    sentProperties = isReport ? values : changesOf(values, told);
    return sentProperties && cloud.properties(sentProperties);
  }

  function sent(error: string): void {
    isSending = false;
    // For the report after this one: before it, it would only hold it up.
    if (sentProperties) uplinks().measureSignal();
    if (!error && sentAnswer) answers.splice(answers.indexOf(sentAnswer), 1);
    if (!error && sentProperties) {
      if (isReport) reportDueMs = clock.nowMs() + reportIntervalMs;
      for (const name in sentProperties) told[name] = sentProperties[name];
    }
    // What did not get out was not left without an answer.
    if (error && sentAlarm) sentAlarm.sends--;
    sentProperties = sentAnswer = sentAlarm = undefined;
  }

  return {
    pump() {
      if (isSending || uplinks().status.state !== "ONLINE") return;
      const nowMs = clock.nowMs();
      const alarm = journal.due(nowMs);
      if (alarm && alarm.sends === SENDS_BEFORE_BLAME) {
        // Once for all of them: it is one silence.
        journal.records.forEach((record) => {
          if (record.sends === SENDS_BEFORE_BLAME) record.sends++;
        });
        uplinks().lost("session", "no reply to an alarm");
        return;
      }
      const uplink = next(nowMs);
      if (!uplink) return;
      isSending = true;
      sendingSinceMs = nowMs;
      uplinks().publish(uplink.topic, uplink.payload, sent);
    },
    post(alarm) {
      journal.put(alarm);
      urgentUntilMs = clock.nowMs() + URGENT_MS;
      uplinks().hurry();
    },
    online() {
      isSending = false;
      reportDueMs = 0;
      journal.restart();
      told = {};
    },
    answer(uplink) {
      if (answers.length >= MAX_ANSWERS) log("too many orders", true);
      else answers.push(uplink);
    },
    replied(id, code, canRetry) {
      if (code !== SUCCESS) log("cloud refuses " + id + ": code " + code, true);
      // What may be taken later is sent later by itself.
      if (!canRetry || code === SUCCESS) journal.settle(id, code !== SUCCESS);
    },
    isUrgent() {
      return journal.counters.depth > 0 && clock.nowMs() < urgentUntilMs;
    },
    isAlive() {
      return !isSending || clock.nowMs() - sendingSinceMs < LONGEST_SEND_MS;
    },
  };
}
