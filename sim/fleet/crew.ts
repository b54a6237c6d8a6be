/** The worker threads of a fleet, as one: orders to all of them, and what each of them says. */
import { Worker } from "node:worker_threads";
import type { FromWorker, ToWorker, WorkerOrders } from "./protocol.ts";

/** A worker thread does not take over the loader of the main one, and would look for it from the working folder. */
const START = `
  const { workerData } = require("node:worker_threads");
  import(workerData.loader).then(({ register }) => {
    register({ tsconfig: false });
    return import(workerData.file);
  });
`;
const LOADER = import.meta.resolve("tsx/esm/api");
const FILE = new URL("./worker.ts", import.meta.url).href;
/** V8's own bound is made for one program, not for hundreds of boards. */
const LEAST_HEAP_MB = 2048;
const HEAP_MB_A_NODE = 4;
/** Most of what a node allocates is gone a moment later. */
const YOUNG_MB = 64;
const STOP_TIMEOUT_MS = 3000;

export interface CrewOptions {
  readonly shares: readonly Omit<WorkerOrders, "loader" | "file">[];
  readonly heard: (worker: number, message: Exclude<FromWorker, { kind: "ready" | "stopped" }>) => void;
  /** A bug in a worker, or no memory. */
  readonly failed: (error: Error) => void;
}

export class Crew {
  readonly #workers: readonly Worker[];
  readonly #ready: Promise<unknown>;
  readonly #stopped: Promise<unknown>;
  #isStopping = false;

  constructor({ shares, heard, failed }: CrewOptions) {
    this.#workers = shares.map((share) => {
      const workerData: WorkerOrders = { loader: LOADER, file: FILE, ...share };
      const maxOldGenerationSizeMb = Math.max(LEAST_HEAP_MB, HEAP_MB_A_NODE * share.nodes.length);
      const resourceLimits = { maxOldGenerationSizeMb, maxYoungGenerationSizeMb: YOUNG_MB };
      return new Worker(START, { eval: true, workerData, resourceLimits });
    });
    this.#ready = Promise.all(this.#workers.map((worker) => saying(worker, "ready")));
    // A failure on the way to ready is told by whoever waits for it, a later one by `failed`.
    this.#ready.catch(() => {});
    this.#stopped = Promise.all(this.#workers.map((worker) => saying(worker, "stopped"))).catch(() => {});
    for (const [number, worker] of this.#workers.entries()) {
      worker.on("message", (message: FromWorker) => {
        if (message.kind === "news" || message.kind === "pulse") heard(number, message);
      });
      worker.on("error", (error) => !this.#isStopping && failed(error));
    }
  }

  /** Rejects with what went wrong in a worker before that. */
  ready(): Promise<unknown> {
    return this.#ready;
  }

  tell(order: ToWorker): void {
    for (const worker of this.#workers) worker.postMessage(order);
  }

  /** Their sockets are closed first, where they still can. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    this.tell({ kind: "stop" });
    const late = new Promise((done) => setTimeout(done, STOP_TIMEOUT_MS).unref());
    await Promise.race([this.#stopped, late]);
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }
}

function saying(worker: Worker, kind: FromWorker["kind"]): Promise<void> {
  return new Promise((done, failed) => {
    worker.on("message", (message: FromWorker) => message.kind === kind && done());
    worker.once("error", failed);
    worker.once("exit", (code) => failed(new Error(`a worker of the fleet has ended with ${code}`)));
  });
}
