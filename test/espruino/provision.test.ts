/** `canary provision` on Espruino itself, over TCP: before the bundle, beside the running firmware, and with a locked console. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { firmwareFor } from "../../sim/firmware.ts";
import { findInterpreter, HOW_TO_GET_ESPRUINO } from "../../tools/interpreter.ts";
import { ROOT } from "../../tools/root.ts";
import { canary, type RunOptions } from "../cli/canary.ts";
import { TEST_APN_PASSWORD, TEST_CONSOLE_PASSWORD, TEST_DEVICE } from "../cli/secrets.ts";
import { DeviceRig } from "./device-rig.ts";

const interpreter = findInterpreter();
const skipped = `no Espruino here, so the real interpreter was not provisioned. ${HOW_TO_GET_ESPRUINO}`;

describe("canary provision into the real interpreter", { skip: interpreter ? false : skipped }, () => {
  const identity = JSON.stringify({ cloud: TEST_DEVICE, modem: { path: "/dev/null" } });

  it("a bare board keeps the file", async (test) => {
    const rig = await DeviceRig.start({ interpreter: interpreter as string });
    test.after(() => rig.stop());
    const run = (args: readonly string[], stdin = "") => canary(["provision", "--port", rig.url, ...args], { stdin });
    const written = await run(["--file", "-"], identity);
    assert.equal(written.exitCode, 0, written.out + written.err);
    assert.match(written.out, /no firmware runs, no identity[\s\S]*Next: canary flash/);
    assert.match((await run(["--show"])).out, /a1TESTcli07\/bench-07\n[\s\S]*modem\.path +\/dev\/null/);
  });

  it("the firmware keeps versions of any length; a console that is locked is opened again", async (test) => {
    const { text } = await firmwareFor("linux", ROOT);
    const rig = await DeviceRig.start({ interpreter: interpreter as string, files: { ".bootcde": text } });
    test.after(() => rig.stop());
    const run = async (args: readonly string[], options: RunOptions, says: RegExp) => {
      const { exitCode, out, err } = await canary(["provision", "--port", rig.url, ...args], options);
      assert.equal(exitCode, 0, `${args.join(" ")}: ${out}${err}`);
      assert.match(out, says);
    };
    await run(["--file", "-"], { stdin: identity }, /no identity -> a1TESTcli07\/bench-07\n[\s\S]*read back/);
    // Beyond what goes over the line, or into a full Storage, in one piece.
    const long = {
      cloud: { host: "h".repeat(100), keepAliveS: 600 },
      modem: { apn: { name: "a".repeat(100), user: "u".repeat(32), password: TEST_APN_PASSWORD } },
      gas: {
        loadOhm: 10_001,
        r0Ohm: 12_345,
        supplyV: 4.9,
        dividerRatio: 0.123456789,
        warningLelPercent: 5,
        alarmLelPercent: 15,
      },
      console: { password: TEST_CONSOLE_PASSWORD },
    };
    await run(["--file", "-"], { stdin: JSON.stringify(long) }, /dividerRatio +0\.6 -> 0\.123456789\n[\s\S]*read back/);
    const env = { CANARY_CONSOLE_PASSWORD: TEST_CONSOLE_PASSWORD };
    await run(["--set", "report.intervalS=60"], { env }, /intervalS +300 -> 60\n[\s\S]*read back/);
    await run(["--set", "report.intervalS=60"], { env }, /nothing to change/);
    await run(
      ["--show"],
      { env },
      /cloud\.deviceSecret +\*\*\*\n[\s\S]*modem\.apn\.password +\*\*\*\n[\s\S]*console\.password +\*\*\*/,
    );
  });
});
