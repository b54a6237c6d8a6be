import type { Board, BoardProfile } from "../src/hal.ts";

// The modem takes Serial2; the REPL is USB, or Serial1 (A9, A10) without the cable.
export const board: Board = {
  id: "hystm32-24",
  modemUart: { port: "Serial2", tx: "A2", rx: "A3" },
  gasAdc: { pin: "A0", referenceV: 3.3 },
  supplyAdc: "A1",
  powerSwitch: { pin: "E0" },
  alarmLed: { pin: "C6" },
  faultLed: { pin: "C7" },
  normalLed: { pin: "D13" },
  buzzer: { pin: "E6" },
  button: { pin: "E5", activeLow: true },
  nativeHashes: [],
  logFlash: [],
};

export const profile: BoardProfile = {
  name: 'HY-STM32 2.4" LCD',
  espruinoBoard: "HYSTM32_24",
  chip: "STM32F103VE",
  jsVars: 2800,
  jsVarBytes: 13,
  storageAddress: 0,
  storageBytes: 0,
  storagePageBytes: 0,
  bundleBudgetBytes: 0,
  uarts: 3,
  lacks: [
    { feature: "storage", why: "The official build has no saved-code flash, and nowhere to put the bundle." },
    { feature: "memory", why: "It has 2,800 variables, and the bundle needs 2,850." },
    {
      feature: "native-hash",
      why: "The official build leaves the crypto library out; the login is signed in JavaScript.",
    },
  ],
  wiring: {
    pins: "A0-A3 C2 C3 C6 C7 D13 E0 E2 E5 E6",
    onBoard: "C6 C7 D13 E5",
    logicV: 3.3,
    supply: "USB",
    console: "USB; Serial1 (A9, A10) without the cable",
  },
};
