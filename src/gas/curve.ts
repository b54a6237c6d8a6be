/** From the ADC to gas: pure maths, units in the names (facts: gas section C.1). */

/** ppm = factor · (Rs/R0)^exponent, a straight line on the datasheet's log-log figure. */
export interface Curve {
  readonly factor: number;
  readonly exponent: number;
}

/** The sensor's resistance from the voltage over its load; the supply is the sensor's, never the ADC's reference. */
export function sensorOhm(loadV: number, supplyV: number, loadOhm: number): number {
  return (supplyV / loadV - 1) * loadOhm;
}

/** `ratio` is Rs/R0. */
export function ppmOf(ratio: number, curve: Curve): number {
  return curve.factor * Math.pow(ratio, curve.exponent);
}

/** 100 % of the lower explosive limit is `lelVolPercent` of the air's volume. */
export function lelPercentOf(ppm: number, lelVolPercent: number): number {
  return ppm / (lelVolPercent * 100);
}
