import type { Board, BoardProfile } from "../src/hal.ts";

// The one UART goes to the J-Link by default: the modem takes it to other pins, and the REPL stays on Bluetooth.
export const board: Board = {
  id: "nrf52832dk",
  modemUart: { port: "Serial1", tx: "D22", rx: "D23" },
  console: { port: "Bluetooth" },
  gasAdc: { pin: "D28", referenceV: 3.0 },
  supplyAdc: "D29",
  heaterAdc: "D30",
  ntcAdc: "D31",
  heaterPwm: "D24",
  powerSwitch: { pin: "D25" },
  alarmLed: { pin: "D17" },
  faultLed: { pin: "D18" },
  normalLed: { pin: "D19" },
  buzzer: { pin: "D27" },
  button: { pin: "D13" },
  modemPowerKey: "D11",
  modemReset: "D12",
  nativeHashes: [],
  logFlash: [],
};

export const profile: BoardProfile = {
  name: "Nordic nRF52 DK",
  espruinoBoard: "NRF52832DK",
  chip: "nRF52832",
  jsVars: 2630,
  jsVarBytes: 13,
  storageAddress: 0x6c000,
  storageBytes: 10 * 4096,
  storagePageBytes: 4096,
  bundleBudgetBytes: 0,
  uarts: 1,
  lacks: [
    {
      feature: "storage",
      why: "The official build has 40 kB of Storage, and the bundle takes more: build Espruino with 14 pages or more of saved_code, and give its figures here.",
    },
    { feature: "memory", why: "It has 2,630 variables, and the bundle needs 2,850." },
    { feature: "second-uart", why: "The chip has one UART and the modem takes it: the REPL is on Bluetooth only." },
    {
      feature: "native-hash",
      why: "The official build leaves the crypto library out; the login is signed in JavaScript.",
    },
  ],
  wiring: {
    pins: "D2-D4 D11-D20 D22-D31",
    onBoard: "D13 D17 D18 D19",
    labels: { D17: "LED 1", D18: "LED 2", D19: "LED 3", D13: "button 1" },
    logicV: 3.0,
    supply: "USB",
    console: "Bluetooth",
  },
};
