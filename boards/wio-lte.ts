import type { Board, BoardProfile } from "../src/hal.ts";

// The board's own modem (EC21) is another dialect and stays off. What is led out are six Grove sockets: the modem is on the
// one with Serial6. The REPL is USB, or without the cable Serial2, where the board's own modem is.
export const board: Board = {
  id: "wio-lte",
  modemUart: { port: "Serial6", tx: "C6", rx: "C7" },
  gasAdc: { pin: "A4", referenceV: 3.3 },
  supplyAdc: "A5",
  heaterAdc: "A6",
  ntcAdc: "A7",
  heaterPwm: "B3",
  powerSwitch: { pin: "B4" },
  alarmLed: { pin: "B9" },
  faultLed: { pin: "B8" },
  buzzer: { pin: "B6" },
  button: { pin: "B7", activeLow: true },
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
  name: "Seeed Wio Tracker LTE",
  espruinoBoard: "WIO_LTE",
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
    {
      feature: "outputs",
      why: "The twelve pins of the sockets are used up: no green lamp, no PWRKEY and RESET for the modem, which must start by itself.",
    },
  ],
  wiring: {
    pins: "A4-A7 B3 B4 B6-B9 C6 C7",
    logicV: 3.3,
    supply: "USB, or a LiPo cell",
    console: "USB",
    notes: [
      "The sockets' 3.3 V is off unless B10 is high, which this firmware leaves alone: feed the sensor from elsewhere.",
    ],
  },
};
