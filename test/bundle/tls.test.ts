/** The bundle of a board with room for it over the modem's TLS, from the certificate in Storage to an alarm that arrives. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { loadBoard } from "../../build/boards.ts";
import { OWN_ROOT, SHARED_ROOT } from "../../sim/cloud/tls-ports.ts";
import { firmwareFor } from "../../sim/firmware.ts";
import { configWith, Rig, type RigOptions } from "./rig.ts";

const ROOT = process.cwd();
const boardFile = await loadBoard(ROOT, "esp32");
const bundle = (await firmwareFor("esp32", ROOT)).text;

/** Its Storage has the root from the first second on. */
function open(root: string | undefined, options: RigOptions = {}, port = 1883): Rig {
  const rig = new Rig({
    bundle,
    boardFile,
    family: "air780e",
    config: configWith({ cloud: { tls: true, port } }),
    ...options,
  });
  rig.clock.runFor(500);
  if (root !== undefined) rig.node.ask(`require("Storage").write("canary.ca", ${JSON.stringify(root)})`);
  return rig;
}

for (const family of ["air724", "air780e"] as const) {
  for (const [port, root] of [
    [1883, SHARED_ROOT],
    [8883, OWN_ROOT],
  ] as const) {
    test(`${family} at port ${port}: checked by its root, an alarm arrives, and the file is written once`, () => {
      const rig = open(root, { family }, port);
      rig.warm().alarm();
      assert.equal(rig.node.sent.filter((line) => line.startsWith("AT+FSWRITE=")).length, 1, rig.story());
      const starts = rig.node.sent.filter((line) => line.startsWith("AT+SSLMIPSTART="));
      assert.equal(starts.length, 1, rig.story());
      assert.ok(rig.node.sent.includes('AT+SSLCFG="seclevel",88,1'), rig.story());
      assert.match(rig.node.sent.find((line) => line.startsWith("AT+MCONFIG=")) ?? "", /securemode=2,/);
      rig.assertClean();
    });
  }
}

test("without a root the server is not checked, which the console says", () => {
  const rig = open(undefined).online();
  assert.match(
    rig.node.console.map(({ text }) => text).join("\n"),
    /TLS without canary\.ca: the server is not checked/,
  );
  assert.ok(rig.node.sent.includes('AT+SSLCFG="seclevel",88,0'), rig.story());
  rig.assertClean();
});

test("a 2G firmware without such settings: TLS as it is, where no check was asked for", () => {
  const rig = open(undefined, { family: "air202" }).online();
  assert.ok(
    rig.node.sent.some((line) => line.startsWith("AT+SSLMIPSTART=")),
    rig.story(),
  );
});

test("a root that is another's: no login goes out, and the link goes on trying", () => {
  const rig = open(OWN_ROOT);
  rig.clock.runFor(600_000);
  assert.notEqual(rig.node.state, "ONLINE");
  assert.equal(rig.platform.messages.filter(({ kind }) => kind === "login").length, 0, rig.story());
  assert.ok(rig.node.sent.filter((line) => line.startsWith("AT+SSLMIPSTART=")).length > 3, rig.story());
  assert.ok(
    rig.node.sent.filter((line) => line.startsWith("AT+FSWRITE=")).length <= 2,
    "its file is written anew once",
  );
  rig.assertAlive();
});
