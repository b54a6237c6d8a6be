/** The promise itself: what the sensor forced, against what was sent and what the platform has taken. */
import type { NodeConfig } from "../../sim/profile.ts";
import { isForGood, memberOf, type Publish, type PublishKind, publishOf, replyOf } from "./at-text.ts";
import { type Check, type Ledger, seconds } from "./check.ts";
import { EventMarks } from "./event-marks.ts";
import { type Owed, type SentEvent, SentEvents, TIME_OFF_MS, told } from "./event-records.ts";
import { type Decision, GasTruth } from "./gas-truth.ts";
import type { Observation } from "./observation.ts";

const DELIVERED_WITHIN_MS = 300_000;
const KNOWN_CLOCK = /^\+CCLK: ?"(?:2[4-9]|[345]\d)\//;
const ID_DIGITS = 10;
const PARAMETERS_BAD = 460;
const KINDS: ReadonlySet<PublishKind> = new Set(["alarm", "clear", "over", "fault", "test"]);
/** Codes of faults below it are the sensor's. */
const FIRST_OTHER_FAULT = 20;

export interface EventOptions {
  readonly config: NodeConfig;
  /** Where the network's clock stood at simulated time 0; moves where time is left out. */
  readonly epochMs: () => number;
  /** An alarm stands at the first start: by what is in its flash. */
  readonly alarmStands?: boolean;
}

export class EventCheck implements Check {
  readonly #ledger: Ledger;
  readonly #truth: GasTruth;
  readonly #marks: EventMarks;
  readonly #epochMs: () => number;
  readonly #sent = new SentEvents();
  #owed: Owed[] = [];
  #isTimeKnown = false;
  #waiting: number | undefined;

  constructor(ledger: Ledger, { config, epochMs, alarmStands = false }: EventOptions) {
    this.#ledger = ledger;
    this.#truth = new GasTruth(config, (decision) => this.#force(decision), alarmStands);
    this.#marks = new EventMarks(ledger, this.#truth);
    this.#epochMs = epochMs;
  }

  /** Events that the sensor has forced so far. */
  forced = 0;

  /** Gas that comes now must become an alarm. */
  get isQuiet(): boolean {
    return this.#truth.isQuiet;
  }

  /** Forced events that the platform has not taken. */
  get owed(): number {
    return this.#owed.length;
  }

  see(seen: Observation): void {
    const { atMs } = seen;
    this.#truth.advance(atMs);
    if (seen.kind === "volts") this.#truth.volts(atMs, seen.volts);
    else if (seen.kind === "boot") this.#boot(atMs);
    else if (seen.kind === "stop") this.#truth.stop(atMs, seen.cause);
    else if (seen.kind === "acknowledged") this.#truth.acknowledge(atMs);
    else if (seen.kind === "forgotten") this.#forget();
    else if (seen.kind === "sent") this.#sentLine(atMs, seen.text);
    else if (seen.kind === "heard") this.#heard(atMs, seen.text);
    else if (seen.kind === "accepted") this.#accepted(atMs, seen.id);
    else if (seen.kind === "status") this.#waiting = seen.waiting;
    else if (seen.kind === "flash" && seen.isLog) this.#marks.logged(atMs);
  }

  settle(nowMs: number): void {
    this.#truth.advance(nowMs);
    for (const owed of this.#owed) {
      const lateMs = nowMs - this.#dueMs(owed);
      if (lateMs < 0) continue;
      const how = owed.sent
        ? `sent as ${owed.sent.id}, never accepted (${owed.sent.replyCode ?? "no reply"})`
        : "never sent";
      this.#ledger.report("alarm-lost", nowMs, `${told(owed)}: ${how}, ${seconds(lateMs)} past its time`);
    }
    // Only a device that says it has nothing left has given something up.
    if (this.#waiting !== 0) return;
    for (const sent of this.#sent.values()) {
      if (sent.replyCode !== undefined) continue;
      const what = `${sent.what} ${sent.id} of ${seconds(sent.firstMs)}`;
      this.#ledger.report("kept-until-reply", nowMs, `${what} is gone from the device, and no reply has named it`);
    }
  }

  #forget(): void {
    this.#truth.forget();
    this.#owed = [];
    for (const sent of this.#sent.values()) sent.replyCode ??= 0;
  }

  #dueMs(owed: Owed): number {
    return Math.max(owed.toMs, this.#ledger.calmSinceMs) + DELIVERED_WITHIN_MS;
  }

  #force(decision: Decision): void {
    const owed: Owed = { ...decision, timeWasKnown: this.#isTimeKnown, sent: undefined, isRefused: false };
    this.#owed.push(owed);
    this.forced++;
    const fitting = [...this.#sent.values()].filter((one) => this.#fits(owed, one));
    // An earlier one may have come out in the same moment, behind an outage.
    const sent = fitting.find((one) => (this.#marks.timeOf(one) ?? 0) >= owed.fromMs - TIME_OFF_MS) ?? fitting[0];
    if (sent) this.#match(owed, sent);
  }

  #sentLine(atMs: number, line: string): void {
    const publish = publishOf(line);
    if (!publish) return;
    this.#marks.published(publish, atMs);
    if (!KINDS.has(publish.kind)) return;
    const known = this.#sent.get(publish.id);
    if (!known) this.#first(atMs, publish);
    else if (publish.payload !== known.payload) {
      const both = `${known.payload} and then ${publish.payload}`;
      this.#ledger.report("same-message", atMs, `id ${known.id} stands for two messages: ${both}`);
    }
  }

  #first(atMs: number, publish: Publish): void {
    const value = memberOf(publish.params, "value");
    const what = publish.kind === "fault" && value["FaultState"] === 0 ? "fault-end" : publish.kind;
    const ownMs = publish.timeMs === undefined ? undefined : publish.timeMs - this.#epochMs();
    const code = publish.kind === "fault" ? Number(value["FaultCode"]) : undefined;
    // What is wrong with something else than the sensor stands for none of its decisions.
    const isOther = publish.kind === "test" || (code !== undefined && code >= FIRST_OTHER_FAULT);
    const news = { isAccepted: false, replyCode: undefined, isMatched: isOther };
    const sent: SentEvent = { ...publish, what: what as SentEvent["what"], code, firstMs: atMs, ownMs, ...news };
    this.#sent.add(sent);
    this.#marks.checkFirst(sent, value);
    const owed = this.#owed.find((one) => this.#fits(one, sent));
    if (owed) this.#match(owed, sent);
  }

  /** Within the decision's time; where the event has none, behind it. */
  #fits(owed: Owed, sent: SentEvent): boolean {
    const isSame = sent.what === owed.kind && sent.code === owed.code;
    if ((owed.sent && !owed.isRefused) || sent.isMatched || !isSame || sent.firstMs < owed.fromMs) return false;
    if (!this.#marks.isSince(owed.fromMs, sent)) return false;
    const atMs = this.#marks.timeOf(sent);
    // One with a wrong time that was sent at the moment of the decision is still this one; its time is a finding.
    return atMs === undefined || atMs <= owed.toMs + TIME_OFF_MS || sent.firstMs <= owed.toMs;
  }

  #match(owed: Owed, sent: SentEvent): void {
    owed.sent = sent;
    sent.isMatched = true;
    this.#marks.checkMatched(owed, sent);
    if (sent.isAccepted) this.#settled(owed, sent.firstMs);
    else if (sent.replyCode !== undefined && sent.replyCode !== 200) this.#refused(owed, sent.replyCode);
  }

  #accepted(atMs: number, id: string): void {
    const sent = this.#sent.get(id);
    if (!sent) {
      this.#ledger.report("alarm-invented", atMs, `the platform has an event ${id} that the device never sent`);
      return;
    }
    sent.isAccepted = true;
    const owed = this.#owed.find((one) => one.sent === sent);
    if (owed) this.#settled(owed, atMs);
  }

  #settled(owed: Owed, atMs: number): void {
    const lateMs = atMs - this.#dueMs(owed);
    if (lateMs > 0) {
      this.#ledger.report("delivered-in-time", atMs, `${told(owed)}: accepted ${seconds(lateMs)} too late`);
    }
    this.#drop(owed);
  }

  #drop(owed: Owed): void {
    this.#owed = this.#owed.filter((one) => one !== owed);
  }

  #heard(atMs: number, line: string): void {
    if (KNOWN_CLOCK.test(line)) this.#isTimeKnown = true;
    const reply = replyOf(line);
    const sent = reply && this.#sent.get(reply.id.padStart(ID_DIGITS, "0"));
    if (!reply || !sent || (reply.code !== 200 && !isForGood(reply.code))) return;
    sent.replyCode = reply.code;
    if (reply.code === 200) {
      if (sent.isAccepted) return;
      this.#ledger.report("kept-until-reply", atMs, `reply to ${sent.id}, which the platform has not taken`);
      return;
    }
    const owed = this.#owed.find((one) => one.sent === sent);
    if (owed) this.#refused(owed, reply.code);
  }

  /**
   * A refusal for good ends it where the platform was told to refuse; else it is owed still: the device may say it again, and
   * where what is refused may be the event's time, anew without one.
   */
  #refused(owed: Owed, code: number): void {
    if (code === PARAMETERS_BAD && owed.sent?.timeMs !== undefined) {
      owed.isRefused = true;
      owed.timeWasKnown = false;
      const anew = [...this.#sent.values()].find((one) => this.#fits(owed, one));
      if (anew) this.#match(owed, anew);
      return;
    }
    if (this.#ledger.refusesOnPurpose) this.#drop(owed);
  }

  #boot(atMs: number): void {
    this.#isTimeKnown = false;
    this.#truth.boot(atMs);
  }
}
