import type { Board, BoardProfile } from "../src/hal.ts";

// The REPL is Serial1 (A9, A10); the modem takes Serial2.
export const board: Board = {
  id: "stm32f405rg",
  modemUart: { port: "Serial2", tx: "A2", rx: "A3" },
  gasAdc: { pin: "A5", referenceV: 3.3 },
  powerSwitch: { pin: "B13" },
  modemPowerKey: "B14",
  modemReset: "B15",
  nativeHashes: [],
};

export const profile: BoardProfile = {
  name: "STM32F405RG",
  jsVars: 5450,
  jsVarBytes: 13,
  // The official board file names no saved-code pages. The budget below is for a build of one's own that does.
  storageBytes: 0,
  storagePageBytes: 0,
  bundleBudgetBytes: 24576,
  uarts: 6,
  lacks: [
    {
      feature: "storage",
      why: "The official build has no saved-code flash: bundle, configuration and journal are gone with the power. Build Espruino with a board file that names saved_code before using this board for alarms.",
    },
    {
      feature: "native-hash",
      why: "The official build leaves the crypto library out; the login is signed in JavaScript.",
    },
    { feature: "usb-console", why: "The board file names no USB: the REPL is on Serial1 (A9, A10)." },
  ],
};
