import type { Board, BoardProfile } from "../src/hal.ts";

// As esp32, for Espruino's build with ESP-IDF 4, which calls itself by another name and has no crypto library.
export const board: Board = {
  id: "esp32-idf4",
  modemUart: { port: "Serial2", tx: "D4", rx: "D5" },
  gasAdc: { pin: "D34", referenceV: 3.3 },
  supplyAdc: "D35",
  heaterAdc: "D32",
  ntcAdc: "D33",
  heaterPwm: "D13",
  gasUart: { port: "Serial3", tx: "D19", rx: "D18" },
  powerSwitch: { pin: "D25" },
  alarmLed: { pin: "D2" },
  faultLed: { pin: "D21" },
  normalLed: { pin: "D22" },
  buzzer: { pin: "D23" },
  button: { pin: "D0", activeLow: true },
  modemPowerKey: "D26",
  modemReset: "D27",
  nativeHashes: [],
  // The 64 kB between firmware and Storage that Espruino's partition table keeps free.
  logFlash: [
    { address: 0x310000, pageBytes: 4096, pages: 4 },
    { address: 0x314000, pageBytes: 4096, pages: 4 },
  ],
  // RTC_CNTL_RESET_STATE_REG, cause of the first core (ESP32 TRM, table of reset sources).
  resetRegister: {
    address: 0x3ff48034,
    rows: [
      [0x3f, "power-on", 1],
      [0x3f, "software", 3],
      [0x3f, "software", 12],
      [0x3f, "watchdog", 7],
      [0x3f, "watchdog", 8],
      [0x3f, "watchdog", 9],
      [0x3f, "watchdog", 16],
      [0x3f, "brown-out", 15],
    ],
  },
};

export const profile: BoardProfile = {
  name: "ESP32, build with ESP-IDF 4",
  espruinoBoard: "ESP32_IDF4",
  chip: "ESP32",
  jsVars: 16383,
  jsVarBytes: 14,
  storageAddress: 0x320000,
  storageBytes: 224 * 4096,
  storagePageBytes: 4096,
  bundleBudgetBytes: 92160,
  uarts: 3,
  lacks: [
    {
      feature: "native-hash",
      why: "The official build leaves the crypto library out; the login is signed in JavaScript.",
    },
    {
      feature: "adc",
      why: "The ADC is straight between 0.15 and 2.45 V only, and its reference differs from chip to chip: calibrate each unit.",
    },
  ],
  wiring: {
    pins: "D0 D2 D4 D5 D12-D19 D21-D23 D25-D27 D32-D36 D39",
    onBoard: "D0 D2",
    logicV: 3.3,
    supply: "USB, or 5 V at 5V",
    console: "USB bridge (Serial1)",
  },
};
