/** The wires of a node: the board's UART to the modem's, its pins to the modem's keys, the sensor to its ADC. */
import type { Board } from "../src/hal.ts";
import type { VirtualBoard } from "./board/board.ts";
import type { VirtualModem } from "./modem/modem.ts";
import type { VirtualSensor } from "./sensor/sensor.ts";
import type { Wire } from "./wire.ts";

interface Parts {
  readonly board: VirtualBoard;
  readonly wire: Wire;
  readonly modem: VirtualModem;
  readonly sensor: VirtualSensor;
}

export function joinModem({ board, wire, modem }: Parts, pins: Board): void {
  const uart = board.uart(pins.modemUart.port);
  uart.onSetup = (baud) => {
    wire.a.baud = baud;
  };
  uart.onWrite = (bytes) => wire.a.send(Buffer.from(bytes).toString("latin1"));
  wire.a.onReceive = (bytes) => uart.deliver(bytes);
  wire.b.onReceive = (bytes) => modem.receive(bytes);
  modem.onSend = (bytes) => wire.b.send(bytes);
  modem.onBaud = (baud) => {
    wire.b.baud = baud;
  };
  // Through a transistor: the pin's high pulls the modem's line low (src/hal.ts).
  if (pins.modemPowerKey) board.onPin(pins.modemPowerKey, (high) => modem.powerKey(high));
  if (pins.modemReset) board.onPin(pins.modemReset, (high) => modem.resetPin(high));
}

export function joinSensor({ board, sensor }: Parts, pins: Board): void {
  const { gasAdc, supplyAdc, heaterAdc, ntcAdc, heaterPwm } = pins;
  board.setAdcSource(gasAdc.pin, sensor.readGas);
  if (supplyAdc) board.setAdcSource(supplyAdc, sensor.readSupply);
  if (heaterAdc) board.setAdcSource(heaterAdc, sensor.readHeater);
  if (ntcAdc) board.setAdcSource(ntcAdc, sensor.readNtc);
  if (heaterPwm) board.onDuty(heaterPwm, (duty) => sensor.setHeaterDuty(duty));
}
