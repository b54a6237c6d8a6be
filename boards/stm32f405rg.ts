import type { Board, BoardProfile } from "../src/hal.ts";

// The REPL is Serial1 (A9, A10); the modem takes Serial2.
export const board: Board = {
  id: "stm32f405rg",
  modemUart: { port: "Serial2", tx: "A2", rx: "A3" },
  gasAdc: { pin: "A5", referenceV: 3.3 },
  supplyAdc: "A6",
  heaterAdc: "A7",
  ntcAdc: "B1",
  heaterPwm: "A8",
  gasUart: { port: "Serial3", tx: "B10", rx: "B11" },
  powerSwitch: { pin: "B13" },
  alarmLed: { pin: "B9" },
  faultLed: { pin: "B5" },
  normalLed: { pin: "B8" },
  buzzer: { pin: "B4" },
  button: { pin: "C13", activeLow: true },
  modemPowerKey: "B14",
  modemReset: "B15",
  nativeHashes: [],
  // The last two sectors of the chip's 1 MB.
  logFlash: [
    { address: 0x080c0000, pageBytes: 131072, pages: 1 },
    { address: 0x080e0000, pageBytes: 131072, pages: 1 },
  ],
  // RCC_CSR (RM0090 7.3.21); Espruino leaves it as the reset did. PIN is set by every reset, so it comes last.
  resetRegister: {
    address: 0x40023874,
    rows: [
      [0x20000000, "watchdog"],
      [0x10000000, "software"],
      [0x08000000, "power-on"],
      [0x02000000, "brown-out"],
      [0x04000000, "pin"],
    ],
    clear: 0x01000000,
  },
};

export const profile: BoardProfile = {
  name: "STM32F405RG",
  espruinoBoard: "STM32F405RG",
  chip: "STM32F405RGT6",
  jsVars: 5450,
  jsVarBytes: 13,
  // The official board file names no saved-code pages. The budget below is for a build of one's own that does.
  storageAddress: 0,
  storageBytes: 0,
  storagePageBytes: 0,
  bundleBudgetBytes: 51200,
  uarts: 6,
  lacks: [
    {
      feature: "storage",
      why: "The official build has no saved-code flash: bundle, configuration and journal are gone with the power. Build Espruino with a board file that names saved_code before using this board for alarms.",
    },
    {
      feature: "native-hash",
      why: "The official build leaves the crypto library out; the login is signed in JavaScript.",
    },
    { feature: "usb-console", why: "The board file names no USB: the REPL is on Serial1 (A9, A10)." },
  ],
  wiring: {
    pins: "A0-A8 B0-B15 C0-C13 D2",
    logicV: 3.3,
    supply: "3.3 V at the chip, as the board it is on has it",
    console: "Serial1 (A9, A10)",
  },
};
