/** Pins, ADC and watches of the virtual board. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { running } from "../../sim/board/rig.ts";

test("the ADC gives a fraction in steps of 1/4096, and stays below 1", () => {
  const { board } = running();
  const rows: readonly [number, number][] = [
    [0, 0],
    [-1, 0],
    [1.65, 0.5],
    [3.3, 4095 / 4096],
    [9, 4095 / 4096],
    [0.001, 1 / 4096],
  ];
  for (const [volts, fraction] of rows) {
    board.setAdcVolts("A0", volts);
    assert.equal(board.evaluate("analogRead(A0)===analogRead('A0')&&analogRead(A0)*4096"), String(fraction * 4096));
  }
});

test("outputs, and what a reset does to them", () => {
  const { board, clock } = running();
  const seen: boolean[] = [];
  board.onPin("B6", (level) => seen.push(level));
  board.evaluate("digitalWrite(B6,1); B6.write(0); B6.set(); digitalWrite([A1,A2],1)");
  assert.deepEqual(
    [board.pinLevel("A1"), board.pinLevel("A2"), board.evaluate("getPinMode(B6)")],
    [false, true, '"output"'],
  );
  board.evaluate("digitalPulse(A1,1,50)");
  assert.equal(board.pinLevel("A1"), true);
  clock.runFor(51);
  assert.equal(board.pinLevel("A1"), false);
  board.pressReset();
  assert.deepEqual([board.pinLevel("B6"), seen], [false, [true, false, true, false]]);
});

test("watches: edges, debouncing, once and again", () => {
  const { board, clock, lines } = running(`
    setWatch(function (e) { print("any", e.state, e.time); }, A3, {repeat: true});
    setWatch(function (e) { print("once", e.state); }, A3, {edge: "falling"});
    setWatch(function (e) { print("button", e.state); }, BTN1, {repeat: true});`);
  const steps: readonly [number, string, boolean][] = [
    [1000, "A3", true],
    [500, "A3", false],
    [500, "A3", true],
    [1, "A3", false],
    [0, "BTN1", true],
    [10, "BTN1", false],
    [10, "BTN1", true],
    [100, "BTN1", false],
  ];
  for (const [waitMs, pin, level] of steps) {
    clock.runFor(waitMs);
    board.setPin(pin, level);
  }
  clock.runFor(100);
  assert.deepEqual(lines, [
    "any true 1",
    "any false 1.5",
    "once false",
    "any true 2",
    "any false 2.001",
    "button true",
  ]);
});
