/** The kinds of sensor, as data: start values fitted to their datasheets' figures (facts: gas section C.1); calibrate each unit. */
import type { Curve } from "./curve";

/** How a head is read: a heated oxide behind a load, a current loop over a shunt, or frames of a Winsen module. */
export const MOX = 0;
export const LOOP = 1;
export const WINSEN = 2;

/** One kind of sensor. */
export interface SensorType extends Curve {
  readonly head: 0 | 1 | 2;
  /** Rs/R0 in clean air. */
  readonly cleanRatio: number;
  /** 100 % of the lower explosive limit; Infinity for a gas that does not burn. */
  readonly lelPpm: number;
  /** The end of its range: what lies beyond is told as this, and as over range. */
  readonly maxPpm: number;
  /** What the makers let R0 be. */
  readonly lowestR0Ohm: number;
  readonly highestR0Ohm: number;
  readonly warmUpS: number;
  /** Heated in turns, hot and cold; read at the end of the cold time. */
  readonly isCycled: boolean;
  /** Poisons by dose, whatever its explosive limit. */
  readonly isCo: boolean;
  /** Which of `climate.ts`'s tables. */
  readonly climate: number;
  /** Set points of a gas that neither burns nor is carbon monoxide; 0: by %LEL or by dose. */
  readonly warningPpm: number;
  readonly alarmPpm: number;
}

/** 5.0 %, 2.1 % (propane), 4.0 % and 12.5 % of the volume (facts: gas section C.1); ammonia 15 %, ethanol 3.1 % (IEC 60079-20-1). */
const CH4 = 50000;
const LPG = 21000;
const H2 = 40000;
const CO = 125000;
const NH3 = 150000;
const ETHANOL = 31000;
const NO_LEL = Infinity;

/** The least that the makers let pass before a number counts (facts: gas section C.4); a cycled one's first two cycles. */
const WARM_UP_S = 180;
const WARM_UP_CYCLED_S = 300;

type Row = readonly [
  head: 0 | 1 | 2,
  lelPpm: number,
  maxPpm: number,
  /** Of a module: ppm of one count. */
  factor?: number,
  exponent?: number,
  cleanRatio?: number,
  lowestR0Ohm?: number,
  highestR0Ohm?: number,
  climate?: number,
  isCycled?: 1 | 0,
  warningPpm?: number,
  alarmPpm?: number,
];

/**
 * Their names, as a text: "a, b". The first is the default. `hasPort`: there is one for a module that speaks; `canCycle`: a pin
 * switches the heater.
 */
export function sensorNames(hasPort: boolean, canCycle: boolean): string {
  return (
    "MQ-4, MQ-4/LPG, MQ-2, MQ-5, MQ-5/CH4, MQ-6, MQ-6/CH4, MQ-8, " +
    "MQ-9/LPG, MQ-135, MQ-135/NH4, MQ-135/CO, MQ-135/alcohol, 4-20mA" +
    (canCycle ? ", MQ-7, MQ-9" : "") +
    (hasPort ? ", ZE07-CO, MH-441D" : "")
  );
}

/**
 * The row of a name. No table: memory is dear, and this makes the one that is asked for. Curves: facts, gas section C.1, where
 * they lie within a tenth of the datasheet's figure, else fitted to it anew (MQ-2, MQ-5); docs/gas.md has the points and errors.
 */
function rowOf(name: string): Row {
  switch (name) {
    case "MQ-4/LPG":
      return [MOX, LPG, 10000, 3811.9, -3.113, 4.4, 1700, 60000, 0];
    case "MQ-2":
      return [MOX, LPG, 10000, 576.5, -2.142, 9.4, 2000, 35000, 1];
    case "MQ-5":
      return [MOX, LPG, 10000, 77.5, -2.498, 6.5, 10000, 220000, 0];
    case "MQ-5/CH4":
      return [MOX, CH4, 10000, 177.65, -2.56, 6.5, 10000, 220000, 0];
    case "MQ-6":
      return [MOX, LPG, 10000, 1009.2, -2.35, 10, 10000, 60000, 0];
    case "MQ-6/CH4":
      return [MOX, CH4, 10000, 2127.2, -2.526, 10, 10000, 60000, 0];
    case "MQ-8":
      return [MOX, H2, 10000, 976.97, -0.688, 70, 10000, 60000, 2];
    case "MQ-9/LPG":
      return [MOX, LPG, 10000, 1000.5, -2.186, 9.6, 900, 20000, 1];
    case "MQ-135":
      return [MOX, NO_LEL, 5000, 110.47, -2.862, 3.6, 30000, 200000, 3, 0, 1000, 5000];
    case "MQ-135/NH4":
      return [MOX, NH3, 300, 102.2, -2.473, 3.6, 30000, 200000, 3, 0, 25, 50];
    case "MQ-135/CO":
      return [MOX, CO, 1000, 605.18, -3.937, 3.6, 30000, 200000, 3];
    case "MQ-135/alcohol":
      return [MOX, ETHANOL, 300, 77.255, -3.18, 3.6, 30000, 200000, 3, 0, 100, 300];
    case "4-20mA":
      return [LOOP, CH4, CH4];
    case "MQ-7":
      return [MOX, CO, 2000, 99.042, -1.518, 26.1, 2000, 20000, 0, 1];
    case "MQ-9":
      return [MOX, CO, 1000, 599.65, -2.244, 9.6, 900, 20000, 1, 1];
    case "ZE07-CO":
      return [WINSEN, CO, 500, 0.1];
    case "MH-441D":
      return [WINSEN, CH4, CH4, 500];
  }
  // MQ-4.
  return [MOX, CH4, 10000, 1012.7, -2.786, 4.4, 1700, 60000, 0];
}

/** The sensor of a name that has a row. */
export function sensorNamed(name: string): SensorType {
  const row = rowOf(name);
  const isCycled = !!row[9];
  return {
    head: row[0],
    lelPpm: row[1],
    maxPpm: row[2],
    factor: row[3] || 0,
    exponent: row[4] || 0,
    cleanRatio: row[5] || 0,
    lowestR0Ohm: row[6] || 0,
    highestR0Ohm: row[7] || 0,
    climate: row[8] || 0,
    isCycled,
    warmUpS: isCycled ? WARM_UP_CYCLED_S : WARM_UP_S,
    isCo: row[1] === CO,
    warningPpm: row[10] || 0,
    alarmPpm: row[11] || 0,
  };
}
