/**
 * `npm run replay -- <run> [hash]`: plays one run of the fault tests and shows it line by line. `<run>` is what a failing
 * one prints (test/faults/case-id.ts); `hash` is the bundle's, and only warns when the present one is another.
 */
import { parseArgs } from "node:util";
import { type Firmware, loadFirmware } from "../test/faults/bundle.ts";
import { parseId } from "../test/faults/case-id.ts";
import { CATALOGUE } from "../test/faults/catalogue.ts";
import { CHECKS } from "../test/faults/check.ts";
import { type Outcome, runFaultCase } from "../test/faults/run-case.ts";
import { Story } from "./replay-story.ts";

const USAGE = `usage: npm run replay -- <run> [hash] [--from S] [--to S]
  <run> is for example commandLost@AT+MCONFIG.1/air202/s17; none/air202/s1 is the walk without faults.
  --faults lists the faults.`;

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { from: { type: "string" }, to: { type: "string" }, faults: { type: "boolean" } },
  });
  if (values.faults) {
    for (const [name, { what, lasts, variants }] of Object.entries(CATALOGUE)) {
      const kinds = variants ? ` (${Object.keys(variants).join(" ")})` : "";
      console.log(`${name.padEnd(22)}${lasts.padEnd(6)}${what}${kinds}`);
    }
    return 0;
  }
  const [id, hash] = positionals;
  if (id === undefined) {
    console.error(USAGE);
    return 2;
  }
  const faultCase = parseId(id);
  const firmware = await loadFirmware();
  if (hash !== undefined && hash !== firmware.hash) {
    console.error(`the run failed with bundle ${hash}; this is ${firmware.hash}, and may behave otherwise`);
  }
  const secondsOf = (name: "from" | "to", otherwise: number): number => {
    const seconds = Number(values[name] ?? otherwise);
    if (Number.isNaN(seconds)) throw new Error(`--${name} ${values[name]}: not a number of seconds`);
    return seconds * 1000;
  };
  const story = new Story(secondsOf("from", 0), secondsOf("to", Number.POSITIVE_INFINITY));
  return verdict(play(faultCase, firmware, story));
}

function play(faultCase: ReturnType<typeof parseId>, firmware: Firmware, story: Story): Outcome {
  return runFaultCase(faultCase, {
    ...firmware,
    tap: (site) => story.watch(site, firmware.boardFile.board.logFlash),
    onStrike: (what, phase) => story.strike(what, phase),
  });
}

function verdict({ id, findings, unreached, skipped, places, virtualMs }: Outcome): number {
  console.log(`\n${id}: ${(virtualMs / 1000).toFixed(0)} s of the device's time`);
  for (const what of unreached) console.log(`  never came to the place of ${what}`);
  if (unreached.length > 0) console.log(`  the places it came to: ${[...new Set(places)].join(" ")}`);
  for (const [check, why] of skipped) console.log(`  not checked: ${check}: ${why}`);
  for (const { check, atMs, message } of findings) {
    console.log(`  ${(atMs / 1000).toFixed(3)} ${check}, ${CHECKS[check]}:\n      ${message}`);
  }
  if (findings.length > 0) console.log(`failed: ${findings.length} findings`);
  else console.log(unreached.length > 0 ? "not played: a fault never struck" : "passed");
  return findings.length + unreached.length > 0 ? 1 : 0;
}

// `| head` closes the pipe; that is no fault.
process.stdout.on("error", () => process.exit());
try {
  process.exitCode = await main();
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 2;
}
