import type { Board, BoardProfile } from "../src/hal.ts";

// The REPL is Serial2 (A2, A3), which the ST-Link shows as a USB port. The modem is on Serial1: D8 and D2 of the
// Arduino headers.
export const board: Board = {
  id: "nucleo-f401re",
  modemUart: { port: "Serial1", tx: "A9", rx: "A10" },
  gasAdc: { pin: "A0", referenceV: 3.3 },
  supplyAdc: "A1",
  heaterAdc: "A4",
  ntcAdc: "B0",
  heaterPwm: "B3",
  gasUart: { port: "Serial6", tx: "C6", rx: "C7" },
  powerSwitch: { pin: "A8" },
  alarmLed: { pin: "A5" },
  faultLed: { pin: "B5" },
  normalLed: { pin: "A6" },
  buzzer: { pin: "B9" },
  button: { pin: "C13", activeLow: true },
  modemPowerKey: "B10",
  modemReset: "B4",
  nativeHashes: [],
  // The sector between Espruino and Storage; there is no second one.
  logFlash: [{ address: 0x08040000, pageBytes: 131072, pages: 1, isContested: true }],
  // RCC_CSR (RM0368 6.3.20); Espruino leaves it as the reset did. PIN is set by every reset, so it comes last.
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
  name: "ST NUCLEO-F401RE",
  espruinoBoard: "NUCLEOF401RE",
  chip: "STM32F401RET6",
  jsVars: 5376,
  jsVarBytes: 13,
  storageAddress: 0x08060000,
  storageBytes: 131072,
  storagePageBytes: 131072,
  bundleBudgetBytes: 51200,
  uarts: 3,
  lacks: [
    {
      feature: "log",
      why: "There is one sector for the log: when it is used up, after some 6,000 records, a power cut in the second that it is erased leaves the settings as they were provisioned.",
    },
    {
      feature: "native-hash",
      why: "The official build leaves the crypto library out; the login is signed in JavaScript.",
    },
  ],
  wiring: {
    pins: "A0 A1 A4-A10 A12 B0-B10 B12-B15 C0-C13 D2",
    onBoard: "A5 C13",
    labels: {
      A9: "D8",
      A10: "D2",
      A8: "D7",
      B3: "D3",
      B5: "D4",
      A6: "D12",
      B9: "D14",
      B10: "D6",
      B4: "D5",
      A4: "A2",
      B0: "A3",
      A5: "D13, LD2",
      C13: "B1",
    },
    logicV: 3.3,
    supply: "USB, or 7 to 12 V at VIN",
    console: "ST-Link's USB (Serial2)",
  },
};
