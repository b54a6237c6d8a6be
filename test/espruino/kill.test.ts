/** The bundle in Espruino itself, killed at random moments: no alarm is lost, none comes under two ids. `kill.ts` does it 200 times. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setTimeout as pass } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { firmwareFor } from "../../sim/firmware.ts";
import { EXAMPLE_DEVICE } from "../../sim/profile.ts";
import { findInterpreter, HOW_TO_GET_ESPRUINO } from "../../tools/interpreter.ts";
import { startMosquitto } from "../cloud/mosquitto.ts";
import { again } from "./again.ts";
import { KillBench } from "./kill-bench.ts";
import { Rig } from "./rig.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const WAIT_MS = 20_000;
/** What is told is in flash by then; a warm-up and some minutes of the sensor. */
const MOMENT_MS = 200;
const LONG_MS = 8000;
const KILLS = 6;
const SEED = 5;
const interpreter = findInterpreter();
const skipped = `no Espruino here, so nothing was killed. ${HOW_TO_GET_ESPRUINO}`;

describe("kill -9 in the real interpreter", { skip: interpreter ? false : skipped }, () => {
  it(
    `${KILLS} times: all that the console told has arrived, once`,
    again(async (test) => {
      const bench = await KillBench.start(interpreter as string);
      test.after(() => bench.close());
      const { findings, status, sure, arrived } = await bench.run(KILLS, SEED);
      assert.deepEqual(findings, [], `node --import tsx test/espruino/kill.ts --kills ${KILLS} --seed ${SEED}`);
      assert.ok(sure > 0, "there was something to lose");
      assert.equal(status["dropped"], 0);
      assert.equal(status["waiting"], 0);
      test.diagnostic(`${sure} events had to arrive, ${arrived} did`);
    }),
  );

  it(
    "a latched alarm stands in the next life at once, and ends when it is acknowledged",
    again(async (test) => {
      const broker = await startMosquitto(EXAMPLE_DEVICE);
      test.after(() => broker.close());
      const { text: bundle } = await firmwareFor("linux", ROOT);
      const rig = await Rig.start({
        interpreter: interpreter as string,
        bundle,
        family: "air780e",
        brokerPort: broker.port,
      });
      test.after(() => rig.stop());
      rig.setCleanAir();
      await rig.console.waitFor(/ gas 0 -> 1\r?\n/, WAIT_MS, "warm sensor");
      rig.setLelPercent(40);
      await rig.console.waitFor(/ gas 1 -> 3\r?\n/, WAIT_MS, "alarm");
      await pass(MOMENT_MS);
      await rig.console.kill();
      rig.restart();
      rig.setCleanAir();
      assert.equal(await rig.console.ask("canary.status().gasState"), 3);
      await pass(LONG_MS);
      assert.equal(await rig.console.ask("canary.status().gasState"), 3, "clean air alone does not end it");
      rig.console.type("canary.acknowledge()");
      await rig.console.waitFor(/ gas 3 -> 1\r?\n/, WAIT_MS, "its end");
    }),
  );
});
