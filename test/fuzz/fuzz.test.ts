/**
 * A sample of the fuzzing, and the proof that it can fail. All of it: `node --import tsx test/fuzz/fuzz.ts --uart 1000000
 * --downlink 100000 --workers 2`.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { UART_BREAKS } from "./breaks.ts";
import { DOWNLINK_BREAKS } from "./breaks-downlink.ts";
import { DownlinkBench, fuzzDownlinks } from "./downlink.ts";
import { brokenParts, PARTS } from "./parts.ts";
import { downlinkReport, uartReport } from "./report.ts";
import { fuzzUart, noFigures, simplest } from "./uart.ts";

/** Fixed, so that a failure is one of the change under test. */
const SEED = 20260604;
const STREAMS = 3000;
const MESSAGES = 2000;

test(`${STREAMS} streams into the AT layer and the driver, seed ${SEED}`, (t) => {
  const figures = noFigures();
  const found = fuzzUart({ parts: PARTS, seed: SEED, from: 0, to: STREAMS, stride: 1 }, figures);
  t.diagnostic(`again: node --import tsx test/fuzz/fuzz.ts --uart ${STREAMS} --seed ${SEED}`);
  assert.ok(!found, found && uartReport(simplest(PARTS, found), SEED));
  assert.ok(figures.answers > STREAMS && figures.messages > STREAMS, `little was asked: ${JSON.stringify(figures)}`);
});

test(`${MESSAGES} messages from the cloud into the app, seed ${SEED}`, (t) => {
  const bench = new DownlinkBench(PARTS);
  const found = fuzzDownlinks(bench, SEED, MESSAGES);
  t.diagnostic(`again: node --import tsx test/fuzz/fuzz.ts --downlink ${MESSAGES} --seed ${SEED}`);
  assert.ok(!found, found && downlinkReport(found, SEED));
  const { order, reply, service } = bench.figures.kinds;
  assert.ok(Math.min(order, reply, service) > MESSAGES / 20, `little was good: ${JSON.stringify(bench.figures)}`);
});

for (const broken of UART_BREAKS) {
  test(`found within ${broken.within} streams: ${broken.name}`, async () => {
    const parts = await brokenParts(broken);
    const found = fuzzUart({ parts, seed: SEED, from: 0, to: broken.within, stride: 1 }, noFigures());
    assert.ok(found, "nothing was found");
    assert.ok(broken.breaks.includes(found.property), found.message);
  });
}

for (const broken of DOWNLINK_BREAKS) {
  test(`found within ${broken.within} messages: ${broken.name}`, async () => {
    const found = fuzzDownlinks(new DownlinkBench(await brokenParts(broken)), SEED, broken.within);
    assert.ok(found, "nothing was found");
  });
}
