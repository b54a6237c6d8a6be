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
};

export const profile: BoardProfile = {
  name: "ESP32",
  jsVars: 16383,
  jsVarBytes: 14,
  storageBytes: 224 * 4096,
  storagePageBytes: 4096,
  bundleBudgetBytes: 24576,
  uarts: 3,
  lacks: [],
};
