import type { Board, BoardProfile } from "../src/hal.ts";

// The one UART goes to the USB chip by default: the modem takes it to the edge connector, and the REPL stays on Bluetooth.
export const board: Board = {
  id: "microbit-1",
  modemUart: { port: "Serial1", tx: "D13", rx: "D14" },
  console: { port: "Bluetooth" },
  gasAdc: { pin: "D0", referenceV: 1.2 },
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
  name: "BBC micro:bit 1",
  espruinoBoard: "MICROBIT1",
  chip: "nRF51822",
  jsVars: 350,
  jsVarBytes: 12,
  storageAddress: 0x3f000,
  storageBytes: 4 * 1024,
  storagePageBytes: 1024,
  bundleBudgetBytes: 0,
  uarts: 1,
  lacks: [
    { feature: "storage", why: "It has 4 kB of Storage, and the bundle takes more." },
    { feature: "memory", why: "It has 350 variables, and the bundle needs 2,850." },
    { feature: "adc", why: "The ADC reads up to 1.2 V (band gap, no divider of the chip's own)." },
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
