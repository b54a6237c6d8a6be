/** The help of each verb: complete, its exit codes the ones that there are, and each of its examples a command that runs. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { EXIT } from "../../tools/fault.ts";
import { canary, ROOT } from "./canary.ts";
import { Examples, meansOf, wordsOf } from "./examples.ts";

const HELP_MS = 300;
const HELP_TRIES = 20;

const whole = await canary(["--help"]);
const [, list = ""] = whole.out.split(/^Commands:$/m);
const VERBS = [...list.matchAll(/^ {2}([a-z]+) +(?:\[options\])?/gm)]
  .map(([, verb = ""]) => verb)
  .filter((verb) => verb !== "help");

/** Below this title, up to an empty line. */
function blockOf(help: string, title: string): string[] {
  const [, below = ""] = help.split(`\n${title}:\n`);
  const [block = ""] = below.split(/\n\s*\n/);
  return block.split("\n").filter((line) => line.trim() !== "");
}

test("the whole: each verb in a line; without a verb; one there is not", async () => {
  assert.ok(VERBS.length >= 13, whole.out);
  assert.equal(whole.exitCode, 0);
  const none = await canary([]);
  assert.match(none.out + none.err, /Usage: canary/);
  assert.equal(none.exitCode, 2);
  const wrong = await canary(["flsh"]);
  assert.match(wrong.err, /unknown command 'flsh'[\s\S]*Did you mean flash/);
  assert.equal(wrong.exitCode, 2);
});

test(`the whole within ${HELP_MS} ms`, async () => {
  const tookMs: number[] = [];
  // What else the machine does is no fault of ours: one that is fast enough counts.
  while (tookMs.length < HELP_TRIES && !tookMs.some((ms) => ms < HELP_MS)) {
    const started = performance.now();
    await canary(["--help"]);
    tookMs.push(performance.now() - started);
  }
  assert.ok(Math.min(...tookMs) < HELP_MS, `${tookMs.map(Math.round)} ms`);
});

for (const page of ["docs/cli.md", "README.md", "README.zh-CN.md"]) {
  test(`${page} has each verb in a table`, () => {
    const rows = readFileSync(join(ROOT, page), "utf8").match(/^\| `.*$/gm) ?? [];
    for (const verb of VERBS)
      assert.ok(
        rows.some((row) => new RegExp(`\`${verb}\\b`).test(row)),
        verb,
      );
  });
}

const examples = new Examples();
before(() => examples.prepare());
after(() => examples.close());

for (const verb of VERBS) {
  describe(`canary ${verb}`, { concurrency: 2 }, async () => {
    const { out: help, exitCode, err } = await canary([verb, "--help"]);
    const lines = blockOf(help, "Examples").map((line) => line.trim());

    test("the help", () => {
      assert.equal(exitCode, 0, err);
      assert.match(help, new RegExp(`^Usage: canary ${verb}`));
      const list = blockOf(help, "Exit codes");
      const codes = list.flatMap((line) => /^ {2}(\d+) +\S/.exec(line)?.[1] ?? []).map(Number);
      assert.ok(
        codes.includes(EXIT.ok) && codes.includes(EXIT.usage),
        `exit codes 0 and 2 are any verb's:\n${list.join("\n")}`,
      );
      for (const code of codes) assert.ok((Object.values(EXIT) as number[]).includes(code), `${code} is no exit code`);
      assert.deepEqual(
        codes,
        [...codes].sort((a, b) => a - b),
      );
      assert.ok(lines.length > 0, `an "Examples:" block with commands in it:\n${help}`);
      for (const line of lines) assert.equal(wordsOf(line).slice(0, 2).join(" "), `canary ${verb}`);
    });

    for (const line of lines) {
      test(line, async () => {
        const { exitCode, out, err } = await examples.run(line);
        assert.equal(exitCode, meansOf(line).exitCode ?? EXIT.ok, `${out}\n${err}`);
        assert.doesNotMatch(err, /^\s+at .*:\d+:\d+\)?$/m, "words, no stack");
        if (!line.includes("--json")) return;
        for (const record of out.trim().split("\n"))
          assert.doesNotThrow(() => JSON.parse(record), `no JSON: ${record}`);
      });
    }
  });
}
