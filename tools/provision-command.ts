/** `canary provision`: one device's identity and settings, or those of a batch. No secret is a flag's value, nor shown. */
import { Command, Option } from "commander";
import { choosePort } from "./device/line.ts";
import { type PortFlags, withPort } from "./device/session.ts";
import { EXIT, Fault, toExitCode } from "./fault.ts";
import { Mask } from "./mask.ts";
import { wholeNumber } from "./options.ts";
import type { Wishes } from "./provision/apply.ts";
import type { Given, SettingFlags } from "./provision/sources.ts";
import { refusedSecretFlag } from "./secret-input.ts";

interface Flags extends PortFlags, SettingFlags {
  readonly ca?: string;
  readonly csv?: string;
  readonly log?: string;
  readonly show?: boolean;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly reboot: boolean;
  readonly waitOnline?: boolean;
  readonly timeout: number;
  readonly json?: boolean;
}

const HELP = `
What is not given stays as it is on the device. A flag goes before the file. Secrets come from --file,
--secret-file, $CANARY_DEVICE_SECRET (the device secret), or are asked for without echo; "***" in a file
keeps the one there is. On a terminal, with nothing given, all of it is asked for.

A table (--csv) begins with a row of names: productKey, deviceName, deviceSecret, region, apn, or any key,
such as gas.sensor. What became of each row is added to the log; rows that went well are not done twice.

Examples:
  canary provision --port /dev/ttyACM0
  canary provision --file canary.local.json --yes --wait-online
  canary provision --product-key a1EXAMPLE00 --device-name D001 --secret-file secret.txt
  canary provision --set report.intervalS=60 --set gas.sensor=MQ-5 --dry-run
  canary provision --set cloud.tls=true --ca globalsign-r1
  canary provision --csv devices.csv --apn CMIOT --region cn-shanghai
  canary provision --show --json

Exit codes:
  0   the device has the settings, or had them already; of a batch: all devices have
  1   the device does not keep them, or left by hand; of a batch: some have failed, or are not done yet
  2   wrong option, file or setting; or the device is another one, and nobody is there to agree (--yes)
  3   no port
  4   the device does not answer, or does not come back from its restart
  5   read back after the restart, the settings are others
  42  not ONLINE, or no next device, within --timeout`;

export function command(): Command {
  return withPort(new Command("provision"))
    .option("--board <id>", "a file of boards/, where what the board says of itself is not enough")
    .option("--file <file>", "settings, as canary.json has them; - is standard input")
    .option("--product-key <key>", "of the device")
    .option("--device-name <name>", "of the device")
    .option("--secret-file <file>", "holds the device secret; - is standard input")
    .option("--region <id>", "of the cloud")
    .option("--apn <name>", "of the network")
    .option("--set <key=value>", "any other setting that is no secret; again for more", collect)
    .option(
      "--ca <file>",
      "root certificate that the cloud's servers are checked by: a PEM file, or globalsign-r1; without one, TLS does not check them",
    )
    .option("--csv <file>", "a batch: one row a device, one after the other on the same port")
    .option("--log <file>", "of the batch; default beside the table, such as devices.log.csv")
    .option("--show", "only show what is set")
    .option("--dry-run", "show what would be written, and write nothing")
    .option("-y, --yes", "agree to all of it; in a batch: go on by itself as soon as the next device is there")
    .option("--no-reboot", "leave the restart to somebody else; nothing is read back then")
    .option("--wait-online", "wait until the cloud has taken the login")
    .addOption(new Option("--timeout <s>", "of such waits").argParser(wholeNumber(1, 86_400)).default(180))
    .option("--json", "one JSON object a line")
    .addOption(refusedSecretFlag("--secret"))
    .addOption(refusedSecretFlag("--device-secret"))
    .addHelpText("after", HELP)
    .exitOverride()
    .action((flags: Flags) => toExitCode(flags.json === true, () => run(flags)));
}

async function run(flags: Flags): Promise<number> {
  const { learnSecrets, readGiven } = await import("./provision/sources.ts");
  const given = await readGiven(flags);
  const isEmpty = Object.keys({ ...given.flat, ...given.words }).length === 0 && flags.ca === undefined;
  const hasTerminal =
    process.stdin.isTTY === true && process.stderr.isTTY === true && !flags.json && !process.env["CI"];
  checkFlags(flags, isEmpty && !hasTerminal);
  const mask = new Mask();
  learnSecrets(mask, given);
  const end = endsByHand();
  try {
    const wishes = await wishesOf(flags, hasTerminal, end.signal);
    if (flags.csv === undefined)
      return await one(flags, given, { ...wishes, ...(await questions(hasTerminal, isEmpty)) });
    const { runBatch } = await import("./provision/batch.ts");
    return await runBatch(flags.csv, flags.log, flags, given, wishes, {
      hasTerminal,
      isYes: flags.yes === true,
      isJson: flags.json === true,
      mask,
    });
  } catch (error) {
    throw error instanceof Fault ? new Fault(error.exitCode, mask.words(error.message)) : error;
  } finally {
    end.off();
  }
}

async function one(flags: Flags, given: Given, wishes: Wishes): Promise<number> {
  const { provision } = await import("./provision/apply.ts");
  const { lookAt } = await import("./provision/device.ts");
  const { Port } = await import("./provision/port.ts");
  const { Teller } = await import("./provision/teller.ts");
  const tell = new Teller(flags.json === true);
  const port = new Port(await choosePort(flags.port), flags);
  try {
    const device = await lookAt(await port.open(), flags.board);
    tell.device(port.spec, device);
    if (flags.show) tell.settings(device.settings);
    else await provision(port, device, given, wishes, tell);
    return EXIT.ok;
  } finally {
    await port.close();
  }
}

async function wishesOf({ ca, ...flags }: Flags, hasTerminal: boolean, signal: AbortSignal): Promise<Wishes> {
  const agree: Wishes["agree"] = async (question, isOther) => {
    if (flags.yes) return;
    if (hasTerminal) return (await import("./provision/prompts.ts")).agreeOrLeave(question);
    if (isOther)
      throw new Fault(
        EXIT.usage,
        `${question} Nobody is there to agree, and nothing was written. If that is meant: --yes.`,
      );
  };
  return {
    isDry: flags.dryRun === true,
    reboots: flags.reboot,
    waitsOnline: flags.waitOnline === true,
    timeoutS: flags.timeout,
    signal,
    agree,
    ...(ca !== undefined && { root: (await import("./provision/root.ts")).readRoot(ca) }),
  };
}

async function questions(hasTerminal: boolean, asksAll: boolean): Promise<Pick<Wishes, "complete">> {
  if (!hasTerminal) return {};
  const { complete } = await import("./provision/prompts.ts");
  return { complete: (device, wanted) => complete(asksAll, device, wanted) };
}

function checkFlags(flags: Flags, hasNothing: boolean): void {
  const wrong =
    flags.csv !== undefined && (flags.deviceName !== undefined || flags.secretFile !== undefined)
      ? "--csv has a name and a secret of each device: leave out --device-name and --secret-file"
      : flags.csv !== undefined && flags.show
        ? "--show shows one device: leave out --csv"
        : flags.csv === undefined && flags.log !== undefined
          ? "--log is that of a batch: it needs --csv"
          : !flags.reboot && flags.waitOnline
            ? "--wait-online needs the restart: leave out --no-reboot"
            : hasNothing && !flags.show && !flags.waitOnline && flags.csv === undefined
              ? "Nothing was given to set, and there is no terminal to ask at: give --file, or flags such as --product-key (canary provision --help)"
              : undefined;
  if (wrong !== undefined) throw new Fault(EXIT.usage, `${wrong}.`);
}

/** Ctrl-C ends between two steps, so that nothing is half written; a second one at once. */
function endsByHand(): { readonly signal: AbortSignal; readonly off: () => void } {
  const controller = new AbortController();
  const left = () => {
    if (controller.signal.aborted) process.exit(EXIT.failed);
    controller.abort(
      new Fault(EXIT.failed, "Ended by hand. What was said to be kept is kept, and in force from the next start on."),
    );
  };
  process.on("SIGINT", left);
  return { signal: controller.signal, off: () => process.off("SIGINT", left) };
}

function collect(word: string, before: readonly string[] = []): string[] {
  return [...before, word];
}
