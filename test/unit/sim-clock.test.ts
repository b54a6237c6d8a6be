/** The event queue of the simulation: order, and that time always moves. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { exactMs, SimClock } from "../../sim/clock.ts";

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

test("a moment that nothing else has: the next half millisecond without an event, also one that comes on the way", () => {
  for (const [what, nowMs, eventsMs, gapMs] of [
    ["nothing due", 10, [], 10.5],
    ["between two", 10.2, [], 10.5],
    ["on one already", 10.5, [], 11],
    ["taken", 10, [10.5], 11],
    ["a row of them", 10, [10.5, 11, 11.25, 11.5], 12],
    ["an event in between", 10, [10.25], 10.5],
  ] as const) {
    const clock = new SimClock();
    const ran: number[] = [];
    clock.runFor(nowMs);
    for (const atMs of eventsMs) clock.after(atMs - clock.nowMs, () => ran.push(clock.nowMs));
    clock.runToGap();
    assert.equal(clock.nowMs, gapMs, what);
    assert.deepEqual(ran, eventsMs, "what is due before has run");
  }
  const clock = new SimClock();
  clock.after(0.25, () => clock.after(0.25, () => {}));
  clock.runToGap();
  assert.equal(clock.nowMs, 1, "one that was asked for on the way there");
});

test("events at every half millisecond without end: it is over all the same", () => {
  const clock = new SimClock();
  const again = (): void => void clock.after(0.5, again);
  again();
  clock.runToGap();
  assert.ok(clock.nowMs > 400 && clock.nowMs < 600);
  let isDone = false;
  clock.atGap(() => {
    isDone = true;
  });
  clock.runFor(1000);
  assert.ok(isDone);
});

test("from within an event: alone, or later", () => {
  for (const [what, dueMs, othersMs, atMs] of [
    ["alone", 20, [], 20],
    ["one before", 20, [20], 20.5],
    ["one before, and one at the next", 20, [20, 20.5], 21],
    ["off the grid", 20.25, [], 20.5],
  ] as const) {
    const clock = new SimClock();
    for (const ms of othersMs) clock.after(ms, () => {});
    let seenMs = 0;
    const act = (): void => {
      seenMs = clock.nowMs;
    };
    clock.after(dueMs, () => (clock.isAtGap ? act() : clock.atGap(act)));
    clock.runFor(100);
    assert.equal(seenMs, atMs, what);
  }
  const clock = new SimClock();
  let isAtGap = true;
  clock.after(20, () => {
    ({ isAtGap } = clock);
  });
  clock.after(20, () => {});
  clock.runFor(100);
  assert.equal(isAtGap, false, "one that waits for the same moment");
});

test("what was written as a number of seconds is read back exactly", () => {
  for (let half = 1; half < 200_000; half++) {
    const ms = half / 2;
    assert.equal(exactMs((ms / 1000) * 1000), ms);
  }
});

test("real time: stopped it keeps what has passed, and another speed goes on from there", async () => {
  const clock = new SimClock();
  clock.startRealTime(100);
  assert.equal(clock.isRealTime, true);
  await new Promise<void>((done) => void clock.after(1000, done));
  clock.startRealTime(50);
  const atMs = clock.nowMs;
  assert.ok(atMs >= 1000);
  await new Promise<void>((done) => void clock.after(100, done));
  clock.stopRealTime();
  const stoppedMs = clock.nowMs;
  assert.ok(stoppedMs >= atMs + 100);
  assert.deepEqual([clock.isRealTime, clock.nowMs], [false, stoppedMs]);
});
