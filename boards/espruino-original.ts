import type { Board, BoardProfile } from "../src/hal.ts";

// The REPL is USB, or Serial1 (A9, A10) without the cable; the modem takes Serial2.
export const board: Board = {
  id: "espruino-original",
  modemUart: { port: "Serial2", tx: "A2", rx: "A3" },
  gasAdc: { pin: "A5", referenceV: 3.3 },
  supplyAdc: "A6",
  heaterAdc: "A7",
  ntcAdc: "B1",
  heaterPwm: "B6",
  gasUart: { port: "Serial3", tx: "B10", rx: "B11" },
  powerSwitch: { pin: "C6" },
  alarmLed: { pin: "A13" },
  faultLed: { pin: "C7" },
  normalLed: { pin: "A14" },
  buzzer: { pin: "C8" },
  button: { pin: "B12" },
  modemPowerKey: "C9",
  modemReset: "C10",
  nativeHashes: [],
  logFlash: [],
};

export const profile: BoardProfile = {
  name: "Original Espruino",
  espruinoBoard: "ESPRUINOBOARD",
  chip: "STM32F103RCT6",
  jsVars: 2756,
  jsVarBytes: 13,
  storageAddress: 0x0803b000,
  storageBytes: 10 * 2048,
  storagePageBytes: 2048,
  bundleBudgetBytes: 0,
  uarts: 5,
  lacks: [
    { feature: "storage", why: "It has 20 kB of Storage, and the bundle takes more." },
    { feature: "memory", why: "It has 2,756 variables, and the bundle needs 2,850." },
    { feature: "native-hash", why: "Its SHA-1 is JavaScript." },
  ],
  wiring: {
    pins: "A0-A8 A13-A15 B0-B15 C0-C12 C15",
    onBoard: "A13 A14 A15 B12",
    logicV: 3.3,
    supply: "USB, or 3.6 to 15 V at VBAT",
    console: "USB; Serial1 (A9, A10) without the cable",
    current: { runMa: "35", idleMa: "12", sleepMa: "0.03", source: "espruino.com/Power+Consumption, Original 1v4" },
  },
};
