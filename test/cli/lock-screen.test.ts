/** A locked REPL at a terminal: the password is asked for without echo, and the REPL is locked again afterwards. */
import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { openRepl } from "../../tools/device/session.ts";
import { NO_TMUX, Screen } from "./screen.ts";
import { TEST_CONSOLE_PASSWORD } from "./secrets.ts";
import { startSim } from "./sim-board.ts";

describe("a locked REPL at a terminal", { skip: NO_TMUX }, () => {
  async function doctorAt(test: TestContext): Promise<Screen> {
    const { url } = await startSim(test);
    const repl = await openRepl(url);
    await repl.type(`\x10E.setPassword("${TEST_CONSOLE_PASSWORD}");E.lockConsole()\n`);
    await repl.line.close();
    const screen = new Screen(["doctor", "--port", url]);
    test.after(() => screen.close());
    await screen.waitFor(/console password:/);
    return screen;
  }

  it("is opened by its password", async (test) => {
    const screen = await doctorAt(test);
    screen.type(TEST_CONSOLE_PASSWORD);
    screen.key("Enter");
    await screen.waitFor(/board +PICO_R1_3/);
    await screen.ended();
  });

  it("Ctrl-C at the question: a word, exit 1", async (test) => {
    const screen = await doctorAt(test);
    screen.key("C-c");
    await screen.ended();
    assert.match(screen.text, /Left at the question for the console password/);
  });
});
