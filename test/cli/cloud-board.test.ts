/** `canary cloud` with the very bundle on a virtual board at it, over sockets; and in a terminal. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { loadBoard } from "../../build/boards.ts";
import { SimClock } from "../../sim/clock.ts";
import { TcpNetwork } from "../../sim/cloud/tcp-network.ts";
import { firmwareFor } from "../../sim/firmware.ts";
import { VirtualNode } from "../../sim/node.ts";
import { ROOT } from "../../tools/root.ts";
import { startCanary } from "./canary.ts";
import { NO_TMUX, Screen } from "./screen.ts";
import { TEST_DEVICE } from "./secrets.ts";
import { tempFolder } from "./sim-board.ts";

const SPEED = 40;

it("a board that was told host and port: online, its reports shown, obedient, and no rule broken", async (test) => {
  const cloud = startCanary(["cloud", "--port", "0"], { cwd: tempFolder(test) });
  test.after(() => cloud.signal("SIGKILL"));
  const [, host = "", port] = await cloud.waitFor(/mqtt:\/\/([^:]+):(\d+)/);
  const { text: bundle } = await firmwareFor("pico", ROOT);
  const clock = new SimClock();
  const network = new TcpNetwork({ resolve: (name, wanted) => ({ host: name, port: wanted }) });
  const node = new VirtualNode({
    bundle,
    boardFile: await loadBoard(ROOT, "pico"),
    network,
    clock,
    seed: 1,
    family: "air202",
    config: { cloud: { ...TEST_DEVICE, host, port: Number(port) }, gas: { r0Ohm: 10_000 } },
  });
  test.after(() => {
    clock.stopRealTime();
    node.dispose();
    network.shutDown();
  });
  node.powerOn();
  clock.startRealTime(SPEED);
  await cloud.waitFor(/bench-07 login accepted/);
  await cloud.waitFor(/bench-07 GasState \d/);
  cloud.type("set PowerSwitch 1\n");
  await cloud.waitFor(/set_reply id \d+ code 200/);
  await cloud.waitFor(/bench-07 PowerSwitch 1$/m);
  cloud.type("service SelfTest {}\n");
  await cloud.waitFor(/EVENT bench-07 SelfTest_Event/);
  cloud.signal("SIGINT");
  const { exitCode, out, err } = await cloud.ended;
  assert.doesNotMatch(out, /violation|dropped/);
  assert.deepEqual([exitCode, err], [0, ""]);
});

it("canary run at it: online as the settings say, seen and ordered from there", async (test) => {
  const cwd = tempFolder(test);
  const cloud = startCanary(["cloud", "--port", "0"], { cwd });
  test.after(() => cloud.signal("SIGKILL"));
  const [url] = await cloud.waitFor(/mqtt:\/\/[^:]+:\d+/);
  const run = startCanary(["run", "--cloud", url, "--speed", "40"], { cwd });
  test.after(() => run.signal("SIGKILL"));
  await cloud.waitFor(/D001 login accepted/);
  await run.waitFor(/= ONLINE/);
  cloud.type("service SelfTest {}\n");
  await cloud.waitFor(/EVENT D001 SelfTest_Event/);
  run.signal("SIGINT");
  assert.equal((await run.ended).exitCode, 0);
  cloud.signal("SIGINT");
  assert.doesNotMatch((await cloud.ended).out, /violation/);
});

describe("in a terminal", { skip: NO_TMUX }, () => {
  it("what happens scrolls above the line that is typed; Ctrl-C ends it", async (test) => {
    const screen = new Screen(["cloud", "--port", "0"], { columns: 200, cwd: tempFolder(test) });
    test.after(() => screen.close());
    await screen.waitFor(/help lists the commands, Ctrl-C ends it\.\n> *$/m);
    screen.type("devi");
    screen.key("Tab");
    await screen.waitFor(/^> devices *$/m);
    screen.key("Enter");
    await screen.waitFor(/-- no device has logged in yet\n> *$/m);
    screen.key("C-c");
    assert.equal(await screen.ended(), 0);
  });

  it("quit, and the end of what is typed", async (test) => {
    for (const keys of [["q", "u", "i", "t", "Enter"], ["C-d"]]) {
      const screen = new Screen(["cloud", "--port", "0"], { cwd: tempFolder(test) });
      test.after(() => screen.close());
      await screen.waitFor(/^> *$/m);
      screen.key(...keys);
      assert.equal(await screen.ended(), 0, keys.join(" "));
    }
  });
});
