import type { Board, BoardProfile } from "../src/hal.ts";

// The modem takes Serial2; the REPL is USB, or Serial1 (A9, A10) without the cable.
export const board: Board = {
  id: "hystm32-32",
  modemUart: { port: "Serial2", tx: "A2", rx: "A3" },
  gasAdc: { pin: "A0", referenceV: 3.3 },
  supplyAdc: "A1",
  powerSwitch: { pin: "E0" },
  alarmLed: { pin: "B0" },
  faultLed: { pin: "B1" },
  buzzer: { pin: "E2" },
  button: { pin: "C13", activeLow: true },
  nativeHashes: [],
  logFlash: [],
};

export const profile: BoardProfile = {
  name: 'HY-MiniSTM32V 3.2" LCD',
  espruinoBoard: "HYSTM32_32",
  chip: "STM32F103VC",
  jsVars: 2000,
  jsVarBytes: 12,
  storageAddress: 0,
  storageBytes: 0,
  storagePageBytes: 0,
  bundleBudgetBytes: 0,
  uarts: 3,
  lacks: [
    { feature: "storage", why: "The official build has no saved-code flash, and nowhere to put the bundle." },
    { feature: "memory", why: "It has 2,000 variables, and the bundle needs 2,850." },
    {
      feature: "native-hash",
      why: "The official build leaves the crypto library out; the login is signed in JavaScript.",
    },
  ],
  wiring: {
    pins: "A0-A3 B0 B1 C0-C7 C13 E0 E2-E6",
    onBoard: "B0 B1 C13",
    logicV: 3.3,
    supply: "USB, or 5 V at 5V",
    console: "USB; Serial1 (A9, A10) without the cable",
  },
};
