import type { Board, BoardProfile } from "../src/hal.ts";

// One UART (nRF52832), and D2 to D4 as pads beside four MOSFETs (MOS1 is D18). The REPL would come to D2 and D3 while no
// Bluetooth is connected.
export const board: Board = {
  id: "thingy52",
  modemUart: { port: "Serial1", tx: "D2", rx: "D3" },
  console: { port: "Bluetooth" },
  gasAdc: { pin: "D4", referenceV: 3.0 },
  powerSwitch: { pin: "D18" },
  buzzer: { pin: "D19" },
  button: { pin: "D11" },
  nativeHashes: [],
  logFlash: [],
};

export const profile: BoardProfile = {
  name: "Nordic Thingy:52",
  espruinoBoard: "THINGY52",
  chip: "nRF52832",
  jsVars: 2500,
  jsVarBytes: 13,
  storageAddress: 0x6c000,
  storageBytes: 10 * 4096,
  storagePageBytes: 4096,
  bundleBudgetBytes: 0,
  uarts: 1,
  lacks: [
    {
      feature: "storage",
      why: "The official build has 40 kB of Storage, and the bundle takes more: build Espruino with 14 pages or more of saved_code, and give its figures here.",
    },
    { feature: "memory", why: "It has 2,500 variables, and the bundle needs 2,850." },
    { feature: "second-uart", why: "The chip has one UART and the modem takes it: the REPL is on Bluetooth only." },
    { feature: "usb-console", why: "There is no USB; flash and monitor go over Bluetooth." },
    {
      feature: "native-hash",
      why: "The official build leaves the crypto library out; the login is signed in JavaScript.",
    },
    { feature: "outputs", why: "No lamps, no PWRKEY and RESET for the modem." },
  ],
  wiring: {
    pins: "D2-D4 D11 D18-D21",
    onBoard: "D11",
    labels: { D2: "P0.02", D3: "P0.03", D4: "P0.04", D18: "MOS1", D19: "MOS2", D11: "button" },
    logicV: 3.0,
    supply: "its battery, by USB",
    console: "Bluetooth",
  },
};
