import type { Board, BoardProfile } from "../src/hal.ts";

// One UART (nRF52832), and four pads. The REPL would come to D4 and D5 while no Bluetooth is connected.
export const board: Board = {
  id: "ruuvitag",
  modemUart: { port: "Serial1", tx: "D4", rx: "D5" },
  console: { port: "Bluetooth" },
  gasAdc: { pin: "D30", referenceV: 3.0 },
  powerSwitch: { pin: "D31" },
  alarmLed: { pin: "D17" },
  normalLed: { pin: "D19" },
  button: { pin: "D13" },
  nativeHashes: ["SHA1", "SHA256"],
  logFlash: [],
};

export const profile: BoardProfile = {
  name: "RuuviTag",
  espruinoBoard: "RUUVITAG",
  chip: "nRF52832",
  jsVars: 2250,
  jsVarBytes: 13,
  storageAddress: 0x69000,
  storageBytes: 10 * 4096,
  storagePageBytes: 4096,
  bundleBudgetBytes: 0,
  uarts: 1,
  lacks: [
    {
      feature: "storage",
      why: "The official build has 40 kB of Storage, and the bundle takes more: build Espruino with 14 pages or more of saved_code, and give its figures here.",
    },
    { feature: "memory", why: "It has 2,250 variables, and the bundle needs 2,850." },
    { feature: "second-uart", why: "The chip has one UART and the modem takes it: the REPL is on Bluetooth only." },
    { feature: "usb-console", why: "There is no USB; flash and monitor go over Bluetooth." },
    { feature: "outputs", why: "Four pads: no buzzer, no yellow lamp, no PWRKEY and RESET for the modem." },
  ],
  wiring: {
    pins: "D4 D5 D13 D17 D19 D30 D31",
    onBoard: "D13 D17 D19",
    labels: { D17: "red LED", D19: "green LED", D13: "button" },
    logicV: 3.0,
    supply: "a coin cell",
    console: "Bluetooth",
  },
};
