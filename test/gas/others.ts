/**
 * What other open-source libraries compute of the same volts, by their published formulas and constants (facts: gas section
 * C.2), not by their code. Each takes what its user wires to it: the voltage over the load.
 */
export interface OtherLibrary {
  readonly name: string;
  readonly where: string;
  /** ppm of a voltage over the load of 10 kΩ under 5 V; R0 as below. */
  readonly ppm: (loadV: number) => number;
}

export const SUPPLY_V = 5;
export const LOAD_OHM = 10000;
export const R0_OHM = 10000;
const CH4 = { a: 1012.7, b: -2.786 };
const CO2 = { a: 116.6020682, b: -2.769034857, r0KOhm: 76.63, loadKOhm: 10 };
const LARGEST = 3.4028235e38;

const power = (ratio: number, { a, b }: { a: number; b: number }) => a * ratio ** b;

/** ppm = a (Rs/R0)^b; Rs below 0 is made 0, a ratio of 0 or less is 0 ppm, what overflows is the largest float. */
function mqSensorsLib(loadV: number, correction = 0): number {
  const ohm = Math.max(0, (SUPPLY_V * LOAD_OHM) / loadV - LOAD_OHM);
  const ratio = ohm / R0_OHM + correction;
  if (ratio <= 0) return 0;
  const ppm = power(ratio, CH4);
  return Number.isFinite(ppm) ? Math.max(0, ppm) : LARGEST;
}

/** Rs = (5/raw - 1) RL with `raw` a part of the ADC's reference, whatever that is. */
function co2OfFraction(raw: number): number {
  return power(((SUPPLY_V / raw - 1) * CO2.loadKOhm) / CO2.r0KOhm, CO2);
}

export const OTHERS: readonly OtherLibrary[] = [
  { name: "MQSensorsLib, MQ-4", where: "miguel5612/MQSensorsLib, readSensor", ppm: (loadV) => mqSensorsLib(loadV) },
  {
    name: "the same, corrected for -10 °C",
    where: "its DHT11 example: a factor of 1.7 is added to Rs/R0, not multiplied",
    ppm: (loadV) => mqSensorsLib(loadV, 1.7),
  },
  {
    name: "Espruino MQ135.js, CO2",
    where: "espruino/EspruinoDocs, devices/MQ135.js; raw = V/3.3",
    ppm: (loadV) => Math.round(co2OfFraction(Math.min(1, loadV / 3.3))),
  },
  {
    name: "Tasmota ADC MQ, usual values",
    where: "arendst/Tasmota, PR #14581: 3.3 V for the supply, R0 and RL fixed at 10 kΩ",
    ppm: (loadV) =>
      power(Math.max(0, (3.3 * LOAD_OHM) / Math.min(3.3, loadV) - LOAD_OHM) / R0_OHM, { a: 574.25, b: -2.222 }),
  },
];

export interface Situation {
  readonly name: string;
  readonly loadV: number;
}

/** Volts over 10 kΩ at so much methane in front of an MQ-4 whose R0 is 10 kΩ. */
const voltsAt = (ppm: number) => (SUPPLY_V * LOAD_OHM) / (R0_OHM * (ppm / CH4.a) ** (1 / CH4.b) + LOAD_OHM);

export const SITUATIONS: readonly Situation[] = [
  { name: "wire cut, or heater without supply", loadV: 0 },
  { name: "contact of 1 MΩ", loadV: 0.05 },
  { name: "clean air", loadV: voltsAt(CH4.a * 4.4 ** CH4.b) },
  { name: "10 %LEL of methane", loadV: voltsAt(5000) },
  { name: "20 %LEL of methane", loadV: voltsAt(10000) },
  { name: "just below the supply", loadV: 4.99 },
  { name: "element short, or more gas than can be measured", loadV: 5 },
  { name: "wire on a higher rail", loadV: 5.4 },
];
