/** The right of the drawing: the sensor with its divider, and what else may be at the board's pins. */
import type { BoardFile } from "../../build/boards.ts";
import type { LoadPin, PinName } from "../../src/hal.ts";
import type { Canvas } from "./canvas.ts";
import { type Divider, dividerFor, ohms } from "./divider.ts";
import { expandPins, pinLabel } from "./pins.ts";

const SENSOR_Y = 146;
const FIRST_ROW_Y = 336;
const ROW_PX = 50;
const BOX_PX = 42;
const GAP_PX = 70;

interface Row {
  readonly pins: readonly PinName[];
  readonly head: string;
  readonly detail: string;
  readonly isOptional?: boolean;
  readonly lamp?: "red" | "yellow" | "green";
}

/** Draws it from the board's right edge to `right`; the y below which there is nothing. */
export function drawFieldSide(canvas: Canvas, file: BoardFile, boardX: number, right: number): number {
  const divider = dividerFor(file.board.gasAdc.referenceV);
  drawSensor(canvas, file, divider, boardX, right);
  let y = FIRST_ROW_Y;
  for (const row of rowsOf(file, divider)) {
    drawRow(canvas, file, row, boardX, right, y);
    y += ROW_PX * Math.max(1, row.pins.length * 0.6);
  }
  return y;
}

function boardPin(canvas: Canvas, x: number, y: number, label: string): void {
  canvas.dot(x, y);
  canvas.text(x - 10, y + 4, label, { anchor: "end", style: "pin" });
}

function resistor(canvas: Canvas, x: number, label: string): void {
  canvas.dot(x, SENSOR_Y);
  canvas.line("wire", x, SENSOR_Y, x, SENSOR_Y + 22);
  canvas.rect(x - 8, SENSOR_Y + 22, 16, 42, "part");
  canvas.line("wire", x, SENSOR_Y + 64, x, SENSOR_Y + 76);
  canvas.ground(x, SENSOR_Y + 76);
  canvas.text(x + 16, SENSOR_Y + 47, label, { style: "small" });
}

function drawSensor(canvas: Canvas, file: BoardFile, divider: Divider, boardX: number, right: number): void {
  const { gasAdc } = file.board;
  boardPin(canvas, boardX, SENSOR_Y, pinLabel(file, gasAdc.pin));
  canvas.text(boardX + 20, SENSOR_Y - 40, "Gas sensor: an MQ element at 5 V", { style: "head" });
  const [pinNode, loadNode, element] = [boardX + 70, boardX + 230, boardX + 280];
  canvas.line("wire", boardX, SENSOR_Y, pinNode + 60, SENSOR_Y);
  canvas.rect(pinNode + 60, SENSOR_Y - 8, 50, 16, "part");
  canvas.text(pinNode + 85, SENSOR_Y - 15, `R1 ${ohms(divider.r1Ohm)}`, { anchor: "middle", style: "small" });
  canvas.line("wire", pinNode + 110, SENSOR_Y, element, SENSOR_Y);
  resistor(canvas, pinNode, `R2 ${ohms(divider.r2Ohm)}`);
  resistor(canvas, loadNode, `RL ${ohms(divider.rlOhm)}`);
  canvas.rect(element, SENSOR_Y - 14, 74, 28, "part", 4);
  canvas.text(element + 37, SENSOR_Y + 4, "element", { anchor: "middle", style: "small" });
  canvas.line("power", element + 74, SENSOR_Y, right - 14, SENSOR_Y);
  canvas.text(right, SENSOR_Y - 10, "5 V", { anchor: "end", style: "pin" });
  const readV = (5 * divider.ratio).toFixed(2);
  canvas.lines(
    boardX + 20,
    SENSOR_Y + 122,
    [
      `gas.dividerRatio ${divider.ratio}, gas.loadOhm ${divider.loadOhm}`,
      `5 V at the load: ${readV} V of the ADC's ${gasAdc.referenceV.toFixed(1)} V`,
      "heater: 5 V, up to 180 mA, not from the board's regulator",
    ],
    { style: "small" },
  );
}

function drawRow(canvas: Canvas, file: BoardFile, row: Row, boardX: number, right: number, y: number): void {
  const height = row.pins.length > 1 ? BOX_PX + 12 : BOX_PX;
  const top = y - BOX_PX / 2;
  canvas.rect(boardX + GAP_PX, top, right - boardX - GAP_PX, height, row.isOptional ? "optional" : "box", 5);
  for (const [n, pin] of row.pins.entries()) {
    const at = y + n * 24 - (row.pins.length > 1 ? 4 : 0);
    canvas.line("wire", boardX, at, boardX + GAP_PX, at);
    boardPin(canvas, boardX, at, pinLabel(file, pin));
  }
  const textX = boardX + GAP_PX + (row.lamp ? 34 : 12);
  if (row.lamp) canvas.dot(boardX + GAP_PX + 18, y, 8, row.lamp);
  canvas.text(textX, y - 3, row.head, { style: "text" });
  canvas.text(textX, y + 13, row.detail, { style: "small" });
}

function rowsOf(file: BoardFile, { r1Ohm, r2Ohm }: Divider): Row[] {
  const { board, profile } = file;
  const own = new Set(expandPins(profile.wiring.onBoard ?? ""));
  const rail = `${profile.wiring.logicV.toFixed(1)} V`;
  const lampAt = ({ pin, activeLow }: LoadPin): string =>
    own.has(pin) ? "on the board" : `LED and 1 kΩ to ${activeLow ? rail : "ground"}`;
  const rows: (Row | undefined)[] = [
    {
      pins: [board.powerSwitch.pin],
      head: "PowerSwitch: valve, fan or relay",
      detail: "driver of its own supply, 10 kΩ to the safe side",
    },
    board.alarmLed && {
      pins: [board.alarmLed.pin],
      head: "red lamp: alarm",
      detail: lampAt(board.alarmLed),
      lamp: "red",
    },
    board.faultLed && {
      pins: [board.faultLed.pin],
      head: "yellow lamp: fault",
      detail: lampAt(board.faultLed),
      lamp: "yellow",
    },
    board.normalLed && {
      pins: [board.normalLed.pin],
      head: "green lamp: normal",
      detail: lampAt(board.normalLed),
      lamp: "green",
    },
    board.buzzer && { pins: [board.buzzer.pin], head: "buzzer", detail: "by a transistor, with a supply of its own" },
    board.button && {
      pins: [board.button.pin],
      head: "button: silence; 3 s self-test",
      detail: buttonAt(board.button, own, rail),
    },
    optional(
      board.supplyAdc,
      "sensor's supply: gas.supplySense",
      `its 5 V over ${ohms(r1Ohm)}, and ${ohms(r2Ohm)} to ground`,
    ),
    optional(board.heaterAdc, "heater's current: gas.heaterSense", "3.57 Ω between heater and ground, its upper end"),
    optional(board.ntcAdc, "NTC: gas.ntcOhm", `NTC to ground, gas.ntcSeriesOhm to ${rail}`),
    optional(board.heaterPwm, "heater in turns: MQ-7, MQ-9", "gate of an N-MOSFET, 10 kΩ to ground"),
    board.gasUart && {
      pins: [board.gasUart.tx, board.gasUart.rx],
      head: "gas module: ZE07-CO, MH-441D (optional)",
      detail: "TX to its RX, RX to its TX (3.3 V lines); 5 V",
      isOptional: true,
    },
  ];
  return rows.filter((row) => row !== undefined);
}

function optional(pin: PinName | undefined, head: string, detail: string): Row | undefined {
  return pin === undefined ? undefined : { pins: [pin], head: `${head} (optional)`, detail, isOptional: true };
}

function buttonAt({ pin, activeLow }: LoadPin, own: ReadonlySet<PinName>, rail: string): string {
  if (own.has(pin)) return "on the board";
  return activeLow ? "to ground" : `to ${rail}`;
}
