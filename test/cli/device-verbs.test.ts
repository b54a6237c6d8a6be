/** `canary doctor`, `logs pull`, `backup` and `restore` on virtual boards: with one sector for the log, and with two areas. */
import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, type TestContext, test } from "node:test";
import { openRepl } from "../../tools/device/session.ts";
import { writeFile } from "../../tools/device/storage.ts";
import type { LogRecord } from "../../tools/log-image/records.ts";
import { Cable } from "./cable.ts";
import { canary, type Run } from "./canary.ts";
import { TEST_DEVICE } from "./secrets.ts";
import { startSim } from "./sim-board.ts";

const FOLDER = mkdtempSync(join(tmpdir(), "canary-device-"));
after(() => rmSync(FOLDER, { recursive: true }));

const CONFIG = join(FOLDER, "canary.json");
writeFileSync(CONFIG, JSON.stringify({ cloud: TEST_DEVICE, gas: { r0Ohm: 10_000 } }));
const parsed = ({ out }: Run) => JSON.parse(out) as Record<string, unknown>;

/** A virtual board that lives on its own. */
class Desk {
  readonly url: string;

  constructor(url: string) {
    this.url = url;
  }

  static async start(test: TestContext, board: string, ...args: string[]): Promise<Desk> {
    return new Desk((await startSim(test, ["--board", board, ...args])).url);
  }

  run(...args: string[]): Promise<Run> {
    return canary([...args, "--port", this.url], { cwd: FOLDER });
  }

  async ready(...args: string[]): Promise<Run> {
    const run = await this.run(...args);
    assert.equal(run.exitCode, 0, `${args.join(" ")}: ${run.out}${run.err}`);
    return run;
  }

  /** A device in use, of the test's identity. */
  async commission(): Promise<void> {
    await this.ready("provision", "--file", CONFIG, "--yes");
    await this.ready("flash");
  }

  async journal(): Promise<readonly LogRecord[]> {
    return parsed(await this.ready("logs", "pull", "--json"))["journal"] as LogRecord[];
  }

  async starts(): Promise<number[]> {
    return (await this.journal()).filter(({ kind }) => kind === "start").map(({ id }) => id);
  }
}

for (const board of ["pico", "mdbt42q"]) {
  test(`a ${board}`, async (t) => {
    const desk = await Desk.start(t, board);
    const backup = join(FOLDER, `${board}.backup.json`);
    const bare = join(FOLDER, `${board}.bare.json`);
    await desk.commission();

    await t.test("doctor: one block, and the same as JSON", async () => {
      const block = await desk.run("doctor");
      assert.match(block.out, /^desk\n[\s\S]*^device\n[\s\S]*^findings\n/m);
      assert.match(block.out, /; the one of these sources$/m);
      assert.match(block.out, /^ {2}name {8}bench-07$/m);
      const run = await desk.run("doctor", "--json");
      const { device, findings } = parsed(run) as {
        device: { boards: string[]; sameness: string; unanswered: string[] };
        findings: { what: string }[];
      };
      assert.deepEqual([device.boards, device.sameness, device.unanswered], [[board], "same", []]);
      assert.equal(run.exitCode, findings.length > 0 ? 1 : 0);
      for (const { what } of findings) assert.match(what, /^the link is at /, "the modem has just been switched on");
    });

    await t.test("logs pull: the journal with its start, in a folder of its own", async () => {
      assert.deepEqual(await desk.starts(), [1]);
      const { out } = await desk.ready("logs", "pull");
      const [, file = ""] = /^ {2}(.*journal\.csv)$/m.exec(out) ?? [];
      assert.match(file, /^canary-logs[\\/]bench-07-20\d\d-/);
      assert.match(readFileSync(join(FOLDER, file), "utf8"), /^id,time,kind,value,words,state,generation\n/);
    });

    await t.test("backup: for its owner alone; without secrets none is in it", async () => {
      const { err } = await desk.ready("backup", "--out", backup);
      assert.match(err, /The device's secret is in this file/);
      assert.equal(statSync(backup).mode & 0o777, 0o600);
      assert.equal((await desk.run("backup", "--out", backup)).exitCode, 2, "not written over");
      await desk.ready("backup", "--no-secrets", "--out", bare);
      assert.ok(!readFileSync(bare, "utf8").includes(TEST_DEVICE.deviceSecret));
    });

    await t.test("restore of settings: what has been changed since is as it was", async () => {
      assert.match((await desk.ready("restore", backup)).out, /Nothing to change/);
      await desk.ready("provision", "--set", "report.intervalS=60", "--yes");
      const asks = await desk.run("restore", backup);
      assert.equal(asks.exitCode, 2);
      assert.match(asks.out, /report\.intervalS: 60 -> 300/);
      assert.match(asks.err, /Nobody is there to agree/);
      assert.match((await desk.ready("restore", bare, "--yes")).out, /Restored, restarted and read back/);
      assert.match((await desk.ready("restore", backup)).out, /Nothing to change/);
    });

    await t.test("restore --journal onto the device itself: what it has written since gives way", async () => {
      assert.deepEqual(await desk.starts(), [1, 2, 3]);
      const { out } = await desk.ready("restore", backup, "--journal", "--yes");
      assert.match(out, /Restored, restarted and read back/);
      const records = await desk.journal();
      const newest = Math.max(...records.map(({ generation }) => generation));
      const now = records.filter(({ kind, generation }) => kind === "start" && generation === newest);
      assert.deepEqual(
        now.map(({ id }) => id),
        [1, 2],
      );
    });

    await t.test("restore --journal onto a new board, then the bundle: it goes on as the old one", async (u) => {
      const other = await Desk.start(u, board);
      const { out } = await other.ready("restore", backup, "--journal", "--yes");
      assert.match(out, /no firmware runs on this board yet/);
      assert.deepEqual(await other.starts(), [1]);
      await other.ready("flash");
      assert.deepEqual(await other.starts(), [1, 2], "it counts its starts on");
      assert.match((await other.ready("restore", backup)).out, /Nothing to change/);
    });

    await t.test("a backup without secrets is no identity, and has no journal", async (u) => {
      const nobody = await (await Desk.start(u, board)).run("restore", bare, "--yes");
      assert.equal(nobody.exitCode, 1);
      assert.match(nobody.err, /taken without secrets.*canary provision/s);
      const journal = await desk.run("restore", bare, "--journal", "--yes");
      assert.equal(journal.exitCode, 1);
      assert.match(journal.err, /without the journal, in which they stand/);
    });

    await t.test("a backup of another board is refused", async (u) => {
      const other = await Desk.start(u, board === "pico" ? "mdbt42q" : "pico");
      const run = await other.run("restore", backup, "--journal", "--yes");
      assert.equal(run.exitCode, 1);
      assert.match(run.err, /The backup is of a \w+, and this is a \w+.*Nothing was written/);
    });
  });
}

/** Its watchdog bites within three seconds of ours. */
const FAST = ["--speed", "10"];

test("a cable pulled in the middle of restore --journal: the device starts with its own log; done again it has the other", async (t) => {
  const old = await Desk.start(t, "mdbt42q");
  const backup = join(FOLDER, "cable.backup.json");
  await old.commission();
  await old.ready("backup", "--out", backup);
  const desk = await Desk.start(t, "mdbt42q", ...FAST);
  await desk.commission();
  const own = (await desk.journal()).filter(({ kind }) => kind === "start");
  const cable = await Cable.to(desk.url, {
    damage: (bytes) => {
      if (bytes.includes("f.write(")) cable.pull();
      return bytes;
    },
  });
  t.after(() => cable.close());
  const cut = await new Desk(cable.url).run("restore", backup, "--journal", "--yes");
  assert.equal(cut.exitCode, 4, cut.out + cut.err);
  assert.match(cut.err, /was lost/);
  // Each look takes a second or so: a watchdog bites after three.
  let boots = 0;
  for (let look = 0; look < 20 && boots === 0; look++) {
    // One that is at it when the watchdog bites gets no answer.
    const run = await desk.run("logs", "pull", "--json");
    boots = (parsed(run) as { status?: { boots?: number } | null }).status?.boots ?? 0;
  }
  assert.equal(boots, own.length + 1, "started again by its watchdog, with its own log");
  await desk.ready("restore", backup, "--journal", "--yes");
  const { journal, status } = parsed(await desk.ready("logs", "pull", "--json")) as {
    journal: LogRecord[];
    status: { boots: number };
  };
  assert.equal(status.boots, 2);
  assert.ok(journal.some(({ kind, id }) => kind === "start" && id === 2));
});

test("a backup is not written where git would take it along", async () => {
  const run = await canary(["backup", "--port", "sim", "--out", "secrets.json"]);
  assert.equal(run.exitCode, 1);
  assert.match(run.err, /git repository that does not ignore it/);
  assert.ok(!existsSync("secrets.json"));
});

const NO_PORTS: readonly [port: string, exitCode: number, says: RegExp][] = [
  ["/dev/no-such-port", 3, /There is no port \/dev\/no-such-port/],
  ["tcp://127.0.0.1:9", 4, /Can't connect to tcp:\/\/127\.0\.0\.1:9/],
  ["tcp://nowhere", 2, /tcp:\/\/host:port/],
];
for (const verb of [["doctor"], ["logs", "pull"], ["backup", "--out", join(FOLDER, "never.json")]]) {
  for (const [port, exitCode, says] of NO_PORTS) {
    test(`canary ${verb[0]} --port ${port}`, async () => {
      const run = await canary([...verb, "--port", port]);
      assert.equal(run.exitCode, exitCode, run.out + run.err);
      assert.match(run.out + run.err, says);
    });
  }
}

test("canary doctor without a port", async () => {
  const { exitCode, out } = await canary(["doctor", "--json"]);
  const { desk, device, findings } = JSON.parse(out);
  assert.match(desk.canary, /^\d+\.\d+\.\d+$/);
  if (desk.ports.length !== 1) assert.equal(device, null);
  assert.equal(exitCode, findings.length > 0 ? 1 : 0);
});

test("restore --journal: a flash that changes something else behind its back is told, exit 5", async (t) => {
  const desk = await Desk.start(t, "pico");
  const backup = join(FOLDER, "behind.backup.json");
  await desk.commission();
  await desk.ready("backup", "--out", backup);
  // Each write clears the end of the sector too; of the program that is stopped only this is left.
  const end = 0x08060000 + 131_072 - 16;
  const broken = `(function(f,w){f.write=function(c,a){w(c,a);w(new Uint8Array(16),${end})}})(require("Flash"),require("Flash").write)`;
  const repl = await openRepl(desk.url);
  await writeFile(repl, ".boot0", `if(!require("Storage").read("x"))${broken};`);
  await repl.close();
  const { exitCode, err } = await desk.run("restore", backup, "--journal", "--yes");
  assert.match(err, /Read back, the journal is not what was written/);
  assert.equal(exitCode, 5);
});
