/** The virtual board: time, lines, resets. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { type rig, running } from "../../sim/board/rig.ts";

test("timers run in virtual time, together in the order of their ids", () => {
  const { board, clock, lines } = running(`
    var every = setInterval(function (a) { print("every", a, getTime()); }, 300, "x");
    setTimeout(function () { print("b"); }, 600);
    setTimeout("print('text')", 50);
    setTimeout(function () { changeInterval(every, 1000); }, 700);`);
  clock.runFor(2000);
  assert.deepEqual(lines, ["text", "every x 0.3", "every x 0.6", "b", "every x 1.7"]);
  assert.deepEqual(board.uncaught, []);
  assert.equal(board.pendingTimers, 1);
});

test("ids of timers are numbers and are used again at once", () => {
  const { board } = running();
  assert.equal(
    board.evaluate("var a=setTimeout('',9); clearTimeout(a); var b=setTimeout('',9); [a,b,setTimeout('',9)]"),
    "[ 1, 1, 2 ]",
  );
  assert.equal(board.evaluate("clearTimeout(1); [setTimeout('',9)]"), "[ 3 ]");
  board.evaluate("clearInterval()");
  assert.equal(board.pendingTimers, 0);
});

test("a serial port: setup, out, in, and who hears nothing", () => {
  const { board, clock, lines } = running("Serial1.on('data', function (d) { print(JSON.stringify(d)); });");
  const uart = board.uart("Serial1");
  const sent: string[] = [];
  uart.onWrite = (bytes) => sent.push(Buffer.from(bytes).toString("latin1"));
  uart.deliver("lost, not set up");
  clock.runFor(1);
  assert.equal(uart.lostBytes, 16);
  board.evaluate("Serial1.setup(115200, {tx: B6, rx: 'B7'})");
  assert.deepEqual([uart.baud, uart.options], [115200, { tx: "B6", rx: "B7" }]);
  board.evaluate("Serial1.write('AT\\r', 65, [66, [67]], new Uint8Array([0xff])); Serial1.println([1,2])");
  assert.deepEqual(sent, ["AT\rABC\xff", "1,2\r\n"]);
  lines.length = 0;
  uart.deliver(Uint8Array.of(0x4f, 0x4b, 0xe9));
  assert.deepEqual(lines, [], "data waits for the loop's turn");
  clock.runFor(0);
  uart.deliver("x".repeat(70));
  clock.runFor(0);
  assert.deepEqual(lines, ['"OK\\u00E9"', `"${"x".repeat(64)}"`, `"${"x".repeat(6)}"`]);
});

test("bytes without a listener fill the stream, bytes to a busy interpreter the queue; both flag", () => {
  const { board, clock, lines } = running("Serial1.setup(9600); E.on('errorFlag', function (f) { print(f.join()); });");
  const uart = board.uart("Serial1");
  uart.deliver("s".repeat(600));
  clock.runFor(1);
  assert.deepEqual([board.evaluate("Serial1.read().length"), uart.lostBytes], ["512", 88]);
  board.stall(1000);
  for (let i = 0; i < 20; i++) uart.deliver("q".repeat(64));
  clock.runFor(999);
  assert.equal(board.evaluate("Serial1.available()"), "0");
  assert.equal(uart.lostBytes, 88 + 5 * 64, "15 events of 64 and 2 bytes fit");
  clock.runFor(1);
  assert.equal(uart.lostBytes, 88 + 5 * 64 + 15 * 64 - 512, "and then the stream");
  clock.runFor(1);
  assert.deepEqual(
    lines.filter((line) => !line.startsWith("=")),
    ["BUFFER_FULL", "New interpreter error: BUFFER_FULL", "FIFO_FULL", "New interpreter error: FIFO_FULL"],
  );
  assert.equal(board.evaluate("E.getErrorFlags().sort().join()+E.getErrorFlags().length"), '"BUFFER_FULL,FIFO_FULL0"');
});

test("the watchdog bites in virtual time, and not while it is kicked", () => {
  const { board, clock } = running(
    "E.enableWatchdog(5, false); if (getTime() === 0) setInterval(function () { if (getTime() < 60) E.kickWatchdog(); }, 1000);",
  );
  clock.runFor(63_000);
  assert.equal(board.bootCount, 1);
  clock.runFor(2000);
  assert.deepEqual([board.bootCount, board.resetCause, board.stopCause], [2, "watchdog", "watchdog"]);
});

test("an automatic watchdog bites only a busy interpreter", () => {
  const { board, clock } = running("E.enableWatchdog(5);");
  clock.runFor(3600_000);
  assert.equal(board.bootCount, 1);
  board.stall(20_000);
  clock.runFor(6000);
  assert.deepEqual([board.bootCount, board.resetCause], [2, "watchdog"]);
});

test("every way to stop: cause, whether it boots again, and that Storage stays", () => {
  const rows: readonly [string, (r: ReturnType<typeof rig>) => void, string, number][] = [
    ["reboot", ({ board }) => board.evaluate("try { E.reboot(); } catch (e) {} print('not reached')"), "software", 2],
    ["load", ({ board }) => board.evaluate("load(); print('reached')"), "software", 2],
    ["reset", ({ board }) => board.evaluate("reset()"), "software", 2],
    ["pin", ({ board }) => board.pressReset(), "pin", 2],
    ["off", ({ board }) => board.powerOff(), "power-on", 1],
  ];
  for (const [cause, act, reason, boots] of rows) {
    const made = running(
      "E.on('kill', function () { print('kill'); }); setInterval(function () {}, 10); var ran = true;",
    );
    made.board.evaluate("require('Storage').write('keep','me'); setTimeout('print(1)', 500); Serial1.setup(9600)");
    act(made);
    made.clock.runFor(1000);
    const { board, lines } = made;
    assert.deepEqual([board.stopCause, board.resetCause, board.bootCount], [cause, reason, boots]);
    assert.equal(lines.includes("1"), false, "timers of the old run are gone");
    assert.equal(lines.includes("not reached"), false);
    assert.equal(lines.includes("kill"), ["reboot", "load", "reset"].includes(cause));
    board.boot();
    assert.equal(
      board.evaluate("require('Storage').read('keep')+typeof ran"),
      cause === "reset" ? '"meundefined"' : '"meboolean"',
    );
    assert.equal(board.uart("Serial1").baud, undefined);
  }
});

test("the REPL: values, errors, and a console that sits on the modem's line", () => {
  const { board, clock, lines } = running();
  assert.equal(board.evaluate("var a = 5; a + 5"), "10");
  assert.equal(board.evaluate("qq"), "Uncaught ReferenceError: qq is not defined");
  assert.equal(board.evaluate("a"), "5");
  assert.deepEqual([lines[0], lines[1], lines.at(-1)], ["=10", "Uncaught ReferenceError: qq is not defined", "=5"]);
  assert.equal(board.uncaughtCount, 0, "an error of the one who types is not the program's");
  board.evaluate("echo(0)");
  board.evaluate(
    "Serial1.setup(9600); Serial1.on('data', function (d) { print('data', d); }); E.setConsole('Serial1')",
  );
  const sent: string[] = [];
  board.uart("Serial1").onWrite = (bytes) => sent.push(Buffer.from(bytes).toString("latin1"));
  board.uart("Serial1").deliver("print(1+");
  clock.runFor(1);
  board.uart("Serial1").deliver("1)\r");
  clock.runFor(1);
  assert.deepEqual([sent, lines.at(-1)], [["2\r\n"], "2"]);
});

test("the board's clock: setTime, zones, dates", () => {
  const { board, clock } = running();
  const rows: readonly [string, string][] = [
    ["setTime(1e9); new Date()", "Date: Sun Sep 9 2001 01:46:40 GMT+0000"],
    ["E.setTimeZone(8); new Date(1e12).getHours()", "9"],
    [
      "new Date(1e12).toString()+'|'+new Date(1e12).toLocalISOString()",
      '"Sun Sep 9 2001 09:46:40 GMT+0800|2001-09-09T09:46:40.000+0800"',
    ],
    [
      "[new Date('2020-01-01T00:00:00').getTime(), new Date('2020-01-01T00:00:00Z').getTime(), Date.parse('2020-01-01')]",
      "[ 1577808000000, 1577836800000, 1577808000000 ]",
    ],
    ["new Date('garbage').getTime()", "0"],
    ["new Date(2020,1,3,4).getMonth()+new Date(2020,1,3,4).getHours()", "5"],
    ["var d=new Date(0); d.setFullYear(2030); d.getFullYear()", "2030"],
    ["new Date(1e12).toUTCString()+new Date(1e12).getTimezoneOffset()", '"Sun, 9 Sep 2001 01:46:40 GMT-480"'],
  ];
  for (const [source, shown] of rows) assert.equal(board.evaluate(source), shown, source);
  clock.runFor(2500);
  assert.equal(board.evaluate("getTime()-1e9"), "2.5");
  assert.equal(board.evaluate("Date.now()-1e12"), "2500");
});

test("a day of sampling leaves nothing behind", () => {
  const { board, clock } = running(`
    var n = 0;
    E.enableWatchdog(10, false);
    setInterval(function () { n += analogRead(A0) >= 0; E.kickWatchdog(); clearTimeout(setTimeout(function () {}, 60000)); }, 1000);`);
  clock.runFor(86_400_000);
  assert.deepEqual(
    [board.evaluate("n"), board.pendingTimers, board.bootCount, board.uncaughtCount],
    ["86400", 1, 1, 0],
  );
});
