/** The left of the drawing: the modem, its level shifter, its transistors and its supply. */
import type { BoardFile } from "../../build/boards.ts";
import type { Canvas } from "./canvas.ts";
import { pinLabel } from "./pins.ts";

const MODEM = { x: 24, right: 250, y: 104 };
const SHIFTER = { x: 300, right: 400 };
const ROWS = { tx: 146, rx: 186, powerKey: 292, reset: 366, ground: 440 };
const MODEM_BOTTOM = 464;

/** Draws it up to the board's left edge; the y below which there is nothing. */
export function drawModemSide(canvas: Canvas, file: BoardFile, boardX: number): number {
  const { modemUart, modemPowerKey, modemReset } = file.board;
  canvas.rect(MODEM.x, MODEM.y, MODEM.right - MODEM.x, MODEM_BOTTOM - MODEM.y, "box", 6);
  canvas.text(MODEM.x + 14, MODEM.y + 26, "Modem", { style: "head" });
  canvas.lines(
    MODEM.x + 14,
    MODEM.y + 50,
    ["Air202, Air724UG,", "Air780E and alike", "SIM and antenna", "before power-on"],
    {
      style: "small",
    },
  );
  drawShifter(canvas, file, boardX);
  modemPin(canvas, ROWS.tx, "RX");
  modemPin(canvas, ROWS.rx, "TX");
  boardPin(canvas, boardX, ROWS.tx, `${pinLabel(file, modemUart.tx as string)} TX`);
  boardPin(canvas, boardX, ROWS.rx, `${pinLabel(file, modemUart.rx as string)} RX`);
  const keys = [
    [ROWS.powerKey, "PWRKEY", modemPowerKey, ["no pin for it: the modem", "must start by itself"]],
    [ROWS.reset, "RESET", modemReset, ["no pin for it: reset by", "command only"]],
  ] as const;
  for (const [y, name, pin, without] of keys) {
    modemPin(canvas, y, name);
    if (pin === undefined) {
      canvas.lines(MODEM.right + 12, y - 4, without, { style: "small" });
      continue;
    }
    drawTransistor(canvas, y, boardX);
    boardPin(canvas, boardX, y, pinLabel(file, pin));
  }
  modemPin(canvas, ROWS.ground, "GND");
  canvas.line("wire", MODEM.right, ROWS.ground, boardX, ROWS.ground);
  boardPin(canvas, boardX, ROWS.ground, "GND");
  return drawSupply(canvas);
}

function modemPin(canvas: Canvas, y: number, name: string): void {
  canvas.dot(MODEM.right, y);
  canvas.text(MODEM.right - 10, y + 4, name, { anchor: "end", style: "pin" });
}

function boardPin(canvas: Canvas, x: number, y: number, label: string): void {
  canvas.dot(x, y);
  canvas.text(x + 10, y + 4, label, { style: "pin" });
}

function drawShifter(canvas: Canvas, file: BoardFile, boardX: number): void {
  for (const y of [ROWS.tx, ROWS.rx]) canvas.line("wire", MODEM.right, y, boardX, y);
  canvas.rect(SHIFTER.x, ROWS.tx - 20, SHIFTER.right - SHIFTER.x, 80, "part", 4);
  const middle = (SHIFTER.x + SHIFTER.right) / 2;
  canvas.text(middle, ROWS.tx - 30, "level shifter", { anchor: "middle" });
  canvas.text(middle, ROWS.tx + 17, "1.8 V", { anchor: "middle" });
  canvas.text(middle, ROWS.tx + 33, `to ${file.profile.wiring.logicV.toFixed(1)} V`, { anchor: "middle" });
  canvas.lines(middle, ROWS.rx + 38, ["none for a modem", `at ${file.profile.wiring.logicV.toFixed(1)} V`], {
    anchor: "middle",
    style: "small",
  });
}

/** A pin that is high pulls the modem's line to ground. */
function drawTransistor(canvas: Canvas, y: number, boardX: number): void {
  canvas.line("wire", MODEM.right, y, 290, y);
  canvas.rect(290, y - 15, 46, 30, "part", 4);
  canvas.text(313, y + 4, "NPN", { anchor: "middle", style: "small" });
  canvas.ground(313, y + 15);
  canvas.line("wire", 336, y, 356, y);
  canvas.rect(356, y - 7, 40, 14, "part");
  canvas.text(376, y - 14, "4.7 kΩ", { anchor: "middle", style: "small" });
  canvas.line("wire", 396, y, boardX, y);
}

function drawSupply(canvas: Canvas): number {
  const [x, y, height] = [MODEM.x, MODEM_BOTTOM + 56, 92];
  canvas.line("power", x + 60, MODEM_BOTTOM, x + 60, y);
  canvas.text(x + 70, MODEM_BOTTOM - 10, "VBAT", { style: "pin" });
  canvas.line("power", x + 60, MODEM_BOTTOM + 28, x + 120, MODEM_BOTTOM + 28, x + 120, MODEM_BOTTOM + 34);
  canvas.line("wire", x + 108, MODEM_BOTTOM + 34, x + 132, MODEM_BOTTOM + 34);
  canvas.line("wire", x + 108, MODEM_BOTTOM + 39, x + 132, MODEM_BOTTOM + 39);
  canvas.ground(x + 120, MODEM_BOTTOM + 39);
  canvas.text(x + 142, MODEM_BOTTOM + 40, "1000 µF", { style: "small" });
  canvas.rect(x, y + 12, MODEM.right - x, height, "box", 6);
  canvas.line("power", x + 60, y, x + 60, y + 12);
  canvas.text(x + 14, y + 36, "Modem's supply", { style: "head" });
  const words = ["3.3 to 4.3 V, bursts of 2 A,", "short thick wires; never from", "the board's own regulator"];
  canvas.lines(x + 14, y + 58, words, { style: "small" });
  return y + 12 + height;
}
