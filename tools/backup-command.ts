/** `canary backup`: settings and journal of one device in a file. It holds the device's secret, and says so. */
import { join } from "node:path";
import { Command } from "commander";
import type { Backup } from "./backup/file.ts";
import { type PortFlags, withPort, withRepl } from "./device/session.ts";
import { toExitCode } from "./fault.ts";

interface Flags extends PortFlags {
  readonly out?: string;
  readonly secrets: boolean;
  readonly json?: boolean;
}

const HELP = `
The firmware runs on meanwhile. The file holds the device's secret: it is for its owner's eyes (mode 0600), and is not
written into a git repository that does not ignore it. With --no-secrets it holds the settings alone, secrets masked.

Examples:
  canary backup --port sim
  canary backup --port sim --out kitchen.canary-backup.json
  canary backup --port sim --no-secrets --out settings.json

Exit codes:
  0  written
  1  the board is none of boards/, or the file would stand in git
  2  wrong option, or the file is there already or can't be written
  3  no port, or which one can't be known
  4  the device does not answer, or the line was lost
  5  the log could not be read twice alike`;

export function command(): Command {
  return withPort(new Command("backup"))
    .option("--board <id>", "a file of boards/; default: what the board itself says")
    .option("--out <file>", "default ./canary-backups/<device>-<time>.json")
    .option("--no-secrets", "leave secrets out, and with them the journal")
    .option("--json", "one JSON object a line")
    .addHelpText("after", HELP)
    .exitOverride()
    .action((flags: Flags) => toExitCode(flags.json === true, () => run(flags)));
}

async function run(flags: Flags): Promise<undefined> {
  const { writeBackup } = await import("./backup/file.ts");
  const { refuseInGit } = await import("./backup/guard.ts");
  const { takeBackup } = await import("./backup/take.ts");
  // Before the device is asked for it.
  if (flags.secrets) refuseInGit(flags.out ?? join("canary-backups", "<device>.json"));
  const backup = await withRepl(flags, (repl) => takeBackup(repl, flags.board, flags.secrets));
  const path = flags.out ?? defaultPath(nameOf(backup), backup.takenAt);
  writeBackup(path, backup);
  const { board, serial, bundle, hasSecrets, log } = backup;
  const device = nameOf(backup);
  if (flags.json)
    print(
      JSON.stringify({ kind: "backup", file: path, device, board, serial, bundle, hasSecrets, hasLog: log !== null }),
    );
  else {
    print(`${path}: ${log ? "settings and journal" : "settings"} of ${device} (${board}, serial ${serial})`);
    if (hasSecrets)
      process.stderr.write("The device's secret is in this file. Keep it like a key; --no-secrets leaves it out.\n");
  }
}

const defaultPath = (device: string, takenAt: string): string =>
  join("canary-backups", `${device}-${takenAt.replace(/\.\d+Z$/, "Z").replaceAll(":", "-")}.json`);

function nameOf({ settings, serial, board }: Backup): string {
  const { cloud } = (settings ?? {}) as { cloud?: { deviceName?: unknown } };
  return String(cloud?.deviceName || serial || board).replace(/[^\w.-]/g, "_");
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
