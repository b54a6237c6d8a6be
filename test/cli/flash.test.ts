/** `canary flash` against the virtual board: each way, and what goes wrong on it. */
import assert from "node:assert/strict";
import { before, describe, it, type TestContext } from "node:test";
import { firmwareFor } from "../../sim/firmware.ts";
import { openRepl } from "../../tools/device/session.ts";
import { listFiles, readFile, writeFile } from "../../tools/device/storage.ts";
import { Fault } from "../../tools/fault.ts";
import { flash } from "../../tools/flash/flash.ts";
import { ROOT } from "../../tools/root.ts";
import { Cable } from "./cable.ts";
import { canary } from "./canary.ts";
import { TEST_CONSOLE_PASSWORD, TEST_DEVICE } from "./secrets.ts";
import { startSim, tempFolder } from "./sim-board.ts";

const CONFIG = JSON.stringify({ cloud: TEST_DEVICE, gas: { r0Ohm: 10000 } });
/** Of the firmware. */
const WATCHDOG_MS = 30_000;
const quiet = { step() {}, progress() {} };

interface Built {
  readonly text: string;
  readonly sha256: string;
}

describe("canary flash onto the virtual board", { concurrency: 2 }, () => {
  const built: Record<string, Built> = {};
  before(async () => {
    for (const id of ["pico", "linux", "mdbt42q"]) {
      const { text, manifest } = await firmwareFor(id, ROOT);
      built[id] = { text, sha256: manifest.sha256 };
    }
  });
  const bundleOf = (id: string): Built => built[id] as Built;

  /** One that runs another bundle: the same, with a blank at its end in place of the last sign. */
  async function running(test: TestContext, id: string): Promise<{ url: string; cable: Cable; hash: string }> {
    const { url } = await startSim(test, ["--board", id]);
    const cable = await Cable.to(url);
    test.after(() => cable.close());
    const repl = await openRepl(url);
    await writeFile(repl, "canary.json", CONFIG);
    await writeFile(repl, ".bootcde", bundleOf(id).text.replace(/;?\s*$/, ";"));
    await repl.close();
    const again = await openRepl(url);
    await again.type("\x10setTimeout(E.reboot,100)\n");
    await again.waitForLine(/^gas-canary /, 20_000);
    const hash = await again.ask<string>("canary.status().bundle");
    await again.close();
    return { url, cable, hash };
  }

  async function look<T>(url: string, expression: string): Promise<T> {
    const repl = await openRepl(url);
    try {
      return await repl.ask<T>(expression);
    } finally {
      await repl.close();
    }
  }

  it("a bare board by --port sim, and again: nothing is sent", async (test) => {
    const cwd = tempFolder(test);
    const first = await canary(["flash", "--port", "sim"], { cwd });
    assert.equal(first.exitCode, 0, first.err);
    assert.match(first.out, new RegExp(`runs +${bundleOf("pico").sha256}: the same as built\nfree .*\ntook `));
    const second = await canary(["flash", "--port", "sim"], { cwd });
    assert.match(second.out, /way +it is on the board already/);
    assert.equal(second.exitCode, 0, second.err);
  });

  for (const isOther of [true, false])
    it(`out of safe mode, ${isOther ? "by another bundle" : "by the one that was there"}`, async (test) => {
      const { url } = await running(test, "pico");
      if (!isOther) await flash({ port: url }, quiet);
      const repl = await openRepl(url);
      for (let isSafe = false; !isSafe; ) {
        await repl.type("\x10setTimeout(E.reboot,100)\n");
        const [line] = await repl.waitForLine(/^gas-canary |SAFE MODE/, 20_000);
        isSafe = line === "SAFE MODE";
      }
      await repl.close();
      const result = await flash({ port: url }, quiet);
      assert.deepEqual([result.way, result.running], [isOther ? "memory" : "none", bundleOf("pico").sha256]);
      assert.equal(await look(url, "!canary.status().safeMode"), true);
    });

  it("settings that lock the console at the first start: said at once, and what has been done", async (test) => {
    const { url } = await startSim(test);
    const repl = await openRepl(url);
    const console = { password: TEST_CONSOLE_PASSWORD };
    await writeFile(repl, "canary.json", JSON.stringify({ ...JSON.parse(CONFIG), console }));
    await repl.close();
    const { exitCode, err } = await canary(["flash", "--port", url]);
    assert.match(err, /The bundle is on the board.*is locked\. Give its password in \$CANARY_CONSOLE_PASSWORD/);
    assert.equal(exitCode, 4);
    const again = await canary(["flash", "--port", url], { env: { CANARY_CONSOLE_PASSWORD: TEST_CONSOLE_PASSWORD } });
    assert.match(again.out, /was there already/);
  });

  it("a dry run sends nothing", async (test) => {
    const { url } = await startSim(test);
    const { exitCode, out } = await canary(["flash", "--port", url, "--dry-run"]);
    assert.match(out, /dry run: nothing was sent/);
    assert.equal(exitCode, 0);
    assert.equal(await look(url, 'require("Storage").list().length'), 0);
  });

  const ways: readonly [board: string, way: string, why: string][] = [
    ["linux", "beside", "its Storage has room for both"],
    ["pico", "memory", "its Storage is full of one"],
  ];
  for (const [board, way, why] of ways) {
    it(`${board} takes it by the way ${way}: ${why}; its settings stay`, async (test) => {
      const { url, hash } = await running(test, board);
      assert.notEqual(hash, bundleOf(board).sha256);
      const result = await flash({ port: url }, quiet);
      assert.deepEqual([result.way, result.running], [way, bundleOf(board).sha256]);
      const repl = await openRepl(url);
      assert.equal(await readFile(repl, "canary.json"), CONFIG);
      assert.equal(await readFile(repl, ".bootcde"), bundleOf(board).text);
      await repl.close();
    });

    it(`${board}: a cable pulled in the middle of the way ${way} leaves the old bundle`, async (test) => {
      const { url, cable, hash } = await running(test, board);
      const cut = { step() {}, progress: (done: number, total: number) => void (done > total / 2 && cable.pull()) };
      await assert.rejects(flash({ port: cable.url }, cut), (error) => error instanceof Fault && error.exitCode === 4);
      // Where it was stopped, its own watchdog starts it again.
      const repl = await openRepl(url);
      if (!(await repl.ask<boolean>('typeof canary=="object"'))) await repl.waitForLine(/^gas-canary /, 40_000);
      assert.equal(await repl.ask("canary.status().bundle"), hash);
      await repl.close();
      assert.equal((await flash({ port: cable.url }, quiet)).running, bundleOf(board).sha256);
    });
  }

  it("where there is no such way, the old one is written over by --force only", async (test) => {
    const { url } = await running(test, "mdbt42q");
    await assert.rejects(flash({ port: url }, quiet), /neither beside the old one nor in memory. With --force/);
    const result = await flash({ port: url, force: true }, quiet);
    assert.equal(result.way, "over");
  });

  it("a firmware that says it is another one is told so, exit 5", async (test) => {
    const { url } = await startSim(test, ["--board", "linux"]);
    const repl = await openRepl(url);
    const other = "{get:function(){return {status:function(){return {bundle:'another'}}}}}";
    await writeFile(
      repl,
      ".boot0",
      `if(require("Storage").read(".bootcde"))setTimeout(function(){Object.defineProperty(global,"canary",${other})},0);`,
    );
    await repl.close();
    await assert.rejects(
      flash({ port: url }, quiet),
      (error) =>
        error instanceof Fault && error.exitCode === 5 && /the firmware says another; built were/.test(error.message),
    );
  });

  it("a board that was stopped is started again when the way breaks off, and does not wait for its watchdog", async (test) => {
    const { url, hash } = await running(test, "pico");
    const damage = (bytes: Buffer): Buffer => {
      if (bytes.includes("$u.set(")) bytes[bytes.length >> 1] = 0x7e;
      return bytes;
    };
    const cable = await Cable.to(url, { damage });
    test.after(() => cable.close());
    await assert.rejects(flash({ port: cable.url }, quiet), (error) => error instanceof Fault && error.exitCode === 5);
    const repl = await openRepl(url);
    if (!(await repl.ask<boolean>('typeof canary=="object"'))) await repl.waitForLine(/^gas-canary /, WATCHDOG_MS / 2);
    assert.equal(await repl.ask("canary.status().bundle"), hash);
    await repl.close();
  });

  it("a device in alarm is not restarted, exit 1", async (test) => {
    const { url } = await running(test, "linux");
    const repl = await openRepl(url);
    // The firmware's own word for it: a test that waits for gas would take minutes.
    await repl.run(
      'Object.defineProperty(global,"canary",{get:function(){return {status:function(){return {gasState:3,waiting:2}}}}});',
    );
    await repl.close();
    await assert.rejects(flash({ port: url }, quiet), /is in alarm, with 2 records that wait/);
  });

  it("a bundle for another board is refused, exit 1", async (test) => {
    const { url } = await startSim(test);
    const { exitCode, err } = await canary(["flash", "--port", url, "--board", "esp32"]);
    assert.match(err, /says that it is PICO_R1_3 \(pico\), and --board says esp32/);
    assert.equal(exitCode, 1);
  });

  it("what fills the flash is named, exit 1", async (test) => {
    const { url } = await startSim(test);
    const repl = await openRepl(url);
    await writeFile(repl, "music.wav", "x".repeat(9000));
    await repl.close();
    const { exitCode, err } = await canary(["flash", "--port", url]);
    assert.match(err, /Beside the bundle there are:\n +music\.wav {2}9000 bytes\n.*can be erased/s);
    assert.equal(exitCode, 1);
  });

  it("bytes that a bad line changes are sent again", async (test) => {
    const { url } = await startSim(test, ["--board", "linux"]);
    let count = 0;
    const damage = (bytes: Buffer): Buffer => {
      // In long bursts, as a line without flow control loses them; one in so many bytes that most pieces arrive sound.
      if (bytes.length < 256) return bytes;
      for (let i = 0; i < bytes.length; i++) if (++count % 8009 === 0) bytes[i] = (bytes[i] as number) ^ 1;
      return bytes;
    };
    const cable = await Cable.to(url, { damage });
    test.after(() => cable.close());
    const result = await flash({ port: cable.url }, quiet);
    assert.equal(result.running, bundleOf("linux").sha256);
  });

  it("a digit turned in the code around a piece puts nothing in a wrong place", async (test) => {
    const { url } = await startSim(test, ["--board", "linux"]);
    const text = "x".repeat(1200);
    let digit = 0;
    let turned = 0;
    const damage = (bytes: Buffer): Buffer => {
      if (bytes.length < 256) return bytes;
      const code = bytes.toString("latin1").replace(/x{9,}/, (piece) => " ".repeat(piece.length));
      const at = [...code.matchAll(/\d/g)][digit]?.index;
      digit = at === undefined ? 0 : digit + 1;
      if (at !== undefined) bytes[at] = (bytes[at] as number) ^ (++turned % 2);
      return bytes;
    };
    const cable = await Cable.to(url, { damage });
    test.after(() => cable.close());
    const repl = await openRepl(cable.url);
    for (let i = 0; i < 20; i++) {
      await writeFile(repl, `file${i}`, text);
      assert.equal(await readFile(repl, `file${i}`), text, `file ${i}, after ${turned} digits`);
    }
    assert.ok(turned > 40, `no more than ${turned} digits were turned`);
    assert.equal((await listFiles(repl)).length, 20, "a file has another name");
    await repl.close();
  });

  it("a rate that is none, exit 2", async () => {
    for (const rate of ["abc", "0", "115200.5"]) {
      const { exitCode, err } = await canary(["flash", "--port", "sim", "--baud", rate]);
      assert.match(err, /must be a whole number from 300 to 4000000/);
      assert.equal(exitCode, 2);
    }
  });

  it("no port that answers, exit 4; none at all, exit 3", async () => {
    const gone = await canary(["flash", "--port", "tcp://127.0.0.1:9"]);
    assert.match(gone.err, /Can't connect to tcp:\/\/127.0.0.1:9: .*ECONNREFUSED/);
    assert.equal(gone.exitCode, 4);
    const none = await canary(["flash", "--port", "/dev/no-such-port"]);
    assert.match(none.err, /There is no port \/dev\/no-such-port/);
    assert.equal(none.exitCode, 3);
  });
});
