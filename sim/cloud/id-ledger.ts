/** Ids are unique per device within a day (fact 2.1): tells a new message, its own resend, and an id used twice. */

export type IdUse = "new" | "resend" | "reused";

interface Entry {
  readonly content: string;
  atMs: number;
  accepted: boolean;
}

const DAY_MS = 24 * 3600 * 1000;

export class IdLedger {
  /** In order of first use, so that what is out of date stands in front. */
  readonly #entries = new Map<string, Entry>();

  use(id: string, content: string, nowMs: number): IdUse {
    this.#forget(nowMs);
    const known = this.#entries.get(id);
    if (!known) {
      this.#entries.set(id, { content, atMs: nowMs, accepted: false });
      return "new";
    }
    if (known.content !== content) return "reused";
    return known.accepted ? "resend" : "new";
  }

  /** From now on the same message again is a copy. */
  accept(id: string): void {
    const entry = this.#entries.get(id);
    if (entry) entry.accepted = true;
  }

  #forget(nowMs: number): void {
    for (const [id, entry] of this.#entries) {
      if (nowMs - entry.atMs < DAY_MS) return;
      this.#entries.delete(id);
    }
  }
}

/** How many of something came within the last second, or another window. */
export class RateMeter {
  readonly #timesMs: number[] = [];
  readonly #windowMs: number;

  constructor(windowMs = 1000) {
    this.#windowMs = windowMs;
  }

  /** False when it is over the limit; it then does not count. */
  admit(nowMs: number, limit: number): boolean {
    while (this.#timesMs.length > 0 && nowMs - (this.#timesMs[0] as number) >= this.#windowMs) this.#timesMs.shift();
    if (this.#timesMs.length >= limit) return false;
    if (Number.isFinite(limit)) this.#timesMs.push(nowMs);
    return true;
  }
}
