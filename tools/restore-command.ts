/** `canary restore`: a backup onto a device of the same kind. */
import { Command } from "commander";
import type { Backup } from "./backup/file.ts";
import type { Plan } from "./backup/restore.ts";
import { choosePort } from "./device/line.ts";
import type { Repl } from "./device/repl.ts";
import { endsByHand, openRepl, type PortFlags, withPort } from "./device/session.ts";
import { EXIT, Fault, toExitCode } from "./fault.ts";
import { Mask } from "./mask.ts";

interface Flags extends PortFlags {
  readonly journal?: boolean;
  readonly yes?: boolean;
  readonly json?: boolean;
}

const LEFT =
  "Ended by hand. A device that was stopped starts again, with its old settings and journal or the new ones; " +
  "`canary restore` again brings it to its end.";

const HELP = `
Without --journal only the settings are restored, as by \`canary provision\`: the firmware checks and keeps them, and goes
back to those before by itself where they cost the link.

--journal is for replacing a broken device by a new one. It puts the backup's journal in place of the device's own, with
its counters, calibrations and alarms: what waited then is sent, and what the cloud has confirmed since then is sent once
more, under the same ids, by which a receiver knows the copies. What the new device itself has recorded is given up. Take
the old device off the net first: two of one name log each other out.

The firmware is stopped for it, some seconds. The old journal counts until the last word of the new one is in flash, so
that power or cable may go at any moment: the device's watchdog starts it again (or its power, off and on), with the old
journal or the new one, whole; then run it again. The one exception is a board with one sector for its log, when that
sector is used up: there the old journal is erased first, and a cut leaves none, with the settings of canary.json.

Examples:
  canary restore kitchen.canary-backup.json --port sim
  canary restore kitchen.canary-backup.json --port sim --yes --json
  canary restore kitchen.canary-backup.json --port sim --journal --yes

Exit codes:
  0  restored, restarted and read back; or there was nothing to change
  1  of another board, without what was asked for, not sound, an alarm stands, or left by hand
  2  wrong option or file; or nobody there to agree (--yes)
  3  no port, or which one can't be known
  4  the device does not answer, or the line was lost
  5  the file is damaged; or what was read back is not what was written`;

export function command(): Command {
  return withPort(new Command("restore"))
    .argument("<file>", "written by canary backup")
    .option("--board <id>", "a file of boards/; default: what the board itself says")
    .option("--journal", "the journal too, in place of the device's own: to replace a device")
    .option("-y, --yes", "agree to what is shown")
    .option("--json", "one JSON object a line")
    .addHelpText("after", HELP)
    .exitOverride()
    .action((file: string, flags: Flags) => toExitCode(flags.json === true, () => run(file, flags)));
}

async function run(file: string, flags: Flags): Promise<undefined> {
  const { readBackup } = await import("./backup/file.ts");
  const backup = readBackup(file);
  const mask = new Mask();
  learnSecrets(mask, backup.settings);
  try {
    await restore(backup, flags);
  } catch (error) {
    if (error instanceof Fault) throw new Fault(error.exitCode, mask.words(error.message));
    throw error;
  }
}

async function restore(backup: Backup, flags: Flags): Promise<void> {
  const stay = endsByHand(LEFT);
  try {
    await restoreOnto(await openRepl(await choosePort(flags.port), flags), backup, flags);
  } finally {
    stay();
  }
}

async function restoreOnto(first: Repl, backup: Backup, flags: Flags): Promise<void> {
  const { planRestore, restoreJournal, restoreSettings } = await import("./backup/restore.ts");
  const hasJournal = flags.journal === true;
  let repl = first;
  try {
    const plan = await planRestore(repl, backup, flags.board, hasJournal);
    tellPlan(backup, plan, flags);
    if (plan.changes.length === 0 && !hasJournal) return tell(flags, { kind: "unchanged" }, "Nothing to change.");
    await agree(flags);
    repl = hasJournal ? await restoreJournal(repl, flags, backup, plan) : await restoreSettings(repl, flags, plan);
    const isBare = plan.device.state === "bare";
    const text = isBare
      ? "Written; no firmware runs on this board yet. Next: canary flash"
      : "Restored, restarted and read back.";
    tell(flags, { kind: "result", isRunning: !isBare }, text);
  } finally {
    await repl.close();
  }
}

function tellPlan({ takenAt, serial }: Backup, plan: Plan, flags: Flags): void {
  const { device, changes, from, to, isOtherSerial, waiting } = plan;
  const deviceSerial = device.identity.serial;
  const lines = [
    `backup   ${to ?? "no identity"}, serial ${serial}, taken ${takenAt}`,
    `device   ${from ?? "no identity"}, serial ${deviceSerial}, ${device.state}`,
    ...changes.map(({ key, from: before, to: after }) => `  ${key}: ${before || "(empty)"} -> ${after || "(empty)"}`),
    ...(waiting === undefined
      ? []
      : [`journal  that of the backup (${waiting} wait for the cloud) in place of the device's own`]),
    ...(isOtherSerial ? ["Another board than the backup's: take that one off the net."] : []),
  ];
  const { state } = device;
  tell(flags, { kind: "plan", takenAt, from, to, serial, deviceSerial, state, changes, waiting }, lines.join("\n"));
}

async function agree({ yes }: Flags): Promise<void> {
  if (yes) return;
  if (!process.stdin.isTTY)
    throw new Fault(EXIT.usage, "Nobody is there to agree to that: --yes does. Nothing was written.");
  const { agreeOrLeave } = await import("./provision/prompts.ts");
  await agreeOrLeave("Write this?");
}

/** Texts at any place of the settings: the longer ones are hidden wherever they come up. */
function learnSecrets(mask: Mask, settings: unknown): void {
  const { cloud, mqtt, modem, console } = (settings ?? {}) as Record<string, Record<string, unknown>>;
  mask.learn(cloud?.["deviceSecret"]);
  mask.learn(mqtt?.["password"]);
  mask.learn((modem?.["apn"] as Record<string, unknown> | undefined)?.["password"]);
  mask.learn(console?.["password"]);
}

function tell({ json }: Flags, object: object, text: string): void {
  process.stdout.write(`${json ? JSON.stringify(object) : text}\n`);
}
