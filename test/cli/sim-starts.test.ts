/** One verb after the other on `--port sim`: each switches the board on and off, and none of that is a bad start. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { canary } from "./canary.ts";

const FOLDER = mkdtempSync(join(tmpdir(), "canary-starts-"));
after(() => rmSync(FOLDER, { recursive: true }));
/** Of five in a row the fifth is safe mode. */
const VERBS = 6;

test(`${VERBS} verbs in a row, and the firmware still starts`, async () => {
  const run = async (...words: string[]) => {
    const { exitCode, out, err } = await canary([...words, "--port", "sim"], { cwd: FOLDER });
    assert.equal(exitCode, 0, `${words.join(" ")}: ${err}`);
    return out;
  };
  await run("flash");
  for (let i = 0; i < VERBS; i++) await run("provision", "--show");
  assert.doesNotMatch(await run("monitor", "--for", "1"), /SAFE MODE/);
});
