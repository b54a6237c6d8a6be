/** One device-year under random faults (`soak.ts` plays others, and more of them): nothing lost, all within its bounds. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { loadFirmware } from "../faults/bundle.ts";
import { playYears } from "./crew.ts";
import { figuresOf, figuresText } from "./report.ts";
import type { YearAnswer } from "./worker.ts";

const SEED = 1;
/** Of each page of the log in a year, at one alarm or end in 8 hours and all that befalls it: far below 10 000 in ten. */
const MOST_ERASES = 20;
const LATEST_FINE_MS = 5000;
const LATEST_AFTER_FAULT_MS = 300_000;

test(`a year of seed ${SEED}`, async (t) => {
  const firmware = await loadFirmware();
  const startedMs = performance.now();
  const answers: YearAnswer[] = [];
  await playYears([{ seed: SEED }], 1, firmware, (answer) => answers.push(answer));
  const [year] = answers;
  if (!year || "error" in year) assert.fail(`the simulator threw: ${year?.error}`);
  const figures = figuresOf([year], (performance.now() - startedMs) / 1000);
  for (const line of figuresText(figures).split("\n")) t.diagnostic(line);

  const found = year.findings.map(({ check, message }) => `${check}: ${message}`);
  const replay = `node --import tsx test/soak/soak.ts --seed ${SEED} --until ${year.incidents}`;
  assert.deepEqual(found, [], `bundle ${firmware.hash}; ${replay}\n${year.story.join("\n")}`);
  assert.equal(figures.lost, 0);
  assert.ok((figures.forced["alarm"] ?? 0) > 200, "a year in which hardly anything happened proves nothing");
  assert.equal(figures.restarts["watchdog"] ?? 0, 0, "bites of the watchdog");
  assert.ok(figures.fine.maxMs <= LATEST_FINE_MS, `while nothing fails: ${figures.fine.maxMs} ms`);
  assert.ok(figures.afterFault.maxMs <= LATEST_AFTER_FAULT_MS, `after the last fault: ${figures.afterFault.maxMs} ms`);
  assert.ok(figures.erasesAYear <= MOST_ERASES, `${figures.erasesAYear} erases of a page`);
});
