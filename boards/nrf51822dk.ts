import type { Board, BoardProfile } from "../src/hal.ts";

// The one UART goes to the J-Link by default: the modem takes it to other pins, and the REPL stays on Bluetooth.
export const board: Board = {
  id: "nrf51822dk",
  modemUart: { port: "Serial1", tx: "D12", rx: "D13" },
  console: { port: "Bluetooth" },
  gasAdc: { pin: "D4", referenceV: 1.2 },
  supplyAdc: "D5",
  heaterAdc: "D6",
  powerSwitch: { pin: "D14" },
  alarmLed: { pin: "D21" },
  faultLed: { pin: "D22" },
  normalLed: { pin: "D23" },
  buzzer: { pin: "D15" },
  button: { pin: "D17" },
  modemPowerKey: "D28",
  modemReset: "D29",
  nativeHashes: [],
  logFlash: [],
};

export const profile: BoardProfile = {
  name: "Nordic nRF51 DK",
  espruinoBoard: "NRF51822DK",
  chip: "nRF51822",
  jsVars: 1050,
  jsVarBytes: 12,
  storageAddress: 0x3f400,
  storageBytes: 3 * 1024,
  storagePageBytes: 1024,
  bundleBudgetBytes: 0,
  uarts: 1,
  lacks: [
    { feature: "storage", why: "It has 3 kB of Storage, and the bundle takes more." },
    { feature: "memory", why: "It has 1,050 variables, and the bundle needs 2,850." },
    { feature: "adc", why: "The ADC reads up to 1.2 V (band gap, no divider of the chip's own)." },
    { feature: "second-uart", why: "The chip has one UART and the modem takes it: the REPL is on Bluetooth only." },
    {
      feature: "native-hash",
      why: "The official build leaves the crypto library out; the login is signed in JavaScript.",
    },
  ],
  wiring: {
    pins: "D2-D6 D12-D15 D17-D25 D28-D30",
    onBoard: "D17 D21 D22 D23",
    labels: { D21: "LED 1", D22: "LED 2", D23: "LED 3", D17: "button 1" },
    logicV: 3.0,
    supply: "USB",
    console: "Bluetooth",
  },
};
