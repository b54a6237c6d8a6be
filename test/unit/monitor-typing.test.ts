/** What a person types: code over several lines, completion, history. */
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { isOpen } from "../../tools/monitor/brackets.ts";
import { complete } from "../../tools/monitor/completion.ts";
import { History, historyPath } from "../../tools/monitor/history.ts";
import { LOCAL_NAMES, localHelp } from "../../tools/monitor/local.ts";

const FOLDER = mkdtempSync(join(tmpdir(), "canary-typing-"));
after(() => rmSync(FOLDER, { recursive: true }));

test("code that goes on in the next line", () => {
  const rows: readonly (readonly [code: string, goesOn: boolean])[] = [
    ["canary.status()", false],
    ["function f() {", true],
    ["function f() {\n  return [1,", true],
    ["function f() {\n  return [1, 2]; }", false],
    ['print("({[")', false],
    ["print('it\\'s (')", false],
    ["f( // )", true],
    ["f() // (", false],
    ["/* (", true],
    ["`a", true],
    ["`a\n(` + 1", false],
    ["})", false],
  ];
  for (const [code, goesOn] of rows) assert.equal(isOpen(code), goesOn, code);
});

describe("completion", () => {
  const known = { names: ["at", "config", "status", "silence"], keys: ["gas.sensor", "gas.r0Ohm", "cloud.host"] };
  const rows: readonly (readonly [line: string, fitting: string[], piece: string])[] = [
    ["ca", ["canary."], "ca"],
    ["canary.s", ["canary.status(", "canary.silence("], "canary.s"],
    ["canary.", ["canary.at(", "canary.config(", "canary.status(", "canary.silence("], "canary."],
    ["print(canary.st", ["canary.status("], "canary.st"],
    ['canary.config("gas.', ["gas.sensor", "gas.r0Ohm"], "gas."],
    ["canary.config( '", ["gas.sensor", "gas.r0Ohm", "cloud.host"], ""],
    ["", [], ""],
    ["Math.s", [], "Math.s"],
    [":f", [":filter"], ":f"],
    [":", LOCAL_NAMES as string[], ":"],
  ];
  for (const [line, fitting, piece] of rows) {
    test(`of ${line}`, () => assert.deepEqual(complete(line, known, LOCAL_NAMES), [fitting, piece]));
  }
  test("of a device without the firmware", () => {
    assert.deepEqual(complete("ca", { names: [], keys: [] }, LOCAL_NAMES), [[], "ca"]);
  });
});

describe("history", () => {
  const path = join(FOLDER, "state", "gas-canary", "history");

  test("newest first, without secrets, for nobody else to read", () => {
    const history = new History(path);
    assert.deepEqual(history.read(), []);
    const secret = [
      'canary.config("cloud.deviceSecret","q7Vx2mLr")',
      'E.setPassword("q7Vx2mLr")',
      "x = {PASSWORD: 1}",
      'canary.at(\'AT+CSTT="CMNET","user","q7Vx2mLr"\')',
      'AT+MCONFIG="D001","u","43eb60cf"',
      "  ",
    ];
    history.add("canary.status()");
    for (const line of secret) history.add(line);
    history.add('"q7Vx2mLr"}})', 'canary.config({cloud:{deviceSecret:\n"q7Vx2mLr"}})');
    history.add(":trace on");
    assert.deepEqual(history.read(), [":trace on", "canary.status()"]);
    assert.equal(readFileSync(path, "utf8"), "canary.status()\n:trace on\n");
    assert.equal(statSync(path).mode & 0o077, 0);
  });

  test("of many lines the last are kept", () => {
    writeFileSync(path, Array.from({ length: 1200 }, (_, at) => `line ${at}\n`).join(""));
    assert.deepEqual([new History(path).read().length, new History(path).read()[0]], [500, "line 1199"]);
    assert.equal(readFileSync(path, "utf8").split("\n").length, 501);
  });

  test("a folder that can't be written is no trouble", () => {
    const blocked = new History(join(path, "below-a-file"));
    blocked.add("1+1");
    assert.deepEqual(blocked.read(), []);
  });

  test("where it is", () => {
    assert.equal(historyPath({ XDG_STATE_HOME: "/s" }), "/s/gas-canary/history");
    assert.match(historyPath({}), /\.local\/state\/gas-canary\/history$/);
  });
});

test("the monitor's own commands are all in its help", () => {
  for (const name of LOCAL_NAMES)
    assert.ok(
      localHelp().some((line) => line.startsWith(name)),
      name,
    );
});
