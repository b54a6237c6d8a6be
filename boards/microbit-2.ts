import type { Board, BoardProfile } from "../src/hal.ts";

// The one UART goes to the USB chip by default: the modem takes it to the edge connector, and the REPL stays on Bluetooth.
export const board: Board = {
  id: "microbit-2",
  modemUart: { port: "Serial1", tx: "D13", rx: "D14" },
  console: { port: "Bluetooth" },
  gasAdc: { pin: "D0", referenceV: 3.3 },
  supplyAdc: "D1",
  heaterAdc: "D2",
  powerSwitch: { pin: "D8" },
  alarmLed: { pin: "D12" },
  faultLed: { pin: "D15" },
  buzzer: { pin: "D16" },
  button: { pin: "D5" },
  nativeHashes: [],
  logFlash: [],
};

export const profile: BoardProfile = {
  name: "BBC micro:bit 2",
  espruinoBoard: "MICROBIT2",
  chip: "nRF52833",
  jsVars: 6000,
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
    { feature: "second-uart", why: "The chip has one UART and the modem takes it: the REPL is on Bluetooth only." },
    {
      feature: "native-hash",
      why: "The official build leaves the crypto library out; the login is signed in JavaScript.",
    },
    { feature: "outputs", why: "There is no pin left for the green lamp and the modem's PWRKEY and RESET." },
  ],
  wiring: {
    pins: "D0-D2 D5 D8 D12-D16",
    onBoard: "D5",
    labels: {
      D0: "P0",
      D1: "P1",
      D2: "P2",
      D8: "P8",
      D12: "P12",
      D13: "P13",
      D14: "P14",
      D15: "P15",
      D16: "P16",
      D5: "button A",
    },
    logicV: 3.3,
    supply: "USB, or 3 V at 3V",
    console: "Bluetooth",
  },
};
