import type { Board, BoardProfile } from "../src/hal.ts";

// Espruino's Linux build: the modem is a device file, named by `modem.path` in the configuration.
export const board: Board = {
  id: "linux",
  modemUart: { port: "Serial1", isDeviceFile: true },
  gasAdc: { pin: "D0", referenceV: 3.3 },
  supplyAdc: "D2",
  heaterAdc: "D3",
  ntcAdc: "D4",
  heaterPwm: "D5",
  powerSwitch: { pin: "D1" },
  alarmLed: { pin: "D6" },
  faultLed: { pin: "D7" },
  normalLed: { pin: "D8" },
  buzzer: { pin: "D9" },
  button: { pin: "D10" },
  nativeHashes: ["SHA1", "SHA256"],
  // The end of its flash file; Storage fills from the beginning.
  logFlash: [
    { address: 0x1003b000, pageBytes: 1024, pages: 10 },
    { address: 0x1003d800, pageBytes: 1024, pages: 10 },
  ],
};

export const profile: BoardProfile = {
  name: "Espruino on Linux",
  espruinoBoard: "LINUX",
  chip: "the machine that runs it",
  // Variables are allocated as needed; the size is that of a 64-bit build.
  jsVars: 0,
  jsVarBytes: 27,
  storageAddress: 0x10000000,
  storageBytes: 256 * 1024,
  storagePageBytes: 1024,
  bundleBudgetBytes: 92160,
  uarts: 6,
  lacks: [
    { feature: "adc", why: "There is no ADC: the harness must supply `global.analogRead` before the bundle starts." },
    {
      feature: "reset-cause",
      why: "A process has no reset register: why it started is known only where it restarted itself.",
    },
  ],
  wiring: {
    pins: "",
    logicV: 3.3,
    supply: "that of its machine",
    console: "the terminal",
  },
};
