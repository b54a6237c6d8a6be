/**
 * What the sensor's volts forced the device to decide, from the rules that `docs/how-it-works.md` tells: a reading every 5 s,
 * each the mean of two medians; a warm-up after each start; an alarm after 15 s over its set point, which no restart ends, but
 * 60 s well below it; more than can be measured told at once. Only what no sound device could have decided otherwise counts as
 * forced, and only what one could have decided at all as real.
 */
import type { NodeConfig } from "../../sim/profile.ts";
import { FaultTruth } from "./fault-truth.ts";
import { type Answer, calmIn, excessIn, type Zone, Zones } from "./gas-zones.ts";
import { MayBe } from "./may-be.ts";

export type DecisionKind = "alarm" | "clear" | "over" | "fault" | "fault-end";

export interface Decision {
  readonly kind: DecisionKind;
  /** Of a fault. */
  readonly code?: number;
  /** It was made within these, on the simulator's clock. */
  readonly fromMs: number;
  readonly toMs: number;
}

/** The first number is there 185 s after a start, and may be there, for all that can be seen from outside, some seconds before. */
const WARM_UP_MS = 185_000;
/** The heater has its own supply: after a restart of the chip alone, and a run as long as this, it is still warm. */
const STAYS_WARM_AFTER_MS = 200_000;
const STILL_WARM_MS = 10_000;
const CHIP_ALONE = new Set(["reboot", "load", "reset", "watchdog"]);
const SURE_OF_IT_MS = 5000;
const READING_MS = 5000;
/** For a device that is busy for some seconds. */
const BUSY_MS = 8000;
/** Two medians that have seen a step, and two readings more. */
const RAISES_WITHIN_MS = 22_000 + BUSY_MS;
/** Two medians, and eleven readings more, one more where the gas goes in two steps. */
const CLEARS_WITHIN_MS = 67_000 + BUSY_MS;
const OVER_WITHIN_MS = 12_000 + BUSY_MS;
/** Net excess from which there may be an alarm, with what readings of 5 s may add to each stretch of it, or not take off. */
const RAISES_FROM_MS = 15_000;
const ADDED_MS = 5000;
const UNCOUNTED_MS = 10_000;
/** Eleven medians and the mean that the last of them makes with gas: twelve readings. */
const CLEARS_FROM_MS = 50_000;
/** A number may be told for so long after it has become worthless. */
const LAST_NUMBER_MS = 12_000;

export class GasTruth {
  readonly #decide: (decision: Decision) => void;
  readonly #zones: Zones;
  readonly #faults: FaultTruth;
  readonly #isLatching: boolean;
  #zone: Zone = "low";
  #zoneMs = 0;
  /** Since when there is gas for certain, or none; since when it may have been calm. */
  #excess: Answer | "unknown" = "no";
  #excessSinceMs = 0;
  #calmSinceMs = 0;
  #overRange: Answer = "no";
  #overSinceMs = 0;
  #isOverDue = false;
  /** Most net excess that any device can have counted, and when it was summed up. */
  #mostMs = 0;
  #summedMs = 0;
  /** Undefined while the board is off. */
  #bootMs: number | undefined;
  /** From when on numbers are right for sure, and from when on they may be. */
  #warmMs = 0;
  #maybeWarmMs = 0;
  #keepsWarm: Answer = "no";
  #gas: "normal" | "alarm" | "unknown" = "normal";
  /** By an event of the device, before it was sure by the sensor. */
  #said: "normal" | "alarm" | undefined;
  /** Undefined: nobody has. */
  #acknowledgedMs: number | undefined;
  /** When each may have been decided. */
  readonly #may = { alarm: new MayBe(), clear: new MayBe(), over: new MayBe() };

  constructor(config: NodeConfig, decide: (decision: Decision) => void, alarmStands = false) {
    this.#decide = decide;
    if (alarmStands) this.#gas = "alarm";
    this.#zones = new Zones(config);
    this.#faults = new FaultTruth(decide);
    this.#isLatching = config.gas?.["latch"] !== false;
  }

  get zone(): Zone {
    return this.#zone;
  }

  /** Warm, no alarm stands and none is under way: gas that comes now must become one. */
  get isQuiet(): boolean {
    return this.#bootMs !== undefined && this.#summedMs >= this.#warmMs && this.#gas === "normal" && this.#mostMs === 0;
  }

  /** A device can have decided it then; at any time before, where the time is not known. */
  isPossible(kind: "alarm" | "clear" | "over", atMs: number | undefined, nowMs: number, offMs: number): boolean {
    return this.#may[kind].isAt(atMs, nowMs, offMs);
  }

  /** No number can be right: warming up, or a broken sensor, long enough for the filter to have seen it. */
  isNumberless(atMs: number): boolean {
    if (this.#bootMs === undefined) return false;
    if (atMs < this.#maybeWarmMs - 2000) return true;
    return calmIn(this.#zone) === "no" && this.#zone !== "high" && atMs > this.#zoneMs + LAST_NUMBER_MS;
  }

  volts(atMs: number, volts: number): void {
    this.advance(atMs);
    this.#range(atMs, this.#zones.isOverRange(volts));
    const zone = this.#zones.of(volts);
    if (zone === this.#zone) return;
    const [was, wasMs] = [this.#zone, this.#zoneMs];
    this.#zone = zone;
    this.#zoneMs = atMs;
    if (this.#bootMs !== undefined) this.#faults.zone(zone, atMs, this.#bootMs, this.#warmMs);
    this.#setExcess(atMs, excessIn(zone));
    // Of what was seen too briefly to be sure of, the calm before it may go on.
    if (calmIn(was) === "no" && atMs - wasMs > (was === "high" ? UNCOUNTED_MS + 1000 : ADDED_MS))
      this.#calmSinceMs = atMs;
    if (calmIn(zone) === "no") this.#may.clear.end(atMs + UNCOUNTED_MS);
    this.advance(atMs);
  }

  /** The device has sent what it decided then: it is in its flash, and what nobody else could know is known. */
  said(kind: "alarm" | "clear", ownMs: number, offMs: number): void {
    const may = this.#may[kind];
    if (!may.isOn || ownMs < may.sinceMs - offMs) return;
    const gas = kind === "alarm" ? "alarm" : "normal";
    if (this.#gas === "unknown") this.#gas = gas;
    else if (this.#gas !== gas) this.#said = gas;
  }

  /** Somebody has acknowledged the alarm. */
  acknowledge(atMs: number): void {
    this.advance(atMs);
    if (this.#gas === "alarm") this.#acknowledgedMs ??= atMs;
  }

  /** Whether an alarm stands is written nowhere any more. */
  forget(): void {
    this.#gas = "unknown";
    this.#said = undefined;
    this.#faults.boot();
  }

  boot(atMs: number): void {
    this.advance(atMs);
    this.#bootMs = atMs;
    this.#warmMs = atMs + (this.#keepsWarm === "yes" ? STILL_WARM_MS : WARM_UP_MS);
    this.#maybeWarmMs = atMs + (this.#keepsWarm === "no" ? WARM_UP_MS : STILL_WARM_MS) - SURE_OF_IT_MS;
    this.#acknowledgedMs = undefined;
    this.#isOverDue = false;
    this.#mostMs = 0;
    this.#summedMs = this.#calmSinceMs = atMs;
    this.#faults.boot();
    this.#faults.zone(this.#zone, atMs, atMs, this.#warmMs);
  }

  stop(atMs: number, cause: string): void {
    this.advance(atMs);
    this.#doubt();
    for (const kind of Object.values(this.#may)) kind.end(atMs);
    this.#faults.stop(atMs);
    const ranMs = atMs - (this.#bootMs ?? atMs);
    this.#keepsWarm = "no";
    if (CHIP_ALONE.has(cause) && ranMs > STAYS_WARM_AFTER_MS - SURE_OF_IT_MS) {
      this.#keepsWarm = ranMs > STAYS_WARM_AFTER_MS + SURE_OF_IT_MS ? "yes" : "maybe";
    }
    this.#bootMs = undefined;
  }

  /** Tells what is sure by now. */
  advance(nowMs: number): void {
    if (this.#bootMs === undefined) return;
    this.#sum(nowMs);
    if (this.#overRange !== "no" && this.#gas !== "alarm" && nowMs >= this.#maybeWarmMs)
      this.#may.over.begin(Math.max(this.#overSinceMs, this.#maybeWarmMs));
    this.#settleOver(nowMs);
    this.#settleAlarm(nowMs);
    this.#settleClear(nowMs);
    this.#faults.advance(nowMs);
  }

  #range(atMs: number, overRange: Answer): void {
    if (overRange === this.#overRange) return;
    if (overRange === "no") this.#may.over.end(atMs + UNCOUNTED_MS);
    this.#isOverDue = overRange === "yes" && this.#gas === "normal" && this.#mostMs === 0 && atMs >= this.#warmMs;
    if (this.#overRange === "no") this.#overSinceMs = atMs;
    this.#overRange = overRange;
  }

  #setExcess(atMs: number, excess: Answer | "unknown"): void {
    if (excess === this.#excess) return;
    const isNew = excess !== "no" && excess !== "unknown" && (this.#excess === "no" || this.#excess === "unknown");
    // An alarm, or its end, may have been decided by now, or not.
    this.#doubt();
    this.#excess = excess;
    this.#excessSinceMs = atMs;
    // What is there when the first number comes was there before.
    if (isNew) this.#mostMs = atMs < this.#warmMs + BUSY_MS ? RAISES_FROM_MS : this.#mostMs + ADDED_MS;
  }

  #doubt(): void {
    const { alarm, clear } = this.#may;
    if ((this.#gas === "normal" && alarm.isOn) || (this.#gas === "alarm" && clear.isOn))
      this.#gas = this.#said ?? "unknown";
    this.#said = undefined;
  }

  /** Net excess up to now, and from when on there may be an alarm by it. */
  #sum(nowMs: number): void {
    const fromMs = Math.max(this.#summedMs, this.#maybeWarmMs);
    if (nowMs <= fromMs) return;
    this.#summedMs = nowMs;
    if (this.#excess === "no") {
      const counted = Math.max(fromMs, this.#excessSinceMs + UNCOUNTED_MS);
      this.#mostMs = Math.max(0, this.#mostMs - Math.max(0, nowMs - counted));
      if (this.#mostMs < RAISES_FROM_MS) this.#may.alarm.end(counted);
    } else if (this.#excess !== "unknown") {
      // Gas from before the first number.
      if (fromMs === this.#maybeWarmMs) this.#mostMs = RAISES_FROM_MS;
      if (this.#gas !== "alarm") this.#may.alarm.begin(fromMs + Math.max(0, RAISES_FROM_MS - this.#mostMs), nowMs);
      this.#mostMs = Math.min(RAISES_FROM_MS, this.#mostMs + nowMs - fromMs);
    }
  }

  #settleOver(nowMs: number): void {
    const toMs = this.#overSinceMs + OVER_WITHIN_MS;
    if (!this.#isOverDue || nowMs < toMs) return;
    this.#isOverDue = false;
    this.#decide({ kind: "over", fromMs: this.#overSinceMs, toMs });
  }

  #settleAlarm(nowMs: number): void {
    const toMs = Math.max(this.#warmMs + BUSY_MS, this.#excessSinceMs + RAISES_WITHIN_MS);
    if (this.#excess !== "yes" || nowMs < toMs || this.#gas === "alarm") return;
    this.#said = undefined;
    if (this.#gas === "normal") this.#decide({ kind: "alarm", fromMs: this.#may.alarm.sinceMs, toMs });
    this.#gas = "alarm";
    this.#acknowledgedMs = undefined;
    this.#may.clear.end(nowMs);
  }

  #settleClear(nowMs: number): void {
    if (calmIn(this.#zone) === "no" || this.#gas === "normal") return;
    // A latched one waits for a person; one of which nobody can say whether it stands may end at any time.
    const freeMs = this.#isLatching && this.#gas === "alarm" ? this.#acknowledgedMs : 0;
    if (freeMs === undefined) return;
    this.#may.clear.begin(
      Math.max(this.#maybeWarmMs + CLEARS_FROM_MS, this.#calmSinceMs + CLEARS_FROM_MS, freeMs),
      nowMs,
    );
    const calmMs = Math.max(this.#warmMs, this.#excessSinceMs) + CLEARS_WITHIN_MS;
    const toMs = Math.max(calmMs, freeMs + READING_MS + BUSY_MS);
    if (this.#excess !== "no" || nowMs < toMs || (this.#isLatching && this.#gas === "unknown")) return;
    this.#said = undefined;
    if (this.#gas === "alarm") this.#decide({ kind: "clear", fromMs: this.#may.clear.sinceMs, toMs });
    this.#gas = "normal";
    this.#may.clear.end(nowMs + UNCOUNTED_MS);
  }
}
