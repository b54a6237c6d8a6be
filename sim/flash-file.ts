/**
 * The flash of a virtual board in a file: taken out by one process at a time, and put back whole or not at all. Cells only;
 * wear begins anew with each process.
 */
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { FlashImage } from "./board/flash.ts";

/** Somebody has it, or it is no flash of this board. */
export class FlashFileError extends Error {
  readonly kind: "in-use" | "unreadable";

  constructor(kind: FlashFileError["kind"], message: string) {
    super(message);
    this.kind = kind;
  }
}

/** Locks of this process: one of the same process number, and not here, was left by a process that is gone. */
const held = new Set<string>();

export class FlashFile {
  readonly path: string;
  readonly #lock: string;

  /** Until `close()` nobody else gets it. */
  constructor(path: string) {
    this.path = path;
    this.#lock = `${path}.lock`;
    mkdirSync(dirname(path), { recursive: true });
    this.#take();
  }

  /** False when there is none yet, and the flash is as it comes from the factory. */
  load(flash: FlashImage): boolean {
    const cells = bytesAt(this.path);
    if (!cells) return false;
    try {
      flash.restore(cells);
    } catch (error) {
      throw new FlashFileError("unreadable", (error as Error).message);
    }
    return true;
  }

  save(flash: FlashImage): void {
    const part = `${this.path}.part`;
    // Somebody may have tidied up.
    mkdirSync(dirname(this.path), { recursive: true });
    writeFileSync(part, flash.dump());
    renameSync(part, this.path);
  }

  close(): void {
    held.delete(this.#lock);
    rmSync(this.#lock, { force: true });
  }

  #take(): void {
    // Twice: the lock of a process that is gone is taken away once.
    for (const isLast of [false, true]) {
      try {
        writeFileSync(this.#lock, String(process.pid), { flag: "wx" });
        held.add(this.#lock);
        return;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
        const owner = Number(bytesAt(this.#lock)?.toString());
        if (isLast || held.has(this.#lock) || isAlive(owner)) {
          throw new FlashFileError("in-use", `process ${owner || "(unknown)"} has it`);
        }
        rmSync(this.#lock, { force: true });
      }
    }
  }
}

function bytesAt(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

function isAlive(pid: number): boolean {
  if (!(pid > 0) || pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
