import type { Board, BoardProfile } from "../src/hal.ts";

// One UART (nRF52832), and the REPL falls onto it while no Bluetooth is connected: it is pinned to Bluetooth instead.
export const board: Board = {
  id: "mdbt42q",
  modemUart: { port: "Serial1", tx: "D6", rx: "D8" },
  console: { port: "Bluetooth" },
  gasAdc: { pin: "D28", referenceV: 3.3 },
  powerSwitch: { pin: "D25" },
  alarmLed: { pin: "D1" },
  modemPowerKey: "D26",
  modemReset: "D27",
  nativeHashes: ["SHA1", "SHA256"],
};

export const profile: BoardProfile = {
  name: "MDBT42Q",
  jsVars: 2950,
  jsVarBytes: 13,
  storageBytes: 10 * 4096,
  storagePageBytes: 4096,
  bundleBudgetBytes: 24576,
  uarts: 1,
  lacks: [
    { feature: "second-uart", why: "The chip has one UART and the modem takes it: the REPL is on Bluetooth only." },
    { feature: "usb-console", why: "There is no USB; flash and monitor go over Bluetooth." },
    { feature: "ota", why: "40 kB of Storage can't hold a new bundle beside the running one." },
  ],
};
