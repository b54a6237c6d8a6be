/** Plays the runs it is sent, one batch after the other. */
import { parentPort, workerData } from "node:worker_threads";
import { loadBoard } from "../../build/boards.ts";
import { parseId } from "./case-id.ts";
import type { Finding } from "./check.ts";
import { type Recovery, runFaultCase } from "./run-case.ts";

export interface WorkerData {
  /** This file. */
  readonly file: string;
  readonly bundle: string;
  readonly root: string;
  readonly boardId: string;
}

/** What the main thread keeps of a run. */
export interface Verdict {
  readonly id: string;
  readonly findings: readonly Finding[];
  readonly isReached: boolean;
  readonly skipped: readonly string[];
  readonly virtualMs: number;
  readonly recovery?: Recovery | undefined;
}

const { bundle, root, boardId } = workerData as WorkerData;
const boardFile = await loadBoard(root, boardId);

function verdictOf(id: string): Verdict {
  try {
    const { findings, unreached, skipped, virtualMs, recovery } = runFaultCase(parseId(id), { bundle, boardFile });
    return { id, findings, isReached: unreached.length === 0, skipped: [...skipped.keys()], virtualMs, recovery };
  } catch (error) {
    const message = `the simulator threw: ${(error as Error).stack ?? error}`;
    return { id, findings: [{ check: "no-exception", atMs: 0, message }], isReached: true, skipped: [], virtualMs: 0 };
  }
}

parentPort?.on("message", (ids: readonly string[]) => parentPort?.postMessage(ids.map(verdictOf)));
