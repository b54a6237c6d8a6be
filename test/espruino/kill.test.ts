/** The bundle in Espruino itself, killed at random moments: no alarm is lost, none comes under two ids. `kill.ts` does it 200 times. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { findInterpreter, HOW_TO_GET_ESPRUINO } from "../../tools/interpreter.ts";
import { KillBench } from "./kill-bench.ts";

const KILLS = 6;
const SEED = 5;
const interpreter = findInterpreter();
const skipped = `no Espruino here, so nothing was killed. ${HOW_TO_GET_ESPRUINO}`;

describe("kill -9 in the real interpreter", { skip: interpreter ? false : skipped }, () => {
  it(`${KILLS} times: all that the console told has arrived, once`, async (test) => {
    const bench = await KillBench.start(interpreter as string);
    test.after(() => bench.close());
    const { findings, status, sure, arrived } = await bench.run(KILLS, SEED);
    assert.deepEqual(findings, [], `node --import tsx test/espruino/kill.ts --kills ${KILLS} --seed ${SEED}`);
    assert.ok(sure > 0, "there was something to lose");
    assert.equal(status["dropped"], 0);
    assert.equal(status["waiting"], 0);
    test.diagnostic(`${sure} events had to arrive, ${arrived} did`);
  });
});
