/** Hands out runs to worker threads, in batches, as fast as they come back. */
import { Worker } from "node:worker_threads";
import type { Verdict } from "./worker.ts";

const BATCH = 8;
/** A worker thread does not take over `--import tsx` of the main one. */
const START = `
  import("tsx/esm/api").then(({ register }) => {
    register();
    return import(require("node:worker_threads").workerData);
  });
`;
const FILE = new URL("./worker.ts", import.meta.url).href;

export class Pool {
  readonly #workers: readonly Worker[];

  constructor(count: number) {
    this.#workers = Array.from({ length: count }, () => new Worker(START, { eval: true, workerData: FILE }));
  }

  /** Verdicts in the order of the ids. */
  async run(ids: readonly string[]): Promise<Verdict[]> {
    const verdicts: Verdict[] = [];
    let next = 0;
    const serve = async (worker: Worker): Promise<void> => {
      while (next < ids.length) {
        const from = next;
        next += BATCH;
        for (const [i, verdict] of (await ask(worker, ids.slice(from, next))).entries()) verdicts[from + i] = verdict;
      }
    };
    await Promise.all(this.#workers.map(serve));
    return verdicts;
  }

  async close(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }
}

function ask(worker: Worker, ids: readonly string[]): Promise<readonly Verdict[]> {
  return new Promise((done, failed) => {
    const take = (verdicts: readonly Verdict[]): void => {
      worker.off("error", failed);
      done(verdicts);
    };
    worker.once("error", failed);
    worker.once("message", take);
    worker.postMessage(ids);
  });
}
