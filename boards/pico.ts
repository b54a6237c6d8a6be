import type { Board, BoardProfile } from "../src/hal.ts";

// The REPL sits on USB and falls to Serial1 (B6, B7) when the cable is out, so the modem takes Serial2.
export const board: Board = {
  id: "pico",
  modemUart: { port: "Serial2", tx: "A2", rx: "A3" },
  gasAdc: { pin: "A5", referenceV: 3.3 },
  supplyAdc: "A6",
  heaterAdc: "A7",
  ntcAdc: "B1",
  heaterPwm: "B10",
  gasUart: { port: "Serial1", tx: "B6", rx: "B7", console: "USB" },
  powerSwitch: { pin: "B13" },
  alarmLed: { pin: "B2" },
  faultLed: { pin: "B5" },
  normalLed: { pin: "B12" },
  buzzer: { pin: "B4" },
  button: { pin: "C13" },
  modemPowerKey: "B14",
  modemReset: "B15",
  nativeHashes: ["SHA1", "SHA256"],
  // The sector behind the chip's stated 384 kB, which Espruino itself lists as free: Storage is full of the bundle.
  logFlash: [{ address: 0x08060000, pageBytes: 131072, pages: 1 }],
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
  name: "Espruino Pico",
  espruinoBoard: "PICO_R1_3",
  chip: "STM32F401CDU6",
  jsVars: 5100,
  jsVarBytes: 13,
  storageAddress: 0x08004000,
  storageBytes: 3 * 16384,
  storagePageBytes: 16384,
  bundleBudgetBytes: 49152,
  uarts: 2,
  lacks: [
    {
      feature: "log",
      why: "There is one sector for the log: when it is used up, after some 6,000 records, a power cut in the second that it is erased leaves the settings as they were provisioned.",
    },
  ],
  wiring: {
    pins: "A0-A8 A10 B1-B10 B12-B15 C13",
    onBoard: "B2 B12 C13",
    labels: { B2: "red LED", B12: "green LED", C13: "button" },
    logicV: 3.3,
    supply: "USB, or 3.5 to 16 V at BAT_IN",
    console: "USB",
    current: { runMa: "32", idleMa: "11", sleepMa: "0.02", source: "espruino.com/Power+Consumption, Pico" },
  },
};
