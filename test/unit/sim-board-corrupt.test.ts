/**
 * Storage and foreign bytes in its bank: a log in the bank's last pages, or what a power cut left. Each row's outcome was
 * seen on Espruino 2v29.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { PowerCut, TORN } from "../../sim/board/power-cut.ts";
import { rig } from "../../sim/board/rig.ts";

const PAGE = 0x400;
const BANK = { storageAddress: 0x1000, storageBytes: 3 * PAGE, storagePageBytes: PAGE };
const LAST_PAGE = 0x1000 + 2 * PAGE;
const HEADER = 32;
const BOOT = "S=require('Storage')";

/** Files of so many bytes, header included; then bytes at the start of the last page or so far behind it. */
function board(fileBytes: number, at: number, bytes: readonly number[]): ReturnType<typeof rig> {
  const bundle = BOOT.padEnd(fileBytes - HEADER);
  const made = rig(fileBytes > 0 ? bundle : "", BANK);
  made.board.flash.program(LAST_PAGE + at, Uint8Array.from(bytes));
  made.board.boot();
  return made;
}

const FOREIGN = [0xfe, 0xff, 0xff, 0, 1, 2, 3, 4];
const LIKE_A_FILE = [4, 0, 0, 0, 65, 0, 0, 0];
const ONE_PAGE = PAGE - HEADER;
const TWO_PAGES = 2 * PAGE - HEADER;

const STARTS: readonly [what: string, fileBytes: number, at: number, bytes: readonly number[], isWiped: boolean][] = [
  ["files end in the page before, the page starts with foreign bytes", TWO_PAGES, 0, FOREIGN, true],
  ["files end in the page before, foreign bytes in the header's room", TWO_PAGES, HEADER - 1, [0], true],
  ["files end in the page before, the header's room is erased", TWO_PAGES, HEADER, FOREIGN, false],
  ["files end in the page before, the page starts like a file", TWO_PAGES, 0, LIKE_A_FILE, false],
  ["an erased page between", ONE_PAGE, 0, FOREIGN, false],
  ["files end where the page starts", 2 * PAGE, 0, FOREIGN, true],
  ["files end where the page starts, the header's room is erased", 2 * PAGE, HEADER, FOREIGN, false],
  ["no files at all", 0, HEADER, FOREIGN, true],
  ["nothing in the bank", 0, 0, [], false],
];

test("a chip that starts wipes the bank, log and all, when what follows the files is neither erased nor a header", () => {
  for (const [what, fileBytes, at, bytes, isWiped] of STARTS) {
    const made = board(fileBytes, at, bytes);
    const { flash } = made.board;
    assert.equal(made.lines.includes("Storage is corrupt."), isWiped, what);
    assert.equal(made.lines.includes("Erase complete."), isWiped, what);
    assert.equal(flash.wear.join(), isWiped ? "1,1,1" : "0,0,0", what);
    assert.equal(flash.isErased(0x1000, 3 * PAGE), isWiped || (fileBytes === 0 && bytes.length === 0), what);
  }
});

test("load() and reset() do not look; every reset of the chip does", () => {
  const rows: readonly [string, boolean][] = [
    ["load()", false],
    ["reset()", false],
    ["E.reboot()", true],
  ];
  for (const [source, isWiped] of rows) {
    const made = board(TWO_PAGES, HEADER, FOREIGN);
    made.board.flash.program(LAST_PAGE, Uint8Array.of(0));
    made.board.evaluate(source);
    made.clock.runFor(1000);
    assert.equal(made.lines.includes("Storage is corrupt."), isWiped, source);
  }
});

test("a file too long for the room before the log: its header is written, its data is not, and the log is part of it", () => {
  const made = board(ONE_PAGE, HEADER, FOREIGN);
  const answer = made.board.evaluate("S.write('f', new Uint8Array(1500))");
  assert.equal(answer, "Uncaught Error: File already written with different data");
  assert.equal(made.board.evaluate("S.list().join()+S.read('f').length"), '".bootcde,f1500"');
  const log = made.board.flash.read(LAST_PAGE + HEADER, FOREIGN.length);
  assert.deepEqual([...log], FOREIGN);
  made.board.evaluate("S.erase('.bootcde'); S.compact()");
  assert.notDeepEqual([...made.board.flash.read(LAST_PAGE + HEADER, FOREIGN.length)], FOREIGN, "compaction moved it");
});

test("compaction erases up to the page where no header was found: the log's, when files end right before it", () => {
  const rows: readonly [fileBytes: number, isErased: boolean][] = [
    [TWO_PAGES, false],
    [2 * PAGE, true],
  ];
  for (const [fileBytes, isErased] of rows) {
    const made = board(fileBytes, HEADER, FOREIGN);
    made.board.evaluate("S.erase('.bootcde'); S.compact()");
    assert.equal(made.board.flash.isErased(LAST_PAGE, PAGE), isErased, `${fileBytes} bytes of files`);
  }
});

test("a cut inside the first word of a file's header: in the bank's last page, the next start wipes Storage", () => {
  const rows: readonly [fileBytes: number, isWiped: boolean][] = [
    [ONE_PAGE, false],
    [2 * PAGE, true],
  ];
  for (const [fileBytes, isWiped] of rows) {
    const made = board(fileBytes, HEADER, []);
    const { flash } = made.board;
    const first = flash.operations;
    flash.beforeOperation = (n) => {
      if (n === first) throw new PowerCut(n, TORN.firstHalf);
    };
    made.board.evaluate("S.write('f', 'some text')");
    assert.equal(made.board.stopCause, "power-cut");
    flash.beforeOperation = undefined;
    made.board.boot();
    assert.equal(made.lines.includes("Storage is corrupt."), isWiped, `behind ${fileBytes} bytes`);
    assert.equal(made.board.evaluate("require('Storage').list().join()"), isWiped ? '""' : '".bootcde"');
  }
});

test("a cut inside any later word leaves the files before it, and a file of that length", () => {
  for (let cut = 1; cut < HEADER / 4 + 3; cut++) {
    const made = board(ONE_PAGE, HEADER, []);
    const { flash } = made.board;
    const first = flash.operations;
    flash.beforeOperation = (n) => {
      if (n === first + cut) throw new PowerCut(n, TORN.bits(0x00ff00ff));
    };
    made.board.evaluate("S.write('a file', 'some text')");
    flash.beforeOperation = undefined;
    made.board.boot();
    assert.equal(made.board.evaluate("S.getStats().fileCount"), "2", `word ${cut}`);
    assert.equal(made.board.evaluate("S.read('.bootcde').length"), String(ONE_PAGE - HEADER), `word ${cut}`);
  }
});
