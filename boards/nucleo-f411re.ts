import type { Board, BoardProfile } from "../src/hal.ts";

// The REPL is Serial2 (A2, A3), which the ST-Link shows as a USB port. The modem is on Serial1: D8 and D2 of the
// Arduino headers.
export const board: Board = {
  id: "nucleo-f411re",
  modemUart: { port: "Serial1", tx: "A9", rx: "A10" },
  gasAdc: { pin: "A0", referenceV: 3.3 },
  powerSwitch: { pin: "A8" },
  alarmLed: { pin: "A5" },
  modemPowerKey: "B10",
  modemReset: "B4",
  nativeHashes: [],
};

export const profile: BoardProfile = {
  name: "ST NUCLEO-F411RE",
  jsVars: 7423,
  jsVarBytes: 13,
  storageBytes: 131072,
  storagePageBytes: 131072,
  bundleBudgetBytes: 24576,
  uarts: 3,
  lacks: [
    {
      feature: "native-hash",
      why: "The official build leaves the crypto library out; the login is signed in JavaScript.",
    },
  ],
};
