/** Raw flash: `require("Flash")`, what it is made of, and the counts of its operations; answers as Espruino 2v29's. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { FlashImage } from "../../sim/board/flash.ts";
import { rig, running } from "../../sim/board/rig.ts";
import { Random } from "../../sim/random.ts";
import type { FlashArea } from "../../src/hal.ts";

const BASE = 0x10000000;
const LOG: readonly FlashArea[] = [
  { address: 0x20000000, pageBytes: 0x800, pages: 2 },
  { address: 0x20001000, pageBytes: 0x400, pages: 1 },
];
const { board: bench } = rig().options;
const OPTIONS = {
  storageAddress: BASE,
  storageBytes: 0x40000,
  storagePageBytes: 0x400,
  board: { ...bench, logFlash: LOG },
};
const linux = () => running("var F = require('Flash');", { ...OPTIONS, board: { ...OPTIONS.board, id: "linux" } });

/** One after the other on one board; every answer is the real interpreter's but for those about areas beyond its own. */
const STEPS: readonly [string, string][] = [
  ["F.read(8, 0x10030000)", "new Uint8Array([255, 255, 255, 255, 255, 255, 255, 255])"],
  [
    "[F.read(0, 0x10030000), F.read(-1, 0x10030000), F.read(undefined, 0x10030000)]",
    "[ undefined, undefined, undefined ]",
  ],
  ["[F.read('4', 0x10030000).length, F.read(4.7, 0x10030000).length]", "[ 4, 4 ]"],
  ["F.write('abc', 0x10030001)", "undefined"],
  ["F.write([1, 2, 3, 4, 5], 0x10030004)", "undefined"],
  ["F.read(12, 0x10030000).join()", '"255,97,98,99,1,2,3,4,5,255,255,255"'],
  ["F.write([0xf3], 0x10030004); F.read(4, 0x10030004).join()", '"1,2,3,4"'],
  ["F.write(5, 0x10030010); F.write({ data: [1], count: 3 }, 0x10030010); F.read(4, 0x10030010).join()", '"1,1,1,255"'],
  ["F.write(new Uint16Array([0x102, 0x304]), 0x10030020); F.read(4, 0x10030020).join()", '"2,4,255,255"'],
  ["F.write(new Uint8Array([9, 8]).buffer, 0x10030024); F.read(4, 0x10030024).join()", '"9,8,255,255"'],
  ["[F.write('', 0x10030030), F.write([], 0x10030030), F.read(1, 0x10030030)[0]]", "[ undefined, undefined, 255 ]"],
  ["F.write()", "Error: Data is not defined"],
  ["F.write(null, 0x10030000)", "TypeError: Expecting Number or iterable, got null"],
  ["F.erasePage()", "Error: Address should be an integer, got undefined"],
  ["F.erasePage('0x10030000')", "Error: Address should be an integer, got String"],
  ["F.erasePage(1.5)", "Error: Address should be an integer, got Number"],
  ["F.erasePage(null)", "Error: Address should be an integer, got null"],
  ["F.erasePage([])", "Error: Address should be an integer, got Array"],
  ["F.erasePage(4294967296)", "Error: Address should be an integer, got Number"],
  ["F.erasePage(0x100303ff)", "undefined"],
  ["F.read(12, 0x10030000).every(function (b) { return b === 255; })", "true"],
  ["F.getPage(0x10000405)", '{ "addr": 268436480, "length": 1024 }'],
  ["F.getPage(0x20001005)", '{ "addr": 536875008, "length": 1024 }'],
  ["[F.getPage(5), F.getPage()]", "[ undefined, undefined ]"],
  ["JSON.stringify(F.getFree())", '"[{\\"addr\\":268435456,\\"length\\":262144}]"'],
  ["F.write('across', 0x20000ffc); F.read(8, 0x20000ffc).join()", '"97,99,114,111,115,115,255,255"'],
];

test("the Flash library, step by step", () => {
  const { board } = linux();
  for (const [source, shown] of STEPS) {
    const answer = board.evaluate(source);
    assert.equal(answer, /Error:/.test(shown) ? `Uncaught ${shown}` : shown, source);
  }
});

test("free is what is not Storage's, neighbours joined; to the RP2 port, Storage itself", () => {
  const rows: readonly [id: string, free: object[]][] = [
    ["bench", [{ addr: LOG[0]?.address, length: 0x1400 }]],
    ["rp2040-pico", [{ addr: BASE, length: 0x40000 }]],
  ];
  for (const [id, free] of rows) {
    const { board } = running("", { ...OPTIONS, board: { ...OPTIONS.board, id } });
    const shown = board.evaluate("JSON.stringify(require('Flash').getFree())");
    assert.equal(shown, JSON.stringify(JSON.stringify(free)), id);
  }
});

test("where there is no flash, the simulator says so", () => {
  const { board } = linux();
  for (const source of ["F.read(4, 0)", "F.write('abcd', 0x2000)", "F.erasePage(0x8000)", "F.read(8, 0x1003fffc)"]) {
    assert.match(board.evaluate(source), /No flash for programs at 0x[0-9a-f]{8} of this board/, source);
  }
  assert.equal(board.flash.operations, 8 + Math.ceil("var F = require('Flash');".length / 4), "only the bundle's file");
});

test("the RP2 port writes nowhere but in Storage's bank", () => {
  const { board } = running("var F = require('Flash');", {
    ...OPTIONS,
    board: { ...OPTIONS.board, id: "rp2040-pico" },
  });
  const rows: readonly [string, string][] = [
    ["F.write('abc', 0x20000001)", "Uncaught Error: jshFlashWrite: range 0x20000000+4 outside saved flash"],
    ["F.erasePage(0x20000801)", "Uncaught Error: jshFlashErasePage: address 0x20000800 outside saved flash"],
    ["F.write('abc', 0x10030000)", "undefined"],
  ];
  for (const [source, shown] of rows) assert.equal(board.evaluate(source), shown, source);
});

test("an area in Storage's bank is the same bytes; one that sticks out of it, or lies beside its pages, is refused", () => {
  const area = (address: number, pageBytes = 0x400): { board: typeof bench } => ({
    board: { ...bench, logFlash: [{ address, pageBytes, pages: 1 }] },
  });
  const { board } = running("", { ...OPTIONS, ...area(BASE + 0x3fc00) });
  assert.equal(board.flash.areas.length, 1);
  assert.equal(board.evaluate("JSON.stringify(require('Flash').getFree())"), '"[]"');
  assert.throws(() => rig("", { ...OPTIONS, ...area(BASE + 0x3fe00) }), /0x1003fe00 sticks out of Storage/);
  assert.throws(() => rig("", { ...OPTIONS, ...area(BASE + 0x3f800, 0x800) }), /0x1003f800 is not on the pages/);
});

test("flash: programming only clears bits, in words; erasing is by pages; both are counted", () => {
  const flash = new FlashImage([
    { address: 0x1000, pageBytes: 0x1000, pages: 2 },
    { address: 0x8000, pageBytes: 0x400, pages: 1 },
  ]);
  const operations: string[] = [];
  flash.beforeOperation = (n, { kind, address }) => operations.push(`${n} ${kind} ${address.toString(16)}`);
  flash.program(0x1006, Uint8Array.of(0x0f, 0xf0, 0x55));
  assert.deepEqual([flash.programs, [...flash.read(0x1005, 5)]], [2, [0xff, 0x0f, 0xf0, 0x55, 0xff]]);
  flash.program(0x1006, Uint8Array.of(0xf3));
  assert.deepEqual([flash.byte(0x1006), flash.lostBits], [0x03, 1]);
  flash.program(0x8000, Uint8Array.of(0));
  flash.erasePage(0x1123);
  flash.erasePage(0x8001);
  assert.deepEqual([flash.erases, flash.wear, flash.byte(0x1006), flash.byte(0x8000)], [2, [1, 0, 1], 0xff, 0xff]);
  assert.deepEqual([flash.wearAt(0x1fff), flash.wearAt(0x2000), flash.wearAt(0x8000)], [1, 0, 1]);
  assert.deepEqual(operations, [
    "0 program 1004",
    "1 program 1008",
    "2 program 1004",
    "3 program 8000",
    "4 erase 1000",
    "5 erase 8000",
  ]);
});

test("writes to a block of 512 bytes count from the erase of its page", () => {
  const flash = new FlashImage([{ address: 0x1000, pageBytes: 0x400, pages: 2 }]);
  const word = Uint8Array.of(0, 0, 0, 0);
  for (let i = 0; i < 5; i++) flash.program(0x1200, word);
  flash.program(0x1000, new Uint8Array(12));
  assert.deepEqual([flash.mostBlockWrites, flash.clone().mostBlockWrites], [5, 5]);
  flash.erasePage(0x1000);
  for (let i = 0; i < 4; i++) flash.program(0x1200, word);
  assert.equal(flash.mostBlockWrites, 5, "four again, not nine");
  flash.erasePage(0x1400);
  for (let i = 0; i < 2; i++) flash.program(0x1204, word);
  assert.equal(flash.mostBlockWrites, 6, "another page's erase changes nothing");
});

test("flash can be filled, and copied with its counts", () => {
  const { board } = rig("x=1", OPTIONS);
  const { flash } = board;
  const counted = flash.operations;
  flash.fill(0, LOG[0]);
  flash.fill(new Random(7), LOG[1]);
  const copy = flash.clone();
  assert.deepEqual([flash.byte(0x200007ff), new Set(flash.read(0x20001000, 64)).size > 32], [0, true]);
  flash.fill(0xff, LOG[1]);
  assert.deepEqual([flash.operations, copy.operations, copy.byte(0x20000000)], [counted, counted, 0]);
  assert.equal(copy.isErased(0x20001000, 0x400), false);
  assert.equal(flash.isErased(0x20001000, 0x400), true);
  flash.fill(0);
  assert.equal(flash.word(BASE), 0);
});

test("all flash survives resets, and goes over to another board", () => {
  const made = running("", OPTIONS);
  made.board.evaluate("require('Flash').write('kept', 0x20000000); require('Storage').write('f', 'kept too')");
  made.board.pressReset();
  made.clock.runFor(1000);
  const next = running("", { ...OPTIONS, flash: made.board.flash.clone() });
  for (const { board } of [made, next]) {
    assert.equal(
      board.evaluate("E.toString(require('Flash').read(4, 0x20000000))+require('Storage').read('f')"),
      '"keptkept too"',
    );
  }
});
