/** A board with too little memory beside its session to change its settings there: they go into its Storage. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { openRepl } from "../../tools/device/session.ts";
import { readFile } from "../../tools/device/storage.ts";
import { flash } from "../../tools/flash/flash.ts";
import { canary } from "./canary.ts";
import { TEST_DEVICE } from "./secrets.ts";
import { startSim } from "./sim-board.ts";

test("canary provision onto a board short of memory", async (context) => {
  const { url, folder } = await startSim(context, ["--board", "pico"]);
  await flash({ port: url }, { step() {}, progress() {} });
  const repl = await openRepl(url);
  await repl.run("process.memory=function(){return {free:100,total:2950,usage:2850,blocksize:13}};");
  assert.match(JSON.stringify(await repl.ask("canary.config()")), /no memory/);
  await repl.close();
  const secret = join(folder, "secret.txt");
  writeFileSync(secret, TEST_DEVICE.deviceSecret);
  const who = ["--product-key", TEST_DEVICE.productKey, "--device-name", TEST_DEVICE.deviceName];
  const run = await canary(["provision", "--port", url, ...who, "--secret-file", secret, "--yes"]);
  assert.equal(run.exitCode, 0, run.out + run.err);
  const after = await openRepl(url);
  assert.equal(await after.ask("canary.config('cloud.deviceName')"), TEST_DEVICE.deviceName);
  assert.match((await readFile(after, "canary.json")) ?? "", /deviceName/);
  await after.close();
});
