/**
 * What goes up next: an alarm before an answer, an answer before properties; one message at a time. An alarm stays in the
 * journal until the cloud's reply has named it; PUBACK alone proves transport.
 */
import type { Clock } from "../hal";
import type { Journal } from "../store/journal";
import type { WallClock } from "../system/clock";
import type { Log } from "../system/log";
import type { AlarmEvent, Cloud, Properties, Uplink } from "./cloud";
import type { Report } from "./report";

/** The part of the link that sending needs. */
export interface Uplinks {
  isOnline(): boolean;
  publish(topic: string, payload: string, done: (error: string) => void): void;
  /** The cloud owes an answer it did not give. */
  blame(why: string): void;
}

export interface Outbox {
  bind(uplinks: Uplinks): void;
  /** A new session: what was sent over the old one without an answer is sent again. */
  online(): void;
  /** Sends what is most urgent, if anything is, and nothing is on its way. */
  pump(): void;
  answer(uplink: Uplink): void;
  /** The cloud's word on what was sent under `id`. */
  replied(id: number, code: number): void;
  /** False when a message never came to its end, which can't be but by a bug: the watchdog then bites. */
  isAlive(): boolean;
  /** An alarm waits, and not for so long that the network must be thought gone. */
  isUrgent(): boolean;
}

/** The platform answers within a second or two. */
const REPLY_TIMEOUT_MS = 20000;
const SENDS_BEFORE_BLAME = 3;
const RETRY_MS = 30000;
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
  report: Report,
  currentValues: () => Properties,
  log: Log,
): Outbox {
  const answers: Uplink[] = [];
  let uplinks: Uplinks | undefined;
  let isSending = false;
  let sendingSinceMs = 0;
  let alarmNotBeforeMs = 0;
  let alarmSends = 0;
  let sentProperties: Properties | undefined;
  let sentAnswer: Uplink | undefined;

  function send(uplink: Uplink): void {
    isSending = true;
    sendingSinceMs = clock.nowMs();
    (uplinks as Uplinks).publish(uplink.topic, uplink.payload, sent);
  }

  function sendAlarm(alarm: AlarmEvent, nowMs: number): void {
    if (alarmSends >= SENDS_BEFORE_BLAME) {
      alarmSends = 0;
      (uplinks as Uplinks).blame("no reply to an alarm");
      return;
    }
    alarmSends++;
    alarmNotBeforeMs = nowMs + REPLY_TIMEOUT_MS;
    send(cloud.alarm(alarm, wallClock.epochMs(alarm.decidedAtMs)));
  }

  function sendProperties(nowMs: number): void {
    sentProperties = report.due(nowMs, currentValues());
    if (sentProperties) send(cloud.properties(sentProperties));
  }

  function sent(error: string): void {
    isSending = false;
    if (!error && sentProperties) report.told(clock.nowMs(), sentProperties);
    if (!error && sentAnswer) answers.splice(answers.indexOf(sentAnswer), 1);
    sentProperties = sentAnswer = undefined;
    if (!error) pump();
  }

  function pump(): void {
    if (isSending || !uplinks || !uplinks.isOnline()) return;
    const nowMs = clock.nowMs();
    const alarm = journal.first();
    sentAnswer = answers[0];
    if (alarm && nowMs >= alarmNotBeforeMs) {
      sentAnswer = undefined;
      sendAlarm(alarm, nowMs);
    } else if (sentAnswer) send(sentAnswer);
    else sendProperties(nowMs);
  }

  function settle(): void {
    alarmSends = alarmNotBeforeMs = 0;
    pump();
  }

  return {
    bind(to) {
      uplinks = to;
    },
    online() {
      isSending = false;
      report.restart();
      settle();
    },
    pump,
    answer(uplink) {
      if (answers.length >= MAX_ANSWERS) log.trouble("too many orders at once: one goes unanswered");
      else {
        answers.push(uplink);
        pump();
      }
    },
    replied(id, code) {
      if (code === SUCCESS) {
        if (journal.done(id)) settle();
        return;
      }
      log.trouble(`cloud refuses message ${id}: code ${code}`);
      const waiting = journal.first();
      if (!waiting || waiting.id !== id) return;
      if (cloud.isRetryable(code)) {
        alarmSends = 0;
        alarmNotBeforeMs = clock.nowMs() + RETRY_MS;
      } else {
        journal.refuse(id);
        settle();
      }
    },
    isAlive: () => !isSending || clock.nowMs() - sendingSinceMs < LONGEST_SEND_MS,
    isUrgent() {
      const alarm = journal.first();
      return !!alarm && clock.nowMs() - alarm.decidedAtMs < URGENT_MS;
    },
  };
}
