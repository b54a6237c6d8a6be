/** What becomes of an exception that no one catches, and the interpreter's own error flags. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { running } from "../../sim/board/rig.ts";
import { ERROR_FLAGS } from "../../sim/board/uart.ts";

test("an exception is printed with its lines of the program, and the loop lives on", () => {
  const { board, clock, lines } = running(`
    function f() { throw new Error("bang"); }
    setInterval(f, 1000);
    Serial1.setup(9600);
    Serial1.on("data", function () { throw "text"; });
    Serial1.on("data", function (d) { print("second", d); });`);
  board.uart("Serial1").deliver("hi");
  clock.runFor(2000);
  assert.deepEqual(board.uncaught, ["text", "Error: bang", "Error: bang"]);
  assert.deepEqual(lines.slice(0, 4), [
    "Uncaught text",
    "second hi",
    "Uncaught Error: bang",
    "    at f (.bootcde:2:26)",
  ]);
});

test("process.on('uncaughtException') takes the place of the print", () => {
  const { board, clock, lines } = running(`
    process.on("uncaughtException", function (e) { print("took", e.message); throw new Error("again"); });
    setTimeout(function () { throw new Error("x"); }, 1);`);
  clock.runFor(10);
  assert.deepEqual(lines.slice(0, 2), ["took x", "Uncaught Error: again"]);
  assert.equal(board.uncaughtCount, 2);
});

test("an exception's listeners: several, of the program's errors and of the REPL's", () => {
  const { board, clock, lines } = running(`
    process.on("uncaughtException", function (e) { print("A " + e); });
    process.on("uncaughtException", function (e) { print("B " + e); });
    setTimeout(function () { throw new Error("one"); }, 1);
    setTimeout("nope()", 2);
    setTimeout(function () { throw "text"; }, 3);
    setTimeout(function () { process.emit("uncaughtException", "told"); }, 4);`);
  clock.runFor(10);
  const program = ["Error: one", "ReferenceError: nope is not defined", "text", "told"];
  assert.deepEqual(
    lines,
    program.flatMap((text) => [`A ${text}`, `B ${text}`]),
  );
  lines.length = 0;
  assert.equal(board.evaluate("qq"), "Uncaught ReferenceError: qq is not defined");
  assert.deepEqual(lines, ["A ReferenceError: qq is not defined", "B ReferenceError: qq is not defined"]);
  assert.equal(board.uncaughtCount, 3, "neither the REPL's nor the one that was only told");
  board.evaluate("process.removeAllListeners('uncaughtException'); lost");
  assert.equal(lines.at(-2), "Uncaught ReferenceError: lost is not defined");
});

test("while interrupts are off, bytes are lost at the port", () => {
  const { board, clock, lines } = running("Serial1.setup(9600); Serial1.on('data', function (d) { print(d); });");
  board.stall(1500, true);
  board.uart("Serial1").deliver("lost");
  clock.runFor(1500);
  board.uart("Serial1").deliver("heard");
  clock.runFor(1);
  assert.deepEqual(lines, ["New interpreter error: UART_OVERFLOW", "heard"]);
  assert.deepEqual(
    [board.uart("Serial1").lostBytes, board.evaluate("E.getErrorFlags().join()")],
    [4, '"UART_OVERFLOW"'],
  );
});

test("every error flag can be raised; memory that runs low makes no noise", () => {
  const heard = "E.on('errorFlag', function (f) { print(f.join()); });";
  for (const flag of ERROR_FLAGS) {
    const { board, clock, lines } = running(heard);
    board.raiseFlag(flag);
    board.raiseFlag(flag);
    clock.runFor(1);
    assert.deepEqual(lines, flag === "LOW_MEMORY" ? [] : [flag, `New interpreter error: ${flag}`]);
    assert.equal(board.evaluate("E.getErrorFlags().join()+E.getErrorFlags().length"), `"${flag}0"`);
  }
  const { board } = running();
  for (const flag of [...ERROR_FLAGS].reverse()) board.raiseFlag(flag);
  assert.equal(board.evaluate("E.getErrorFlags().join()"), `"${ERROR_FLAGS.join()}"`);
});
