import type { Board, BoardProfile } from "../src/hal.ts";

// Serial2 is wired to the ESP8266 and not led out; B6/B7 is the only UART on the headers and also where the REPL falls
// to without USB. So the modem takes it, and the REPL is pinned to USB.
export const board: Board = {
  id: "espruino-wifi",
  modemUart: { port: "Serial1", tx: "B6", rx: "B7" },
  console: { port: "USB" },
  gasAdc: { pin: "A5", referenceV: 3.3 },
  powerSwitch: { pin: "B13" },
  alarmLed: { pin: "B2" },
  modemPowerKey: "B14",
  modemReset: "B15",
  nativeHashes: ["SHA1", "SHA256"],
};

export const profile: BoardProfile = {
  name: "Espruino WiFi",
  jsVars: 8190,
  jsVarBytes: 13,
  storageBytes: 65536,
  storagePageBytes: 65536,
  bundleBudgetBytes: 24576,
  uarts: 2,
  lacks: [
    {
      feature: "second-uart",
      why: "Serial2 belongs to the on-board ESP8266, so the modem takes B6/B7 and the REPL is reachable over USB only.",
    },
  ],
};
