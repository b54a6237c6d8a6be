/**
 * What the datasheets say of each sensor besides the row in `sensors.ts`: for the person who builds the circuit, and for the
 * tests that hold both together. No board carries it. Editions differ; these are the ones in miguel5612/MQSensorsLib_Docs,
 * folder `Datasheets/`, unless said.
 */
export interface Datasheet {
  readonly gas: string;
  readonly source: string;
  /** Of the load, or of a current loop's shunt; undefined where it names none. */
  readonly loadOhm?: readonly [lowest: number, highest: number];
  /** Gas and level at which Rs is R0. */
  readonly r0At?: string;
  /** Rs, and where: from it the bounds of R0. */
  readonly sensingOhm?: string;
  readonly rangePpm: readonly [from: number, to: number];
  readonly heater: string;
  /** After storage, before anything is calibrated. */
  readonly burnInH: number;
  /** What else it sees, by Rs/R0 at 1000 ppm where the figure has it. */
  readonly crossGases: string;
}

const CONSTANT = "5.0 V ± 0.1 V all the time";
const WIDE_LOAD = [10000, 47000] as const;

const MQ2: Omit<Datasheet, "gas"> = {
  source: "MQ2 - Pololulu.pdf",
  r0At: "1000 ppm H2",
  sensingOhm: "2 to 20 kΩ in 2000 ppm propane (3 to 30 kΩ in 1000 ppm isobutane: Seeed's edition)",
  rangePpm: [300, 10000],
  heater: "5.0 V ± 0.2 V all the time",
  burnInH: 48,
  crossGases: "H2 1.00, smoke, alcohol, CH4, CO",
};
const MQ4: Omit<Datasheet, "gas"> = {
  source: "MQ4 - Sparkfun.pdf",
  loadOhm: WIDE_LOAD,
  r0At: "1000 ppm CH4",
  sensingOhm: "10 to 60 kΩ in 1000 ppm CH4 (1 to 20 kΩ in 5000 ppm: Winsen's edition)",
  rangePpm: [200, 10000],
  heater: CONSTANT,
  burnInH: 24,
  crossGases: "LPG 1.50, H2 2.82, smoke 3.52, alcohol 3.62, CO 3.79",
};
const MQ5: Omit<Datasheet, "gas"> = {
  source: "MQ5 - Parallax.pdf",
  loadOhm: WIDE_LOAD,
  r0At: "1000 ppm H2",
  sensingOhm: "10 to 60 kΩ in 5000 ppm CH4",
  rangePpm: [200, 10000],
  heater: CONSTANT,
  burnInH: 24,
  crossGases: "H2 0.98 (its curve is no power law: not offered), alcohol 2.56, CO 2.88",
};
const MQ6: Omit<Datasheet, "gas"> = {
  source: "MQ6 - Sparkfun.pdf",
  loadOhm: WIDE_LOAD,
  r0At: "1000 ppm LPG",
  sensingOhm: "10 to 60 kΩ in 1000 ppm LPG",
  rangePpm: [200, 10000],
  heater: CONSTANT,
  burnInH: 24,
  crossGases: "CH4 1.35, H2 3.36, alcohol 6.07, CO 7.74",
};
const MQ9: Omit<Datasheet, "gas" | "rangePpm" | "heater"> = {
  source: "MQ9 - Hanwei.pdf",
  r0At: "1000 ppm LPG",
  sensingOhm: "2 to 20 kΩ in 100 ppm CO",
  burnInH: 48,
  crossGases: "CH4, LPG, H2 while it is hot; H2 while it is cold",
};
const MQ135: Omit<Datasheet, "gas" | "rangePpm"> = {
  source: "MQ135 - Hanwei.pdf; its figure ends at 200 ppm, what lies beyond is extrapolated",
  loadOhm: WIDE_LOAD,
  r0At: "100 ppm NH3",
  sensingOhm: "30 to 200 kΩ in 100 ppm NH3",
  heater: CONSTANT,
  burnInH: 24,
  crossGases: "NH3, CO2, CO, alcohol, toluene, acetone, smoke: all of them at once",
};

export const DATASHEETS: { readonly [sensor: string]: Datasheet } = {
  "MQ-2": { ...MQ2, gas: "LPG" },
  "MQ-4": { ...MQ4, gas: "CH4" },
  "MQ-4/LPG": { ...MQ4, gas: "LPG" },
  "MQ-5": { ...MQ5, gas: "LPG" },
  "MQ-5/CH4": { ...MQ5, gas: "CH4" },
  "MQ-6": { ...MQ6, gas: "LPG" },
  "MQ-6/CH4": { ...MQ6, gas: "CH4" },
  "MQ-7": {
    gas: "CO",
    source: "MQ7 - Sparkfun.pdf",
    loadOhm: [5000, 47000],
    r0At: "100 ppm CO",
    sensingOhm: "2 to 20 kΩ in 100 ppm CO",
    rangePpm: [20, 2000],
    heater: "5.0 V for 60 s, 1.4 V ± 0.1 V for 90 s, read at the end of the cold",
    burnInH: 48,
    crossGases: "H2 0.80 at 100 ppm, as strong as CO; LPG 8.0, CH4 12.8, alcohol 14.8",
  },
  "MQ-8": {
    gas: "H2",
    source: "MQ8 - Sparkfun.pdf",
    loadOhm: [5000, 33000],
    r0At: "1000 ppm H2",
    sensingOhm: "10 to 60 kΩ in 1000 ppm H2",
    rangePpm: [100, 10000],
    heater: CONSTANT,
    burnInH: 24,
    crossGases: "LPG 19.3, CH4 43.9",
  },
  "MQ-9": {
    ...MQ9,
    gas: "CO",
    rangePpm: [10, 1000],
    heater: "5.0 V for 60 s, 1.5 V ± 0.1 V for 90 s, read at the end of the cold",
  },
  "MQ-9/LPG": { ...MQ9, gas: "LPG", rangePpm: [100, 10000], heater: "5.0 V ± 0.2 V all the time: its hot phase alone" },
  "MQ-135": { ...MQ135, gas: "CO2", rangePpm: [10, 5000] },
  "MQ-135/NH4": { ...MQ135, gas: "NH3", rangePpm: [10, 300] },
  "MQ-135/CO": { ...MQ135, gas: "CO", rangePpm: [10, 1000] },
  "MQ-135/alcohol": { ...MQ135, gas: "alcohol", rangePpm: [10, 300] },
  "4-20mA": {
    gas: "CH4, 0 to 100 %LEL",
    source: "NAMUR NE 43",
    loadOhm: [50, 150],
    rangePpm: [0, 50000],
    heater: "its own",
    burnInH: 0,
    crossGases: "see the head",
  },
  "ZE07-CO": {
    gas: "CO",
    source: "Winsen ZE07-CO manual v1.2",
    rangePpm: [0, 500],
    heater: "none: electrochemical",
    burnInH: 0,
    crossGases: "H2, alcohols, H2S",
  },
  "MH-441D": {
    gas: "CH4",
    source: "Winsen MH-441D manual, the 0 to 100 %LEL version",
    rangePpm: [0, 50000],
    heater: "none: infrared",
    burnInH: 0,
    crossGases: "other hydrocarbons",
  },
};
