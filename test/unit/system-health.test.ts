/** The watchdog's food, the warning before it bites, and what is kept of an exception. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { createHealth, JOURNAL_TASK, LINK_TASK, SENSOR_TASK, TIMER_TASK } from "../../src/system/health.ts";
import { FakeClock } from "./fake-clock.ts";

const TASKS = [SENSOR_TASK, LINK_TASK, JOURNAL_TASK, TIMER_TASK];

function open() {
  const clock = new FakeClock(0);
  const kicksMs: number[] = [];
  const kept: string[] = [];
  const health = createHealth(
    clock,
    () => kicksMs.push(clock.ms),
    (text) => kept.push(text),
  );
  return { clock, kicksMs, kept, health };
}

test("the watchdog is fed when every task has reported, and not before", () => {
  for (const missing of [...TASKS, 0]) {
    const { health, kicksMs } = open();
    for (let round = 0; round < 10; round++) for (const task of TASKS) if (task !== missing) health.report(task);
    assert.equal(kicksMs.length, missing ? 0 : 10, `without task ${missing}`);
  }
});

test("the watchdog is fed once a round, whatever the order", () => {
  const { health, kicksMs } = open();
  for (const task of [JOURNAL_TASK, JOURNAL_TASK, TIMER_TASK, SENSOR_TASK, SENSOR_TASK, LINK_TASK]) health.report(task);
  assert.equal(kicksMs.length, 1);
});

const LATE: readonly (readonly [missing: number, text: string])[] = [
  [SENSOR_TASK, "20 s: watchdog: late tasks 1"],
  [LINK_TASK, "20 s: watchdog: late tasks 2"],
  [JOURNAL_TASK, "20 s: watchdog: late tasks 4"],
  [TIMER_TASK, "20 s: watchdog: late tasks 8"],
  [15, "20 s: watchdog: late tasks 15"],
];
for (const [missing, text] of LATE) {
  test(`without task ${missing}: told once, 10 s before the watchdog bites`, () => {
    const { clock, health, kept } = open();
    for (const task of TASKS) if (!(task & missing)) health.report(task);
    for (let second = 0; second < 30; second++) {
      health.report(0);
      assert.deepEqual(kept, second < 20 ? [] : [text], `after ${second} s`);
      clock.advance(1000);
    }
  });
}

test("fed in time, nothing is told; late again, it is told again", () => {
  const { clock, health, kept } = open();
  const feed = () => {
    for (const task of TASKS) health.report(task);
  };
  for (let second = 0; second < 100; second++) {
    clock.advance(1000);
    health.report(0);
    if (second % 15 === 0) feed();
  }
  assert.deepEqual(kept, []);
  for (const seconds of [21, 21]) {
    feed();
    clock.advance(seconds * 1000);
    health.report(0);
  }
  assert.equal(kept.length, 2, kept.join("; "));
});

const CRASHES: readonly (readonly [error: unknown, kept: string])[] = [
  [{ message: "torn", stack: "at line 1" }, "7 s: torn at line 1"],
  [{ message: "torn" }, "7 s: torn "],
  ["a text", "7 s: a text "],
  [17, "7 s: 17 "],
];
for (const [error, text] of CRASHES) {
  test(`a crash is kept, with its time: ${JSON.stringify(error).slice(0, 60)}`, () => {
    const { clock, health, kept } = open();
    clock.advance(7000);
    health.crashed(error);
    assert.deepEqual(kept, [text]);
  });
}

for (const nothing of [undefined, null]) {
  test(`a crash may be ${nothing}`, () => {
    const { health, kept } = open();
    health.crashed(nothing);
    assert.deepEqual(kept, [`0 s: ${nothing} `]);
  });
}

test("a crash at every sample is kept once an hour", () => {
  const { clock, health, kept } = open();
  for (let second = 0; second < 3 * 3600; second++) {
    health.crashed("again");
    clock.advance(1000);
  }
  assert.deepEqual(
    kept.map((text) => text.split(" s")[0]),
    ["0", "3600", "7200"],
  );
});

const FLAGS: readonly (readonly [flags: readonly string[], isLost: boolean])[] = [
  [[], false],
  [["FIFO_FULL"], true],
  [["UART_OVERFLOW"], true],
  [["BUFFER_FULL", "UART_OVERFLOW"], true],
  [["MEMORY_BUSY"], false],
  [["CALLBACK", "LOW_MEMORY"], false],
];
for (const [flags, isLost] of FLAGS) {
  test(`error flags ${JSON.stringify(flags)}: bytes ${isLost ? "were" : "were not"} lost`, () =>
    assert.equal(open().health.flagged(flags), isLost));
}

test("error flags are counted by name", () => {
  const { health } = open();
  for (const flags of [["FIFO_FULL"], [], ["FIFO_FULL", "MEMORY"]]) health.flagged(flags);
  assert.deepEqual(health.errors, { FIFO_FULL: 2, MEMORY: 1 });
});
