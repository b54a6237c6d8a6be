/** What `canary provision` refuses before it opens a port, and what the firmware's own check refuses for the board. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, test } from "node:test";
import { canary } from "./canary.ts";
import { FOLDER, file, NEW, onDesk, SECRET, WHOLE } from "./provision-desk.ts";
import { TEST_CONSOLE_PASSWORD } from "./secrets.ts";

describe("refused before a port is opened", { concurrency: 2 }, () => {
  const secret = NEW.deviceSecret;
  const tracked = join(FOLDER, "repository");
  const git = (...args: string[]) => spawnSync("git", ["-C", tracked, ...args], { encoding: "utf8" });
  const rows: readonly (readonly [args: string[], says: RegExp])[] = [
    [["--secret", secret], /shell's history.*--secret-file/],
    [[`--device-secret=${secret}`], /shell's history/],
    [["--set", `cloud.deviceSecret=${secret}`], /--set cloud.deviceSecret=... would leave a secret in the shell's/],
    [["--set", `deviceSecret=${secret}`], /shell's history/],
    [["--set", `console.password=${TEST_CONSOLE_PASSWORD}`], /shell's history/],
    [["--set", "report.intervalS"], /takes key=value/],
    [[], /Nothing was given to set, and there is no terminal/],
    [["--file", join(FOLDER, "none")], /can't read the settings from .*ENOENT/],
    [["--file", SECRET], /is no canary.json: it must be one JSON object/],
    [["--file", "-", "--secret-file", "-"], /Standard input holds one thing/],
    [["--csv", "x.csv", "--device-name", "D"], /leave out --device-name and --secret-file/],
    [["--log", "x.csv"], /needs --csv/],
    [["--no-reboot", "--wait-online", "--file", WHOLE], /leave out --no-reboot/],
    [["--timeout", "soon"], /whole number from 1 to 86400/],
  ];
  for (const [args, says] of rows) {
    test(String(says), async () => {
      const { exitCode, out, err } = await canary(["provision", "--port", "tcp://127.0.0.1:1", ...args]);
      assert.match(err, says);
      assert.deepEqual([exitCode, out], [2, ""]);
      assert.doesNotMatch(err, /^\s+at /m, "words, no stack");
    });
  }

  test("a file with a secret that git has; the example is nobody's", {
    skip: spawnSync("git").error && "no git",
  }, async () => {
    spawnSync("git", ["init", "-q", tracked]);
    const real = file("repository/canary.json", { cloud: NEW });
    const example = file("repository/example.json", {
      cloud: { productKey: "a1EXAMPLE00", deviceName: "D001", deviceSecret: "secret" },
    });
    git("add", ".");
    const refused = await canary(["provision", "--port", "tcp://127.0.0.1:1", "--file", real]);
    assert.deepEqual([refused.exitCode, /tracked by git/.test(refused.err)], [2, true], refused.err);
    await onDesk(["--file", example], {}, ({ exitCode, err }) => assert.equal(exitCode, 0, err));
  });
});

describe("refused by the firmware's own check, for this board", { concurrency: 2 }, () => {
  const rows: readonly (readonly [args: string[], says: RegExp])[] = [
    [["--set", "gas.alarmLelPercent=80"], /gas\.alarmLelPercent must be a number from 2 to 20/],
    [["--set", "gas.warningLelPercent=9", "--set", "gas.alarmLelPercent=5"], /warningLelPercent must be less than/],
    [["--set", "constructor=5"], /constructor is no setting/],
    [["--set", "report.every=5"], /report\.every is no setting/],
    [["--set", "cloud.port=many"], /cloud\.port must be a whole number/],
    [["--device-name", "x".repeat(33)], /cloud\.deviceName must be text of 1 to 32/],
  ];
  for (const [args, says] of rows) {
    test(String(says), () =>
      onDesk(["--file", WHOLE, ...args], {}, ({ exitCode, err }, board) => {
        assert.match(err, says);
        assert.match(err, /nothing was written/);
        assert.deepEqual([exitCode, board.boots, board.writes], [2, 1, []]);
      }),
    );
  }
});
