import type { Board, BoardProfile } from "../src/hal.ts";

// The REPL is USB and stays there. D0/D1 carry early debug output on some builds, so the modem is on Serial2.
export const board: Board = {
  id: "rp2040-pico",
  modemUart: { port: "Serial2", tx: "D4", rx: "D5" },
  gasAdc: { pin: "D26", referenceV: 3.3 },
  supplyAdc: "D27",
  heaterAdc: "D28",
  heaterPwm: "D15",
  gasUart: { port: "Serial1", tx: "D12", rx: "D13", console: "USB" },
  powerSwitch: { pin: "D16" },
  alarmLed: { pin: "D25" },
  faultLed: { pin: "D14" },
  normalLed: { pin: "D9" },
  buzzer: { pin: "D10" },
  button: { pin: "D11", activeLow: true },
  modemPowerKey: "D17",
  modemReset: "D18",
  nativeHashes: [],
  // Storage's last pages: Espruino lets programs write nowhere else on this chip.
  logFlash: [
    { address: 0x101f8000, pageBytes: 4096, pages: 4 },
    { address: 0x101fc000, pageBytes: 4096, pages: 4 },
  ],
  // WATCHDOG_REASON (RP2040 datasheet 4.7.6): forced is how Espruino reboots.
  resetRegister: {
    address: 0x40058008,
    rows: [
      [0x2, "software"],
      [0x1, "watchdog"],
      [0x3, "power-on", 0],
    ],
  },
};

export const profile: BoardProfile = {
  name: "Raspberry Pi Pico (RP2040)",
  espruinoBoard: "RP2040_PICO",
  chip: "RP2040",
  jsVars: 12000,
  jsVarBytes: 14,
  storageAddress: 0x101c0000,
  storageBytes: 64 * 4096,
  storagePageBytes: 4096,
  bundleBudgetBytes: 92160,
  uarts: 2,
  lacks: [
    {
      feature: "maturity",
      why: "Espruino polls this port's UART between two pieces of a program, and the chip keeps 32 bytes until then: at 115200 baud those that come in while one runs for 3 ms are lost. Set modem.baud to 9600, which gives it 33 ms.",
    },
    {
      feature: "native-hash",
      why: "The official build leaves the crypto library out; the login is signed in JavaScript.",
    },
  ],
  wiring: {
    pins: "D0-D22 D25-D28",
    onBoard: "D25",
    labels: {
      D4: "GP4",
      D5: "GP5",
      D9: "GP9",
      D10: "GP10",
      D11: "GP11",
      D12: "GP12",
      D13: "GP13",
      D14: "GP14",
      D15: "GP15",
      D16: "GP16",
      D17: "GP17",
      D18: "GP18",
      D26: "GP26",
      D27: "GP27",
      D28: "GP28",
      D25: "LED",
    },
    logicV: 3.3,
    supply: "USB, or 1.8 to 5.5 V at VSYS",
    console: "USB",
  },
};
