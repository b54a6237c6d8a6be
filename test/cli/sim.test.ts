/** `canary sim`, and Espruino's own command line on it: what it uploads stands in the flash, byte for byte. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { connect } from "node:net";
import { join } from "node:path";
import { describe, it } from "node:test";
import { firmwareFor } from "../../sim/firmware.ts";
import { openRepl } from "../../tools/device/session.ts";
import { readFile } from "../../tools/device/storage.ts";
import { ROOT } from "../../tools/root.ts";
import { canary } from "./canary.ts";
import { startSim } from "./sim-board.ts";

const CLI = createRequire(import.meta.url).resolve("espruino/bin/espruino-cli.js");
/** It asks espruino.com what the board is, and waits for long where there is no network. */
const OFFLINE = ["--no-ble", "--config", "BOARD_JSON_URL=http://127.0.0.1:9"];
const LIMIT_MS = 90_000;

function espruino(url: string, args: readonly string[]): Promise<string> {
  return new Promise((done, failed) => {
    const child = spawn(process.execPath, [CLI, "-p", url, ...OFFLINE, ...args], { stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (bytes) => (output += bytes));
    const limit = setTimeout(() => child.kill("SIGKILL"), LIMIT_MS);
    child.once("error", failed);
    child.once("close", (code) => {
      clearTimeout(limit);
      if (code === 0) done(output);
      else failed(new Error(`espruino ${args.join(" ")} ended with ${code}:\n${output}`));
    });
  });
}

describe("Espruino's own command line on the virtual board", { concurrency: 2 }, () => {
  for (const board of ["pico", "linux"]) {
    it(`${board}: uploads the bundle as boot code, and evaluates`, async (test) => {
      const { url, folder } = await startSim(test, ["--board", board]);
      const { text } = await firmwareFor(board, ROOT);
      const file = join(folder, "firmware.js");
      writeFileSync(file, text, "latin1");
      await espruino(url, ["--config", "SAVE_ON_SEND=1", file]);
      const repl = await openRepl(url);
      // What it saves has a line end more.
      assert.equal((await readFile(repl, ".bootcde"))?.trimEnd(), text.trimEnd());
      await repl.close();
      // It never ends after less than a block of 512 bytes: its own fault (core/serial.js, writeSerialWorker).
      assert.match(await espruino(url, ["-e", `print("sum",1+2,"${"-".repeat(512)}")`]), /sum 3/);
    });
  }

  it("writes a file into Storage", async (test) => {
    const { url, folder } = await startSim(test, ["--board", "linux"]);
    const file = join(folder, "data.txt");
    writeFileSync(file, "some \\ text\n".repeat(300));
    await espruino(url, ["--storage", `data:${file}`, "-e", "1"]);
    const repl = await openRepl(url);
    assert.equal(await readFile(repl, "data"), "some \\ text\n".repeat(300));
    await repl.close();
  });
});

describe("canary sim", () => {
  it("sends a second program away with a word, and goes on when the first has gone", async (test) => {
    const { url } = await startSim(test);
    const first = await openRepl(url);
    const { hostname: host, port } = new URL(url);
    const said = await new Promise<string>((done) => {
      let text = "";
      connect({ host, port: Number(port) })
        .on("data", (bytes) => (text += bytes))
        .on("close", () => done(text));
    });
    assert.match(said, /in use: one program at a time/);
    assert.equal(await first.ask("1+1"), 2);
    await first.close();
    const next = await openRepl(url);
    assert.equal(await next.ask("2+2"), 4);
    await next.close();
  });

  it("keeps its flash, and is not run twice on it, exit 3", async (test) => {
    const { url, folder } = await startSim(test);
    const repl = await openRepl(url);
    await repl.run('require("Storage").write("kept","here");');
    await repl.close();
    const second = await canary(["sim"], { cwd: folder });
    assert.match(second.err, /runs already/);
    assert.equal(second.exitCode, 3);
  });

  it("a modem beside the board answers a probe", async (test) => {
    const { process } = await startSim(test, ["--modem-port", "0", "--speed", "10"]);
    const [, modem = ""] = await process.waitFor(/"modemPort":"(tcp:[^"]+)"/);
    const { exitCode, out, err } = await canary(["probe", "--port", modem, "--json"]);
    assert.equal(exitCode, 0, out + err);
  });
});
