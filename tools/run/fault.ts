/** Why `canary run` can't go on, and the exit code that says so (docs: user-experience conventions). */

export const EXIT = { ok: 0, failed: 1, usage: 2, noPort: 3, noAnswer: 4, mismatch: 5, timeout: 42 } as const;

export class RunFault extends Error {
  readonly exitCode: number;

  constructor(exitCode: number, message: string) {
    super(message);
    this.exitCode = exitCode;
  }
}
