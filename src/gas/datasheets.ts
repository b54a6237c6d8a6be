/**
 * What the datasheets say of each part besides the rows in `sensors.ts`: for the person who builds the circuit, and for the
 * tests that hold both together. No board carries it. Editions differ; these are the ones in miguel5612/MQSensorsLib_Docs,
 * folder `Datasheets/`, unless said.
 */
export interface Datasheet {
  readonly source: string;
  /** By the name of a row: the gas, and the ends of its range. */
  readonly gases: { readonly [sensor: string]: readonly [gas: string, fromPpm: number, toPpm: number] };
  /** Of the load, or of a current loop's shunt; undefined where it names none. */
  readonly loadOhm?: readonly [lowest: number, highest: number];
  /** Gas and level at which Rs is R0. */
  readonly r0At?: string;
  /** Rs, and where: from it the bounds of R0. */
  readonly sensingOhm?: string;
  readonly heater: string;
  /** After storage, before anything is calibrated. */
  readonly burnInH: number;
  /** What else it sees, by Rs/R0 at 1000 ppm where the figure has it. */
  readonly crossGases: string;
}

const CONSTANT = "5.0 V ± 0.1 V all the time";

export const DATASHEETS: readonly Datasheet[] = [
  {
    source: "MQ2 - Pololulu.pdf",
    gases: { "MQ-2": ["LPG", 300, 10000] },
    r0At: "1000 ppm H2",
    sensingOhm: "2 to 20 kΩ in 2000 ppm propane (3 to 30 kΩ in 1000 ppm isobutane: Seeed's edition)",
    heater: "5.0 V ± 0.2 V all the time",
    burnInH: 48,
    crossGases: "H2 1.00, smoke, alcohol, CH4, CO",
  },
  {
    source: "MQ4 - Sparkfun.pdf",
    gases: { "MQ-4": ["CH4", 200, 10000], "MQ-4/LPG": ["LPG", 200, 10000] },
    loadOhm: [10000, 47000],
    r0At: "1000 ppm CH4",
    sensingOhm: "10 to 60 kΩ in 1000 ppm CH4 (1 to 20 kΩ in 5000 ppm: Winsen's edition)",
    heater: CONSTANT,
    burnInH: 24,
    crossGases: "LPG 1.50, H2 2.82, smoke 3.52, alcohol 3.62, CO 3.79",
  },
  {
    source: "MQ5 - Parallax.pdf",
    gases: { "MQ-5": ["LPG", 200, 10000], "MQ-5/CH4": ["CH4", 200, 10000] },
    loadOhm: [10000, 47000],
    r0At: "1000 ppm H2",
    sensingOhm: "10 to 60 kΩ in 5000 ppm CH4",
    heater: CONSTANT,
    burnInH: 24,
    crossGases: "H2 0.98 (its curve is no power law: not offered), alcohol 2.56, CO 2.88",
  },
  {
    source: "MQ6 - Sparkfun.pdf",
    gases: { "MQ-6": ["LPG", 200, 10000], "MQ-6/CH4": ["CH4", 200, 10000] },
    loadOhm: [10000, 47000],
    r0At: "1000 ppm LPG",
    sensingOhm: "10 to 60 kΩ in 1000 ppm LPG",
    heater: CONSTANT,
    burnInH: 24,
    crossGases: "CH4 1.35, H2 3.36, alcohol 6.07, CO 7.74",
  },
  {
    source: "MQ7 - Sparkfun.pdf",
    gases: { "MQ-7": ["CO", 20, 2000] },
    loadOhm: [5000, 47000],
    r0At: "100 ppm CO",
    sensingOhm: "2 to 20 kΩ in 100 ppm CO",
    heater: "5.0 V for 60 s, 1.4 V ± 0.1 V for 90 s, read at the end of the cold",
    burnInH: 48,
    crossGases: "H2 0.80 at 100 ppm, as strong as CO; LPG 8.0, CH4 12.8, alcohol 14.8",
  },
  {
    source: "MQ8 - Sparkfun.pdf",
    gases: { "MQ-8": ["H2", 100, 10000] },
    loadOhm: [5000, 33000],
    r0At: "1000 ppm H2",
    sensingOhm: "10 to 60 kΩ in 1000 ppm H2",
    heater: CONSTANT,
    burnInH: 24,
    crossGases: "LPG 19.3, CH4 43.9",
  },
  {
    source: "MQ9 - Hanwei.pdf",
    gases: { "MQ-9": ["CO", 10, 1000] },
    r0At: "1000 ppm LPG",
    sensingOhm: "2 to 20 kΩ in 100 ppm CO",
    heater: "5.0 V for 60 s, 1.5 V ± 0.1 V for 90 s, read at the end of the cold",
    burnInH: 48,
    crossGases: "H2",
  },
  {
    source: "MQ9 - Hanwei.pdf, its hot phase alone",
    gases: { "MQ-9/LPG": ["LPG", 100, 10000] },
    r0At: "1000 ppm LPG",
    sensingOhm: "2 to 20 kΩ in 100 ppm CO",
    heater: "5.0 V ± 0.2 V all the time",
    burnInH: 48,
    crossGases: "CH4, H2",
  },
  {
    source: "MQ135 - Hanwei.pdf; its figure ends at 200 ppm, what lies beyond is extrapolated",
    gases: {
      "MQ-135": ["CO2", 10, 5000],
      "MQ-135/NH4": ["NH3", 10, 300],
      "MQ-135/CO": ["CO", 10, 1000],
      "MQ-135/alcohol": ["alcohol", 10, 300],
    },
    loadOhm: [10000, 47000],
    r0At: "100 ppm NH3",
    sensingOhm: "30 to 200 kΩ in 100 ppm NH3",
    heater: CONSTANT,
    burnInH: 24,
    crossGases: "NH3, CO2, CO, alcohol, toluene, acetone, smoke: all of them at once",
  },
  {
    source: "NAMUR NE 43",
    gases: { "4-20mA": ["CH4", 0, 50000] },
    loadOhm: [50, 150],
    heater: "its own",
    burnInH: 0,
    crossGases: "see the head",
  },
  {
    source: "Winsen ZE07-CO manual v1.2",
    gases: { "ZE07-CO": ["CO", 0, 500] },
    heater: "none: electrochemical",
    burnInH: 0,
    crossGases: "H2, alcohols, H2S",
  },
  {
    source: "Winsen MH-441D manual, the 0 to 100 %LEL version",
    gases: { "MH-441D": ["CH4", 0, 50000] },
    heater: "none: infrared",
    burnInH: 0,
    crossGases: "other hydrocarbons",
  },
];
