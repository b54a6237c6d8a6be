/** What the device finds wrong with itself, in the words of the page. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { faultWords } from "../../sim/device-words.ts";
import { FAULTS_ZH } from "../../sim/web/page/panels/sensor/fault-zh.ts";
import * as codes from "../../src/system/fault-codes.ts";

const { SENSOR_FAULTS, ...others } = codes;
const all = [...SENSOR_FAULTS.map((_, at) => at + 1), ...Object.values(others).sort((a, b) => a - b)];

test("each fault of the firmware's has words in both languages, and no other has", () => {
  assert.deepEqual(Object.keys(FAULTS_ZH).map(Number), all);
  for (const code of all) assert.doesNotMatch(faultWords(code).what, /^fault \d+$/, `${code}`);
});
