/** `canary flash` in a terminal: its bar stays in its line, and moves only where it may. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { NO_TMUX, Screen, type ScreenOptions } from "./screen.ts";
import { tempFolder } from "./sim-board.ts";

describe("canary flash in a terminal", { skip: NO_TMUX, concurrency: 2 }, () => {
  const rows: readonly [what: string, options: ScreenOptions, shows: RegExp][] = [
    ["wide: the bar with bytes and time", { columns: 120 }, /^send {4}\[=+\] 100 % {2}(\d+) of \1 bytes/m],
    ["narrow: the bar alone", { columns: 44 }, /^send {4}\[=+\] 100 %\s*$/m],
  ];
  for (const [what, options, shows] of rows) {
    it(what, async (test) => {
      const screen = new Screen(["flash", "--port", "sim"], { ...options, cwd: tempFolder(test) });
      test.after(() => screen.close());
      assert.equal(await screen.ended(), 0);
      const bars = screen.lines.filter((line) => line.startsWith("send"));
      assert.equal(bars.length, 1, screen.text);
      assert.match(screen.text, shows);
    });
  }

  for (const env of [{ NO_COLOR: "1" }, { TERM: "dumb" }, { CI: "1" }]) {
    it(`no bar with ${JSON.stringify(env)}`, async (test) => {
      const screen = new Screen(["flash", "--port", "sim"], { env, cwd: tempFolder(test) });
      test.after(() => screen.close());
      assert.equal(await screen.ended(), 0);
      assert.doesNotMatch(screen.text, /\[=/);
      assert.match(screen.text, /the same as built/);
    });
  }

  it("Ctrl-C is the end by hand, and the next flash goes on", async (test) => {
    const cwd = tempFolder(test);
    const screen = new Screen(["flash", "--port", "sim"], { cwd });
    test.after(() => screen.close());
    await screen.waitFor(/^way /m);
    screen.key("C-c");
    assert.equal(await screen.ended(), 1);
    assert.match(screen.text, /Ended by hand/);
    const next = new Screen(["flash", "--port", "sim"], { cwd });
    test.after(() => next.close());
    assert.equal(await next.ended(), 0, next.text);
  });
});
