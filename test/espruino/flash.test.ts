/** `canary flash` onto Espruino itself, over TCP: there, sound, and what goes wrong on the way leaves the bundle before. */
import assert from "node:assert/strict";
import { before, describe, it, type TestContext } from "node:test";
import { firmwareFor } from "../../sim/firmware.ts";
import { EXAMPLE_DEVICE } from "../../sim/profile.ts";
import { openRepl } from "../../tools/device/session.ts";
import { listFiles, readFile } from "../../tools/device/storage.ts";
import { Fault } from "../../tools/fault.ts";
import { flash } from "../../tools/flash/flash.ts";
import { findInterpreter, HOW_TO_GET_ESPRUINO } from "../../tools/interpreter.ts";
import { ROOT } from "../../tools/root.ts";
import { canary } from "../cli/canary.ts";
import { DeviceRig } from "./device-rig.ts";

const interpreter = findInterpreter();
const skipped = `no Espruino here, so nothing was flashed into the real interpreter. ${HOW_TO_GET_ESPRUINO}`;
/** The most that a flash may take (issue: under 20 s). */
const LIMIT_S = 20;
const CONFIG = JSON.stringify({ cloud: EXAMPLE_DEVICE, modem: { path: "/dev/null" }, gas: { r0Ohm: 10000 } });
const quiet = { step() {}, progress() {} };

describe("canary flash into the real interpreter", { skip: interpreter ? false : skipped }, () => {
  let bundle = "";
  let sha256 = "";

  before(async () => {
    const built = await firmwareFor("linux", ROOT);
    bundle = built.text;
    sha256 = built.manifest.sha256;
  });

  async function deviceWith(test: TestContext, files: Readonly<Record<string, string>>): Promise<DeviceRig> {
    const rig = await DeviceRig.start({ interpreter: interpreter as string, files });
    test.after(() => rig.stop());
    return rig;
  }

  /** The same program by another hash. */
  const old = () => `${bundle.trimEnd()};\n`;

  async function look<T>(rig: DeviceRig, expression: string): Promise<T> {
    const repl = await openRepl(rig.url);
    try {
      return await repl.ask<T>(expression);
    } finally {
      await repl.close();
    }
  }

  it(`a bare board runs the bundle within ${LIMIT_S} s`, async (test) => {
    const rig = await deviceWith(test, {});
    const { exitCode, out, err } = await canary(["flash", "--port", rig.url, "--json"]);
    assert.equal(exitCode, 0, err + out);
    const result = JSON.parse(out.trim().split("\n").at(-1) ?? "");
    assert.equal(result.running, sha256);
    assert.ok(result.seconds < LIMIT_S, `it took ${result.seconds} s`);
    test.diagnostic(`${result.bytes} bytes in ${result.seconds} s`);
  });

  it("a running one is replaced beside itself; its settings stay, and nothing else is left", async (test) => {
    const rig = await deviceWith(test, { ".bootcde": old(), "canary.json": CONFIG });
    assert.notEqual(await look(rig, "canary.status().bundle"), sha256);
    const result = await flash({ port: rig.url }, quiet);
    assert.deepEqual([result.way, result.running], ["beside", sha256]);
    const repl = await openRepl(rig.url);
    test.after(() => repl.close());
    assert.deepEqual((await listFiles(repl)).map(({ name }) => name).sort(), [".boot0", ".bootcde", "canary.json"]);
    assert.equal(await readFile(repl, "canary.json"), CONFIG);
  });

  it("a cable pulled in the middle leaves the old one, and the next flash goes on from there", async (test) => {
    const rig = await deviceWith(test, { ".bootcde": old(), "canary.json": CONFIG });
    const hash = await look(rig, "canary.status().bundle");
    const cut = { step() {}, progress: (done: number, total: number) => void (done > total / 2 && rig.cut()) };
    await assert.rejects(flash({ port: rig.url }, cut), (error) => error instanceof Fault && error.exitCode === 4);
    assert.equal(await look(rig, "canary.status().bundle"), hash, "it runs on");
    rig.cycle();
    assert.equal(await look(rig, 'typeof canary=="object"&&canary.status().bundle'), hash, "after a power cut too");
    assert.equal((await flash({ port: rig.url }, quiet)).running, sha256);
  });

  it("what fills the flash is named, exit 1", async (test) => {
    const rig = await deviceWith(test, { "music.wav": "x".repeat(200_000) });
    const { exitCode, err } = await canary(["flash", "--port", rig.url]);
    assert.match(err, /too many are in use\. Beside the bundle there are:\n.*music\.wav {2}200000 bytes/s);
    assert.equal(exitCode, 1);
  });

  it("a bundle for another board is refused, exit 1", async (test) => {
    const rig = await deviceWith(test, {});
    const { exitCode, err } = await canary(["flash", "--port", rig.url, "--board", "pico"]);
    assert.match(err, /says that it is LINUX \(linux\), and --board says pico/);
    assert.equal(exitCode, 1);
  });
});
