/** The table of the REPL's answers in Espruino itself. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { findInterpreter, HOW_TO_GET_ESPRUINO, Interpreter } from "../../tools/interpreter.ts";
import { REPL_TALKS, type ReplTalk } from "../unit/repl-table.ts";

const interpreter = findInterpreter();
const skipped = `no Espruino here, so the REPL's answers were not held against the real one's. ${HOW_TO_GET_ESPRUINO}`;

const WAIT_MS = 5000;
/** Its thread for the input shares a buffer with the interpreter, without a lock: a character is wrong now and then. */
const TRIES = 3;

async function talk({ rows }: ReplTalk): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), "canary-repl-"));
  const console = new Interpreter([interpreter as string], dir);
  try {
    await console.waitFor(/Donate\r\n\r\n>$/, WAIT_MS, "first prompt");
    const start = console.output.length;
    let expected = "";
    for (const [typed, answer] of rows) {
      console.send(typed);
      expected += answer;
      // Where more comes than was expected, the next row sees it.
      await console.waitFor(new RegExp(`^[\\s\\S]{${expected.length}}`), WAIT_MS, JSON.stringify(answer), start);
      assert.equal(console.output.slice(start), expected, `after ${JSON.stringify(typed)}`);
    }
  } finally {
    await console.kill();
    rmSync(dir, { recursive: true, force: true });
  }
}

describe("the REPL of the real interpreter", { skip: interpreter ? false : skipped }, () => {
  for (const one of REPL_TALKS) {
    it(one.name, async (test) => {
      for (let tries = 1; ; tries++) {
        try {
          return await talk(one);
        } catch (error) {
          if (tries === TRIES) throw error;
          test.diagnostic(`tried again: ${String(error)}`);
        }
      }
    });
  }
});
