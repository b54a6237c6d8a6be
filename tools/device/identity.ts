/** What stands at the other end of the line: which board, which Espruino, and whether the firmware runs on it. */
import { type BoardFile, listBoards, loadBoard } from "../../build/boards.ts";
import { EXIT, Fault } from "../fault.ts";
import { ROOT } from "../root.ts";
import type { Repl } from "./repl.ts";

export interface Identity {
  /** What `process.env.BOARD` says. */
  readonly espruinoBoard: string;
  readonly version: string;
  readonly serial: string;
  /** Espruino's variables; a `total` of 0 is no limit. */
  readonly jsVars: { readonly total: number; readonly free: number; readonly bytesEach: number };
  /** `canary` is there: the firmware, or its safe mode. */
  readonly isRunning: boolean;
}

export function identify(repl: Repl): Promise<Identity> {
  return repl.ask<Identity>(
    `(function(e,m){return {espruinoBoard:e.BOARD,version:e.VERSION,serial:e.SERIAL||"",jsVars:{total:m.total,free:m.free,bytesEach:m.blocksize||16},isRunning:typeof canary=="object"}})(process.env,process.memory())`,
    undefined,
    "what board it is",
  );
}

/** The board files that stand for what is on the line; more than one where boards share a build of Espruino. */
export async function boardsNamed(espruinoBoard: string): Promise<BoardFile[]> {
  const all = await Promise.all(listBoards(ROOT).map((id) => loadBoard(ROOT, id)));
  return all.filter(({ profile }) => profile.espruinoBoard === espruinoBoard);
}

/** The one board file for this device. A board that was asked for and is another one is refused. */
export async function boardOf({ espruinoBoard }: Identity, asked: string | undefined): Promise<BoardFile> {
  const fitting = await boardsNamed(espruinoBoard);
  const ids = fitting.map(({ board }) => board.id).join(", ");
  if (asked !== undefined) {
    const found = fitting.find(({ board }) => board.id === asked);
    if (found) return found;
    await loadBoard(ROOT, asked);
    throw new Fault(
      EXIT.failed,
      `The board says that it is ${espruinoBoard}${ids && ` (${ids})`}, and --board says ${asked}: a bundle for other pins is not put on it. Leave out --board, or plug in the right one.`,
    );
  }
  const [only] = fitting;
  if (only && fitting.length === 1) return only;
  if (only)
    throw new Fault(
      EXIT.usage,
      `The board says that it is ${espruinoBoard}, and several board files are for that: ${ids}. Say which: --board.`,
    );
  throw new Fault(
    EXIT.failed,
    `The board says that it is ${espruinoBoard}, and no file of boards/ is for that. \`canary boards\` lists what there is.`,
  );
}
