/** `canary logs pull`: what a device has written down, as JSON and CSV. */
import { join } from "node:path";
import { Command } from "commander";
import { type PortFlags, withPort, withRepl } from "./device/session.ts";
import { toExitCode } from "./fault.ts";
import type { Pulled } from "./logs/pull.ts";

interface Flags extends PortFlags {
  readonly out?: string;
  readonly json?: boolean;
}

const HELP = `
The firmware runs on meanwhile; no secret is in what is pulled. In the folder:
  crash.json     last words of runs that ended, oldest first
  counters.json  of the running firmware, and of the log
  journal.json   every record that the log still holds: alarms, faults, self-tests, starts, hours, calibrations, crashes,
  journal.csv    with what became of it: waiting, delivered, refused, or dropped for newer ones
  status.json    canary.status()
  gas.json       canary.gas()

Examples:
  canary logs pull --port sim
  canary logs pull --port sim --out logs-of-the-kitchen
  canary logs pull --port sim --json

Exit codes:
  0  pulled
  1  the board is none of boards/
  2  wrong option, or the folder can't be written
  3  no port, or which one can't be known
  4  the device does not answer, or the line was lost
  5  the log could not be read twice alike`;

export function command(): Command {
  const pull = withPort(new Command("pull"))
    .description("crash texts, counters and journal into a folder")
    .option("--board <id>", "a file of boards/; default: what the board itself says")
    .option("--out <folder>", "default ./canary-logs/<device>-<time>")
    .option("--json", "one JSON object a line instead, and no folder unless --out names one")
    .addHelpText("after", HELP)
    .exitOverride()
    .action((flags: Flags) => toExitCode(flags.json === true, () => run(flags)));
  return new Command("logs").addCommand(pull).addHelpText("after", HELP).exitOverride();
}

async function run(flags: Flags): Promise<undefined> {
  const { pullLogs } = await import("./logs/pull.ts");
  const { folderFor, writeLogs } = await import("./logs/files.ts");
  const pulled = await withRepl(flags, (repl) => pullLogs(repl, flags.board));
  if (flags.json) print(JSON.stringify({ kind: "logs", ...pulled }));
  if (flags.json && flags.out === undefined) return;
  const folder = flags.out ?? folderFor(pulled);
  const names = writeLogs(folder, pulled);
  if (!flags.json) print([summary(pulled), ...names.map((name) => `  ${join(folder, name)}`)].join("\n"));
}

function summary({ device, journal, crash }: Pulled): string {
  const waiting = journal.filter(({ state }) => state === "waiting").length;
  return `${device.name} (${device.board}): ${journal.length} entries in the log, ${waiting} wait for the cloud, ${crash.length} crash texts`;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
