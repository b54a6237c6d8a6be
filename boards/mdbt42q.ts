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
  // Storage's last two pages; the bundle and the settings keep to those before.
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
  espruinoBoard: "MDBT42Q",
  chip: "nRF52832",
  jsVars: 2950,
  jsVarBytes: 13,
  // The official build's Storage begins at 0x6c000 and can't hold the bundle: this is for a build of one's own.
  storageAddress: 0x68000,
  storageBytes: 14 * 4096,
  storagePageBytes: 4096,
  bundleBudgetBytes: 49152,
  uarts: 1,
  lacks: [
    {
      feature: "storage",
      why: "The official build has 40 kB of Storage, and the bundle alone takes more: build Espruino with 14 pages of saved_code from 0x68000 (and a library less) before using this board.",
    },
    { feature: "second-uart", why: "The chip has one UART and the modem takes it: the REPL is on Bluetooth only." },
    { feature: "usb-console", why: "There is no USB; flash and monitor go over Bluetooth." },
    { feature: "ota", why: "56 kB of Storage can't hold a new bundle beside the running one." },
  ],
  wiring: {
    pins: "D0-D8 D11 D14-D20 D22 D25-D31",
    onBoard: "D0 D1 D2",
    labels: { D0: "button", D1: "LED1", D2: "LED2" },
    logicV: 3.3,
    supply: "2.5 to 16 V at Vin of the breakout board",
    console: "Bluetooth, kept there",
    notes: ["The module alone wants 1.7 to 3.6 V, and then the ADC's reference is that."],
    current: {
      runMa: "8",
      idleMa: "1",
      sleepMa: "0.005",
      source: "espruino.com/MDBT42Q; espruino.com/Power+Consumption (UART on)",
    },
  },
};
