/** Who wants to be told. */
export class Listeners<T> {
  readonly #listeners = new Set<(item: T) => void>();

  /** Returns what takes the listener off again. */
  add(listener: (item: T) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  tell(item: T): void {
    for (const listener of [...this.#listeners]) listener(item);
  }

  clear(): void {
    this.#listeners.clear();
  }
}
