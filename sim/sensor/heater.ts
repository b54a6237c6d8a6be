/**
 * The heater and what its warmth does to the element. All states follow exponentials between two changes of the power, so
 * they are computed when asked for.
 */
import { relaxed } from "./track.ts";

export interface Warmth {
  /** Volts of a steady heater as warm as the element is now. */
  readonly equivalentV: number;
  /** 0 after a long time without current, when the surface is full of what it took up; 1 when that is burnt off. */
  readonly settled: number;
  /** 0 at a hot element, which tells combustibles; 1 when it has been cool for some tens of seconds and tells CO. */
  readonly selective: number;
}

const RATED_V = 5;
/** Some milligrams are hot at once, and cold after 20 s or so. */
const HEATS_TAU_MS = 400;
const COOLS_TAU_MS = 6000;
/** Two to three minutes until the value is right (facts C.3: alarm inhibited about 2.5 min). */
const SETTLES_TAU_MS = 30_000;
const FORGETS_TAU_MS = 120_000;
/** 90 s at 1.4 V are the cool phase of the MQ-7 (facts C.1): CO is read at its end. */
const SELECTS_TAU_MS = 15_000;
const MIXES_TAU_MS = 4000;
/** Below the first there is no heating to speak of, above the second no selecting of CO. */
const COOL_V = 1;
const HOT_V = 2.2;

export class Heater {
  #appliedV = 0;
  #atMs = 0;
  /** As a part of the rated power. */
  #power = 0;
  #settled = 0;
  #selective = 0;

  /** From now on. A duty of D at 5 V heats as 5 V sqrt(D) do. */
  apply(volts: number, duty: number, nowMs: number): void {
    this.#advance(nowMs);
    this.#appliedV = volts * Math.sqrt(duty);
  }

  warmth(nowMs: number): Warmth {
    this.#advance(nowMs);
    const { settled, selective } = { settled: this.#settled, selective: this.#selective };
    return { equivalentV: RATED_V * Math.sqrt(this.#power), settled, selective };
  }

  #advance(nowMs: number): void {
    const ms = nowMs - this.#atMs;
    if (ms <= 0) return;
    this.#atMs = nowMs;
    const goal = (this.#appliedV / RATED_V) ** 2;
    const isHeated = this.#appliedV >= COOL_V;
    const isCool = isHeated && this.#appliedV <= HOT_V;
    this.#power = relaxed(this.#power, goal, ms, goal > this.#power ? HEATS_TAU_MS : COOLS_TAU_MS);
    this.#settled = relaxed(this.#settled, Number(isHeated), ms, isHeated ? SETTLES_TAU_MS : FORGETS_TAU_MS);
    this.#selective = relaxed(this.#selective, Number(isCool), ms, isCool ? SELECTS_TAU_MS : MIXES_TAU_MS);
  }
}
