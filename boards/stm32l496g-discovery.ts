import type { Board, BoardProfile } from "../src/hal.ts";

// The REPL is Serial2 (A2, D6), which the ST-Link shows as a USB port, or USB. The modem's TX is on the STMod+ socket, its RX
// on the Arduino header: both belong to Serial1.
export const board: Board = {
  id: "stm32l496g-discovery",
  modemUart: { port: "Serial1", tx: "B6", rx: "B7" },
  gasAdc: { pin: "C1", referenceV: 3.3 },
  supplyAdc: "C3",
  heaterAdc: "A1",
  ntcAdc: "C0",
  heaterPwm: "B9",
  powerSwitch: { pin: "B5" },
  alarmLed: { pin: "A5" },
  faultLed: { pin: "B4" },
  normalLed: { pin: "B13" },
  buzzer: { pin: "B8" },
  button: { pin: "C13" },
  modemPowerKey: "I11",
  modemReset: "I6",
  nativeHashes: ["SHA1", "SHA256"],
  logFlash: [],
  // RCC_CSR (RM0351); a power-on sets the brown-out's bit. PIN is set by every reset, so it comes last.
  resetRegister: {
    address: 0x40021094,
    rows: [
      [0x20000000, "watchdog"],
      [0x10000000, "software"],
      [0x08000000, "power-on"],
      [0x04000000, "pin"],
    ],
    clear: 0x00800000,
  },
};

export const profile: BoardProfile = {
  name: "ST 32L496GDISCOVERY",
  espruinoBoard: "STM32L496GDISCOVERY",
  chip: "STM32L496",
  jsVars: 19200,
  jsVarBytes: 16,
  storageAddress: 0x080d0000,
  storageBytes: 64 * 2048,
  storagePageBytes: 2048,
  bundleBudgetBytes: 92160,
  uarts: 3,
  lacks: [
    {
      feature: "log",
      why: "Its flash takes a pair of words once only between two erases, and the log writes single ones later: eight records wait in memory and are gone with the power.",
    },
  ],
  wiring: {
    pins: "A1 A5 B4-B9 B13 C0 C1 C3 C4 C13 H13 H15 I6 I11",
    onBoard: "B13 C13",
    labels: {
      B6: "STMod+ 2",
      B7: "D14",
      C1: "A1",
      C3: "A2",
      A1: "A4",
      C0: "A5",
      B9: "D5",
      B5: "D11",
      A5: "D13",
      B4: "D12",
      B8: "D15",
      I11: "D4",
      I6: "D6",
      B13: "LD2",
      C13: "joystick",
    },
    logicV: 3.3,
    supply: "USB, or 7 to 12 V at VIN",
    console: "ST-Link's USB (Serial2)",
  },
};
