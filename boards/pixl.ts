import type { Board, BoardProfile } from "../src/hal.ts";

// One UART (nRF52832). The pins differ from the REPL's own (D0, D1), or the modem's idle line would call the REPL there.
export const board: Board = {
  id: "pixl",
  modemUart: { port: "Serial1", tx: "D2", rx: "D3" },
  console: { port: "Bluetooth" },
  gasAdc: { pin: "A0", referenceV: 3.3 },
  supplyAdc: "A1",
  heaterAdc: "A2",
  ntcAdc: "A3",
  heaterPwm: "D5",
  powerSwitch: { pin: "D7" },
  alarmLed: { pin: "D8" },
  faultLed: { pin: "D9" },
  normalLed: { pin: "D10" },
  buzzer: { pin: "D11" },
  button: { pin: "H1" },
  modemPowerKey: "D12",
  modemReset: "D13",
  nativeHashes: ["SHA1"],
  logFlash: [],
};

export const profile: BoardProfile = {
  name: "Pixl.js",
  espruinoBoard: "PIXLJS",
  chip: "nRF52832",
  jsVars: 2950,
  jsVarBytes: 13,
  storageAddress: 0x6d000,
  storageBytes: 9 * 4096,
  storagePageBytes: 4096,
  bundleBudgetBytes: 0,
  uarts: 1,
  lacks: [
    {
      feature: "storage",
      why: "The official build has 36 kB of Storage, and the bundle takes more: build Espruino with 14 pages or more of saved_code, and give its figures here.",
    },
    { feature: "second-uart", why: "The chip has one UART and the modem takes it: the REPL is on Bluetooth only." },
    { feature: "usb-console", why: "There is no USB; flash and monitor go over Bluetooth." },
  ],
  wiring: {
    pins: "D0-D13 A0-A5 H1",
    onBoard: "H1",
    labels: { H1: "BTN1" },
    logicV: 3.3,
    supply: "USB, or 3 to 16 V at Vin",
    console: "Bluetooth",
    current: {
      runMa: "5",
      idleMa: "1",
      sleepMa: "0.02",
      source: "espruino.com/Pixl.js; espruino.com/Power+Consumption (UART on)",
    },
  },
};
