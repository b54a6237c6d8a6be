import type { Board, BoardProfile } from "../src/hal.ts";

// One UART (nRF52832). The modem's pins are on the long edge; the REPL would come there while no Bluetooth is connected.
export const board: Board = {
  id: "puck",
  modemUart: { port: "Serial1", tx: "D29", rx: "D28" },
  console: { port: "Bluetooth" },
  gasAdc: { pin: "D30", referenceV: 3.0 },
  supplyAdc: "D31",
  powerSwitch: { pin: "D1" },
  alarmLed: { pin: "D5" },
  normalLed: { pin: "D4" },
  buzzer: { pin: "D2" },
  button: { pin: "D0" },
  nativeHashes: ["SHA1", "SHA256"],
  logFlash: [],
};

export const profile: BoardProfile = {
  name: "Puck.js",
  espruinoBoard: "PUCKJS",
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
    { feature: "usb-console", why: "There is no USB; flash and monitor go over Bluetooth." },
    { feature: "outputs", why: "Six pins are led out: no yellow lamp, no PWRKEY and RESET for the modem." },
  ],
  wiring: {
    pins: "D0-D2 D4 D5 D28-D31",
    onBoard: "D0 D4 D5",
    labels: { D5: "red LED", D4: "green LED", D0: "button" },
    logicV: 3.0,
    supply: "a CR2032 cell, or 3 V at 3V",
    console: "Bluetooth",
    current: {
      runMa: "4 to 8",
      idleMa: "1",
      sleepMa: "0.003",
      source: "espruino.com/Puck.js; espruino.com/Power+Consumption",
    },
  },
};
