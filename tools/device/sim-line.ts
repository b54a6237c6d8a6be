/** `--port sim`: the console of a virtual board in this process, which is switched on by it and off again at its end. */
import { dirname, resolve } from "node:path";
import { type BoardFile, loadBoard } from "../../build/boards.ts";
import { DeskBoard, type DeskBoardOptions } from "../../sim/desk-board.ts";
import { FlashFileError } from "../../sim/flash-file.ts";
import { Listeners } from "../../sim/listeners.ts";
import { defaultBoard } from "../default-board.ts";
import { EXIT, Fault } from "../fault.ts";
import { ROOT } from "../root.ts";
import type { Line, LineOptions } from "./line.ts";

const FOLDER = ".canary-sim";
/** A start that the firmware counts as a good one, and some. */
const GOOD_START_S = 65;

export type DeskOptions = Omit<DeskBoardOptions, "boardFile" | "folder">;

/** The board that was asked for, else $CANARY_SIM_BOARD, else the project's. */
export async function simBoard(flag: string | undefined, env: NodeJS.ProcessEnv = process.env): Promise<BoardFile> {
  return loadBoard(ROOT, flag || env["CANARY_SIM_BOARD"] || (await defaultBoard()));
}

function flashPath({ board }: BoardFile, env = process.env): string {
  return resolve(env["CANARY_SIM"] || FOLDER, `${board.id}.flash`);
}

/** Switches it on; its flash is in $CANARY_SIM, else in `.canary-sim` of the working folder. */
export function openDeskBoard(boardFile: BoardFile, options: DeskOptions, env = process.env): DeskBoard {
  const path = flashPath(boardFile, env);
  const { id } = boardFile.board;
  try {
    return new DeskBoard({ boardFile, folder: dirname(path), ...options });
  } catch (error) {
    if (!(error instanceof FlashFileError)) throw error;
    if (error.kind === "in-use")
      throw new Fault(
        EXIT.noPort,
        `The virtual board ${id} runs already: ${error.message}. Use that one's port (\`canary sim\` names it), end it, or give another folder in $CANARY_SIM. If it is gone, delete ${path}.lock.`,
      );
    throw new Fault(
      EXIT.failed,
      `${path} is no flash of the board ${id}: ${error.message}. Delete it for a bare board, or give another folder in $CANARY_SIM.`,
    );
  }
}

/** Boards whose cable was taken out, by the file of their flash: whoever comes back finds them as they have gone on. */
const left = new Map<string, DeskBoard>();

export async function openSimLine({ boardId }: LineOptions = {}): Promise<Line> {
  const data = new Listeners<string>();
  let early: string | undefined = "";
  const onBytes = (bytes: string) => {
    if (early === undefined) data.tell(bytes);
    else early += bytes;
  };
  const boardFile = await simBoard(boardId);
  const known = left.get(flashPath(boardFile));
  const board = known ?? openDeskBoard(boardFile, { onBytes });
  if (known) known.comeBack(onBytes);
  left.delete(board.file.path);
  let isOpen = true;
  return {
    name: "sim",
    write: async (bytes) => board.type(bytes),
    onData: (listener) => {
      const stop = data.add(listener);
      // What it said at its start, to the first who listens.
      if (early) listener(early);
      early = undefined;
      return stop;
    },
    // A board in this process has no cable to pull.
    onClose: () => () => {},
    close: async () => {
      if (!isOpen) return;
      isOpen = false;
      process.off("exit", endAll).once("exit", endAll);
      left.set(board.file.path, board);
      board.leave();
    },
  };
}

/** Five starts in a row that end within a minute are safe mode, and no board ends because its cable is taken out. */
function endAll(): void {
  for (const board of left.values()) {
    board.runOn(GOOD_START_S);
    board.close();
  }
}
