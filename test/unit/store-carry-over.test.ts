/** Alarms that wait over an orderly reboot: kept whole, taken once, and never in the way of a start. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Flash } from "../../src/hal.ts";
import { keep, takeKept } from "../../src/store/carry-over.ts";
import { alarmEvent } from "./cloud-bench.ts";

const FILE = "canary.wait";

function open(text?: string) {
  const files: { [name: string]: string } = text === undefined ? {} : { [FILE]: text };
  let writes = 0;
  const flash: Flash = {
    read: (name) => files[name],
    write(name, content) {
      writes++;
      files[name] = content;
      return true;
    },
  };
  return { flash, files, writes: () => writes };
}

const TIMED = { ...alarmEvent(4294967295, 5000), epochMs: 1_780_000_000_000, notBeforeMs: 99_000, sends: 5 };
const UNMEASURED = { ...alarmEvent(8), epochMs: 0, ppm: undefined, lelPercent: undefined };

test("what is kept comes back in order, never sent, due at once", () => {
  const { flash } = open();
  keep(flash, [TIMED, UNMEASURED]);
  assert.deepEqual(takeKept(flash), [
    { ...TIMED, notBeforeMs: 0, sends: 0, decidedAtMs: 0 },
    { ...UNMEASURED, decidedAtMs: 0 },
  ]);
});

test("a time that was not known is told as none, not as one since this start", () => {
  const { flash } = open();
  keep(flash, [alarmEvent(7)]);
  assert.equal(takeKept(flash)[0]?.epochMs, 0);
});

test("taken once", () => {
  const { flash } = open();
  keep(flash, [TIMED]);
  assert.equal(takeKept(flash).length, 1);
  assert.deepEqual(takeKept(flash), []);
});

test("nothing waits: nothing is written, at the reboot and at the start", () => {
  for (const { flash, writes } of [open(), open("[]")]) {
    keep(flash, []);
    assert.deepEqual(takeKept(flash), []);
    assert.equal(writes(), 0);
  }
});

test("a text cut short anywhere stops no start, and is gone after it", () => {
  const whole = open();
  keep(whole.flash, [TIMED, UNMEASURED]);
  const text = whole.files[FILE] as string;
  for (let chars = 0; chars < text.length; chars++) {
    const { flash } = open(text.slice(0, chars));
    assert.doesNotThrow(() => takeKept(flash), `cut to ${JSON.stringify(text.slice(0, chars))}`);
    assert.deepEqual(takeKept(flash), []);
  }
});

test("a text whose end was never written, as flash reads that", () => {
  const whole = open();
  keep(whole.flash, [TIMED, UNMEASURED]);
  const text = whole.files[FILE] as string;
  for (let chars = 0; chars < text.length; chars++)
    assert.deepEqual(takeKept(open(text.slice(0, chars).padEnd(text.length, "\xff")).flash), []);
});
