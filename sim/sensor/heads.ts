/**
 * The sensor heads that a configuration may name (`gas.sensor`), as data. Curves: ppm = a (Rs/R0)^b and Rs/R0 in clean air
 * (facts: gas section C.1); a real element is what the curve was fitted to, so the simulator runs it the other way round.
 */

/** Rs/R0 over a gas, and where it stands without any. */
export interface Curve {
  readonly a: number;
  readonly b: number;
  readonly cleanRatio: number;
}

/** A metal oxide element behind a load resistor. */
export interface MoxHead {
  readonly kind: "mox";
  /** 100 %LEL (facts C.1); of what does not burn, all of the air. */
  readonly lelPpm: number;
  readonly curve: Curve;
  /** Heated in turns: `curve` is what it tells when cool, this when hot (facts C.1: combustibles in the hot phase). */
  readonly hot?: Curve;
}

/** Nine bytes at a time over a UART (facts C.3). */
export interface DigitalHead {
  readonly kind: "digital";
  readonly lelPpm: number;
  /** One count of the value. */
  readonly ppmPerCount: number;
  readonly fullCounts: number;
  /** Third, fourth byte of a pushed frame; the makers' lists of gases and units are not in the facts. */
  readonly gasCode: number;
  readonly unitCode: number;
  readonly decimals: number;
  /** By which the value dances, as one sigma. */
  readonly noiseCounts: number;
}

/** 4 mA is none, 20 mA is full scale (facts C.3: NAMUR NE 43). */
export interface CurrentHead {
  readonly kind: "current";
  readonly lelPpm: number;
}

export type Head = MoxHead | DigitalHead | CurrentHead;
export type HeadKind = Head["kind"];

const METHANE_PPM = 50_000;
const PROPANE_PPM = 21_000;
const HYDROGEN_PPM = 40_000;
const CO_PPM = 125_000;
/** Not in the facts: 15 %vol and 3.3 %vol are what safety data sheets say. */
const AMMONIA_PPM = 150_000;
const ALCOHOL_PPM = 33_000;
const ALL_PPM = 1_000_000;

const mox = (lelPpm: number, a: number, b: number, cleanRatio: number): MoxHead => ({
  kind: "mox",
  lelPpm,
  curve: { a, b, cleanRatio },
});

const MQ9_HOT = mox(PROPANE_PPM, 1000.5, -2.186, 9.6);

export const HEADS = {
  "MQ-2": mox(PROPANE_PPM, 574.25, -2.222, 9.83),
  "MQ-4": mox(METHANE_PPM, 1012.7, -2.786, 4.4),
  "MQ-4/LPG": mox(PROPANE_PPM, 3811.9, -3.113, 4.4),
  "MQ-5": mox(PROPANE_PPM, 80.897, -2.431, 6.5),
  "MQ-5/CH4": mox(METHANE_PPM, 177.65, -2.56, 6.5),
  "MQ-6": mox(PROPANE_PPM, 1009.2, -2.35, 10),
  "MQ-6/CH4": mox(METHANE_PPM, 2127.2, -2.526, 10),
  // What a hot MQ-7 tells of combustibles is in no table: the row of its nearest kin.
  "MQ-7": { ...mox(CO_PPM, 99.042, -1.518, 27.5), hot: MQ9_HOT.curve },
  "MQ-8": mox(HYDROGEN_PPM, 976.97, -0.688, 70),
  "MQ-9": { ...mox(CO_PPM, 599.65, -2.244, 9.6), hot: MQ9_HOT.curve },
  // Wired to the supply for good, hence hot and no CO.
  "MQ-9/LPG": MQ9_HOT,
  "MQ-135": mox(ALL_PPM, 110.47, -2.862, 3.6),
  "MQ-135/NH4": mox(AMMONIA_PPM, 102.2, -2.473, 3.6),
  "MQ-135/CO": mox(CO_PPM, 605.18, -3.937, 3.6),
  "MQ-135/alcohol": mox(ALCOHOL_PPM, 77.255, -3.18, 3.6),
  "ZE07-CO": {
    kind: "digital",
    lelPpm: CO_PPM,
    ppmPerCount: 0.1,
    fullCounts: 5000,
    gasCode: 0x04,
    unitCode: 0x03,
    decimals: 1,
    noiseCounts: 0.5,
  },
  "MH-441D": {
    kind: "digital",
    lelPpm: METHANE_PPM,
    ppmPerCount: 500,
    fullCounts: 100,
    gasCode: 0x01,
    unitCode: 0x04,
    decimals: 0,
    noiseCounts: 0.1,
  },
  "4-20mA": { kind: "current", lelPpm: METHANE_PPM },
} as const satisfies Readonly<Record<string, Head>>;

export type HeadName = keyof typeof HEADS;

/** Of a name that is none, the head that the firmware takes when nothing is said. */
export function headOf(name: string): Head {
  return HEADS[name as HeadName] ?? HEADS["MQ-4"];
}

/** What a curve shows of clean air: less there is not. */
export const cleanAirPpm = ({ a, b, cleanRatio }: Curve): number => a * cleanRatio ** b;

/** Rs/R0 in so much gas. */
export function ratioOf({ a, b, cleanRatio }: Curve, ppm: number): number {
  return Math.min(cleanRatio, (ppm / a) ** (1 / b));
}
