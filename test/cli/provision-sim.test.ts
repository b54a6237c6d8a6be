/** `canary provision` against the firmware itself in a virtual board: before the bundle, beside it, locked, in safe mode, online. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { restart } from "../../tools/device/restart.ts";
import { openRepl } from "../../tools/device/session.ts";
import { toldBy } from "../../tools/provision/device.ts";
import { canary, type RunOptions } from "./canary.ts";
import { TEST_APN_PASSWORD, TEST_CONSOLE_PASSWORD, TEST_DEVICE } from "./secrets.ts";
import { startSim } from "./sim-board.ts";

const FOLDER = mkdtempSync(join(tmpdir(), "canary-provision-sim-"));
after(() => rmSync(FOLDER, { recursive: true }));

function file(name: string, content: object): string {
  const path = join(FOLDER, name);
  writeFileSync(path, JSON.stringify(content));
  return path;
}

test("a virtual board from bare to ONLINE, changed, locked, and out of safe mode", async (t) => {
  const { url } = await startSim(t, ["--board", "pico"]);
  const provision = async (args: readonly string[], says: RegExp, options: RunOptions = {}) => {
    const { exitCode, out, err } = await canary(["provision", "--port", url, ...args], options);
    assert.equal(exitCode, 0, `${args.join(" ")}: ${out}${err}`);
    assert.match(out, says);
  };
  const identity = file("identity.json", { cloud: TEST_DEVICE });
  await provision(["--file", identity], /no firmware runs, no identity[\s\S]*Written into Storage as canary\.json/);
  assert.equal((await canary(["flash", "--port", url])).exitCode, 0);
  await provision(["--show"], /the firmware runs, a1TESTcli07\/bench-07[\s\S]*cloud\.deviceSecret +\*\*\*/);
  await provision(["--set", "report.intervalS=60", "--wait-online"], /300 -> 60\n[\s\S]*read back[\s\S]*ONLINE after/);

  // From here on the console asks for a password.
  const locked = file("locked.json", {
    modem: { apn: { password: TEST_APN_PASSWORD } },
    console: { password: TEST_CONSOLE_PASSWORD },
  });
  await provision(["--file", locked], /console\.password +\*\*\* \(new\)\n[\s\S]*read back/);
  const refused = await canary(["provision", "--port", url, "--show"]);
  assert.deepEqual([refused.exitCode, /CANARY_CONSOLE_PASSWORD/.test(refused.err)], [4, true], refused.err);
  const env = { CANARY_CONSOLE_PASSWORD: TEST_CONSOLE_PASSWORD };
  await provision(["--set", "gas.latch=false"], /bench-07 changes:\n {2}gas\.latch +true -> false\n[\s\S]*read back/, {
    env,
  });

  const repl = await openRepl(url, {}, { password: TEST_CONSOLE_PASSWORD });
  let open = repl;
  t.after(() => open.close());
  for (let starts = 0; !(await toldBy(open)).safeMode; starts++) {
    assert.ok(starts < 8, "eight starts cut short, and no safe mode");
    open = await restart(open, {}, undefined, { password: TEST_CONSOLE_PASSWORD });
  }
  await open.close();
  const whole = file("whole.json", { cloud: TEST_DEVICE, report: { intervalS: 30 }, console: { password: "" } });
  await provision(["--file", whole], /in safe mode[\s\S]*Written into Storage[\s\S]*read back/, { env });
  await provision(
    ["--show"],
    /the firmware runs, a1TESTcli07\/bench-07[\s\S]*report\.intervalS +30\n[\s\S]*console\.password +empty/,
  );
});
