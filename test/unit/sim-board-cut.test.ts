/** Power cuts: in the middle of a flash operation, and whatever the device was doing; and the register that tells why it started. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { loadBoard } from "../../build/boards.ts";
import { FlashImage } from "../../sim/board/flash.ts";
import { PowerCut, TORN, type Torn } from "../../sim/board/power-cut.ts";
import { rig, running } from "../../sim/board/rig.ts";
import { VirtualNetwork } from "../../sim/cloud/virtual-network.ts";
import { VirtualNode } from "../../sim/node.ts";
import { Random } from "../../sim/random.ts";
import { VirtualSite } from "../../sim/site.ts";

const PAGE = { address: 0x1000, pageBytes: 8, pages: 2 };
const LOG = { address: 0x90000, pageBytes: 0x400, pages: 1 };
const { board: bench } = rig().options;
const WITH_LOG = { board: { ...bench, logFlash: [LOG] } };

const cutAt = (flash: FlashImage, operation: number, torn?: Torn): void => {
  flash.beforeOperation = (n) => {
    if (n === operation) throw new PowerCut(n, torn);
  };
};

const WORDS: readonly [what: string, torn: Torn | undefined, left: readonly number[]][] = [
  ["before", undefined, [0xf0, 0xff, 0xff, 0xff]],
  ["first half", TORN.firstHalf, [0x10, 0x22, 0xff, 0xff]],
  ["second half", TORN.secondHalf, [0xf0, 0xff, 0x33, 0x44]],
  ["some bits", TORN.bits(0x0f0000ff), [0x10, 0xff, 0xff, 0xf4]],
  ["all", () => new Uint8Array(4).fill(0xff), [0x10, 0x22, 0x33, 0x44]],
];

test("a word cut in the middle: some of the bits that were to be cleared are, no other", () => {
  for (const [what, torn, left] of WORDS) {
    const flash = new FlashImage([PAGE]);
    flash.program(0x1004, Uint8Array.of(0xf0));
    cutAt(flash, 2, torn);
    const words = Uint8Array.of(0xaa, 0xaa, 0xaa, 0xaa, 0x11, 0x22, 0x33, 0x44, 0xbb);
    assert.throws(() => flash.program(0x1000, words), torn ? /power cut in flash/ : /power cut before flash/);
    assert.deepEqual([...flash.read(0x1000, 9)], [0xaa, 0xaa, 0xaa, 0xaa, ...left, 0xff], what);
    assert.equal(flash.operations, 2, "the torn one does not count");
  }
});

const PAGES: readonly [what: string, torn: Torn | undefined, left: readonly number[]][] = [
  ["before", undefined, [1, 2, 3, 4, 5, 6, 7, 8]],
  ["first half", TORN.firstHalf, [255, 255, 255, 255, 5, 6, 7, 8]],
  ["second half", TORN.secondHalf, [1, 2, 3, 4, 255, 255, 255, 255]],
  ["some bits of each word", TORN.bits(0x000000f0), [0xf1, 2, 3, 4, 0xf5, 6, 7, 8]],
];

test("a page cut while it is erased", () => {
  for (const [what, torn, left] of PAGES) {
    const flash = new FlashImage([PAGE]);
    flash.program(0x1000, Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12));
    cutAt(flash, flash.operations, torn);
    assert.throws(() => flash.erasePage(0x1004), PowerCut);
    assert.deepEqual([...flash.read(0x1000, 12)], [...left, 9, 10, 11, 12], what);
  }
});

test("stray bits of an erase: few are left, and the same seed leaves the same", () => {
  const leftOf = (seed: number): Uint8Array => {
    const flash = new FlashImage([{ address: 0, pageBytes: 0x1000, pages: 1 }]);
    flash.fill(0);
    cutAt(flash, 0, TORN.random(new Random(seed), 0.99));
    assert.throws(() => flash.erasePage(0), PowerCut);
    return flash.read(0, 0x1000);
  };
  const stray = leftOf(1).filter((byte) => byte !== 0xff).length;
  assert.ok(stray > 200 && stray < 450, `${stray} bytes with stray bits`);
  assert.deepEqual(leftOf(1), leftOf(1));
  assert.notDeepEqual(leftOf(1), leftOf(2));
});

/** All write one word to the log's flash; none may be heard of after that. */
const WRITE = "require('Flash').write('word', 0x90000)";
const LAST_WORDS =
  "print('lives'); digitalWrite(B6, 1); Serial1.write('lives'); require('Flash').write('more', 0x90010);";
const SWALLOW = `try { ${WRITE}; } catch (e) { try { ${LAST_WORDS} } catch (e) { print(e); } } finally { ${LAST_WORDS} }`;
const DOINGS: readonly [what: string, source: string][] = [
  ["boot code", `${WRITE}; ${LAST_WORDS}`],
  ["a catch, and a finally", `${SWALLOW} ${LAST_WORDS}`],
  ["a timer", `setTimeout(function () { ${SWALLOW} }, 5)`],
  ["a timer's text", `setTimeout(${JSON.stringify(SWALLOW)}, 5)`],
  ["an interval, which would come again", `setInterval(function () { ${SWALLOW} }, 5)`],
  [
    "an emitter, with a second listener",
    `E.on('x', function () { ${SWALLOW} }); E.on('x', function () { ${LAST_WORDS} }); E.emit('x')`,
  ],
  [
    "last words before a reboot",
    `E.on('kill', function () { ${SWALLOW} }); setTimeout(function () { E.reboot(); }, 5)`,
  ],
  ["last words before a load", `E.on('kill', function () { ${SWALLOW} }); load()`],
  ["a pin of one's own", `var p = { write: function () { ${SWALLOW} } }; digitalWrite(p, 1); ${LAST_WORDS}`],
  ["a watch", `setWatch(function () { ${SWALLOW} }, A1, { repeat: true })`],
  ["data", `Serial1.setup(9600); Serial1.on('data', function () { ${SWALLOW} })`],
  ["a listener for exceptions", `process.on('uncaughtException', function () { ${SWALLOW} }); setTimeout('lost', 5)`],
  ["a replacement function", `'a'.replace(/a/, function () { ${SWALLOW} }); ${LAST_WORDS}`],
  ["a comparison of sort", `[2, 1].sort(function () { ${SWALLOW}; return 0; }); ${LAST_WORDS}`],
  ["onInit", `function onInit() { ${SWALLOW} }`],
];

test("a cut stops the board whatever it does, its own catch included, and the flash is as it was left", () => {
  for (const [what, source] of DOINGS) {
    const made = rig(source, WITH_LOG);
    const { board, clock, lines } = made;
    const sent: Uint8Array[] = [];
    board.uart("Serial1").onWrite = (bytes) => sent.push(bytes);
    cutAt(board.flash, board.flash.operations, TORN.firstHalf);
    board.boot();
    board.setPin("A1", true);
    board.uart("Serial1").deliver("x");
    clock.runFor(10_000);
    assert.deepEqual([board.stopCause, board.isRunning, board.bootCount], ["power-cut", false, 1], what);
    assert.deepEqual(
      [lines, sent.length, board.pinLevel("B6"), board.uncaught.join()],
      [[], 0, false, what.includes("exceptions") ? "ReferenceError: lost is not defined" : ""],
      what,
    );
    assert.equal(Buffer.from(board.flash.read(LOG.address, 8)).toString("latin1"), "wo\xff\xff\xff\xff\xff\xff", what);
    board.flash.beforeOperation = undefined;
    board.boot();
    assert.deepEqual([board.isRunning, board.bootCount, board.resetCause], [true, 2, "power-on"], what);
  }
});

test("a cut while the chip wipes a corrupt Storage", () => {
  const { board, lines } = rig("", WITH_LOG);
  board.flash.program(0, Uint8Array.of(1));
  cutAt(board.flash, board.flash.operations + 2);
  board.boot();
  assert.deepEqual([board.stopCause, board.flash.erases, board.isRunning], ["power-cut", 2, false]);
  board.flash.beforeOperation = undefined;
  board.boot();
  assert.equal(lines.filter((line) => line === "Storage is corrupt.").length, 1, "what is erased is sound");
});

test("a node: one hook over all its flash, the modem loses its supply too, and the flash moves on", async () => {
  const boardFile = await loadBoard(process.cwd(), "pico");
  const [outside] = boardFile.board.logFlash;
  assert.ok(outside);
  const bundle = `setTimeout(function () { require('Flash').write('mark', ${outside.address}); }, 1000)`;
  const site = new VirtualSite({ bundle, boardFile });
  const { node, clock } = site;
  assert.equal(node.board.files.list().length, 2, "the bundle and the configuration");
  const whole = node.board.flash.clone();
  cutAt(node.board.flash, node.board.flash.operations);
  node.powerOn();
  clock.runFor(2000);
  assert.deepEqual([node.stops, node.modem.powerState, node.board.isRunning], [["power-cut"], "no supply", false]);
  node.board.flash.beforeOperation = undefined;
  node.powerOn();
  clock.runFor(2000);
  assert.equal(node.board.flash.byte(outside.address), "m".charCodeAt(0));
  const flashes = [whole, node.board.flash.clone()];
  for (const [i, flash] of flashes.entries()) {
    const operations = flash.operations;
    const next = new VirtualNode({
      bundle: "other",
      boardFile,
      network: new VirtualNetwork({ clock, hosts: {} }),
      flash,
    });
    assert.equal(flash.operations, operations, "nothing is written to a flash that was in use");
    assert.match(Buffer.from(next.board.files.read(".bootcde") ?? []).toString(), /setTimeout/);
    assert.equal(flash.isErased(outside.address, 4), i === 0);
  }
});

/** Chip by chip: what the register holds after each start; a stale cause shows where nobody clears it. */
const REGISTER = "peek32(R).toString(16)";
const STARTS: readonly [board: string, address: number, words: readonly (readonly [act: string, word: string])[]][] = [
  [
    "pico",
    0x40023874,
    [
      ["", "8000000"],
      ["pin", "c000000"],
      ["poke32(R, 0x01000000)", "0"],
      ["E.reboot()", "10000000"],
      ["load()", "10000000"],
      ["poke32(R, 1)", "10000000"],
      ["poke32(R, [0x01000000])", "0"],
      ["load()", "0"],
      ["watchdog", "20000000"],
      ["pin", "24000000"],
      ["power", "8000000"],
    ],
  ],
  [
    "mdbt42q",
    0x40000400,
    [
      ["", "0"],
      ["watchdog", "2"],
      ["E.reboot()", "6"],
      ["poke32(R, 0xf)", "0"],
      ["pin", "1"],
      ["power", "0"],
    ],
  ],
  [
    "esp32",
    0x3ff48034,
    [
      ["", "1"],
      ["E.reboot()", "3"],
      ["watchdog", "7"],
      ["pin", "1"],
    ],
  ],
  [
    "rp2040-pico",
    0x40058008,
    [
      ["", "0"],
      ["E.reboot()", "2"],
      ["watchdog", "1"],
      ["poke32(R, 0)", "1"],
    ],
  ],
  ["linux", 0x40023874, [["E.reboot()", "0"]]],
];

test("the reset register, chip by chip", async () => {
  for (const [id, address, words] of STARTS) {
    const { board: file } = await loadBoard(process.cwd(), id);
    const { board, clock } = running(`R = ${address}`, {
      board: { ...bench, ...(file.resetRegister && { resetRegister: file.resetRegister }) },
    });
    const acts: Record<string, () => void> = {
      "": () => undefined,
      pin: () => board.pressReset(),
      power: () => {
        board.powerOff();
        board.boot();
      },
      watchdog: () => void board.evaluate("E.enableWatchdog(1, false)"),
    };
    for (const [act, word] of words) {
      (acts[act] ?? (() => void board.evaluate(act)))();
      clock.runFor(2000);
      assert.equal(board.evaluate(REGISTER), `"${word}"`, `${id} after ${act || "power on"}`);
    }
    assert.equal(board.evaluate("peek32(R, 2) instanceof Uint32Array"), "true");
    assert.equal(board.evaluate("[peek32(0), peek32(R + 4), peek32(R, 2)[1]].join()"), '"0,0,0"');
  }
});
