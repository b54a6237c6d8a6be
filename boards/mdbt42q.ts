import type { Board, BoardProfile } from "../src/hal.ts";

// One UART (nRF52832), and the REPL falls onto it while no Bluetooth is connected: it is pinned to Bluetooth instead.
export const board: Board = {
  id: "mdbt42q",
  modemUart: { port: "Serial1", tx: "D6", rx: "D8" },
  console: { port: "Bluetooth" },
  gasAdc: { pin: "D28", referenceV: 3.3 },
  supplyAdc: "D29",
  heaterAdc: "D30",
  ntcAdc: "D31",
  heaterPwm: "D22",
  powerSwitch: { pin: "D25" },
  alarmLed: { pin: "D1" },
  faultLed: { pin: "D3" },
  normalLed: { pin: "D2" },
  buzzer: { pin: "D4" },
  button: { pin: "D0" },
  modemPowerKey: "D26",
  modemReset: "D27",
  nativeHashes: ["SHA1", "SHA256"],
  leavesOutMd5: true,
  // Storage's last two pages; the bundle and the settings keep to the eight before.
  logFlash: [
    { address: 0x74000, pageBytes: 4096, pages: 1 },
    { address: 0x75000, pageBytes: 4096, pages: 1 },
  ],
  // RESETREAS (nRF52832 PS 18.8): sums up until it is cleared by ones.
  resetRegister: {
    address: 0x40000400,
    rows: [
      [0x2, "watchdog"],
      [0x4, "software"],
      [0x1, "pin"],
      [0xf, "power-on", 0],
    ],
    clear: 0xf,
  },
};

export const profile: BoardProfile = {
  name: "MDBT42Q",
  jsVars: 2950,
  jsVarBytes: 13,
  storageAddress: 0x6c000,
  storageBytes: 10 * 4096,
  storagePageBytes: 4096,
  bundleBudgetBytes: 32640,
  uarts: 1,
  lacks: [
    { feature: "hmacmd5", why: "32 kB hold no MD5 beside the rest: logins are signed with SHA-1 or SHA-256." },
    { feature: "second-uart", why: "The chip has one UART and the modem takes it: the REPL is on Bluetooth only." },
    { feature: "usb-console", why: "There is no USB; flash and monitor go over Bluetooth." },
    { feature: "ota", why: "40 kB of Storage can't hold a new bundle beside the running one." },
  ],
};
