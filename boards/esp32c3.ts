import type { Board, BoardProfile } from "../src/hal.ts";

// The REPL is Serial1, which is the chip's own USB. D12 to D17 are the flash, D18 and D19 USB, D2, D8 and D9 decide how it
// starts, and D0 is pulled up as Espruino's button: the modem is on Serial2 and the boot button the button.
export const board: Board = {
  id: "esp32c3",
  modemUart: { port: "Serial2", tx: "D6", rx: "D7" },
  gasAdc: { pin: "D1", referenceV: 2.5 },
  powerSwitch: { pin: "D10" },
  alarmLed: { pin: "D5" },
  faultLed: { pin: "D20" },
  normalLed: { pin: "D21" },
  buzzer: { pin: "D3" },
  button: { pin: "D9", activeLow: true },
  modemPowerKey: "D4",
  nativeHashes: ["SHA1", "SHA256"],
  // The 64 kB between firmware and Storage that Espruino's partition table keeps free.
  logFlash: [
    { address: 0x310000, pageBytes: 4096, pages: 4 },
    { address: 0x314000, pageBytes: 4096, pages: 4 },
  ],
  // RTC_CNTL_RESET_STATE_REG (ESP32-C3 TRM, low-power management and table of reset sources).
  resetRegister: {
    address: 0x60008038,
    rows: [
      [0x3f, "power-on", 1],
      [0x3f, "software", 3],
      [0x3f, "software", 12],
      [0x3f, "watchdog", 7],
      [0x3f, "watchdog", 8],
      [0x3f, "watchdog", 9],
      [0x3f, "watchdog", 11],
      [0x3f, "watchdog", 13],
      [0x3f, "watchdog", 16],
      [0x3f, "watchdog", 17],
      [0x3f, "watchdog", 18],
      [0x3f, "brown-out", 15],
    ],
  },
};

export const profile: BoardProfile = {
  name: "ESP32-C3",
  espruinoBoard: "ESP32C3_IDF4",
  chip: "ESP32-C3",
  jsVars: 4095,
  jsVarBytes: 13,
  storageAddress: 0x320000,
  storageBytes: 224 * 4096,
  storagePageBytes: 4096,
  bundleBudgetBytes: 51200,
  uarts: 2,
  lacks: [
    { feature: "maturity", why: "Espruino's own board file calls this port beta." },
    {
      feature: "adc",
      why: "The ADC reads up to 2.5 V (ESP-IDF 4.4, ADC_ATTEN_DB_11), and its reference differs from chip to chip: calibrate each unit.",
    },
    {
      feature: "outputs",
      why: "There is no pin left for the modem's RESET, the sense inputs, a heater in turns or a gas module's UART.",
    },
  ],
  wiring: {
    pins: "D1 D3-D7 D9 D10 D20 D21",
    onBoard: "D9",
    labels: {
      D1: "GPIO1",
      D3: "GPIO3",
      D4: "GPIO4",
      D5: "GPIO5",
      D6: "GPIO6",
      D7: "GPIO7",
      D9: "GPIO9",
      D10: "GPIO10",
      D20: "GPIO20",
      D21: "GPIO21",
    },
    logicV: 3.3,
    supply: "USB, or 5 V at 5V",
    console: "the chip's USB (Serial1)",
    notes: ["The chip's loader prints on D21 at a start: the green lamp flickers."],
  },
};
