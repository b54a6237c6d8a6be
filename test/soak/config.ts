/** The device of these runs: secrets that no other text contains. */
import { EXAMPLE_DEVICE, type NodeConfig } from "../../sim/profile.ts";

export const SOAK_CONFIG: NodeConfig = {
  cloud: { ...EXAMPLE_DEVICE, deviceSecret: "k3yThatNobodyReads", region: "cn-shanghai" },
  // An alarm ends by itself: nobody stands by for a year.
  gas: { r0Ohm: 10000, latch: false },
};
