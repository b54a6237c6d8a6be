import type { Board, BoardProfile } from "../src/hal.ts";

// The REPL is USB, or Bluetooth without the cable. D1 high at a start skips the saved code: it is the button, to 3.3 V.
export const board: Board = {
  id: "xiao-ble",
  modemUart: { port: "Serial1", tx: "D6", rx: "D7" },
  gasAdc: { pin: "D0", referenceV: 3.3 },
  supplyAdc: "D2",
  heaterAdc: "D3",
  powerSwitch: { pin: "D10" },
  alarmLed: { pin: "D11" },
  faultLed: { pin: "D8" },
  normalLed: { pin: "D13" },
  buzzer: { pin: "D9" },
  button: { pin: "D1" },
  modemPowerKey: "D4",
  modemReset: "D5",
  nativeHashes: ["SHA1", "SHA256"],
  // The last pages of Storage, which fills the flash chip beside the processor.
  logFlash: [
    { address: 0x601f8000, pageBytes: 4096, pages: 4 },
    { address: 0x601fc000, pageBytes: 4096, pages: 4 },
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
  name: "Seeed XIAO BLE (nRF52840)",
  espruinoBoard: "XIAOBLE",
  chip: "nRF52840",
  jsVars: 14000,
  jsVarBytes: 14,
  storageAddress: 0x60000000,
  storageBytes: 512 * 4096,
  storagePageBytes: 4096,
  bundleBudgetBytes: 92160,
  uarts: 1,
  lacks: [
    { feature: "second-uart", why: "The build has one UART and the modem takes it." },
    { feature: "outputs", why: "There is no pin left for an NTC, a heater in turns or a gas module's UART." },
  ],
  wiring: {
    pins: "D0-D13",
    onBoard: "D11 D12 D13",
    labels: { D11: "red LED", D13: "green LED" },
    logicV: 3.3,
    supply: "USB, or 5 V at 5V",
    console: "USB; Bluetooth without the cable",
  },
};
