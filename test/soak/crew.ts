/** Plays years on several worker threads at once. */
import { fileURLToPath } from "node:url";
import { setFlagsFromString } from "node:v8";
import { Worker } from "node:worker_threads";
import type { Firmware } from "../faults/bundle.ts";
import type { WorkerData, YearAnswer, YearOrder } from "./worker.ts";

/** A worker thread does not take over `--import tsx` of the main one. */
const START = `
  const { workerData } = require("node:worker_threads");
  import("tsx/esm/api").then(({ register }) => {
    register();
    return import(workerData.file);
  });
`;
/** Most of what a run allocates is gone a moment later. */
const YOUNG_MB = 64;
/**
 * Ten times V8's own: a board that starts anew has all its functions cold again, and to optimize them each time costs more
 * than it saves.
 */
const OPTIMIZE_LATE = "--interrupt-budget=600000";
const ROOT = fileURLToPath(new URL("../..", import.meta.url));

export async function playYears(
  orders: readonly YearOrder[],
  workers: number,
  { bundle, boardFile }: Firmware,
  onAnswer: (answer: YearAnswer) => void,
): Promise<void> {
  const workerData: WorkerData = {
    file: new URL("./worker.ts", import.meta.url).href,
    bundle,
    root: ROOT,
    boardId: boardFile.board.id,
  };
  setFlagsFromString(OPTIMIZE_LATE);
  let next = 0;
  const serve = (worker: Worker): Promise<void> =>
    new Promise((done, failed) => {
      const hand = (): void => {
        const order = orders[next++];
        if (order) worker.postMessage(order);
        else worker.terminate().then(() => done(), failed);
      };
      worker.on("message", (answer: YearAnswer) => {
        onAnswer(answer);
        hand();
      });
      worker.on("error", failed);
      hand();
    });
  const count = Math.max(1, Math.min(workers, orders.length));
  const resourceLimits = { maxYoungGenerationSizeMb: YOUNG_MB };
  await Promise.all(
    Array.from({ length: count }, () => serve(new Worker(START, { eval: true, workerData, resourceLimits }))),
  );
}
