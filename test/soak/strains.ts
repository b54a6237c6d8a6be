/** Which findings count: not those that make no sense while a fault is on, until the world is at rest again. */
import type { CheckName, Ledger } from "../faults/check.ts";

/** Left to `deliveries.ts`, which knows to the second what was decided in an outage, and in which order. */
const JUDGED_HERE: ReadonlySet<CheckName> = new Set(["event-time"]);

export class Strains {
  readonly #strained = new Set<CheckName>();
  readonly #ignored: ReadonlySet<CheckName>;
  readonly #report: Ledger["report"];
  /** Called at each finding that counts. */
  onFinding: () => void = () => {};

  /** `ignored`: checks that never count, to look past what is known. */
  constructor(ledger: Ledger, ignored: readonly CheckName[] = []) {
    this.#ignored = new Set(ignored);
    this.#report = ledger.report.bind(ledger);
    ledger.isExcused = (check) => this.isStrained(check);
    ledger.report = (check, atMs, message) => {
      if (!JUDGED_HERE.has(check)) this.report(check, atMs, message);
    };
  }

  get any(): boolean {
    return this.#strained.size > 0;
  }

  isStrained(check: CheckName): boolean {
    return this.#strained.has(check);
  }

  report(check: CheckName, atMs: number, message: string): void {
    if (this.#strained.has(check) || this.#ignored.has(check)) return;
    this.#report(check, atMs, message);
    this.onFinding();
  }

  add(checks: readonly CheckName[] = []): void {
    for (const check of checks) this.#strained.add(check);
  }

  clear(): void {
    this.#strained.clear();
  }
}
