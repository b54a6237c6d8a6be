import type { Board, BoardProfile } from "../src/hal.ts";

// The REPL is USB. The modem is on Serial3.
export const board: Board = {
  id: "stm32l496-stemcell",
  modemUart: { port: "Serial3", tx: "C10", rx: "C11" },
  gasAdc: { pin: "C1", referenceV: 3.3 },
  supplyAdc: "C2",
  heaterAdc: "C4",
  ntcAdc: "A6",
  heaterPwm: "A8",
  powerSwitch: { pin: "E12" },
  alarmLed: { pin: "E15" },
  faultLed: { pin: "E14" },
  normalLed: { pin: "E13" },
  buzzer: { pin: "C8" },
  button: { pin: "C9", activeLow: true },
  modemPowerKey: "D0",
  modemReset: "D1",
  nativeHashes: ["SHA1", "SHA256"],
  logFlash: [],
  // RCC_CSR (RM0351); a power-on sets the brown-out's bit. PIN is set by every reset, so it comes last.
  resetRegister: {
    address: 0x40021094,
    rows: [
      [0x20000000, "watchdog"],
      [0x10000000, "software"],
      [0x08000000, "power-on"],
      [0x04000000, "pin"],
    ],
    clear: 0x00800000,
  },
};

export const profile: BoardProfile = {
  name: "STM32L496 STem Cell",
  espruinoBoard: "STM32L496STEMCELL",
  chip: "STM32L496",
  jsVars: 15359,
  jsVarBytes: 14,
  storageAddress: 0x08050000,
  storageBytes: 352 * 2048,
  storagePageBytes: 2048,
  bundleBudgetBytes: 92160,
  uarts: 3,
  lacks: [
    {
      feature: "log",
      why: "Its flash takes a pair of words once only between two erases, and the log writes single ones later: eight records wait in memory and are gone with the power.",
    },
  ],
  wiring: {
    pins: "A6-A8 A15 B3 B4 B14 B15 C1 C2 C4 C8-C12 D0-D4 E10 E12-E15",
    logicV: 3.3,
    supply: "USB, or 5 V at U5V",
    console: "USB",
  },
};
