/** The virtual board's REPL: what it sends, byte for byte, to whoever has a cable in the console's port. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { BoardOptions } from "../../sim/board/board.ts";
import { openBrackets } from "../../sim/board/input-line.ts";
import { running } from "../../sim/board/rig.ts";
import { REPL_TALKS } from "./repl-table.ts";

/** A board at its prompt. */
function console(bundle = "", options: Partial<BoardOptions> = {}) {
  const made = running(bundle, options);
  const port = made.board.uart("USB");
  made.clock.runFor(1);
  let out = "";
  port.onWrite = (bytes) => {
    out += Buffer.from(bytes).toString("latin1");
  };
  /** Types, and takes what comes within so long. */
  const type = (bytes: string, ms = 400): string => {
    out = "";
    port.deliver(bytes);
    made.clock.runFor(ms);
    return out;
  };
  return { ...made, type };
}

describe("as the real one answers", () => {
  for (const { name, rows } of REPL_TALKS) {
    test(name, () => {
      const { type } = console();
      for (const [typed, answer] of rows) assert.equal(type(typed), answer, `after ${JSON.stringify(typed)}`);
    });
  }
});

test("brackets that are open", () => {
  const rows: readonly [source: string, open: number][] = [
    ["", 0],
    ["f(", 1],
    ["[{(", 3],
    ["f(){", 1],
    [")(", -1],
    ["\"(\" + '[' + `{`", 0],
    ["// (\n[", 1],
    ["/* ( */ {", 1],
    ["/* (", Number.POSITIVE_INFINITY],
    ["`${", Number.POSITIVE_INFINITY],
    ['( "', 0],
    ["x = /[(]\\(/; (", 1],
    ["a / b(c / d", 1],
    ["return /(/.test(x)", 0],
  ];
  for (const [source, open] of rows) assert.equal(openBrackets(source), open, source);
});

test("Ctrl-C takes the line away at the end of the turn, and an empty one leaves no trace", () => {
  const { type } = console();
  assert.equal(type("\x03"), "");
  assert.equal(type("if (1) {\nab\x03"), "if (1) {\r\n:ab\x1b[D\x1b[D\x1b[A\r\x1b[J>");
  assert.equal(type("1\n"), "1\r\n=1\r\n>");
});

test("an error of typed text keeps its mark, and Ctrl-E tells version and board", () => {
  const { type } = console("", { boardName: "PICO_R1_3" });
  assert.equal(type("\x05"), "Espruino 2v29 PICO_R1_3\r\n");
  assert.equal(
    type("a \x05\n"),
    'a \r\nUncaught ReferenceError: "a" is not defined\r\n    at REPL (:1:1)\r\n\r\n^\r\n>',
  );
});

test("bytes on their way while the interpreter starts anew are not lost; a chip's start loses them", () => {
  for (const [order, answers] of [
    ["reset();", ["2", "3"]],
    ["load();", ["2", "3"]],
    ["setTimeout('E.reboot()',1);", ["2"]],
  ] as const) {
    const { type } = console();
    const first = type(`\x10print(2);${order}\n`, 100);
    const rest = type("\x10print(3)\n", 400);
    assert.deepEqual((first + rest).match(/\d+(?=\r\n)/g), answers, order);
  }
});

test("reset() greets, load() goes on without a word, load(file) runs that file instead of the program", () => {
  const { board, type } = console("print('program')");
  board.files.write("other", Buffer.from("print('other')"));
  assert.equal(type("load()\n"), "load()\r\n=undefined\r\nprogram\r\n>");
  assert.equal(type("load('other')\n"), "load('other')\r\n=undefined\r\n\r\nEspruino 2v29 bench\r\n\r\nother\r\n>");
  assert.equal(type("reset()\n"), "reset()\r\n=undefined\r\n\r\nEspruino 2v29 bench\r\n\r\n>");
});

test("a packet that does not end is given up, and the line before it is there again", () => {
  const { type } = console();
  assert.equal(type("1+"), "1+");
  assert.equal(type("\x10\x01\x20\x20abc", 4900), "");
  assert.equal(type("", 200), "\x15");
  assert.equal(type("2\n"), "2\r\n=3\r\n>");
});

test("a file whose packets stop coming is given up", () => {
  const { type } = console();
  assert.equal(type('\x10\x01\x60\x11{"fn":"a","s":10}', 9900), "\x06");
  assert.equal(type("\x10\x01\x80\x05abcde", 9900), "\x06");
  assert.equal(type("\x10\x01\x80\x05fghij", 1), "\x06");
  assert.equal(type('\x10\x01\x60\x11{"fn":"b","s":10}', 10_100), "\x06");
  assert.equal(type("\x10\x01\x80\x05abcde", 1), "\x15");
});

test("the desk's own questions and their answers do not show on the line", () => {
  const { board, lines, type } = console("setTimeout(print, 300, 'program')");
  type("ab");
  lines.length = 0;
  assert.equal(board.evaluate("print('asked'); 5"), "5");
  assert.deepEqual(lines, ["asked", "=5"]);
  assert.equal(type("", 400), "", "neither at once nor later");
});

test("the lock is gone with the session, unless the program sets it again", () => {
  const { type } = console("E.setPassword('abc');E.lockConsole()");
  assert.equal(type("print(1)\n"), "\r\n  Invalid password\r\npassword>");
  assert.equal(type("abc\n"), "\r\n  Logged in.\r\n>");
  assert.match(type("reset()\n"), /Espruino 2v29 bench\r\n\r\n>$/);
  assert.match(type("load()\n"), /\r\npassword>$/);
});
