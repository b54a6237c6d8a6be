/** Winsen's frames: bytes in, values out, and what is wrong while there is none. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { createWinsen } from "../../src/gas/winsen.ts";
import type { Uart } from "../../src/hal.ts";
import { FakeClock } from "./fake-clock.ts";

const bytes = (hex: string) =>
  hex
    .split(" ")
    .map((two) => String.fromCharCode(parseInt(two, 16)))
    .join("");
/** 3.7 ppm as a ZE07-CO sends it by itself; the check byte that circulates for it (25) is wrong. */
const PUSHED = bytes("ff 04 03 01 00 25 13 88 38");
const PUSHED_500 = bytes("ff 04 03 01 13 88 13 88 c2");
/** 608 counts, as the MH-441D's manual shows them. */
const ANSWER = bytes("ff 86 02 60 47 00 00 00 d1");
const ASK = bytes("ff 01 86 00 00 00 00 00 79");

function open(ppmPerCount = 0.1, maxPpm = 500) {
  const clock = new FakeClock();
  const sent: string[] = [];
  let deliver: (chunk: string) => void = () => {};
  const uart: Uart = {
    write: (text) => sent.push(text),
    on: (_event, listener) => {
      deliver = listener;
    },
  };
  const winsen = createWinsen(uart, clock, ppmPerCount, maxPpm);
  return {
    clock,
    sent,
    winsen,
    deliver: (...chunks: string[]) =>
      chunks.forEach((chunk) => {
        deliver(chunk);
      }),
  };
}

type Row = readonly [name: string, chunks: readonly string[], value: number];
const DAMAGED = PUSHED.replace("\x38", "\x39");
const ROWS: readonly Row[] = [
  ["nothing", [], NaN],
  ["a frame", [PUSHED], 3.7],
  ["full scale", [PUSHED_500], 500],
  ["an answer", [ANSWER], 60.8],
  ["byte by byte", PUSHED.split(""), 3.7],
  ["two at once", [PUSHED + PUSHED_500], 500],
  ["in three pieces with garbage before", ["\x00\xff\x55", `\xff${PUSHED.slice(0, 3)}`, PUSHED.slice(3)], 3.7],
  ["a check sum that is wrong", [DAMAGED], NaN],
  ["the example that circulates", [PUSHED.replace("\x38", "\x25")], NaN],
  ["a damaged one, then a sound one", [DAMAGED + PUSHED], 3.7],
  ["half a frame, then a sound one", [PUSHED.slice(0, 5) + PUSHED_500], 500],
  ["our own question, where the wires touch", [ASK.repeat(3)], NaN],
  ["the answer to a change of the mode", [bytes("ff 78 01 00 00 00 00 00 87")], NaN],
  ["a frame of nothing", [`\xff${"\0".repeat(8)}`], NaN],
  ["a head of another range", [bytes("ff 04 03 01 00 25 27 10 9c")], NaN],
  ["a line that is always high", ["\xff".repeat(500)], NaN],
  ["long garbage, then a sound one", ["\x12\xfe".repeat(500), PUSHED], 3.7],
];
for (const [name, chunks, value] of ROWS) {
  test(`${name}: ${value}`, () => {
    const { winsen, deliver } = open();
    deliver(...chunks);
    const got = winsen.take();
    assert.ok(Object.is(got, value) || Math.abs(got - value) < 1e-9, `got ${got}`);
  });
}

test("a count of an MH-441D is 500 ppm, that is 1 %LEL of methane", () => {
  const { winsen, deliver } = open(500, 50000);
  deliver(bytes("ff 86 00 14 47 00 00 00 1f"));
  assert.equal(winsen.take(), 10000);
});

test("it asks only where nothing comes by itself", () => {
  const { clock, winsen, sent, deliver } = open();
  winsen.take();
  assert.deepEqual(sent, [ASK]);
  for (let s = 0; s < 10; s++) {
    deliver(PUSHED);
    clock.advance(1000);
    winsen.take();
  }
  assert.equal(sent.length, 1);
  clock.advance(1000);
  winsen.take();
  assert.equal(sent.length, 2);
});

const SILENCES: readonly (readonly [name: string, last: string, tag: string])[] = [
  ["nothing", "", "fault:stale"],
  ["damaged frames", DAMAGED, "fault:checksum"],
];
for (const [name, last, tag] of SILENCES) {
  test(`${name} for 10 s: no value any more, and ${tag}`, () => {
    const { clock, winsen, deliver } = open();
    deliver(PUSHED);
    for (let s = 1; s < 10; s++) {
      clock.advance(1000);
      deliver(last);
      assert.equal(winsen.take(), 3.7, `after ${s} s`);
    }
    clock.advance(1000);
    deliver(last);
    assert.ok(Number.isNaN(winsen.take()));
    assert.equal(winsen.silence(), tag);
    clock.advance(20_000);
    assert.equal(winsen.silence(), "fault:stale", "and when not even those come");
  });
}
