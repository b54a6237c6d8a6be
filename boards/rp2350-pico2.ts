import type { Board, BoardProfile } from "../src/hal.ts";

// The REPL is USB while the cable is in, and Serial1 (D0, D1) without it, so the modem is on Serial2 and the gas module's
// port is left out.
export const board: Board = {
  id: "rp2350-pico2",
  modemUart: { port: "Serial2", tx: "D4", rx: "D5" },
  gasAdc: { pin: "D26", referenceV: 3.3 },
  supplyAdc: "D27",
  heaterAdc: "D28",
  heaterPwm: "D15",
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
    { address: 0x103f8000, pageBytes: 4096, pages: 4 },
    { address: 0x103fc000, pageBytes: 4096, pages: 4 },
  ],
  // WATCHDOG_REASON (RP2350 datasheet, watchdog); forced is how Espruino reboots.
  resetRegister: {
    address: 0x400d8008,
    rows: [
      [0x2, "software"],
      [0x1, "watchdog"],
      [0x3, "power-on", 0],
    ],
  },
};

export const profile: BoardProfile = {
  name: "Raspberry Pi Pico 2 (RP2350)",
  espruinoBoard: "RP2350_PICO2",
  chip: "RP2350",
  jsVars: 16000,
  jsVarBytes: 14,
  storageAddress: 0x10100000,
  storageBytes: 768 * 4096,
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
    pins: "D2-D22 D25-D28",
    onBoard: "D25",
    labels: {
      D4: "GP4",
      D5: "GP5",
      D9: "GP9",
      D10: "GP10",
      D11: "GP11",
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
    console: "USB; Serial1 (D0, D1) without the cable",
  },
};
