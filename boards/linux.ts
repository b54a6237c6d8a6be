import type { Board, BoardProfile } from "../src/hal.ts";

// Espruino's Linux build: the modem is a device file, named by `modem.path` in the configuration.
export const board: Board = {
  id: "linux",
  modemUart: { port: "Serial1", isDeviceFile: true },
  gasAdc: { pin: "D0", referenceV: 3.3 },
  powerSwitch: { pin: "D1" },
  nativeHashes: ["SHA1", "SHA256"],
};

export const profile: BoardProfile = {
  name: "Espruino on Linux",
  // Variables are allocated as needed; the size is that of a 64-bit build.
  jsVars: 0,
  jsVarBytes: 27,
  storageBytes: 256 * 1024,
  storagePageBytes: 1024,
  bundleBudgetBytes: 24576,
  uarts: 6,
  lacks: [
    { feature: "adc", why: "There is no ADC: the harness must supply `global.analogRead` before the bundle starts." },
  ],
};
