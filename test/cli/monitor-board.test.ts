/** `canary monitor` with the firmware at the other end: on the simulator, and on the real interpreter where there is one. */
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { findInterpreter, HOW_TO_GET_ESPRUINO } from "../../tools/interpreter.ts";
import { DeviceRig } from "../espruino/device-rig.ts";
import { canary, ROOT, startCanary } from "./canary.ts";
import { TEST_CONSOLE_PASSWORD, TEST_DEVICE } from "./secrets.ts";

const FOLDER = mkdtempSync(join(tmpdir(), "canary-monitor-board-"));
after(() => rmSync(FOLDER, { recursive: true }));
const CONFIG = { cloud: TEST_DEVICE, gas: { r0Ohm: 10_000 } };

test("on the simulator: bare, then with the firmware, whose trace is switched on", async () => {
  const env = { CANARY_SIM: join(FOLDER, "sim"), CANARY_PORT: "sim" };
  const bare = await canary(["monitor"], { env, stdin: "1+1\n" });
  assert.match(bare.out, /sim: Espruino without the firmware[\s\S]*=2/);
  assert.equal(bare.exitCode, 0, bare.err);
  const flashed = await canary(["flash"], { env });
  assert.equal(flashed.exitCode, 0, flashed.out + flashed.err);
  const set = `canary.config(${JSON.stringify(CONFIG)})\ncanary.config("cloud.deviceSecret")\ncanary.config("gas.r0Ohm")\n`;
  const kept = await canary(["monitor"], { env, stdin: set });
  assert.match(kept.out, /=\[ {2}?\][\s\S]*="\*\*\*"/);
  const log = join(FOLDER, "sim.log");
  const args = ["--trace", "--filter", "link", "--expect", "AT+CPIN?", "--timeout", "60", "--log", log];
  const { exitCode, out } = await canary(["monitor", ...args], { env });
  assert.equal(exitCode, 0, out);
  assert.match(out, /^\S+ +\d+\.\d = AT$/m);
  assert.doesNotMatch(out, / > AT/, "the filter leaves AT lines out");
  assert.match(readFileSync(log, "utf8"), /^\S+Z \d+\.\d at > AT\n[\s\S]*^\S+Z \d+\.\d at < OK$/m);
});

const interpreter = findInterpreter();
const skip = interpreter ? false : `no Espruino here. ${HOW_TO_GET_ESPRUINO}`;

describe("on the real interpreter", { skip }, () => {
  const options = { interpreter: interpreter as string };

  test("a stack trace in the source's own lines, and a restart by hand", async () => {
    const built = await canary(["build", "--board", "linux"]);
    assert.equal(built.exitCode, 0, built.err);
    const bundle = readFileSync(join(ROOT, "dist/linux/firmware.js"), "latin1");
    const rig = await DeviceRig.start({ ...options, files: { ".bootcde": bundle } });
    const running = startCanary(["monitor", "--port", rig.url, "--trace"]);
    try {
      await running.waitFor(/gas-canary \S+ on linux, bundle/);
      running.type("process.memory=function(){}\ncanary.status()\n");
      // The firmware keeps what nobody catches, as one line.
      running.type("print(canary.crash().join())\n");
      await running.waitFor(/^\S+ +\d+ s: .*'usage' of undefined +at status \(src\/main\.ts:\d+:\d+\)/m);
      running.type('process.removeAllListeners("uncaughtException")\ncanary.status()\n');
      await running.waitFor(/!! Uncaught .*\n.*!! {5}at status \(src\/main\.ts:\d+:\d+\)\n.*!! {5}at REPL \(:1:\d+\)/);
      running.type("[1].map(function (x) {\n  return x + 1\n})\n");
      await running.waitFor(/>> \}\)\n\S+ +=\[ 2 \]/);
      const { starts } = rig;
      running.type("canary.reboot()\n1+1\n");
      await running.waitFor(/reboot\(\)[\s\S]*gas-canary \S+ linux[\s\S]*=2\n/);
      assert.equal(rig.starts, starts + 1);
      running.closeInput();
      assert.equal((await running.ended).exitCode, 0);
      assert.doesNotMatch(running.out, /^\S+ +\^$/m, "carets are folded away");
    } finally {
      running.signal("SIGKILL");
      await rig.stop();
    }
  });

  test("a REPL that is locked is locked again behind us", async () => {
    const lock = `E.setPassword("${TEST_CONSOLE_PASSWORD}");E.lockConsole();`;
    const rig = await DeviceRig.start({ ...options, boot0: lock });
    try {
      const args = ["monitor", "--port", rig.url];
      for (let visit = 0; visit < 2; visit++) {
        const env = { CANARY_CONSOLE_PASSWORD: TEST_CONSOLE_PASSWORD };
        const known = await canary(args, { env, stdin: "1+1\n" });
        assert.match(known.out, /=2/, known.err);
        const unknown = await canary(args, { stdin: "1+1\n" });
        assert.match(unknown.err, /is locked\. Give its password in \$CANARY_CONSOLE_PASSWORD/);
        assert.equal(unknown.exitCode, 4);
      }
    } finally {
      await rig.stop();
    }
  });
});
