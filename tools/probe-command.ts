/** `canary probe`: a modem alone, on a serial adapter, through the firmware's own driver. */
import { Command, Option } from "commander";
import { EXIT, toExitCode } from "./fault.ts";
import { wholeNumber } from "./options.ts";
import type { Flags } from "./probe/options.ts";
import { isPlain } from "./terminal.ts";

const HELP = `
It takes the steps that the firmware takes, one after the other: answer, identity, firmware with MQTT, SIM, signal,
registration, attach, bearer, and at --broker or the platform of --config: link, login, a message out and back.
Nothing is stored in the modem; what is other until its next start is told.
With --config it logs in as the device: a device of that name that is online is thrown off meanwhile, and what waits
for it at the platform is lost. Take --broker for a modem beside a device that is at work.
Passwords come from a file, the environment ($CANARY_BROKER_PASSWORD, $CANARY_APN_PASSWORD), or are asked for.

Examples:
  canary probe --port /dev/ttyUSB0
  canary probe --port /dev/ttyUSB0 --broker mqtt://test.mosquitto.org:1883
  canary probe --port /dev/ttyUSB0 --config canary.local.json --verbose
  canary probe --port tcp://192.168.1.20:4001 --apn iot.example --apn-user gas --apn-password-file apn.txt
  canary probe --port sim --sim-modem air780e --json

Exit codes:
  0   all that was tried works; warnings too
  1   a step failed, or quit by hand
  2   wrong option or configuration
  3   no such port, or it can't be opened
  4   the modem does not answer, or the line to it was lost
  42  --timeout is over`;

export function command(): Command {
  return new Command("probe")
    .option("--port <port>", "serial port, tcp://host:port, or sim; default $CANARY_PORT, or the only one there is")
    .option("--baud <n>", "of the serial port; default: 115200, then the other usual ones", wholeNumber(600, 921_600))
    .option("--broker <url>", "mqtt://[user@]host[:port]: log in there, send a message to itself")
    .option("--broker-password-file <file>", "holds the password of --broker; - is standard input")
    .option("--config <file>", "canary.json of a device: its APN and rate; without --broker, log in at its platform")
    .option("--apn <name>", "default that of --config, else CMNET")
    .option("--apn-user <name>", "where the APN wants a login")
    .option("--apn-password-file <file>", "holds the APN's password; - is standard input")
    .addOption(
      new Option("--sim-modem <family>", "which modem --port sim is")
        .choices(["air202", "air724", "air780e"])
        .default("air780e"),
    )
    .addOption(new Option("--sim-fault <name>", "of sim/modem/faults.ts, from the start").hideHelp())
    .option("--verbose", "show the AT lines on standard error: > to the modem, < from it")
    .option("--json", "the report as one JSON object")
    .option("--timeout <s>", "give up after so many seconds, exit 42", wholeNumber(1, 86_400))
    .addHelpText("after", HELP)
    .exitOverride()
    .action(async (flags: Flags) => {
      await toExitCode(flags.json === true, () => run(flags));
      // A step that was given up may still have its timer.
      setTimeout(() => process.exit(), 500).unref();
    });
}

async function run(flags: Flags): Promise<number> {
  const { openStage } = await import("./probe/options.ts");
  const { Probe } = await import("./probe/probe.ts");
  const { Stop } = await import("./probe/waiting.ts");
  const { progressOn, tableOf } = await import("./probe/printer.ts");
  const { default: pico } = await import("picocolors");
  const stage = await openStage(flags);
  const hasColor = !isPlain(flags.json);
  const progress = hasColor && !flags.verbose ? progressOn(process.stdout) : undefined;
  const probe = new Probe({
    ...stage.options,
    ...(progress && { onStep: progress.show }),
    ...(flags.verbose && {
      onAt: (direction, text) => void process.stderr.write(`${direction} ${stage.mask.words(text)}\n`),
    }),
  });
  const left = "The port is closed. What was set in the modem is gone with its next start.";
  const quit = () => probe.stop(new Stop(EXIT.failed, "quit by hand", left));
  const late = () => probe.stop(new Stop(EXIT.timeout, `not over after ${flags.timeout} s`, left));
  const timer = flags.timeout === undefined ? undefined : setTimeout(late, flags.timeout * 1000);
  process.on("SIGINT", quit).on("SIGTERM", quit);
  try {
    const report = await probe.run();
    progress?.clear();
    if (flags.json) process.stdout.write(`${JSON.stringify({ kind: "probe", port: stage.port, ...report })}\n`);
    else
      process.stdout.write(
        `${tableOf(report, { colors: pico.createColors(hasColor), columns: process.stdout.columns ?? 100 })}\n`,
      );
    return report.exitCode;
  } finally {
    clearTimeout(timer);
    process.off("SIGINT", quit).off("SIGTERM", quit);
    await stage.close();
  }
}
