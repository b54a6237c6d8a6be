import type { Board, BoardProfile } from "../src/hal.ts";

// The REPL is Serial3 (D8, D9), which the ST-Link shows as a USB port. The modem is on Serial2 of the Zio header CN9. The
// user button is pressed high here and low in Espruino's board file, so the button is one of one's own. Headers: UM1974.
export const board: Board = {
  id: "nucleo-f767zi",
  modemUart: { port: "Serial2", tx: "D5", rx: "D6" },
  gasAdc: { pin: "A3", referenceV: 3.3 },
  supplyAdc: "C0",
  heaterAdc: "C3",
  heaterPwm: "E9",
  powerSwitch: { pin: "F12" },
  alarmLed: { pin: "B14" },
  faultLed: { pin: "D14" },
  normalLed: { pin: "B0" },
  buzzer: { pin: "D15" },
  button: { pin: "F15", activeLow: true },
  modemPowerKey: "F13",
  modemReset: "F14",
  nativeHashes: [],
  // The sector before Storage; of the free ones below it Espruino may grow into the first.
  logFlash: [{ address: 0x08180000, pageBytes: 262144, pages: 1, isContested: true }],
  // RCC_CSR (RM0410); Espruino leaves it as the reset did. PIN is set by every reset, so it comes last.
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
  name: "ST NUCLEO-F767ZI",
  espruinoBoard: "NUCLEOF767ZI",
  chip: "STM32F767ZIT6",
  jsVars: 31999,
  jsVarBytes: 16,
  storageAddress: 0x081c0000,
  storageBytes: 262144,
  storagePageBytes: 262144,
  bundleBudgetBytes: 92160,
  uarts: 4,
  lacks: [
    {
      feature: "log",
      why: "There is one sector for the log: when it is used up, after some 12,000 records, a power cut in the seconds that it is erased leaves the settings as they were provisioned.",
    },
    {
      feature: "native-hash",
      why: "The official build leaves the crypto library out; the login is signed in JavaScript.",
    },
  ],
  wiring: {
    pins: "A3 A5-A7 B0 B6 B8 B9 B14 C0 C3 D5 D6 D14 D15 E9 E11 E13 F12-F15",
    onBoard: "B0 B14",
    labels: {
      D5: "CN9 D53",
      D6: "CN9 D52",
      A3: "A0",
      C0: "A1",
      C3: "A2",
      E9: "D6",
      F12: "D8",
      B14: "LD3",
      D14: "D10",
      B0: "LD1",
      D15: "D9",
      F15: "D2",
      F13: "D7",
      F14: "D4",
    },
    logicV: 3.3,
    supply: "USB, or 7 to 12 V at VIN",
    console: "ST-Link's USB (Serial3)",
  },
};
