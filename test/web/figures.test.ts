/**
 * What the page may cost. The machine that runs the tests has other things to do, so that frames are late through no fault of the
 * page's: held here is the page's own work. How many frames there are a second, and the median of the first paints, is in
 * docs/page-figures.md, measured while the machine does nothing else.
 */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Browser } from "playwright-core";
import { SKIP, startBrowser } from "./browser.ts";
import { LIMITS } from "./limits.ts";
import { firstPaints, framesUnderLoad, nodeMemory, pageBytes } from "./measures.ts";

const PAINTS = 3;

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

  test(`one first paint of ${PAINTS} under ${LIMITS.paintMs} ms`, async () => {
    const { paintMs } = await firstPaints(browser, PAINTS);
    assert.ok(Math.min(...paintMs) < LIMITS.paintMs, `${paintMs} ms`);
  });

  test(`${LIMITS.linesPerS} lines a second cost the main thread less than ${LIMITS.cpuMsPerFrame} ms of the CPU a frame`, async () => {
    const { intervalsMs, cpuMsPerFrame, linesPerS, arrived } = await framesUnderLoad(browser, LIMITS.linesPerS, 3000);
    const seen = `${cpuMsPerFrame} ms in each of ${intervalsMs.length} frames`;
    assert.ok(cpuMsPerFrame > 0 && cpuMsPerFrame < LIMITS.cpuMsPerFrame, seen);
    assert.ok(
      linesPerS > LIMITS.linesPerS * 0.9 && arrived > 0.9,
      `${linesPerS} lines a second, ${arrived} of them came`,
    );
  });
});
