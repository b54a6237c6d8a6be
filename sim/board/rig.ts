/** A board on the bench for tests: an STM32 of no particular make, its console gathered in `lines`. */
import type { Board } from "../../src/hal.ts";
import { SimClock } from "../clock.ts";
import { Random } from "../random.ts";
import { type BoardOptions, VirtualBoard } from "./board.ts";

const BENCH_BOARD: Board = {
  id: "bench",
  modemUart: { port: "Serial1" },
  gasAdc: { pin: "A0", referenceV: 3.3 },
  powerSwitch: { pin: "B6" },
  nativeHashes: ["SHA1"],
  logFlash: [],
};

export interface Rig {
  readonly options: BoardOptions;
  readonly board: VirtualBoard;
  readonly clock: SimClock;
  readonly lines: string[];
}

export function rig(bundle = "", options: Partial<BoardOptions> = {}): Rig {
  const clock = options.clock ?? new SimClock();
  const lines: string[] = [];
  const all: BoardOptions = {
    random: new Random(1),
    board: BENCH_BOARD,
    features: { nativeHashes: ["SHA1"], hasAdc: true },
    print: (line) => lines.push(line),
    ...options,
    clock,
    bundle,
  };
  return { board: new VirtualBoard(all), clock, lines, options: all };
}

/** The same, switched on. */
export function running(bundle = "", options: Partial<BoardOptions> = {}): Rig {
  const made = rig(bundle, options);
  made.board.boot();
  return made;
}
