/** The modem's file system: it outlives restarts and power cuts (14). */

export const NAME_BYTES = 64;

export class Files {
  /** A fault's: the next write fails. */
  refusesNext = false;
  #roomBytes: number;
  #files = new Map<string, string>();

  constructor(roomBytes: number) {
    this.#roomBytes = roomBytes;
  }

  has(name: string): boolean {
    return this.#files.has(name);
  }

  /** Undefined: no such file. */
  read(name: string): string | undefined {
    return this.#files.get(name);
  }

  /** False, and nothing written, where there is no room. */
  write(name: string, bytes: string): boolean {
    const others = [...this.#files].reduce((sum, [other, content]) => sum + (other === name ? 0 : content.length), 0);
    const refuses = this.refusesNext;
    this.refusesNext = false;
    if (refuses || others + bytes.length > this.#roomBytes) return false;
    this.#files.set(name, bytes);
    return true;
  }

  delete(name: string): boolean {
    return this.#files.delete(name);
  }
}
