/** What a sensor hangs in: its gas, combustibles beside it, temperature and humidity, each as a course in time. */
import type { SimClock } from "../clock.ts";
import type { Air } from "./element.ts";
import { type GasProfile, type GasProfileName, profileOf } from "./gas-profiles.ts";
import { constant, type Points, Track } from "./track.ts";

const USUAL_TEMPERATURE_C = 20;
/** Gas that comes in a course of its own takes so long to reach the element; gas that is set is there at once. */
const PROFILE_T90_S = 2;

export class Surroundings {
  readonly #clock: SimClock;
  readonly #lelPpm: number;
  #ppm: Track;
  #combustiblePpm: Track;
  #temperatureC: Track;
  #humidityPercent: Track;

  constructor(clock: SimClock, lelPpm: number, humidityPercent: number) {
    this.#clock = clock;
    this.#lelPpm = lelPpm;
    this.#ppm = constant(0, clock.nowMs);
    this.#combustiblePpm = constant(0, clock.nowMs);
    this.#temperatureC = constant(USUAL_TEMPERATURE_C, clock.nowMs);
    this.#humidityPercent = constant(humidityPercent, clock.nowMs);
  }

  get ppm(): number {
    return this.#ppm.at(this.#clock.nowMs);
  }

  get lelPercent(): number {
    return (this.ppm * 100) / this.#lelPpm;
  }

  get temperatureC(): number {
    return this.#temperatureC.at(this.#clock.nowMs);
  }

  get humidityPercent(): number {
    return this.#humidityPercent.at(this.#clock.nowMs);
  }

  /** All of it at this moment. */
  get air(): Air {
    const { ppm, temperatureC, humidityPercent } = this;
    return { ppm, combustiblePpm: this.#combustiblePpm.at(this.#clock.nowMs), temperatureC, humidityPercent };
  }

  setPpm(ppm: number): void {
    this.#ppm = constant(ppm, this.#clock.nowMs);
  }

  setLelPercent(lelPercent: number): void {
    this.setPpm((lelPercent * this.#lelPpm) / 100);
  }

  /** For a head that is heated in turns, and hot. */
  setCombustiblePpm(ppm: number): void {
    this.#combustiblePpm = constant(ppm, this.#clock.nowMs);
  }

  setTemperatureC(course: number | Points): void {
    this.#temperatureC = this.#course(course);
  }

  setHumidityPercent(course: number | Points): void {
    this.#humidityPercent = this.#course(course);
  }

  /** By name, as points of %LEL, or whole. */
  follow(profile: GasProfileName | Points | GasProfile): void {
    const { ppm, lelPercent, temperatureC, humidityPercent } = profileOf(profile);
    const points = ppm ?? lelPercent?.map(([atS, value]): Points[number] => [atS, (value * this.#lelPpm) / 100]);
    if (points) this.#ppm = new Track(points, this.#clock.nowMs, PROFILE_T90_S, this.ppm);
    if (temperatureC) this.setTemperatureC(temperatureC);
    if (humidityPercent) this.setHumidityPercent(humidityPercent);
  }

  #course(course: number | Points): Track {
    return typeof course === "number" ? constant(course, this.#clock.nowMs) : new Track(course, this.#clock.nowMs);
  }
}
