/** The wall clock and the event loop for `sim/pace.ts`, in a test's hands; work takes as long as the test says. */
import type { Host } from "../../sim/pace.ts";

interface Task {
  readonly dueMs: number;
  readonly fn: () => void;
}

export class FakeHost implements Host {
  /** How long each task has held the loop. */
  readonly heldMs: number[] = [];
  #nowMs = 1000;
  #tasks: Task[] = [];

  nowMs(): number {
    return this.#nowMs;
  }

  /** Work that takes so long. */
  spend(ms: number): void {
    this.#nowMs += ms;
  }

  after(ms: number, fn: () => void): () => void {
    const task = { dueMs: this.#nowMs + ms, fn };
    this.#tasks.push(task);
    return () => {
      this.#tasks = this.#tasks.filter((one) => one !== task);
    };
  }

  soon(fn: () => void): () => void {
    return this.after(0, fn);
  }

  get waiting(): number {
    return this.#tasks.length;
  }

  /** So much of the wall's time. */
  run(ms: number): void {
    const endMs = this.#nowMs + ms;
    for (;;) {
      const [next] = [...this.#tasks].sort((a, b) => a.dueMs - b.dueMs);
      if (!next || next.dueMs > endMs) break;
      this.#tasks = this.#tasks.filter((one) => one !== next);
      this.#nowMs = Math.max(this.#nowMs, next.dueMs);
      const fromMs = this.#nowMs;
      next.fn();
      this.heldMs.push(this.#nowMs - fromMs);
    }
    this.#nowMs = Math.max(this.#nowMs, endMs);
  }
}
