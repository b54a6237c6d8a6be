import type { Board, BoardProfile } from "../src/hal.ts";

// The board has a modem of its own (BG96) on other pins, which stays off. Five pins are led out, and two of the nRF52840's
// UARTs are free of the REPL. Espruino sets the chip's regulator to 1.8 V.
export const board: Board = {
  id: "rak5010",
  modemUart: { port: "Serial2", tx: "D33", rx: "D34" },
  gasAdc: { pin: "D5", referenceV: 1.8 },
  powerSwitch: { pin: "D19" },
  alarmLed: { pin: "D12" },
  modemPowerKey: "D20",
  nativeHashes: ["SHA1", "SHA256"],
  // Storage's last pages; the bundle and the settings keep to those before.
  logFlash: [
    { address: 0xf2000, pageBytes: 4096, pages: 2 },
    { address: 0xf4000, pageBytes: 4096, pages: 2 },
  ],
  // RESETREAS (nRF52840 PS, POWER): sums up until it is cleared by ones.
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
  name: "RAK5010 WisTrio",
  espruinoBoard: "RAK5010",
  chip: "nRF52840",
  jsVars: 12500,
  jsVarBytes: 14,
  storageAddress: 0xe2000,
  storageBytes: 20 * 4096,
  storagePageBytes: 4096,
  bundleBudgetBytes: 51200,
  uarts: 2,
  lacks: [
    {
      feature: "adc",
      why: "AIN is taken to read up to the chip's 1.8 V; Espruino's files do not say what the board has before it: measure first.",
    },
    {
      feature: "outputs",
      why: "Five pins are led out: no buzzer, no button, no yellow or green lamp, no RESET for the modem, no sense inputs.",
    },
    { feature: "ota", why: "80 kB of Storage can't hold a new bundle beside the running one." },
  ],
  wiring: {
    pins: "D5 D12 D19 D20 D33 D34",
    onBoard: "D12",
    labels: { D5: "AIN", D19: "IO1", D20: "IO2", D34: "IO3", D33: "IO4", D12: "LED" },
    logicV: 3.3,
    supply: "USB, or a LiPo cell at VBAT",
    console: "USB if it is in at the start, else Bluetooth",
    notes: ["IO1 to IO4 work once VREF is joined with 3V."],
  },
};
