import type { Board, BoardProfile } from "../src/hal.ts";

// The REPL is USB, or Serial2 (A2, A3) without the cable; the modem is on Serial3, away from the microphone and the audio chip.
// Its chip runs at 3.0 V (UM1472), which is also the ADC's reference.
export const board: Board = {
  id: "stm32f4discovery",
  modemUart: { port: "Serial3", tx: "D8", rx: "D9" },
  gasAdc: { pin: "C1", referenceV: 3.0 },
  supplyAdc: "C2",
  heaterAdc: "C4",
  ntcAdc: "B1",
  heaterPwm: "E9",
  powerSwitch: { pin: "E7" },
  alarmLed: { pin: "D14" },
  faultLed: { pin: "D13" },
  normalLed: { pin: "D12" },
  buzzer: { pin: "E8" },
  button: { pin: "A0" },
  modemPowerKey: "E10",
  modemReset: "E12",
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
  name: "ST STM32F4DISCOVERY",
  espruinoBoard: "STM32F4DISCOVERY",
  chip: "STM32F407VGT6",
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
  ],
  wiring: {
    pins: "A0 A1 A8 A15 B0-B2 B4 B5 B7 B8 B11-B15 C1 C2 C4 C5 C6 C8 C9 C11 C13 D0-D3 D6-D15 E4-E15",
    onBoard: "A0 D12 D13 D14 D15",
    logicV: 3.0,
    supply: "USB, or 5 V at 5V",
    console: "USB; Serial2 (A2, A3) without the cable",
  },
};
