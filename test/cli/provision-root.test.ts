/** `canary provision --ca`: the root certificate of the modem's TLS into a device, what is said of it, and what is refused. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { CA_FILE } from "../../src/store/settings.ts";
import { GLOBALSIGN_R1 } from "../../tools/provision/globalsign-r1.ts";
import { TEST_LEAF, TEST_ROOT } from "../unit/test-certificates.ts";
import { canary } from "./canary.ts";
import { file, OLD, onDesk } from "./provision-desk.ts";

const CA = file("ca.pem", TEST_ROOT);
const R1_TEXT = `${GLOBALSIGN_R1}\n`;
const had = { cloud: { ...OLD, tls: true } };
const plain = { cloud: OLD };

describe("a root certificate", { concurrency: 2 }, () => {
  test("written before the settings that ask for it, and told", () =>
    onDesk(["--ca", CA, "--set", "cloud.tls=true"], { board: { file: plain } }, ({ exitCode, out, err }, board) => {
      assert.equal(exitCode, 0, err);
      assert.match(out, /cloud\.tls +false -> true\n {2}canary\.ca +Test Root, until 2053-09-27\n/);
      assert.equal(board.files.get(CA_FILE), TEST_ROOT);
      assert.equal(board.inForce?.cloud.tls, true);
      assert.ok(out.indexOf("as canary.ca") < out.indexOf("version of the settings"), out);
      assert.doesNotMatch(out, /warning/);
    }));

  test("alone, with the settings as they are", () =>
    onDesk(["--ca", "globalsign-r1"], { board: { file: had } }, ({ exitCode, out, err }, board) => {
      assert.equal(exitCode, 0, err);
      assert.equal(board.files.get(CA_FILE), R1_TEXT);
      assert.deepEqual([board.boots, [...new Set(board.writes)]], [2, [CA_FILE]]);
      assert.match(out, /warning: GlobalSign Root CA (ends|has ended) on 2028-01-28: /);
    }));

  test("the same once more is no change; another is one", () =>
    onDesk(["--ca", CA], { board: { file: had } }, async ({ exitCode }, board, desk) => {
      assert.equal(exitCode, 0);
      const again = await canary(["provision", "--port", desk.url, "--ca", CA]);
      assert.match(again.out, /nothing to change/);
      assert.equal(board.boots, 2);
      const other = await canary(["provision", "--port", desk.url, "--ca", "globalsign-r1"]);
      assert.match(other.out, /canary\.ca +Test Root, until 2053-09-27 -> GlobalSign Root CA, until 2028-01-28/);
      assert.equal(board.files.get(CA_FILE), R1_TEXT);
    }));

  test("what an interrupted run has left is written anew", () =>
    onDesk(["--set", "report.intervalS=60"], { board: { file: had } }, async (_, board, desk) => {
      board.files.set(CA_FILE, `${TEST_ROOT.slice(0, 100)}${"\xff".repeat(400)}`);
      const { exitCode, out, err } = await canary(["provision", "--port", desk.url, "--ca", CA]);
      assert.equal(exitCode, 0, err);
      assert.match(out, /canary\.ca +no certificate -> Test Root/);
      assert.equal(board.files.get(CA_FILE), TEST_ROOT);
    }));

  test("with TLS off it waits, and that is said", () =>
    onDesk(["--ca", CA], { board: { file: plain } }, ({ exitCode, out }, board) => {
      assert.equal(exitCode, 0);
      assert.match(out, /warning: cloud\.tls is off/);
      assert.equal(board.files.get(CA_FILE), TEST_ROOT);
    }));

  test("TLS without one: said, with the way to one", () =>
    onDesk(["--set", "cloud.tls=true", "--json"], { board: { file: plain } }, ({ exitCode, out }, board) => {
      assert.equal(exitCode, 0);
      assert.match(out, /"kind":"warning","what":"TLS without a root certificate: the server is not checked.*--ca/);
      assert.equal(board.files.has(CA_FILE), false);
    }));

  test("--dry-run shows it and writes nothing", () =>
    onDesk(["--ca", CA, "--dry-run"], { board: { file: had } }, ({ exitCode, out }, board) => {
      assert.equal(exitCode, 0);
      assert.match(out, /canary\.ca +Test Root/);
      assert.deepEqual([board.boots, board.writes], [1, []]);
    }));

  test("a bare board gets it beside its settings", () =>
    onDesk(["--ca", CA, "--file", file("bare.json", had)], { board: { state: "bare" } }, ({ exitCode, err }, board) => {
      assert.equal(exitCode, 0, err);
      assert.deepEqual([...board.files.keys()], [CA_FILE, "canary.json"]);
    }));

  test("no room for it: nothing is written", () =>
    onDesk(
      ["--ca", CA, "--set", "report.intervalS=60"],
      { board: { file: had, storageBytes: 300 } },
      ({ exitCode, err }, board) => {
        assert.equal(exitCode, 1);
        assert.match(err, /canary\.ca needs 568 bytes of Storage, and there are \d+\. Nothing was written/);
        assert.deepEqual([board.boots, board.writes], [1, []]);
      },
    ));
});

for (const [what, path, says] of [
  ["a server's own certificate", file("leaf.pem", TEST_LEAF), /is no CA/],
  ["no certificate", file("none.pem", "hello"), /there is no certificate in it/],
] as const) {
  test(`${what} is refused before a port is opened`, async () => {
    const { exitCode, err } = await canary(["provision", "--port", "tcp://127.0.0.1:1", "--ca", path]);
    assert.equal(exitCode, 2);
    assert.match(err, says);
  });
}

const CHECKS: readonly (readonly [what: string, cloud: object, args: readonly string[], says: RegExp])[] = [
  [
    "TLS without a root",
    { tls: true },
    [],
    /warning: cloud\.tls TLS without a root certificate: the server is not checked/,
  ],
  ["R1", { tls: true }, ["--ca", "globalsign-r1"], /warning: cloud\.tls GlobalSign Root CA (ends|has ended) on 2028/],
  ["R1 at 8883", { tls: true, port: 8883 }, ["--ca", "globalsign-r1"], /at port 8883 have a root of their own/],
  ["a root of long life", { tls: true }, ["--ca", CA], /^\S+: sound\n$/],
  ["no TLS", {}, [], /^\S+: sound\n$/],
];
for (const [what, cloud, args, says] of CHECKS) {
  test(`config check: ${what}`, async () => {
    const path = file(`check-${what.replace(/\W/g, "-")}.json`, { cloud: { ...OLD, ...cloud } });
    const { exitCode, out, err } = await canary(["config", "check", path, "--board", "esp32", ...args]);
    assert.equal(exitCode, 0, err);
    assert.match(out, says);
  });
}

test("config check: TLS on a board without room for it", async () => {
  const path = file("tls.json", had);
  const { exitCode, out } = await canary(["config", "check", path, "--board", "pico"]);
  assert.equal(exitCode, 1);
  assert.match(out, /^cloud\.tls is for boards with room for the whole platform/m);
});
