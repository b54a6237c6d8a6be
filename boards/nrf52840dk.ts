import type { Board, BoardProfile } from "../src/hal.ts";

// The REPL is Serial1 (D6, D8), which the J-Link shows as a USB port, or USB. The modem is on Serial2 of the Arduino headers
// (D32 is P1.00; PCA10056).
export const board: Board = {
  id: "nrf52840dk",
  modemUart: { port: "Serial2", tx: "D34", rx: "D33" },
  gasAdc: { pin: "D3", referenceV: 3.0 },
  supplyAdc: "D4",
  heaterAdc: "D28",
  ntcAdc: "D29",
  heaterPwm: "D37",
  powerSwitch: { pin: "D36" },
  alarmLed: { pin: "D13" },
  faultLed: { pin: "D14" },
  normalLed: { pin: "D15" },
  buzzer: { pin: "D38" },
  button: { pin: "D11" },
  modemPowerKey: "D39",
  modemReset: "D40",
  nativeHashes: [],
  logFlash: [],
};

export const profile: BoardProfile = {
  name: "Nordic nRF52840 DK",
  espruinoBoard: "NRF52840DK",
  chip: "nRF52840",
  jsVars: 12500,
  jsVarBytes: 14,
  storageAddress: 0xec000,
  storageBytes: 10 * 4096,
  storagePageBytes: 4096,
  bundleBudgetBytes: 0,
  uarts: 2,
  lacks: [
    {
      feature: "storage",
      why: "The official build has 40 kB of Storage, and the bundle takes more: build Espruino with 14 pages or more of saved_code, and give its figures here.",
    },
    {
      feature: "native-hash",
      why: "The official build leaves the crypto library out; the login is signed in JavaScript.",
    },
  ],
  wiring: {
    pins: "D2-D4 D11 D13-D16 D26-D31 D33-D40",
    onBoard: "D11 D13 D14 D15",
    labels: {
      D34: "P1.02",
      D33: "P1.01",
      D3: "A0",
      D4: "A1",
      D28: "A2",
      D29: "A3",
      D37: "P1.05",
      D36: "P1.04",
      D38: "P1.06",
      D39: "P1.07",
      D40: "P1.08",
      D13: "LED 1",
      D14: "LED 2",
      D15: "LED 3",
      D11: "button 1",
    },
    logicV: 3.0,
    supply: "USB",
    console: "J-Link's USB (Serial1)",
  },
};
