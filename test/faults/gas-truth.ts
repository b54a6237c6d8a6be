/**
 * What the sensor's volts forced the device to decide, from the rules that `docs/how-it-works.md` tells: a sample a second,
 * the median of five, a warm-up after each start, alarm at the set point, its end below 80 % of it, a fault of the sensor
 * where no number can be right. Only what no sound device could have decided otherwise counts as forced.
 */
import { adcVoltsOf, circuitOf, type NodeConfig } from "../../sim/profile.ts";

export type DecisionKind = "alarm" | "clear" | "fault" | "fault-end";

export interface Decision {
  readonly kind: DecisionKind;
  /** It was made within these, on the simulator's clock. */
  readonly fromMs: number;
  readonly toMs: number;
}

/** In the order of the volts; "unsure" lies between two of them. */
export type Zone = "nothing" | "low" | "unsure" | "high" | "saturated";

const WARM_UP_MS = 180_000;
/** The heater has its own supply: after a restart of the chip alone, and a run as long as this, it is still warm. */
const STAYS_WARM_AFTER_MS = 200_000;
const CHIP_ALONE = new Set(["reboot", "load", "reset", "watchdog"]);
const SURE_OF_IT_MS = 5000;
/** Three samples of five see a step within 3 s; a device that is busy for some seconds may be later. */
const DECIDES_WITHIN_MS = 8000;
/** A fault is believed after a few samples, its end after more. */
const FAULT_WITHIN_MS = 15_000;
const FAULT_ENDS_WITHIN_MS = 60_000;
/** What stood for less than this no device can have decided on. */
const UNSEEN_MS = 1000;
const ALARM_LEL_PERCENT = 20;
/** To both sides of a set point it is unsure. */
const MARGIN = 0.06;
const OPEN_BELOW_V = 0.07;
const SATURATED_FROM = 0.98;

type Known = "normal" | "alarm" | "unknown";
type Side = "under" | "over" | "neither";

function sideOf(zone: Zone): Side {
  if (zone === "low") return "under";
  return zone === "high" || zone === "saturated" ? "over" : "neither";
}

export class GasTruth {
  readonly #decide: (decision: Decision) => void;
  readonly #limits: { readonly open: number; readonly low: number; readonly high: number; readonly saturated: number };
  #zone: Zone = "low";
  #zoneMs = 0;
  /** Since when the gas is on this side of its set points; saturated is as high as high. */
  #sideMs = 0;
  /** Undefined while the board is off. */
  #bootMs: number | undefined;
  /** From when on numbers are right for sure, and from when on they may be. */
  #warmMs = 0;
  #maybeWarmMs = 0;
  #keepsWarm: "no" | "maybe" | "yes" = "no";
  #gas: Known = "normal";
  #fault: "none" | "told" | "unknown" = "none";

  constructor(config: NodeConfig, decide: (decision: Decision) => void) {
    const circuit = circuitOf(config);
    const set = Number(config.gas?.["alarmLelPercent"] ?? ALARM_LEL_PERCENT);
    this.#decide = decide;
    this.#limits = {
      open: OPEN_BELOW_V * circuit.dividerRatio,
      low: adcVoltsOf(set * 0.8 * (1 - MARGIN), circuit),
      high: adcVoltsOf(set * (1 + MARGIN), circuit),
      saturated: SATURATED_FROM * circuit.supplyV * circuit.dividerRatio,
    };
  }

  get zone(): Zone {
    return this.#zone;
  }

  /** Gas above the set point now: an alarm that is decided is no invention. */
  get isHigh(): boolean {
    return this.#zone === "high" || this.#zone === "saturated" || this.#zone === "unsure";
  }

  /** No number can be right: warming up, or a broken sensor, long enough for the filter to have seen it. */
  isNumberless(atMs: number): boolean {
    if (this.#bootMs === undefined) return false;
    if (atMs < this.#maybeWarmMs - 2000) return true;
    const isWrong = this.#zone === "nothing" || this.#zone === "saturated";
    return isWrong && atMs > this.#zoneMs + DECIDES_WITHIN_MS;
  }

  volts(atMs: number, volts: number): void {
    this.advance(atMs);
    const zone = this.#zoneOf(volts);
    if (zone === this.#zone) return;
    const side = sideOf(this.#zone);
    if (sideOf(zone) !== side) {
      this.#leave(atMs, side);
      this.#sideMs = atMs;
    }
    if (this.#zone === "nothing" && this.#fault === "none" && atMs - this.#zoneMs > UNSEEN_MS) this.#fault = "unknown";
    this.#zone = zone;
    this.#zoneMs = atMs;
  }

  /** It stood too briefly to force a decision, and long enough to allow one. */
  #leave(atMs: number, side: Side): void {
    if (atMs - this.#sideMs < UNSEEN_MS || this.#bootMs === undefined) return;
    if ((side === "over" && this.#gas === "normal") || (side === "under" && this.#gas === "alarm")) {
      this.#gas = "unknown";
    }
  }

  boot(atMs: number): void {
    this.advance(atMs);
    this.#bootMs = atMs;
    this.#warmMs = atMs + (this.#keepsWarm === "yes" ? SURE_OF_IT_MS : WARM_UP_MS);
    this.#maybeWarmMs = atMs + (this.#keepsWarm === "no" ? WARM_UP_MS : 0);
    // Whether an alarm or fault that stood is kept over a restart is the device's affair.
    if (this.#gas !== "normal") this.#gas = "unknown";
    if (this.#fault !== "none") this.#fault = "unknown";
  }

  stop(atMs: number, cause: string): void {
    this.advance(atMs);
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
    const decidesMs = Math.max(this.#warmMs, this.#sideMs);
    if (nowMs >= decidesMs + DECIDES_WITHIN_MS) this.#settleGas(decidesMs);
    else if (nowMs >= Math.max(this.#maybeWarmMs, this.#sideMs) + UNSEEN_MS) this.#mayDecide();
    this.#settleFault(nowMs, Math.max(this.#warmMs, this.#zoneMs));
  }

  /** A device that may be warm may have decided; one that is not has not. */
  #mayDecide(): void {
    if (this.#maybeWarmMs >= this.#warmMs) return;
    const side = sideOf(this.#zone);
    if ((side === "over" && this.#gas === "normal") || (side === "under" && this.#gas === "alarm")) {
      this.#gas = "unknown";
    }
  }

  #settleGas(readyMs: number): void {
    const within = { fromMs: readyMs, toMs: readyMs + DECIDES_WITHIN_MS };
    const side = sideOf(this.#zone);
    if (side === "over") {
      if (this.#gas === "normal") this.#decide({ kind: "alarm", ...within });
      this.#gas = "alarm";
    }
    if (side === "under") {
      if (this.#gas === "alarm") this.#decide({ kind: "clear", ...within });
      this.#gas = "normal";
    }
  }

  #settleFault(nowMs: number, readyMs: number): void {
    if (this.#zone === "nothing") {
      if (nowMs < readyMs + FAULT_WITHIN_MS) return;
      if (this.#fault === "none") this.#decide({ kind: "fault", fromMs: readyMs, toMs: readyMs + FAULT_WITHIN_MS });
      this.#fault = "told";
    } else if (this.#zone !== "saturated" && nowMs >= readyMs + FAULT_ENDS_WITHIN_MS) {
      const toMs = readyMs + FAULT_ENDS_WITHIN_MS;
      if (this.#fault === "told") this.#decide({ kind: "fault-end", fromMs: readyMs, toMs });
      this.#fault = "none";
    }
  }

  #zoneOf(volts: number): Zone {
    const { open, low, high, saturated } = this.#limits;
    if (!(volts >= open)) return "nothing";
    if (volts <= low) return "low";
    if (volts < high) return "unsure";
    return volts < saturated ? "high" : "saturated";
  }
}
