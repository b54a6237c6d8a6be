/** The figure: at most 0.8 of the bytes that the vendor's Node SDK needs for the same content. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { compare } from "./air.ts";

const MOST = 0.8;

test("an idle day and an alarm take at most 0.8 of the SDK's bytes on the air", async () => {
  const { idleDay, alarm } = await compare();
  assert.ok(idleDay.messages > 250, `a day of reports: ${idleDay.messages}`);
  assert.ok(alarm.messages >= 4, `an alarm, its end and what changed with them: ${alarm.messages}`);
  for (const [what, row] of Object.entries({ idleDay, alarm })) {
    assert.ok(row.ratio <= MOST, `${what}: ${JSON.stringify(row)}`);
  }
});
