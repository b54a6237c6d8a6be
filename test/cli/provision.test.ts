/** `canary provision` on one device: from each source, by each way in, and what is refused; no run shows a secret. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { CONFIG_FILE } from "../../src/store/settings.ts";
import { canary, type RunOptions, startCanary } from "./canary.ts";
import { type BoardOptions, Desk, DeskBoard } from "./provision-board.ts";
import { file, NEW, OLD, onDesk, SECRET, WHO, WHOLE } from "./provision-desk.ts";
import { TEST_APN_PASSWORD } from "./secrets.ts";

const jsonLines = (out: string) =>
  out
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe("sources of an identity", { concurrency: 2 }, () => {
  const rows: readonly (readonly [what: string, args: string[], run: RunOptions])[] = [
    ["a file", ["--file", WHOLE], {}],
    ["standard input", ["--file", "-"], { stdin: JSON.stringify({ cloud: NEW }) }],
    ["flags, the secret from a file", [...WHO, "--secret-file", SECRET], {}],
    ["flags, the secret from standard input", [...WHO, "--secret-file", "-"], { stdin: NEW.deviceSecret }],
    ["flags, the secret from the environment", WHO, { env: { CANARY_DEVICE_SECRET: NEW.deviceSecret } }],
  ];
  for (const [what, args, run] of rows) {
    test(what, () =>
      onDesk(args, { run }, ({ exitCode, out, err }, board) => {
        assert.equal(exitCode, 0, err);
        assert.match(out, /no identity -> a1TESTcli07\/bench-07\n/);
        assert.match(out, /cloud\.deviceSecret +\*\*\* \(new\)\n/);
        assert.match(out, /Restarted, and read back: as it should be/);
        const { productKey, deviceName, deviceSecret } = board.inForce?.cloud ?? {};
        assert.deepEqual({ productKey, deviceName, deviceSecret }, NEW);
      }),
    );
  }

  test("all of a file, and flags before it", () =>
    onDesk(["--file", WHOLE, "--apn", "CMNBIOT", "--set", "gas.latch=false"], {}, ({ exitCode, err }, { inForce }) => {
      assert.equal(exitCode, 0, err);
      assert.deepEqual(inForce?.modem.apn, { name: "CMNBIOT", user: "me", password: TEST_APN_PASSWORD });
      assert.deepEqual([inForce?.report.intervalS, inForce?.gas.latch], [60, false]);
    }));
});

describe("a device that has settings", { concurrency: 2 }, () => {
  const had = { cloud: OLD, report: { intervalS: 120 }, modem: { apn: { password: TEST_APN_PASSWORD } } };

  test("only what is given changes; the secret stays, and the file too", () =>
    onDesk(["--set", "gas.sensor=MQ-5"], { board: { file: had } }, ({ exitCode, out, err }, { inForce, files }) => {
      assert.equal(exitCode, 0, err);
      assert.match(out, /a1TESTcli07\/bench-01 changes:\n {2}gas\.sensor +MQ-4 -> MQ-5\n/);
      assert.equal(inForce?.cloud.deviceSecret, OLD.deviceSecret);
      assert.equal(inForce?.modem.apn.password, TEST_APN_PASSWORD);
      assert.deepEqual([inForce?.gas.sensor, inForce?.report.intervalS], ["MQ-5", 120]);
      assert.deepEqual(JSON.parse(files.get(CONFIG_FILE) ?? ""), had);
    }));

  test("with *** in the file the secret stays", () => {
    const kept = file("kept.json", { cloud: { ...OLD, deviceSecret: "***", keepAliveS: 600 } });
    return onDesk(["--file", kept], { board: { file: had } }, ({ exitCode, err }, { inForce }) => {
      assert.equal(exitCode, 0, err);
      assert.deepEqual([inForce?.cloud.deviceSecret, inForce?.cloud.keepAliveS], [OLD.deviceSecret, 600]);
    });
  });

  test("what it has already is no change: nothing is written, nothing restarted", () =>
    onDesk(["--set", "report.intervalS=120"], { board: { file: had } }, ({ exitCode, out }, board) => {
      assert.equal(exitCode, 0);
      assert.match(out, /nothing to change/);
      assert.deepEqual([board.boots, board.writes], [1, []]);
    }));

  test("another identity without anyone to agree: 2, and it stays", () =>
    onDesk(["--file", WHOLE], { board: { file: had } }, ({ exitCode, err }, board) => {
      assert.equal(exitCode, 2);
      assert.match(err, /is a1TESTcli07\/bench-01. Make it a1TESTcli07\/bench-07\? .*--yes/);
      assert.deepEqual([board.inForce?.cloud.deviceName, board.boots], ["bench-01", 1]);
    }));

  test("another identity, agreed to: what names the old one does not come back", () =>
    onDesk(["--file", WHOLE, "--yes", "--json"], { board: { file: had } }, ({ exitCode, out }, board) => {
      assert.equal(exitCode, 0, out);
      const kinds = jsonLines(out).map(({ kind }) => kind);
      assert.deepEqual([kinds[0], kinds[1], ...kinds.slice(-2)], ["device", "plan", "kept", "verified"]);
      assert.equal(board.inForce?.cloud.deviceName, "bench-07");
      assert.equal(JSON.parse(board.files.get(CONFIG_FILE) ?? "").cloud.deviceName, "bench-07");
    }));

  test("another identity without a secret of its own: 2", () =>
    onDesk([...WHO, "--yes"], { board: { file: had } }, ({ exitCode, err }, board) => {
      assert.equal(exitCode, 2);
      assert.match(err, /another identity another secret. Missing:\n {2}cloud.deviceSecret: --secret-file/);
      assert.equal(board.boots, 1);
    }));

  test("where Storage has no room for the file, the old one of another device goes all the same", () => {
    const text = JSON.stringify({ cloud: OLD });
    const board = { file: text, storageBytes: text.length + 40 };
    return onDesk(["--file", WHOLE, "--yes"], { board }, ({ exitCode, err }, { files, inForce }) => {
      assert.equal(exitCode, 0, err);
      assert.equal(inForce?.cloud.deviceName, "bench-07");
      assert.equal(files.has(CONFIG_FILE), false);
    });
  });

  test("a file that was never taken over, being unsound, goes", () => {
    const unsound = { cloud: OLD, nothing: 1 };
    const args = [...WHO, "--secret-file", SECRET, "--yes"];
    return onDesk(args, { board: { file: unsound } }, ({ exitCode, err }, { files, inForce }) => {
      assert.equal(exitCode, 0, err);
      assert.equal(inForce?.cloud.deviceName, "bench-07");
      assert.equal(JSON.parse(files.get(CONFIG_FILE) ?? "").nothing, undefined);
    });
  });

  test("--show: all that is set, secrets hidden", () =>
    onDesk(["--show"], { board: { file: had } }, ({ exitCode, out }) => {
      assert.equal(exitCode, 0);
      assert.match(out, /serial 00000001-00000002, the firmware runs, a1TESTcli07\/bench-01\n/);
      assert.match(out, /cloud\.deviceSecret +\*\*\*\n/);
      assert.match(out, /modem\.apn\.password +\*\*\*\n/);
      assert.match(out, /report\.intervalS +120\n/);
    }));

  test("--dry-run: the plan, and nothing written", () =>
    onDesk(["--file", WHOLE, "--dry-run"], { board: { file: had } }, ({ exitCode, out }, board) => {
      assert.equal(exitCode, 0);
      assert.match(
        out,
        /bench-01 -> a1TESTcli07\/bench-07\n[\s\S]*report\.intervalS +120 -> 60\n[\s\S]*Nothing was written/,
      );
      assert.deepEqual([board.boots, board.writes], [1, []]);
    }));

  test("--no-reboot: kept, in force from the next start on", () =>
    onDesk(["--set", "report.intervalS=60", "--no-reboot"], { board: { file: had } }, ({ exitCode, out }, board) => {
      assert.equal(exitCode, 0);
      assert.match(out, /come into force at the next start/);
      assert.equal(board.boots, 1);
      board.start();
      assert.equal(board.inForce?.report.intervalS, 60);
    }));
});

describe("without the firmware", { concurrency: 2 }, () => {
  test("a bare board gets the file, and keeps what was in it", () => {
    const board: BoardOptions = { state: "bare", file: { cloud: OLD, report: { intervalS: 120 } } };
    return onDesk(["--apn", "CMIOT"], { board }, ({ exitCode, out, err }, { files, boots }) => {
      assert.equal(exitCode, 0, err);
      assert.match(out, /no firmware runs, a1TESTcli07\/bench-01\n[\s\S]*Next: canary flash/);
      const wanted = { cloud: OLD, report: { intervalS: 120 }, modem: { apn: { name: "CMIOT" } } };
      assert.deepEqual(JSON.parse(files.get(CONFIG_FILE) ?? ""), wanted);
      assert.equal(boots, 1);
    });
  });

  test("safe mode gets the file, which the restart takes over", () =>
    onDesk(["--file", WHOLE], { board: { state: "safe mode" } }, ({ exitCode, out, err }, { inForce }) => {
      assert.equal(exitCode, 0, err);
      assert.match(out, /in safe mode, no identity/);
      assert.equal(inForce?.cloud.deviceName, "bench-07");
    }));

  test("a board whose log has no room has its settings in the file", () =>
    onDesk(["--file", WHOLE], { board: { hasNoLog: true } }, ({ exitCode, out, err }, { inForce }) => {
      assert.equal(exitCode, 0, err);
      assert.match(out, /Written into Storage as canary\.json/);
      assert.equal(inForce?.cloud.deviceName, "bench-07");
    }));

  test("a file that would not fit beside the bundle: 1, and nothing written", () =>
    onDesk(["--file", WHOLE], { board: { state: "bare", storageBytes: 51_300 } }, ({ exitCode, err }, board) => {
      assert.equal(exitCode, 1);
      assert.match(err, /beside the bundle there is room for \d+. Put the bundle on the board first \(canary flash\)/);
      assert.deepEqual(board.writes, []);
    }));
});

describe("what can go wrong on the device", { concurrency: 2 }, () => {
  test("other settings after the restart: 5, key by key", async () => {
    const board = new DeskBoard({ file: { cloud: OLD } });
    board.spoils = true;
    const desk = await Desk.open(board);
    const args = ["provision", "--port", desk.url, "--set", "report.intervalS=60", "--set", "gas.latch=false"];
    const { exitCode, err } = await canary(args);
    await desk.close();
    assert.equal(exitCode, 5, err);
    assert.match(err, /gas\.latch is true, not false\n {2}report\.intervalS is 300, not 60\nSomething else/);
  });

  test("in alarm it is not restarted: 1; the settings may wait for the next start", async () => {
    const board = { gasState: 3, file: { cloud: OLD } };
    await onDesk(["--set", "report.intervalS=60"], { board }, ({ exitCode, err }, { boots }) => {
      assert.deepEqual([exitCode, boots], [1, 1]);
      assert.match(err, /in alarm: it is not restarted now, and nothing was written.*--no-reboot/);
    });
    await onDesk(["--set", "report.intervalS=60", "--no-reboot"], { board }, ({ exitCode }, { inForce }) => {
      assert.deepEqual([exitCode, inForce?.report.intervalS], [0, 60]);
    });
  });

  const logins = [NEW.deviceSecret];
  test("--wait-online: the secret is the right one", () =>
    onDesk(["--file", WHOLE, "--wait-online"], { board: { logins } }, ({ exitCode, out, err }) => {
      assert.equal(exitCode, 0, err);
      assert.match(out, /ONLINE after 0 s: the cloud has taken the login/);
    }));
  test("--wait-online: it is not: 42, and what was tried", () =>
    onDesk(["--file", WHOLE, "--wait-online", "--timeout", "1"], {}, ({ exitCode, err }) => {
      assert.equal(exitCode, 42);
      assert.match(err, /Not online within 1 s: the link is at MCONNECT, .*"MCONNECT":3/);
    }));

  test("nothing on the port: 4", async () => {
    const desk = await Desk.open();
    const { exitCode, err } = await canary(["provision", "--port", desk.url, "--file", WHOLE]);
    await desk.close();
    assert.equal(exitCode, 4);
    assert.match(err, /was lost|gave no answer|Nothing that speaks/);
  });

  test("Ctrl-C while it waits: a word, 1, and the port is free", async () => {
    const desk = await Desk.open(new DeskBoard({}));
    const running = startCanary(["provision", "--port", desk.url, "--file", WHOLE, "--wait-online"]);
    await running.waitFor(/read back/);
    running.signal("SIGINT");
    const { exitCode, err } = await running.ended;
    assert.match(err, /^Ended by hand/);
    assert.equal(exitCode, 1);
    await desk.close();
  });
});
