/** How long the sensor has been in use, and what that leads to. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { createLife } from "../../src/system/life.ts";
import { FakeClock } from "./fake-clock.ts";

function openLife(keptHours: number) {
  const clock = new FakeClock();
  const written: number[] = [];
  const told: boolean[] = [];
  let tests = 0;
  const life = createLife(
    clock,
    keptHours,
    (hours) => written.push(hours) > 0,
    (isOver) => told.push(isOver),
    () => tests++,
  );
  const pass = (hours: number) => clock.advance(hours * 3_600_000);
  return { life, written, told, pass, tests: () => tests };
}

test("each hour is written, and when asked for", () => {
  const { life, written, pass } = openLife(7);
  pass(3);
  assert.deepEqual([life.hours(), written], [10, [8, 9, 10]]);
  assert.equal(life.keep(), true);
  assert.deepEqual(written, [8, 9, 10, 10]);
});

test("a self-test each 720 h of use, whatever restarts there were", () => {
  const { pass, tests } = openLife(0);
  pass(719);
  assert.equal(tests(), 0);
  pass(720);
  assert.equal(tests(), 1);
  const second = openLife(719);
  second.pass(1);
  assert.equal(second.tests(), 1);
});

const LIVES: readonly (readonly [hours: number, told: boolean | undefined, isExpired: boolean])[] = [
  [0, undefined, false],
  [43_079, undefined, false],
  [43_080, false, false],
  [43_799, false, false],
  [43_800, true, true],
  [60_000, true, true],
];
for (const [hours, told, isExpired] of LIVES) {
  test(`after ${hours} h: ${isExpired ? "expired" : told === undefined ? "nothing to tell" : "its end is near"}`, () => {
    const at = openLife(hours);
    at.pass(0);
    assert.deepEqual([at.told.pop(), at.life.isExpired()], [told, isExpired]);
    const before = openLife(hours - 1);
    before.pass(1);
    assert.deepEqual([before.told.pop(), before.life.isExpired()], [told, isExpired], "an hour later");
  });
}
