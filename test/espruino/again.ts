/** What a test of the real interpreter does about a failure that is the Linux build's own. */
import type { TestContext } from "node:test";

/** Its thread for the input and the interpreter share a buffer without a lock; on a busy machine that shows now and then. */
const RACE = /ASSERT\(.*\) FAILED AT src\/jsdevices\.c/;
const TRIES = 3;

export interface Try {
  /** Called at the end of this try, the last given first. */
  after(close: () => unknown): void;
  diagnostic(text: string): void;
}

/** Runs the test again when the interpreter has ended by that, and by nothing else. */
export function again(run: (one: Try) => Promise<void>): (test: TestContext) => Promise<void> {
  return async (test) => {
    for (let tries = 1; ; tries++) {
      const closes: (() => unknown)[] = [];
      try {
        return await run({ after: (close) => closes.unshift(close), diagnostic: (text) => test.diagnostic(text) });
      } catch (error) {
        if (tries === TRIES || !RACE.test(String(error))) throw error;
        test.diagnostic(`run again: ${RACE.exec(String(error))?.[0]}`);
      } finally {
        for (const close of closes) await close();
      }
    }
  };
}
