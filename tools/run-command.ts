/** `canary run`: the very bundle in a virtual board, with a virtual modem, at a real MQTT broker. */
import { basename } from "node:path";
import { Command, InvalidArgumentError, Option } from "commander";
import { SOCKET_RANGE, VIRTUAL_RANGE } from "../sim/pace.ts";
import { defaultBoard } from "./default-board.ts";
import { EXIT, Fault, toExitCode } from "./fault.ts";
import { webPort, wholeNumber } from "./options.ts";
import { ROOT } from "./root.ts";
import type { SessionOptions } from "./run/session.ts";
import { isPlain } from "./terminal.ts";

interface Flags {
  readonly board?: string;
  readonly modem: SessionOptions["family"];
  readonly broker?: string;
  readonly cloud?: string;
  readonly port?: number;
  readonly seed: number;
  readonly speed: number | "max";
  readonly devices: number;
  readonly config?: string;
  readonly scenario?: string;
  readonly faults?: boolean;
  readonly demo: boolean;
  readonly json?: boolean;
  readonly timeout?: number;
  readonly web?: number | boolean;
  readonly host?: string;
}

const HELP = `
Keys on a terminal:
  g raise gas   l slow leak   c clear gas   f next fault of the sensor   b button (B: held)
  p toggle PowerSwitch from the cloud   k calibrate   t self-test   a acknowledge
  n cut or restore the network   r reset the modem   s status   ? help   q or Ctrl-C quit

Without --scenario a demonstration plays: warm-up, gas, alarm at the broker, clean air. A key stops it.
Without a terminal the command ends with the demonstration.

Examples:
  canary run
  canary run --speed max --scenario scenarios/alarm.json
  canary run --speed max --modem air780e --seed 7 --json
  canary run --devices 50 --speed 20
  canary run --speed max --board esp32 --config canary.local.json

Exit codes:
  0   all went well, or quit by hand
  1   the bundle can't be built, or demonstration or scenario failed
  2   wrong option, configuration or scenario file
  3   the embedded broker's port is in use
  4   no broker answers at --broker
  5   reserved: what was read back is not what was written
  42  --timeout is over, or a scenario's limit of 600 s`;

export function command(): Command {
  return new Command("run")
    .option("--board <id>", "a file of boards/; default from espruino.config.js")
    .addOption(
      new Option("--modem <family>", "the virtual modem").choices(["air202", "air724", "air780e"]).default("air202"),
    )
    .option("--broker <url>", "mqtt://[user:password@]host:port instead of the embedded broker")
    .option("--cloud <url>", "mqtt://host:port of a canary cloud that runs, from where the device is seen and ordered")
    .option(
      "--port <n>",
      "port of the embedded broker on 127.0.0.1, 0 any free one; with the page there is a broker only where this is said",
      wholeNumber(0, 65_535),
    )
    .option("--seed <n>", "the same seed, bundle and scenario give the same run", wholeNumber(0, 0xffffffff), 1)
    .option(
      "--speed <n|max>",
      'times real time; above 100, and "max": with a cloud in this process, no sockets',
      speedOf,
      10,
    )
    .option(
      "--devices <n>",
      "so many at once, gas at each of them; canary fleet has more options",
      wholeNumber(1, 10_000),
      1,
    )
    .option("--config <file>", "canary.json of the device; default: an example identity")
    .option("--scenario <file>", "play the steps of this JSON file without a keyboard, exit 0 or 1")
    .option("--faults", "list the faults that a scenario can name, and what each does")
    .option("--no-demo", "no demonstration")
    .option("--web [port]", "the page to look at, on 127.0.0.1; a person at a terminal has it without asking", webPort)
    .option("--no-web", "no page")
    .option("--host <address>", "where the page is served; anywhere but here it asks for a token")
    .option("--json", "one JSON object a line")
    .option("--timeout <s>", "give up after so many seconds of wall time, exit 42", wholeNumber(1, 86_400))
    .addHelpText("after", HELP)
    .exitOverride()
    .action(async (flags: Flags) => {
      await toExitCode(flags.json === true, () => run(flags));
      // Whatever a library left open must not keep the process.
      setTimeout(() => process.exit(), 500).unref();
    });
}

async function run(flags: Flags): Promise<number> {
  if (flags.faults) {
    const { faultList } = await import("./run/fault-list.ts");
    process.stdout.write(faultList(flags.json === true));
    return EXIT.ok;
  }
  if (flags.devices > 1) {
    const { runDemoFleet } = await import("./fleet/demo.ts");
    return runDemoFleet(flags);
  }
  const options = await optionsOf(flags);
  const { runSession } = await import("./run/session.ts");
  return runSession(options);
}

async function optionsOf(flags: Flags): Promise<SessionOptions> {
  if (flags.speed === "max" && (flags.broker !== undefined || flags.port !== undefined)) {
    throw new Fault(EXIT.usage, "--speed max has its cloud in this process: leave out --broker and --port");
  }
  if (flags.broker !== undefined && flags.port !== undefined) {
    throw new Fault(EXIT.usage, "--port is for the embedded broker: leave it out beside --broker");
  }
  if (flags.cloud !== undefined && (flags.broker !== undefined || flags.port !== undefined || flags.speed === "max")) {
    throw new Fault(
      EXIT.usage,
      "--cloud is another process's, in real time: leave out --broker, --port and --speed max",
    );
  }
  const { readConfig, readScenario } = await import("./run/config.ts");
  const { parseBroker } = await import("./run/world.ts");
  const { isPlainDialect } = await import("../sim/profile.ts");
  const { loadBoard } = await import("../build/boards.ts");
  const boardId = flags.board ?? (await defaultBoard());
  const boardFile = await loadBoard(ROOT, boardId);
  const config = readConfig(flags.config, boardFile);
  const isTerminal = process.stdin.isTTY === true && process.stdout.isTTY === true;
  const isCi = Boolean(process.env["CI"]);
  const interactive = isTerminal && !isCi && flags.speed !== "max" && flags.scenario === undefined && !flags.json;
  const web = flags.web ?? (interactive || flags.host !== undefined);
  return {
    root: ROOT,
    boardId,
    family: flags.modem,
    seed: flags.seed,
    speed: flags.speed,
    inProcess: isInProcess(flags, web !== false && !isPlainDialect(config)),
    port: flags.port ?? 0,
    config,
    ...(flags.config !== undefined && { configFile: flags.config }),
    // Nobody would see its alarm at the cloud.
    demo: flags.demo && flags.cloud === undefined && !isPlainDialect(config),
    json: flags.json === true,
    interactive,
    web,
    ...(flags.host !== undefined && { host: flags.host }),
    color: !isPlain(flags.json),
    ...(flags.broker !== undefined && { broker: parseBroker(flags.broker) }),
    ...(flags.cloud !== undefined && { cloud: parseBroker(flags.cloud, "--cloud") }),
    ...(flags.timeout !== undefined && { timeoutS: flags.timeout }),
    ...(flags.scenario !== undefined && {
      scenario: { file: basename(flags.scenario), steps: readScenario(flags.scenario) },
    }),
  };
}

/**
 * Sockets can't be hurried without end, nor stopped: what is faster has its cloud in this process, and so has the page, which can
 * do both and break the cloud besides, unless somebody wants a broker.
 */
function isInProcess({ speed, port, broker, cloud }: Flags, hasPage: boolean): boolean {
  if (speed === "max") return true;
  const asked = Object.entries({ port, broker, cloud }).find(([, value]) => value !== undefined)?.[0];
  if (speed <= SOCKET_RANGE.most) return hasPage && asked === undefined;
  if (asked === undefined) return true;
  throw new Fault(
    EXIT.usage,
    `--speed ${speed}: over real sockets it is ${SOCKET_RANGE.most} at most. Ask for less, or leave out --${asked}: then the cloud is in this process`,
  );
}

function speedOf(text: string): number | "max" {
  const value = Number(text);
  const { least, most } = VIRTUAL_RANGE;
  if (text === "max") return "max";
  if (text.trim() !== "" && value >= least && value <= most) return value;
  throw new InvalidArgumentError(`It must be a number from ${least} to ${most}, or "max".`);
}
