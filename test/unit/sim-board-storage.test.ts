/** Storage and the flash below it; answers compared with Espruino 2v29. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { FileStore } from "../../sim/board/files.ts";
import { FlashImage } from "../../sim/board/flash.ts";
import { PowerCut } from "../../sim/board/power-cut.ts";
import { running } from "../../sim/board/rig.ts";

const ff = (count: number): string => "\\xFF".repeat(count);

/** One after the other on one board. */
const STEPS: readonly [string, string][] = [
  ["S.write('a','Hello',0,14)", "true"],
  ["S.read('a')", `"Hello${ff(9)}"`],
  ["S.write('a',' ',5)", "true"],
  ["S.write('a','World!!!',6)", "true"],
  ["S.read('a')", '"Hello World!!!"'],
  ["S.write('a','X',6)", "File already written with different data"],
  ["S.write('a','XXXXX',12)", "Too much data for file size"],
  ["S.write('nope','X',3)", "Unable to find or create file"],
  ["S.write('a','')", "Can't create zero length file"],
  ["S.write('a','X',-1)", "false"],
  ["S.write('a',{q:1,s:'\\xe9'})", "true"],
  ["S.read('a')", '"{\\"q\\":1,\\"s\\":\\"\\\\u00E9\\"}"'],
  ["S.write('b',[1,2,300])", "true"],
  ["S.read('b')", '"\\1\\2,"'],
  ["S.write('0123456789012345678901234567890','q')", "true"],
  ["S.list().join()", '"a,b,0123456789012345678901234567"'],
  ["S.list(/^b/).join()", '"b"'],
  ["S.readJSON('b')", "Expecting valid value, got \u0001"],
  ["S.readJSON('b',1)", "undefined"],
  ["S.readJSON('none')", "undefined"],
  ["S.writeJSON('c',{a:'\\xe9{b:1',\"c-d\":[1,undefined]})", "true"],
  ["S.read('c')", '"{a:\\"\\\\u00E9{b:1\\",\\"c-d\\":[1,null]}"'],
  ["JSON.stringify(S.readJSON('c'))", '"{\\"a\\":\\"\\\\u00E9{b:1\\",\\"c-d\\":[1,null]}"'],
  ["S.readArrayBuffer('b')", "new Uint8Array([1, 2, 44]).buffer"],
  ["S.write('u')", "Can't get pointer to data to write"],
  ["S.write('n',5)", "true"],
  ["S.read('n')", '"\\5"'],
  ["S.erase('n')", "undefined"],
  ["S.read('n')", "undefined"],
  ["[S.read('a',2,3),S.read('a',100),S.read('a',-1,2)].join('|')", '"q\\":||{\\""'],
  ["S.write('big','x',0,300000)", "Unable to find or create file"],
  ["S.write('pre','',0,4)", "true"],
  ["S.read('pre')", `"${ff(4)}"`],
  ["S.write('pre','ab',0,4)", "true"],
  ["S.read('pre')", `"ab${ff(2)}"`],
  ["S.write('w','\\u4e2d')", "U+4E2D at 0 is no byte: the device's texts have one byte a character"],
];

test("Storage, step by step", () => {
  const { board } = running("var S = require('Storage');");
  board.evaluate("S.eraseAll()");
  for (const [source, shown] of STEPS) {
    board.evaluate(`var r; try { r = ${source}; } catch (e) { r = e; }`);
    const answer = board.evaluate("r instanceof Error || (r && r.message) ? print(r.message) : r");
    const isError = board.evaluate("!!(r && r.message)") === "true";
    assert.equal(
      isError ? board.evaluate("r.message") : answer,
      isError ? JSON.stringify(shown).replace("\\u0001", "\\1") : shown,
      source,
    );
  }
  assert.equal(board.flash.lostBits, 0);
});

test("getStats and getFree count headers and trash", () => {
  const { board } = running();
  board.evaluate(
    "var S=require('Storage'); S.eraseAll(); S.write('a','12345'); S.write('b','1'); S.write('a','other one')",
  );
  assert.equal(
    board.evaluate("JSON.stringify(S.getStats())"),
    JSON.stringify(
      '{"totalBytes":262144,"freeBytes":262024,"fileBytes":80,"fileCount":2,"trashBytes":40,"trashCount":1}',
    ),
  );
  assert.equal(board.evaluate("S.getFree()"), "262024");
});

test("the bundle boots from Storage; a newer .bootcde there wins", () => {
  const { board, clock, lines } = running("print('one');");
  board.evaluate(
    "require('Storage').write('.bootcde', \"print('two')\"); require('Storage').write('.boot0', \"print('zero')\"); load()",
  );
  clock.runFor(1000);
  assert.deepEqual(
    lines.filter((line) => !line.startsWith("=")),
    ["one", "zero", "two"],
  );
  const next = running("print('three');", { flash: board.flash });
  assert.deepEqual(next.lines, ["zero", "two"]);
});

test("an overwrite voids the old header, writes the new one, then the data", () => {
  const bank = { address: 0, pageBytes: 0x1000, pages: 2 };
  const files = new FileStore(new FlashImage([bank]), bank);
  files.write("f", Buffer.from("old!"));
  const operations: string[] = [];
  files.flash.beforeOperation = (_, { kind, address }) => operations.push(`${kind}@${address}`);
  files.write("f", Buffer.from("new!"));
  assert.deepEqual(operations, [
    "program@4",
    ...[36, 40, 44, 48, 52, 56, 60, 64].map((at) => `program@${at}`),
    "program@68",
  ]);
  operations.length = 0;
  assert.equal(files.write("f", Buffer.from("new!")), true);
  assert.deepEqual(operations, [], "the same content is not written again");
});

test("a cut at any operation of an overwrite stops the board there; at most the one file is gone", () => {
  for (let cutAt = 0; ; cutAt++) {
    const { board, clock } = running("", { storage: { f: "old!", other: "kept" } });
    const start = board.flash.operations;
    board.flash.beforeOperation = (n) => {
      if (n === start + cutAt) throw new PowerCut(n);
    };
    board.evaluate(
      "try { require('Storage').write('f','new!'); } catch (e) { require('Storage').write('swallowed','x'); } digitalWrite(B6,1)",
    );
    if (board.isRunning) return assert.equal(cutAt, 10);
    clock.runFor(10_000);
    assert.deepEqual([board.stopCause, board.bootCount, board.pinLevel("B6")], ["power-cut", 1, false]);
    board.flash.beforeOperation = undefined;
    board.boot();
    assert.equal(board.evaluate("require('Storage').read('other')"), '"kept"');
    assert.equal(board.evaluate("require('Storage').read('swallowed')"), "undefined");
    const left = board.evaluate("require('Storage').read('f')");
    assert.ok(["undefined", '"old!"', `"${ff(4)}"`].includes(left), `${cutAt}: ${left}`);
    assert.deepEqual(board.uncaught, []);
  }
});

test("compaction starts by itself, keeps every live file, and erases each page once", () => {
  const { board, lines } = running("", { storageBytes: 0x4000, storagePageBytes: 0x1000 });
  board.evaluate(
    "var S=require('Storage'),i; for(i=0;i<6;i++) S.write('f'+i, new Uint8Array(2000+i*13)); S.erase('f1'); S.erase('f4');",
  );
  assert.equal(board.evaluate("S.write('more', new Uint8Array(5000))"), "true");
  assert.ok(lines.includes("Compacting... "));
  assert.equal(board.evaluate("S.list().join()"), '"f0,f2,f3,f5,more"');
  assert.equal(
    board.evaluate("[S.read('f0').length,S.read('f2').length,S.read('f5').length,S.read('more').length]"),
    "[ 2000, 2026, 2065, 5000 ]",
  );
  assert.equal(board.flash.lostBits, 0);
  assert.ok(board.flash.wear.every((erases) => erases <= 1));
  assert.equal(
    board.evaluate("S.write('most', new Uint8Array(9000))"),
    "Uncaught Error: Unable to find or create file",
  );
});
