/** Temperature and humidity at the element and at the thermistor. */

/**
 * Rs relative to 20 °C and 65 % RH, falling with both. Smooth, through 1.6 at -10 °C, 1 at 20 °C and 0.85 at 50 °C, with some
 * 12 % between 30 and 85 % RH: the shape of the data sheets' families (facts C.1), and no maker's own figure.
 */
export function climateFactor(temperatureC: number, humidityPercent: number): number {
  const warmth = 0.8 + 0.2 * 4 ** ((20 - temperatureC) / 30);
  return warmth * (1 - 0.0024 * (humidityPercent - 65));
}

const KELVIN = 273.15;
const NTC_RATED_C = 25;

/** The usual law of a thermistor between two temperatures. */
export function ntcOhm(temperatureC: number, ratedOhm: number, beta: number): number {
  return ratedOhm * Math.exp(beta * (1 / (temperatureC + KELVIN) - 1 / (NTC_RATED_C + KELVIN)));
}
