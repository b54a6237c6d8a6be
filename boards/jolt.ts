import type { Board, BoardProfile } from "../src/hal.ts";

// The REPL is Bluetooth, or USB with the cable. D47, D46, D26 and D1 are the row of plain pins; the Qwiic sockets Q0 and Q1
// read voltages. The 1 A outputs H0 to H7 stay free: reading one back would switch it off.
export const board: Board = {
  id: "jolt",
  modemUart: { port: "Serial1", tx: "D47", rx: "D46" },
  gasAdc: { pin: "D3", referenceV: 3.3 },
  supplyAdc: "D29",
  heaterAdc: "D2",
  ntcAdc: "D31",
  heaterPwm: "D38",
  powerSwitch: { pin: "D26" },
  alarmLed: { pin: "D6" },
  faultLed: { pin: "D44" },
  normalLed: { pin: "D8" },
  buzzer: { pin: "D45" },
  button: { pin: "D0" },
  modemPowerKey: "D1",
  modemReset: "D39",
  nativeHashes: [],
  // Storage's last pages; the bundle and the settings keep to those before.
  logFlash: [
    { address: 0xed000, pageBytes: 4096, pages: 4 },
    { address: 0xf1000, pageBytes: 4096, pages: 4 },
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
  name: "Jolt.js",
  espruinoBoard: "JOLTJS",
  chip: "nRF52840",
  jsVars: 12000,
  jsVarBytes: 14,
  storageAddress: 0x91000,
  storageBytes: 100 * 4096,
  storagePageBytes: 4096,
  bundleBudgetBytes: 92160,
  uarts: 2,
  lacks: [
    {
      feature: "native-hash",
      why: "The official build leaves the crypto library out; the login is signed in JavaScript.",
    },
  ],
  wiring: {
    pins: "D0-D3 D6 D8 D26 D29 D31 D38 D39 D44-D47",
    onBoard: "D0 D6 D8",
    labels: {
      D3: "Q0.sda",
      D29: "Q0.scl",
      D2: "Q1.sda",
      D31: "Q1.scl",
      D44: "Q2.sda",
      D45: "Q2.scl",
      D39: "Q3.sda",
      D38: "Q3.scl",
      D6: "red LED",
      D8: "green LED",
      D0: "button",
    },
    logicV: 3.3,
    supply: "USB, a LiPo cell, or 2.7 to 18 V at the terminals",
    console: "Bluetooth; USB with the cable",
    current: {
      idleMa: "1",
      sleepMa: "0.008",
      source: "espruino.com/Jolt.js (asleep), espruino.com/Power+Consumption (UART on)",
    },
  },
};
