import type { Board, BoardProfile } from "../src/hal.ts";

// The REPL sits on USB and falls to Serial1 (B6, B7) when the cable is out, so the modem takes Serial2.
export const board: Board = {
  id: "pico",
  modemUart: { port: "Serial2", tx: "A2", rx: "A3" },
  gasAdc: { pin: "A5", referenceV: 3.3 },
  powerSwitch: { pin: "B13" },
  alarmLed: { pin: "B2" },
  modemPowerKey: "B14",
  modemReset: "B15",
  nativeHashes: ["SHA1", "SHA256"],
};

export const profile: BoardProfile = {
  name: "Espruino Pico",
  jsVars: 5100,
  jsVarBytes: 13,
  storageBytes: 3 * 16384,
  storagePageBytes: 16384,
  bundleBudgetBytes: 24576,
  uarts: 2,
  lacks: [],
};
