/** A session's steps as they are saved: what was typed key by key has no secret in it either. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Step } from "../../sim/scenario.ts";
import { maskedSteps } from "../../sim/web/masked-steps.ts";
import { Mask } from "../../tools/mask.ts";

const SECRET = "Kq7ZmW2x9LpT4vRb";
const keys = (text: string): Step[] => [...text].flatMap((type) => [{ type }, { sleepS: 0.1 }]);
const LINE = `canary.config("cloud.deviceSecret","${SECRET}")\r`;
const MASKED_LINE = LINE.replace(SECRET, "***");

const rows: readonly (readonly [what: string, steps: readonly Step[], kept: readonly Step[]])[] = [
  ["nothing secret: as it was", keys("1+1\r"), keys("1+1\r")],
  ["a line at once", [{ type: LINE }], [{ type: MASKED_LINE }]],
  ["for the desk, not for the terminal", [{ console: LINE }], [{ console: MASKED_LINE }]],
  [
    "key by key: the line at its first key, the time that it took after it",
    [...keys("1\r"), ...keys(LINE), ...keys("2\r")],
    [...keys("1\r"), { type: MASKED_LINE }, ...[...LINE].map(() => ({ sleepS: 0.1 })), ...keys("2\r")],
  ],
  [
    "with other deeds between the keys",
    [{ type: LINE.slice(0, 40) }, { gasLelPercent: 25 }, { type: LINE.slice(40) }],
    [{ type: MASKED_LINE }, { gasLelPercent: 25 }],
  ],
  [
    "a line that was never ended",
    keys(LINE.slice(0, -3)).slice(0, -1),
    [{ type: MASKED_LINE.slice(0, -3) }, ...[...LINE.slice(0, -4)].map(() => ({ sleepS: 0.1 }))],
  ],
];
for (const [what, steps, kept] of rows) {
  test(`typed: ${what}`, () => {
    const mask = new Mask();
    assert.deepEqual(
      maskedSteps(steps, (text) => mask.words(text)),
      kept,
    );
  });
}
