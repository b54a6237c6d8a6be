/** Backup files: whole or refused, for their owner alone, and never where the next commit would take them along. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { type Backup, imageOf, readBackup, saved, writeBackup } from "../../tools/backup/file.ts";
import { refuseInGit } from "../../tools/backup/guard.ts";
import { LogImage } from "../../tools/log-image/image.ts";

const FOLDER = mkdtempSync(join(tmpdir(), "canary-backup-"));
after(() => rmSync(FOLDER, { recursive: true }));

const image = new LogImage([
  { address: 0x74000, pageBytes: 512, pages: 2 },
  { address: 0x75000, pageBytes: 1024, pages: 1 },
]);
image.put(0x74000 + 32, Buffer.from("a head, and more"));

const BACKUP: Backup = {
  takenAt: "2026-03-01T12:30:05.123Z",
  board: "pico",
  espruino: "2v29",
  serial: "1-2",
  bundle: "",
  hasSecrets: true,
  settings: { cloud: { deviceName: "D001" } },
  file: null,
  log: saved(image),
};

describe("a backup file", () => {
  test("is read as it was written, and by its owner alone", () => {
    const path = join(FOLDER, "new", "a.json");
    writeBackup(path, BACKUP);
    const { format: _, version: __, ...read } = JSON.parse(readFileSync(path, "utf8"));
    assert.deepEqual(read, JSON.parse(JSON.stringify(BACKUP)));
    assert.equal(statSync(path).mode & 0o777, 0o600);
    assert.equal(statSync(join(FOLDER, "new")).mode & 0o777, 0o700);
    const back = imageOf(readBackup(path).log ?? []);
    for (const area of [0, 1]) assert.deepEqual(back.bytesOf(area), image.bytesOf(area));
  });

  test("is never written over", () => {
    const path = join(FOLDER, "b.json");
    writeBackup(path, BACKUP);
    assert.throws(() => writeBackup(path, BACKUP), /EEXIST.*never written over: name another file/);
  });

  const damaged = JSON.stringify({ ...BACKUP, log: [{ ...BACKUP.log?.[0], crc32: 1 }, BACKUP.log?.[1]] });
  const wrong: readonly [what: string, text: string, says: RegExp, exitCode: number][] = [
    ["no JSON", "settings", /is no backup of `canary backup`/, 2],
    ["another JSON", '{"cloud":{}}', /is no backup of `canary backup`/, 2],
    ["a later version", '{"format":"gas-canary backup","version":2}', /is of version 2, and this desk knows 1/, 2],
    ["damage", damaged.replace("{", '{"format":"gas-canary backup","version":1,'), /is damaged: .*another CRC-32/, 5],
  ];
  for (const [what, text, says, exitCode] of wrong) {
    test(`${what} is refused`, () => {
      const path = join(FOLDER, "wrong.json");
      writeFileSync(path, text);
      assert.throws(
        () => readBackup(path),
        (error: Error & { exitCode?: number }) => says.test(error.message) && error.exitCode === exitCode,
      );
    });
  }

  test("that is not there", () => {
    assert.throws(() => readBackup(join(FOLDER, "none.json")), /can't read the backup .*ENOENT/);
  });
});

describe("where a secret may stand", () => {
  const repository = join(FOLDER, "repository");
  execFileSync("git", ["init", "--quiet", repository]);
  writeFileSync(join(repository, ".gitignore"), "*.secret\n");
  const places: readonly [path: string, isRefused: boolean][] = [
    [join(FOLDER, "beside.json"), false],
    [join(repository, "a.json"), true],
    [join(repository, "new", "folder", "a.json"), true],
    [join(repository, "a.secret"), false],
  ];
  for (const [path, isRefused] of places) {
    test(`${path.slice(FOLDER.length)}: ${isRefused ? "not there" : "may stand there"}`, () => {
      if (isRefused) assert.throws(() => refuseInGit(path), /git repository that does not ignore it.*--no-secrets/);
      else assert.doesNotThrow(() => refuseInGit(path));
    });
  }
});
