/** The driver's fetch over the virtual modem of each family: neither was written from the other. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { FamilyName } from "../../sim/modem/family.ts";
import { createLuat } from "../../src/modem/luat/luat.ts";
import { APN } from "./parts.ts";
import { Bench, type BenchOptions } from "./sim-modem-bench.ts";
import { bytes, FILE, Web, WHOLE_URL } from "./sim-modem-http-bench.ts";

const CHUNK_BYTES = 17;

function open(family: FamilyName, options: BenchOptions = {}, answers: Web["answers"] = {}) {
  const web = new Web();
  web.answers = answers;
  const bench = new Bench(family, "bearer", { origin: web, ...options });
  const { clock, modem } = bench;
  let take = (_: string) => {};
  modem.onSend = (text) => {
    for (let at = 0; at < text.length; at += CHUNK_BYTES) take(text.slice(at, at + CHUNK_BYTES));
  };
  const uart = {
    write: (text: string) => modem.receive(text),
    on: (_: "data", listener: (chunk: string) => void) => {
      take = listener;
    },
  };
  const handles = new Map<number, ReturnType<typeof clock.after>>();
  const ticking = {
    nowMs: () => clock.nowMs,
    after(delayMs: number, fn: () => void) {
      handles.set(handles.size + 1, clock.after(delayMs, fn));
      return handles.size;
    },
    cancel: (handle: number) => clock.cancel(handles.get(handle) as never),
  };
  const lost: string[] = [];
  const driver = createLuat(uart, ticking, APN, undefined, undefined, {
    lost: (_, line) => lost.push(line),
    message: () => {},
    time: () => {},
  });
  const step = () => {
    let isDone = false;
    driver.step("AT", undefined, () => {
      isDone = true;
    });
    clock.runUntil(() => isDone, 60_000);
  };
  /** What it came to, and what it gave. */
  const fetch = (url: string, fromByte: number, count: number): readonly [error: string, body: string] => {
    let got: readonly [string, string] | undefined;
    driver.fetch(url, fromByte, count, (error, body) => {
      got = [error, body];
    });
    clock.runUntil(() => got !== undefined, 200_000);
    return got ?? ["never ended", ""];
  };
  step();
  return { web, modem, clock, driver, fetch, lost };
}

for (const family of ["air724", "air780e"] as const) {
  test(`${family}: a file in ranges, from its first byte to its last`, () => {
    const { fetch, modem, lost } = open(family);
    let file = "";
    while (file.length < FILE.length) {
      const [error, body] = fetch(WHOLE_URL, file.length, 3072);
      assert.equal(error, "");
      file += body;
    }
    assert.equal(file, bytes(0, FILE.length));
    assert.deepEqual([modem.violations, lost], [[], []]);
  });

  test(`${family}: a redirection is followed`, () => {
    const { fetch, modem } = open(family);
    assert.deepEqual(fetch("http://files.example/moved", 100, 50), ["", bytes(100, 50)]);
    assert.deepEqual(modem.violations, []);
  });

  test(`${family}: nobody there, and a file that is not`, () => {
    assert.equal(open(family).fetch("http://nobody.example/x", 0, 10)[0], "http 601");
    assert.equal(open(family, {}, { status: 404 }).fetch(WHOLE_URL, 0, 10)[0], "http 404");
  });

  test(`${family}: a server that breaks off, or takes too long: an end, and the next goes`, () => {
    const { fetch, web, modem, clock } = open(family, {}, { delayMs: 500_000 });
    const from = clock.nowMs;
    assert.notEqual(fetch(WHOLE_URL, 0, 10)[0], "");
    assert.ok(clock.nowMs - from <= 150_000);
    web.answers = {};
    assert.deepEqual(fetch(WHOLE_URL, 0, 10), ["", bytes(0, 10)]);
    assert.deepEqual(modem.violations, []);
  });
}

test("air202: a firmware that knows no ranges gives a small file, and of a large one nothing wrong", () => {
  const { fetch, modem } = open("air202");
  assert.deepEqual(fetch(WHOLE_URL, 300, 3000), ["", bytes(300, 3000)]);
  assert.equal(fetch(WHOLE_URL, 3000, 3000)[0], "no range");
  assert.deepEqual(modem.violations, []);
});

const OPEN: readonly NonNullable<BenchOptions["settings"]>[] = [
  { sapbrRepeated: "OK" },
  { sapbrAddress: "quoted" },
  { httpReadTail: "\r\n" },
  { httpLength: "whole" },
];
for (const settings of OPEN) {
  test(`what the facts leave open: ${JSON.stringify(settings)}`, () => {
    const { fetch, modem } = open("air780e", { settings });
    for (let i = 0; i < 2; i++) assert.deepEqual(fetch(WHOLE_URL, 5, 3000), ["", bytes(5, 3000)]);
    assert.deepEqual(modem.violations, []);
  });
}
