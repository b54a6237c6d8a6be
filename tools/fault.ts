/** Why a verb can't go on, and the exit code that says so. The codes are the same for all verbs (docs: user-experience 5). */

export const EXIT = { ok: 0, failed: 1, usage: 2, noPort: 3, noAnswer: 4, mismatch: 5, timeout: 42 } as const;

/** The message says what was tried, what was seen, and what to do next; no secret is in it. */
export class Fault extends Error {
  readonly exitCode: number;

  constructor(exitCode: number, message: string) {
    super(message);
    this.exitCode = exitCode;
  }
}

/**
 * Runs a verb to its exit code. What it can't do is said in words, or with `json` as one object; a bug keeps its stack.
 * A verb returns nothing when all went well.
 */
export async function toExitCode(json: boolean, act: () => Promise<number | undefined>): Promise<void> {
  try {
    process.exitCode = (await act()) ?? EXIT.ok;
  } catch (error) {
    const exitCode = await exitCodeOf(error);
    const text = (error as Error).message;
    if (json) process.stdout.write(`${JSON.stringify({ kind: "error", text, exitCode })}\n`);
    else process.stderr.write(`${text}\n`);
    process.exitCode = exitCode;
  }
}

async function exitCodeOf(error: unknown): Promise<number> {
  if (error instanceof Fault) return error.exitCode;
  const { BuildError, UsageError } = await import("../build/errors.ts");
  if (error instanceof UsageError) return EXIT.usage;
  if (error instanceof BuildError) return EXIT.failed;
  throw error;
}
