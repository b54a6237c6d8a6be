/** Plays the years it is sent, one after the other. */
import { parentPort, workerData } from "node:worker_threads";
import { loadBoard } from "../../build/boards.ts";
import { playYear, type YearOptions, type YearReport } from "./year.ts";

export interface WorkerData {
  /** This file. */
  readonly file: string;
  readonly bundle: string;
  readonly root: string;
  readonly boardId: string;
}

/** All of a year but what is the same for each. */
export type YearOrder = Omit<YearOptions, "bundle" | "boardFile">;
export type YearAnswer = YearReport | { readonly seed: number; readonly error: string };

const { bundle, root, boardId } = workerData as WorkerData;
const boardFile = await loadBoard(root, boardId);

function answerTo(order: YearOrder): YearAnswer {
  try {
    return playYear({ ...order, bundle, boardFile });
  } catch (error) {
    return { seed: order.seed, error: String((error as Error).stack ?? error) };
  }
}

parentPort?.on("message", (order: YearOrder) => parentPort?.postMessage(answerTo(order)));
