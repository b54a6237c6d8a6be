/** The pulled logs as files: tables that a spreadsheet takes as they are meant, in a folder of their own. */
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { parse } from "csv-parse/sync";
import type { LogRecord } from "../../tools/log-image/records.ts";
import { csvOf, folderFor, stampOf, writeLogs } from "../../tools/logs/files.ts";
import type { Pulled } from "../../tools/logs/pull.ts";

const FOLDER = mkdtempSync(join(tmpdir(), "canary-files-"));
after(() => rmSync(FOLDER, { recursive: true }));

const RECORD: LogRecord = {
  id: 7,
  time: "2026-02-25T06:13:20.000Z",
  kind: "gas",
  value: 5000,
  words: "alarm",
  state: "waiting",
  generation: 1,
};
const PULLED: Pulled = {
  device: { name: "D001", board: "pico", serial: "1-2", espruino: "2v29" },
  takenAt: "2026-03-01T12:30:05.123Z",
  crash: ["17 s: oops"],
  counters: { boots: 4 },
  journal: [RECORD],
  status: null,
  gas: null,
};

test("a line of names, then one a record; quotes, commas and formulas stay text", () => {
  const texts = ['he said "no", and left', "=1+1", "over range"];
  const records = texts.map((words, i) => ({ ...RECORD, id: i, words, value: i === 2 ? null : i }));
  const [names, ...rows] = parse(csvOf(records)) as string[][];
  assert.deepEqual(names, ["id", "time", "kind", "value", "words", "state", "generation"]);
  assert.deepEqual(
    rows.map((row) => [row[3], row[4]]),
    [
      ["0", texts[0]],
      ["1", "'=1+1"],
      ["", "over range"],
    ],
  );
});

test("all files, each with the device and the time", () => {
  const names = writeLogs(join(FOLDER, "a", "b"), PULLED);
  for (const name of names.filter((one) => one.endsWith(".json"))) {
    const { device, takenAt } = JSON.parse(readFileSync(join(FOLDER, "a", "b", name), "utf8")) as Pulled;
    assert.deepEqual({ device, takenAt }, { device: PULLED.device, takenAt: PULLED.takenAt }, name);
  }
  assert.equal(names.length, 6);
});

test("the folder has the device's name and the time in it, and no sign that a file system refuses", () => {
  assert.equal(stampOf(PULLED.takenAt), "2026-03-01T12-30-05Z");
  assert.equal(folderFor(PULLED), join("canary-logs", "D001-2026-03-01T12-30-05Z"));
});

test("a folder that can't be", () => {
  writeFileSync(join(FOLDER, "file"), "");
  assert.throws(() => writeLogs(join(FOLDER, "file"), PULLED), /Can't write the logs into .*--out <folder>/);
});
