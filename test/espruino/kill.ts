/**
 * The bundle in the real interpreter, killed again and again:
 * `node --import tsx test/espruino/kill.ts [--kills N] [--seed S]`. Exit code 1 when anything was lost.
 */
import { parseArgs } from "node:util";
import { findInterpreter, HOW_TO_GET_ESPRUINO } from "../../tools/interpreter.ts";
import { KillBench } from "./kill-bench.ts";

const { values } = parseArgs({
  options: { kills: { type: "string", default: "200" }, seed: { type: "string", default: "1" } },
});
const interpreter = findInterpreter();
if (!interpreter) console.log(`no Espruino here, so nothing was killed. ${HOW_TO_GET_ESPRUINO}`);
else {
  const startedMs = performance.now();
  const bench = await KillBench.start(interpreter);
  try {
    const { kills, sure, arrived, copies, safeModes, findings, status } = await bench.run(
      Number(values.kills),
      Number(values.seed),
    );
    const tookS = ((performance.now() - startedMs) / 1000).toFixed(0);
    for (const finding of findings) console.log(`not ok: ${finding}`);
    console.log(`${kills} kills in ${tookS} s: ${sure} events had to arrive, ${arrived} did, and ${copies} copies`);
    console.log(`${safeModes} of the lives were in safe mode, behind five short ones`);
    console.log(`status at the end: ${JSON.stringify(status)}`);
    console.log(`${kills} kills, ${findings.length} failed`);
    process.exitCode = findings.length > 0 ? 1 : 0;
  } finally {
    await bench.close();
  }
}
