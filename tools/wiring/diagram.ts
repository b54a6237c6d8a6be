/** A board's wiring as an SVG, drawn from its file in `boards/`. */
import type { BoardFile } from "../../build/boards.ts";
import { Canvas, wrap } from "./canvas.ts";
import { drawFieldSide } from "./field-side.ts";
import { drawModemSide } from "./modem-side.ts";

const WIDTH = 1110;
const MARGIN = 24;
const BOARD = { x: 436, right: 690, y: 104 };
const LEAST_BOARD_PX = 420;

/** undefined where a board has no pins to be wired. */
export function drawWiring(file: BoardFile): string | undefined {
  const { board, profile } = file;
  if (board.modemUart.isDeviceFile) return undefined;
  const { wiring } = profile;
  const canvas = new Canvas();
  const title = `gas-canary on ${profile.name}`;
  canvas.text(MARGIN, 42, title, { style: "title" });
  const facts = `${profile.chip}; Espruino's ${profile.espruinoBoard}; pins at ${wiring.logicV.toFixed(1)} V, modem on ${board.modemUart.port}`;
  canvas.text(MARGIN, 68, facts, { style: "small" });

  // The board lies below the wires' ends, so its height has to be known first.
  const measure = new Canvas();
  const fieldBottom = drawFieldSide(measure, file, BOARD.right, WIDTH - MARGIN);
  const boardPx = Math.max(LEAST_BOARD_PX, fieldBottom - 26 - BOARD.y);
  canvas.rect(BOARD.x, BOARD.y, BOARD.right - BOARD.x, boardPx, "board", 8);
  const middle = (BOARD.x + BOARD.right) / 2;
  canvas.lines(middle, BOARD.y + 112, wrap(profile.name, 220, "head"), { anchor: "middle", style: "head" });
  const modemBottom = drawModemSide(canvas, file, BOARD.x);
  drawFieldSide(canvas, file, BOARD.right, WIDTH - MARGIN);
  const supplyBottom = drawFeed(canvas, file, BOARD.y + boardPx);

  let y = Math.max(modemBottom, fieldBottom, supplyBottom) + 30;
  const notes = [
    "Grounds of board, modem, sensor and outputs are joined. No pin may see more than its level.",
    ...(wiring.notes ?? []),
  ];
  for (const note of notes) y = canvas.lines(MARGIN, y, wrap(note, WIDTH - 2 * MARGIN, "text")) + 4;
  return canvas.toString(WIDTH, Math.ceil(y + 4), title);
}

/** What feeds the board, and where its REPL is; the y below. */
function drawFeed(canvas: Canvas, { profile: { wiring } }: BoardFile, boardBottom: number): number {
  const middle = (BOARD.x + BOARD.right) / 2;
  const words = [...wrap(`fed by ${wiring.supply}`, 230, "small"), ...wrap(`REPL: ${wiring.console}`, 230, "small")];
  const height = words.length * 16 + 16;
  canvas.line("power", middle, boardBottom, middle, boardBottom + 22);
  canvas.rect(BOARD.x, boardBottom + 22, BOARD.right - BOARD.x, height, "box", 6);
  canvas.lines(middle, boardBottom + 42, words, { anchor: "middle", style: "small" });
  return boardBottom + 22 + height;
}
