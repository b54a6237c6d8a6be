/** What the page may cost. The machine that runs the tests has other things to do: what depends on that has room. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Browser } from "playwright-core";
import { SKIP, startBrowser } from "./browser.ts";
import { LIMITS } from "./limits.ts";
import { firstPaints, framesUnderLoad, nodeMemory, pageBytes, quantile } from "./measures.ts";

test(`compressed it is less than ${LIMITS.gzipBytes / 1000} kB`, async () => {
  const files = await pageBytes();
  const bytes = files.reduce((sum, { gzipBytes }) => sum + gzipBytes, 0);
  assert.ok(bytes < LIMITS.gzipBytes, `${bytes}: ${JSON.stringify(files)}`);
  assert.ok(bytes > 5000, "that is no page");
});

test(`a node, its cloud and its page take less than ${LIMITS.nodeBytes / 1e6} MB of a process`, async () => {
  const { programBytes, onlineBytes, dayBytes } = await nodeMemory();
  for (const [when, bytes] of [
    ["online", onlineBytes],
    ["a day later", dayBytes],
  ] as const) {
    assert.ok(bytes - programBytes < LIMITS.nodeBytes, `${when}: ${bytes}, of it the program ${programBytes}`);
  }
});

describe("in a browser", { skip: SKIP }, () => {
  let browser: Browser;
  before(async () => {
    browser = await startBrowser();
  });
  after(() => browser?.close());

  test(`first paint under ${LIMITS.paintMs} ms`, async () => {
    const { paintMs } = await firstPaints(browser, 3);
    assert.ok(Math.min(...paintMs) < LIMITS.paintMs, `${paintMs} ms`);
  });

  test(`frames stay smooth while ${LIMITS.linesPerS} lines a second come`, async () => {
    const { intervalsMs, cpuMsPerFrame, linesPerS, arrived } = await framesUnderLoad(browser, LIMITS.linesPerS, 3000);
    const seen = `${cpuMsPerFrame} ms of the CPU a frame, half of the frames within ${quantile(intervalsMs, 0.5)} ms`;
    assert.ok(cpuMsPerFrame < LIMITS.cpuMsPerFrame, seen);
    assert.ok(quantile(intervalsMs, 0.5) < 2 * LIMITS.frameMs, seen);
    assert.ok(
      linesPerS > LIMITS.linesPerS * 0.9 && arrived > 0.9,
      `${linesPerS} lines a second, ${arrived} of them came`,
    );
  });
});
