import type { Board, BoardProfile } from "../src/hal.ts";

// The modem takes Serial2; the REPL is Serial1 (A9, A10).
export const board: Board = {
  id: "stm32vldiscovery",
  modemUart: { port: "Serial2", tx: "A2", rx: "A3" },
  gasAdc: { pin: "A1", referenceV: 3.3 },
  supplyAdc: "A4",
  powerSwitch: { pin: "B8" },
  alarmLed: { pin: "B7" },
  faultLed: { pin: "C8" },
  normalLed: { pin: "C9" },
  buzzer: { pin: "B9" },
  button: { pin: "A0" },
  nativeHashes: [],
  logFlash: [],
};

export const profile: BoardProfile = {
  name: "ST STM32VLDISCOVERY",
  espruinoBoard: "STM32VLDISCOVERY",
  chip: "STM32F100RBT6",
  jsVars: 400,
  jsVarBytes: 12,
  storageAddress: 0,
  storageBytes: 0,
  storagePageBytes: 0,
  bundleBudgetBytes: 0,
  uarts: 3,
  lacks: [
    { feature: "storage", why: "The official build has no saved-code flash, and nowhere to put the bundle." },
    { feature: "memory", why: "It has 400 variables, and the bundle needs 2,850." },
    {
      feature: "native-hash",
      why: "The official build leaves the crypto library out; the login is signed in JavaScript.",
    },
    { feature: "usb-console", why: "The board file names no USB: the REPL is on Serial1 (A9, A10)." },
  ],
  wiring: {
    pins: "A0-A8 B0-B15 C0-C12",
    onBoard: "A0 C8 C9",
    logicV: 3.3,
    supply: "USB, or 5 V at 5V",
    console: "Serial1 (A9, A10)",
  },
};
