/** `canary doctor`, `logs pull`, `backup` and `restore` on the real interpreter, the firmware running on it. */
import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { firmwareFor } from "../../sim/firmware.ts";
import { imageOf, readBackup } from "../../tools/backup/file.ts";
import { settingsIn } from "../../tools/backup/take.ts";
import { findInterpreter, HOW_TO_GET_ESPRUINO } from "../../tools/interpreter.ts";
import { contentsOf, type LogRecord } from "../../tools/log-image/records.ts";
import { canary, ROOT } from "../cli/canary.ts";
import { TEST_DEVICE } from "../cli/secrets.ts";
import { DeviceRig } from "./device-rig.ts";

const interpreter = findInterpreter();
const skip = interpreter ? false : `no Espruino here. ${HOW_TO_GET_ESPRUINO}`;
const CONFIG = JSON.stringify({ cloud: TEST_DEVICE, modem: { path: "/dev/null" } });
const FOLDER = mkdtempSync(join(tmpdir(), "canary-verbs-"));
after(() => rmSync(FOLDER, { recursive: true }));

describe("the device's logs on the real interpreter", { skip }, () => {
  let rig: DeviceRig;
  before(async () => {
    const { text } = await firmwareFor("linux", ROOT);
    rig = await DeviceRig.start({
      interpreter: interpreter as string,
      files: { "canary.json": CONFIG, ".bootcde": text },
    });
  });
  after(() => rig.stop());

  it("doctor: what is there, and what is wrong", async () => {
    const { exitCode, out } = await canary(["doctor", "--port", rig.url]);
    assert.equal(exitCode, 1, out);
    assert.match(out, /^ {2}board {7}LINUX \(linux\), Espruino 2v\d+/m);
    assert.match(out, /; the one of these sources$/m);
    assert.match(out, /fault 32: the sensor is not calibrated/);
    assert.match(out, /the link is at (OFF|AT|BACKOFF)/);
    assert.doesNotMatch(out, /not told/);
  });

  it("logs pull: files whose records are those of the log", async () => {
    const folder = join(FOLDER, "logs");
    const { exitCode, out, err } = await canary(["logs", "pull", "--port", rig.url, "--out", folder]);
    assert.equal(exitCode, 0, err);
    assert.match(out, /\(linux\): \d+ entries in the log, \d+ wait for the cloud/);
    assert.deepEqual(readdirSync(folder).sort(), [
      "counters.json",
      "crash.json",
      "gas.json",
      "journal.csv",
      "journal.json",
      "status.json",
    ]);
    const { journal } = JSON.parse(readFileSync(join(folder, "journal.json"), "utf8")) as { journal: LogRecord[] };
    assert.ok(
      journal.some(({ kind, value, state }) => kind === "fault" && value === 32 && state === "waiting"),
      JSON.stringify(journal),
    );
    assert.equal(readFileSync(join(folder, "journal.csv"), "utf8").trim().split("\n").length, journal.length + 1);
  });

  it("backup: the settings are in it twice, as text and in the log's image", async () => {
    const file = join(FOLDER, "backup.json");
    const { exitCode, err } = await canary(["backup", "--port", rig.url, "--out", file]);
    assert.equal(exitCode, 0, err);
    assert.match(err, /secret is in this file/);
    assert.equal(statSync(file).mode & 0o777, 0o600);
    const backup = readBackup(file);
    assert.deepEqual(backup.settings, JSON.parse(CONFIG));
    assert.equal(settingsIn(imageOf(backup.log ?? [])), CONFIG);
  });

  it("restore --journal onto a new board: its first start goes on where the old one ended", async () => {
    const file = join(FOLDER, "backup.json");
    const board = await DeviceRig.start({ interpreter: interpreter as string });
    try {
      const refused = await canary(["restore", file, "--port", board.url, "--journal"]);
      assert.equal(refused.exitCode, 2, refused.err);
      assert.match(refused.err, /Nobody is there to agree/);
      const { exitCode, out, err } = await canary(["restore", file, "--port", board.url, "--journal", "--yes"]);
      assert.equal(exitCode, 0, err);
      assert.match(out, /no firmware runs on this board yet/);
      const before = recordsIn(file);
      assert.deepEqual(await recordsOn(board.url), before);
      assert.equal((await canary(["flash", "--port", board.url])).exitCode, 0);
      const after = await recordsOn(board.url);
      assert.deepEqual(
        after.filter(({ kind }) => kind === "start").map(({ id }) => id),
        [1, 2],
      );
      for (const { id, kind } of before)
        assert.ok(
          after.some((one) => one.id === id && one.kind === kind),
          `${kind} ${id} is there`,
        );
    } finally {
      await board.stop();
    }
  });
});

/** Of the area that counts, less its number. */
function recordsIn(file: string): Omit<LogRecord, "generation">[] {
  return contentsOf(imageOf(readBackup(file).log ?? [])).records.map(({ generation: _, ...record }) => record);
}

async function recordsOn(url: string): Promise<Omit<LogRecord, "generation">[]> {
  const { out, err } = await canary(["logs", "pull", "--port", url, "--json"]);
  assert.equal(err, "");
  const { journal } = JSON.parse(out) as { journal: LogRecord[] };
  return journal.map(({ generation: _, ...record }) => record);
}
