/** Courses of gas, temperature and humidity in time, as data. */
import type { Points } from "./track.ts";

/** What is left out stays as it is. Seconds count from the moment the profile begins. */
export interface GasProfile {
  readonly what?: string;
  readonly lelPercent?: Points;
  readonly ppm?: Points;
  readonly temperatureC?: Points;
  readonly humidityPercent?: Points;
}

const HOUR_S = 3600;
const MINUTE_S = 60;

const coLevel = (ppm: number): GasProfile => ({
  what: `${ppm} ppm of carbon monoxide, from 10 s on`,
  ppm: [
    [10, 0],
    [10, ppm],
  ],
});

/** Levels of CO are the points of EN 50291 and of GB 15322.2 (facts C.4). */
export const GAS_PROFILES = {
  "slow-leak": {
    what: "1 %LEL a minute, the steepest that GB 15322.2 tests the alarm's action with",
    lelPercent: [
      [0, 0],
      [100 * MINUTE_S, 100],
    ],
  },
  step: {
    what: "from nothing to 32 %LEL, 1.6 times the alarm's set point",
    lelPercent: [
      [10, 0],
      [10, 32],
    ],
  },
  fumes: {
    what: "three puffs from the pan, each too short for an alarm",
    lelPercent: [
      [10, 0],
      [12, 30],
      [18, 30],
      [22, 0],
      [70, 0],
      [72, 24],
      [80, 24],
      [84, 0],
      [140, 0],
      [141, 40],
      [146, 40],
      [149, 0],
    ],
  },
  "thermal-swing": {
    what: "a day from frost to a hot boiler room and back",
    temperatureC: [
      [0, 20],
      [6 * HOUR_S, -5],
      [14 * HOUR_S, 45],
      [24 * HOUR_S, 20],
    ],
    humidityPercent: [
      [0, 65],
      [6 * HOUR_S, 80],
      [14 * HOUR_S, 35],
      [24 * HOUR_S, 65],
    ],
  },
  "co-30": coLevel(30),
  "co-50": coLevel(50),
  "co-70": coLevel(70),
  "co-100": coLevel(100),
  "co-300": coLevel(300),
} as const satisfies Readonly<Record<string, GasProfile>>;

export type GasProfileName = keyof typeof GAS_PROFILES;

/** By name, as points of %LEL, or whole. */
export function profileOf(profile: GasProfileName | Points | GasProfile): GasProfile {
  if (typeof profile === "string") return GAS_PROFILES[profile];
  return isPoints(profile) ? { lelPercent: profile } : profile;
}

const isPoints = (profile: Points | GasProfile): profile is Points => Array.isArray(profile);
