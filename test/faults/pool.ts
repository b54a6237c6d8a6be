/** Hands out runs to worker threads, in batches, as fast as they come back. */
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import type { Firmware } from "./bundle.ts";
import type { Verdict, WorkerData } from "./worker.ts";

const BATCH = 16;
/** A worker thread does not take over `--import tsx` of the main one. */
const START = `
  const { workerData } = require("node:worker_threads");
  import("tsx/esm/api").then(({ register }) => {
    register();
    return import(workerData.file);
  });
`;
const ROOT = fileURLToPath(new URL("../..", import.meta.url));

export class Pool {
  readonly #workers: readonly Worker[];

  constructor(count: number, { bundle, boardFile }: Firmware) {
    const file = new URL("./worker.ts", import.meta.url).href;
    const workerData: WorkerData = { file, bundle, root: ROOT, boardId: boardFile.board.id };
    this.#workers = Array.from(
      { length: count },
      () => new Worker(START, { eval: true, workerData, resourceLimits: { maxYoungGenerationSizeMb: 64 } }),
    );
  }

  async run(ids: readonly string[], onVerdict: (verdict: Verdict) => void): Promise<void> {
    let next = 0;
    const serve = (worker: Worker): Promise<void> =>
      new Promise((done, failed) => {
        const hand = (): void => {
          const batch = ids.slice(next, next + BATCH);
          next += BATCH;
          if (batch.length > 0) worker.postMessage(batch);
          else stop();
        };
        const take = (verdicts: readonly Verdict[]): void => {
          for (const verdict of verdicts) onVerdict(verdict);
          hand();
        };
        const stop = (): void => {
          worker.off("message", take);
          worker.off("error", failed);
          done();
        };
        worker.on("message", take);
        worker.on("error", failed);
        hand();
      });
    await Promise.all(this.#workers.map(serve));
  }

  async close(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }
}
