import type { Board, BoardProfile } from "../src/hal.ts";

// Serial2 is wired to the ESP8266 and not led out; B6/B7 is the only UART on the headers and also where the REPL falls
// to without USB. So the modem takes it, and the REPL is pinned to USB.
export const board: Board = {
  id: "espruino-wifi",
  modemUart: { port: "Serial1", tx: "B6", rx: "B7" },
  console: { port: "USB" },
  gasAdc: { pin: "A5", referenceV: 3.3 },
  supplyAdc: "A6",
  heaterAdc: "A7",
  ntcAdc: "B1",
  heaterPwm: "B10",
  powerSwitch: { pin: "B13" },
  alarmLed: { pin: "B2" },
  faultLed: { pin: "B5" },
  normalLed: { pin: "B12" },
  buzzer: { pin: "B4" },
  button: { pin: "C13" },
  modemPowerKey: "B14",
  modemReset: "B15",
  nativeHashes: ["SHA1", "SHA256"],
  // Pages of 16 kB between bootloader and Storage that Espruino lists as free.
  logFlash: [
    { address: 0x08004000, pageBytes: 16384, pages: 1 },
    { address: 0x08008000, pageBytes: 16384, pages: 1 },
  ],
  // RCC_CSR (RM0368 6.3.20); Espruino leaves it as the reset did. PIN is set by every reset, so it comes last.
  resetRegister: {
    address: 0x40023874,
    rows: [
      [0x20000000, "watchdog"],
      [0x10000000, "software"],
      [0x08000000, "power-on"],
      [0x02000000, "brown-out"],
      [0x04000000, "pin"],
    ],
    clear: 0x01000000,
  },
};

export const profile: BoardProfile = {
  name: "Espruino WiFi",
  espruinoBoard: "ESPRUINOWIFI",
  chip: "STM32F411CEU6",
  jsVars: 8190,
  jsVarBytes: 13,
  storageAddress: 0x08010000,
  storageBytes: 65536,
  storagePageBytes: 65536,
  bundleBudgetBytes: 51200,
  uarts: 2,
  lacks: [
    {
      feature: "second-uart",
      why: "Serial2 belongs to the on-board ESP8266, so the modem takes B6/B7 and the REPL is reachable over USB only.",
    },
  ],
  wiring: {
    pins: "A0 A1 A4-A8 A10 B0-B10 B12-B15 C13",
    onBoard: "B2 B12 C13",
    labels: { B2: "red LED", B12: "green LED", C13: "button" },
    logicV: 3.3,
    supply: "USB, or 3.5 to 5 V at VUSB, never both",
    console: "USB, kept there",
    current: { runMa: "32", idleMa: "11", sleepMa: "0.02", source: "espruino.com/Power+Consumption, WiFi" },
  },
};
