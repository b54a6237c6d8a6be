/** Who the nodes of a fleet are: of the example product, each with a name, a secret and a seed of its own, by the fleet's seed. */
import { createHash } from "node:crypto";
import type { Device } from "../cloud/login.ts";
import { EXAMPLE_DEVICE, type NodeConfig } from "../profile.ts";

export interface Identity {
  readonly device: Device;
  /** Of the node's own randomness. */
  readonly seed: number;
  readonly imei: string;
}

const NAME_DIGITS = 4;
const SECRET_CHARS = 32;
/** A node takes four seeds in a row for its parts. */
const SEEDS_A_NODE = 16;
/** The test range of the modems' own maker, and a number behind it. */
const IMEI_HEAD = "86612345";
const IMEI_DIGITS = 7;

/** Which of them a fleet has: so many, from the first on. */
export interface Names {
  readonly devices: number;
  readonly seed: number;
  /** The number in the first one's name; 1 unless given. */
  readonly first?: number;
}

export const identitiesOf = ({ devices, seed, first = 1 }: Names): Identity[] =>
  Array.from({ length: devices }, (_, i) => identityOf(first - 1 + i, seed));

/** `index` counts from 0, names from `D0001`. */
export function identityOf(index: number, fleetSeed: number): Identity {
  const number = String(index + 1);
  const deviceName = `D${number.padStart(NAME_DIGITS, "0")}`;
  const digest = createHash("sha256").update(`${fleetSeed} ${deviceName}`).digest("hex");
  return {
    device: { productKey: EXAMPLE_DEVICE.productKey, deviceName, deviceSecret: digest.slice(0, SECRET_CHARS) },
    seed: (fleetSeed + index * SEEDS_A_NODE) >>> 0,
    imei: `${IMEI_HEAD}${number.padStart(IMEI_DIGITS, "0")}`,
  };
}

/** Its sensor has been measured, and its alarms end by themselves: nobody stands by to acknowledge a thousand. */
export const configOf = ({ device }: Identity): NodeConfig => ({
  cloud: { ...device, region: "cn-shanghai" },
  gas: { r0Ohm: 10000, latch: false },
});
