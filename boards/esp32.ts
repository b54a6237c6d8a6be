import type { Board, BoardProfile } from "../src/hal.ts";

// The REPL is Serial1 (D1, D3), where the USB bridge is. Serial3's D16/D17 are taken by PSRAM on WROVER modules, so the
// modem is on Serial2.
export const board: Board = {
  id: "esp32",
  modemUart: { port: "Serial2", tx: "D4", rx: "D5" },
  gasAdc: { pin: "D34", referenceV: 3.3 },
  powerSwitch: { pin: "D25" },
  alarmLed: { pin: "D2" },
  modemPowerKey: "D26",
  modemReset: "D27",
  nativeHashes: ["SHA1", "SHA256"],
  // The 64 kB between firmware and Storage that Espruino's partition table keeps free.
  logFlash: [
    { address: 0x310000, pageBytes: 4096, pages: 4 },
    { address: 0x314000, pageBytes: 4096, pages: 4 },
  ],
  // RTC_CNTL_RESET_STATE_REG, cause of the first core (ESP32 TRM, table of reset sources).
  resetRegister: {
    address: 0x3ff48034,
    causes: [
      [0x3f, 1, "power-on"],
      [0x3f, 3, "software"],
      [0x3f, 12, "software"],
      [0x3f, 7, "watchdog"],
      [0x3f, 8, "watchdog"],
      [0x3f, 9, "watchdog"],
      [0x3f, 16, "watchdog"],
      [0x3f, 15, "brown-out"],
    ],
  },
};

export const profile: BoardProfile = {
  name: "ESP32",
  jsVars: 16383,
  jsVarBytes: 14,
  storageAddress: 0x320000,
  storageBytes: 224 * 4096,
  storagePageBytes: 4096,
  bundleBudgetBytes: 32640,
  uarts: 3,
  lacks: [],
};
