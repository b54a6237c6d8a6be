/** `canary fleet`: many virtual nodes at one broker, without a screen: whether each alarm arrives, how fast, and what it takes. */
import { availableParallelism } from "node:os";
import { Command, Option } from "commander";
import { FLEET_RANGE } from "../sim/fleet/pace.ts";
import { defaultBoard } from "./default-board.ts";
import { toExitCode } from "./fault.ts";
import type { FleetSessionOptions } from "./fleet/session.ts";
import { number, webPort, wholeNumber } from "./options.ts";
import { ROOT } from "./root.ts";
import { isPlain } from "./terminal.ts";

interface Flags {
  readonly devices: number;
  readonly first: number;
  readonly broker: readonly string[];
  readonly port?: number;
  readonly minutes?: number;
  readonly speed: number;
  readonly seed: number;
  readonly workers?: number;
  readonly board?: string;
  readonly modem: FleetSessionOptions["family"];
  readonly alarmsPerHour: number;
  readonly trouble: number;
  readonly drain: number;
  readonly logins?: boolean;
  readonly json?: boolean;
  readonly timeout?: number;
  readonly web?: number | boolean;
  readonly host?: string;
}

const HELP = `
Each device is a node of its own with identity, seed, modem and connection. Gas comes and goes at each by a plan of
the seed; with some the network is gone just then, or the modem starts anew. An alarm counts from the moment at which
the device decides it to that at which the platform has it, in the devices' time. --minutes begins when all are
switched on and warm; at its end, or at Ctrl-C, the air is clean, and what is under way is waited for. A second Ctrl-C
does not wait. Where the machine can't keep up with --speed, it says by how much the clocks were behind.

Of a cluster name several addresses, --broker each: the devices are spread over them, the platform's stand-in is a
client of the first and needs the right to read and write all topics of the devices. User and password are its own;
a device logs in as D0001&a1EXAMPLE00 with the signature of its secret, as it does at the real cloud. A broker that
checks logins has to know them: --logins prints user name and password of each, a line each, and nothing is started.

Examples:
  canary fleet --devices 20 --minutes 1 --speed 100
  canary fleet --devices 1000 --broker mqtt://127.0.0.1:1883
  canary fleet --devices 1000 --logins
  canary fleet --devices 40 --alarms-per-hour 12 --trouble 50 --minutes 2 --speed 100 --json

Exit codes:
  0   every alarm and every end of one was delivered
  1   some were not; or none was decided in that time, or one came that nobody had decided
  2   wrong option, or more devices than this machine may open connections for
  3   the embedded broker's port is in use
  4   no broker answers at --broker
  42  --timeout is over`;

/** What a person meets at most; more is a matter of memory. */
const MOST_DEVICES = 100_000;
const MOST_WORKERS = 256;

export function command(): Command {
  return new Command("fleet")
    .option("--devices <n>", "how many", wholeNumber(1, MOST_DEVICES), 50)
    .option(
      "--first <n>",
      "number of the first: another fleet at the same broker has others",
      wholeNumber(1, 9_000_000),
      1,
    )
    .option(
      "--broker <url>",
      "mqtt://[user:password@]host:port instead of the embedded broker; several times for the members of a cluster",
      (url: string, before: readonly string[]) => [...before, url],
      [],
    )
    .option("--port <n>", "port of the embedded broker on 127.0.0.1; default any free one", wholeNumber(0, 65_535))
    .option("--minutes <n>", "of the devices' time, with all of them on; default until Ctrl-C", number(0.1, 1_000_000))
    .option("--speed <n>", "times real time", number(FLEET_RANGE.least, FLEET_RANGE.most), 10)
    .option("--seed <n>", "of identities and of all that befalls them", wholeNumber(0, 0xffffffff), 1)
    .option("--workers <n>", "threads for the devices; default one for each core", wholeNumber(1, MOST_WORKERS))
    .option("--board <id>", "a file of boards/; default from espruino.config.js")
    .addOption(
      new Option("--modem <family>", "the virtual modem").choices(["air202", "air724", "air780e"]).default("air202"),
    )
    .option("--alarms-per-hour <n>", "of each device, on the average", number(0.1, 15), 6)
    .option("--trouble <percent>", "of the alarms: with a network cut or a modem reset", number(0, 100), 10)
    .option(
      "--drain <s>",
      "an alarm that is not delivered after so long, of its time, is lost",
      number(60, 86_400),
      600,
    )
    .option("--logins", "print what the devices log in with, for a broker that has to know them, and end")
    .option("--web [port]", "a page to look at, on 127.0.0.1", webPort)
    .option("--host <address>", "where the page is served; anywhere but here it asks for a token")
    .option("--json", "one JSON object a line")
    .option("--timeout <s>", "give up after so many seconds of wall time, exit 42", wholeNumber(1, 864_000))
    .addHelpText("after", HELP)
    .exitOverride()
    .action((flags: Flags) => toExitCode(flags.json === true, () => run(flags)));
}

async function run(flags: Flags): Promise<number> {
  if (flags.logins) {
    const { printLogins } = await import("./fleet/logins.ts");
    return printLogins(flags, flags.json === true);
  }
  const { runFleet } = await import("./fleet/session.ts");
  const { checkBrokers } = await import("./fleet/check.ts");
  return runFleet({
    root: ROOT,
    boardId: flags.board ?? (await defaultBoard()),
    family: flags.modem,
    devices: flags.devices,
    first: flags.first,
    workers: Math.min(flags.workers ?? availableParallelism(), flags.devices),
    seed: flags.seed,
    speed: flags.speed,
    port: flags.port ?? 0,
    brokers: checkBrokers(flags.broker, flags.port),
    plan: { alarmsPerHour: flags.alarmsPerHour, troubleShare: flags.trouble / 100 },
    lostAfterMs: flags.drain * 1000,
    json: flags.json === true,
    color: !isPlain(flags.json),
    web: flags.web ?? flags.host !== undefined,
    ...(flags.host !== undefined && { host: flags.host }),
    ...(flags.minutes !== undefined && { minutes: flags.minutes }),
    ...(flags.timeout !== undefined && { timeoutS: flags.timeout }),
  });
}
