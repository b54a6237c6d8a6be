/** The event queue of the simulation: order, and that time always moves. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { SimClock } from "../../sim/clock.ts";

test("what is due at the same time runs in the order in which it was asked for", () => {
  const clock = new SimClock();
  const ran: string[] = [];
  for (const [name, ms] of [
    ["c", 5],
    ["a", 1],
    ["d", 5],
    ["b", 1],
  ] as const)
    clock.after(ms, () => ran.push(name));
  clock.cancel(clock.after(3, () => ran.push("cancelled")));
  clock.runFor(10);
  assert.deepEqual([ran.join(""), clock.nowMs], ["abcd", 10]);
});

test("a wait for less than the clock can show still moves it: nothing turns on the spot", () => {
  for (const startMs of [0, 837_789.627_120_360_5, 365 * 86_400_000]) {
    const clock = new SimClock();
    clock.runFor(startMs);
    const fromMs = clock.nowMs;
    let turns = 0;
    const again = (): void => {
      if (turns++ < 1000) clock.after(5.8e-11, again);
    };
    again();
    clock.runFor(1);
    assert.ok(turns > 1000, "all of them in one millisecond");
    assert.ok(clock.nowMs > fromMs);
  }
});

test("whoever waits for the rest of a period finds that it is over", () => {
  const clock = new SimClock();
  clock.runFor(217_889.627_120_360_5);
  const startedMs = clock.nowMs;
  let looks = 0;
  const look = (): void => {
    looks++;
    const leftMs = 450_000 - (clock.nowMs - startedMs);
    if (leftMs > 0) clock.after(leftMs, look);
  };
  clock.after(123.456_789, look);
  clock.runFor(500_000);
  assert.equal(looks, 2);
});
