/**
 * The sensor of a node: surroundings, heater, wear and faults in, what the board's ADC reads out. The board asks at the
 * moment of its `analogRead`; nothing here runs by itself but a digital head's frame each second.
 */
import { adcFraction } from "../board/pins.ts";
import type { LinePort } from "../board/uart.ts";
import type { SimClock } from "../clock.ts";
import type { Random } from "../random.ts";
import { circuitFrom, currentMa, loadVolts, type SensorCircuit, settledVolts, shuntVolts } from "./circuit.ts";
import { ntcOhm } from "./climate.ts";
import { DigitalSensor } from "./digital.ts";
import { elementOhm } from "./element.ts";
import { faultOf, faultProblem, type HeldFault, type SensorFaultName } from "./faults.ts";
import { type Head, headOf, type MoxHead } from "./heads.ts";
import { Heater } from "./heater.ts";
import { ADC_STEPS, adcNoiseV } from "./noise.ts";
import { Surroundings } from "./surroundings.ts";

export interface SensorOptions {
  readonly clock: SimClock;
  readonly random: Random;
  /** The configuration's `gas`. */
  readonly gas?: Readonly<Record<string, unknown>> | undefined;
  /** Of the board's ADC. */
  readonly referenceV: number;
  /** The board has a pin for the heater, and a head that is heated in turns is wired to it. */
  readonly hasHeaterPin?: boolean;
  /** For a head that speaks. */
  readonly port?: LinePort | undefined;
}

/** Over the resistor between heater and ground while current flows (facts C.3). */
const HEATER_SENSE_V = 0.2;
const RATED_V = 5;
const YEAR_MS = 365.25 * 24 * 3600 * 1000;

export class VirtualSensor extends Surroundings {
  readonly circuit: SensorCircuit;
  readonly head: Head;
  /** By which R0 grows in a year; 1 is none. */
  driftPerYear = 1;
  /** 0 is as new, 1 sees no gas any more. */
  poisoned = 0;
  /** Of the ADC, as one sigma; 0 for a test that counts in single steps. */
  noiseSteps = 1.5;
  /** What the gas pin shows over all else, forced volts included; held by faults from outside. */
  heldVolts: number | undefined;
  readonly #options: SensorOptions;
  readonly #heater = new Heater();
  readonly #digital: DigitalSensor | undefined;
  readonly #bornMs: number;
  #isOn = false;
  #duty: number;
  #fault: HeldFault | undefined;
  #frozen = 0;
  #forcedV: number | undefined;

  constructor(options: SensorOptions) {
    const { clock, random, gas, port } = options;
    const circuit = circuitFrom(gas);
    const head = headOf(circuit.sensor);
    super(clock, head.lelPpm, circuit.humidityPercent);
    this.#options = options;
    this.circuit = circuit;
    this.head = head;
    this.#bornMs = clock.nowMs;
    this.#duty = Number(!this.#isHeatedByPin);
    if (head.kind === "digital" && port) {
      const fault = () => this.#fault;
      this.#digital = new DigitalSensor({ clock, random, head, port, ppm: () => this.ppm, fault });
    }
  }

  /** Gas of its own course is seen, whatever volts were forced. */
  override follow(profile: Parameters<Surroundings["follow"]>[0]): void {
    super.follow(profile);
    this.forceVolts(undefined);
  }

  // ---- what goes wrong

  get fault(): HeldFault | undefined {
    return this.#fault;
  }

  /** Holds it, also against forced volts; null ends it. Throws for one that such a head can't have. */
  setFault(name: SensorFaultName | null, value?: number): void {
    const problem = name === null ? undefined : faultProblem(name, this.head.kind, value);
    if (problem !== undefined) throw new Error(problem);
    if (name !== null) this.forceVolts(undefined);
    if (name === "frozen" && this.#fault?.name !== "frozen") this.#frozen = this.#gasFraction();
    this.#fault = name === null ? undefined : { name, value: value ?? faultOf(name).value?.usual };
    this.#heat();
  }

  /** The gas pin shows these volts, whatever the sensor; the volts of the gas that is there end it, and so does undefined. */
  forceVolts(volts: number | undefined): void {
    const isGas = volts !== undefined && Math.abs(volts - settledVolts(this.lelPercent, this.circuit)) < 1e-9;
    this.#forcedV = isGas ? undefined : volts;
  }

  // ---- the board

  /** The plug. A reset of the chip is none: the heater has its own supply. */
  power(isOn: boolean): void {
    this.#isOn = isOn;
    this.#digital?.power(isOn);
    this.#heat();
  }

  /** Of the board's pin for the heater. */
  setHeaterDuty(duty: number): void {
    if (!this.#isHeatedByPin) return;
    this.#duty = duty;
    this.#heat();
  }

  /** What `analogRead` of each pin gives at this moment. */
  readonly readGas = (): number => {
    const shownV = this.heldVolts ?? this.#forcedV;
    if (shownV !== undefined) return this.#forcedFraction(shownV);
    if (!this.#fault) return this.#gasFraction();
    return this.#fault.name === "frozen" ? this.#frozen : (faultOf(this.#fault.name).reads ?? this.#gasFraction());
  };

  readonly readSupply = (): number =>
    this.#read(this.circuit.supplySense ? this.#supplyV * this.circuit.dividerRatio : 0);

  readonly readHeater = (): number =>
    this.#read(this.circuit.heaterSense ? (HEATER_SENSE_V * this.#heaterV * this.#duty) / RATED_V : 0);

  readonly readNtc = (): number => {
    const { ntcOhm: ratedOhm, ntcBetaK, ntcSeriesOhm } = this.circuit;
    if (ratedOhm <= 0) return 0;
    const ohm = ntcOhm(this.temperatureC, ratedOhm, ntcBetaK);
    return this.#read((this.#options.referenceV * ohm) / (ohm + ntcSeriesOhm));
  };

  // ---- inside

  get #nowMs(): number {
    return this.#options.clock.nowMs;
  }

  get #isHeatedByPin(): boolean {
    return this.#options.hasHeaterPin === true && this.head.kind === "mox" && this.head.hot !== undefined;
  }

  get #supplyV(): number {
    if (!this.#isOn) return 0;
    return this.#fault?.name === "supply" ? (this.#fault.value ?? 0) : this.circuit.supplyV;
  }

  get #heaterV(): number {
    return this.#fault?.name === "heater" ? 0 : this.#supplyV;
  }

  #heat(): void {
    this.#heater.apply(this.#heaterV, this.#duty, this.#nowMs);
  }

  #gasFraction(): number {
    const { head, circuit } = this;
    if (head.kind === "digital") return 0;
    if (head.kind === "mox") return this.#read(loadVolts(this.#elementOhm(head), this.#supplyV, circuit));
    const ma = this.#fault?.name === "current" ? (this.#fault.value ?? 0) : currentMa(this.lelPercent, circuit);
    return this.#read(this.#isOn ? shuntVolts(ma, circuit) : 0);
  }

  #elementOhm(head: MoxHead): number {
    if (this.#fault?.name === "element-short") return 0;
    const r0Ohm = this.circuit.r0Ohm * this.driftPerYear ** ((this.#nowMs - this.#bornMs) / YEAR_MS);
    return elementOhm(head, this.air, this.#heater.warmth(this.#nowMs), { r0Ohm, poisoned: this.poisoned });
  }

  #read(volts: number): number {
    const { random, referenceV } = this.#options;
    return adcFraction(volts + adcNoiseV(random, this.noiseSteps, referenceV), referenceV);
  }

  /** As told, but for a step up or down where there is room. */
  #forcedFraction(volts: number): number {
    const { random, referenceV } = this.#options;
    if (!(volts > 0 && volts < referenceV)) return adcFraction(volts, referenceV);
    return adcFraction(volts + (random.between(-1, 1) * referenceV) / ADC_STEPS, referenceV);
  }
}
