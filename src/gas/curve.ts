/** From the ADC to gas: pure maths, units in the names (facts: gas section C.1). */

/** ppm = factor · (Rs/R0)^exponent, a straight line on the datasheet's log-log figure. */
export interface Curve {
  readonly factor: number;
  readonly exponent: number;
}

/** The sensor's resistance; `supplyRatio` is the voltage over its load by its own supply's, never by the ADC's reference. */
export function sensorOhm(supplyRatio: number, loadOhm: number): number {
  return (1 / supplyRatio - 1) * loadOhm;
}

/** `ratio` is Rs/R0. */
export function ppmOf(ratio: number, curve: Curve): number {
  return curve.factor * Math.pow(ratio, curve.exponent);
}

/** Rs/R0 at so much gas. */
export function ratioOf(ppm: number, curve: Curve): number {
  return Math.pow(ppm / curve.factor, 1 / curve.exponent);
}

/** `lelPpm` is 100 % of the lower explosive limit. */
export function lelPercentOf(ppm: number, lelPpm: number): number {
  return (100 * ppm) / lelPpm;
}

const KELVIN = 273.15;

/** Of an NTC to ground below its series resistor, by its beta equation; `ratio` is the voltage over it by that over both. */
export function ntcCelsius(ratio: number, seriesOhm: number, ohmAt25C: number, betaK: number): number {
  const ohm = (seriesOhm * ratio) / (1 - ratio);
  return 1 / (1 / (25 + KELVIN) + Math.log(ohm / ohmAt25C) / betaK) - KELVIN;
}
