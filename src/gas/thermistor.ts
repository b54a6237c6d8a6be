/** What the air's warmth makes of the element's resistance, by a thermistor. */
import type { Adc } from "../hal";
import { climateFactor } from "./climate";
import { ntcCelsius } from "./curve";

export interface Thermistor {
  readonly ntcOhm: number;
  readonly ntcBetaK: number;
  readonly ntcSeriesOhm: number;
  /** Nothing measures it. */
  readonly humidityPercent: number;
}

/** No air is colder or warmer: the thermistor or its wire is broken. */
const COLDEST_C = -40;
const WARMEST_C = 85;

/** Each call is for one reading: times its resistance at 20 °C and 65 % RH; NaN where the thermistor is broken. */
export function openThermistor(
  ntc: Adc,
  table: number,
  { ntcOhm, ntcBetaK, ntcSeriesOhm, humidityPercent }: Thermistor,
): () => number {
  return () => {
    const celsius = ntcCelsius(ntc(), ntcSeriesOhm, ntcOhm, ntcBetaK);
    return celsius > COLDEST_C && celsius < WARMEST_C ? climateFactor(table, celsius, humidityPercent) : NaN;
  };
}
