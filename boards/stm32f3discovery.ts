import type { Board, BoardProfile } from "../src/hal.ts";

// The modem takes Serial2; the REPL is USB, or Serial1 (A9, A10) without the cable.
// Its chip runs at 3.0 V (UM1570), which is also the ADC's reference.
export const board: Board = {
  id: "stm32f3discovery",
  modemUart: { port: "Serial2", tx: "A2", rx: "A3" },
  gasAdc: { pin: "C1", referenceV: 3.0 },
  supplyAdc: "C2",
  powerSwitch: { pin: "D14" },
  alarmLed: { pin: "E9" },
  faultLed: { pin: "E8" },
  normalLed: { pin: "E11" },
  buzzer: { pin: "D15" },
  button: { pin: "A0" },
  nativeHashes: [],
  logFlash: [],
};

export const profile: BoardProfile = {
  name: "ST STM32F3DISCOVERY",
  espruinoBoard: "STM32F3DISCOVERY",
  chip: "STM32F303VCT6",
  jsVars: 1720,
  jsVarBytes: 12,
  storageAddress: 0,
  storageBytes: 0,
  storagePageBytes: 0,
  bundleBudgetBytes: 0,
  uarts: 3,
  lacks: [
    { feature: "storage", why: "The official build has no saved-code flash, and nowhere to put the bundle." },
    { feature: "memory", why: "It has 1,720 variables, and the bundle needs 2,850." },
    {
      feature: "native-hash",
      why: "The official build leaves the crypto library out; the login is signed in JavaScript.",
    },
  ],
  wiring: {
    pins: "A0-A3 B0-B2 B11-B15 C1 C2 C4 C5 D8-D15 E6-E15",
    onBoard: "A0 E8-E15",
    logicV: 3.0,
    supply: "USB, or 5 V at 5V",
    console: "USB; Serial1 (A9, A10) without the cable",
  },
};
