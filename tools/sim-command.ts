/** `canary sim`: a virtual board that lives on its own, its REPL on a TCP port. */
import { Command, Option } from "commander";
import { toExitCode } from "./fault.ts";
import { number, wholeNumber } from "./options.ts";

interface Flags {
  readonly board?: string;
  readonly modem: "air202" | "air724" | "air780e";
  readonly listen: number;
  readonly modemPort?: number;
  readonly speed: number;
  readonly gas?: number;
  readonly json?: boolean;
}

const HELP = `
The port it prints is one for --port of every other verb, and for any program that uploads to Espruino over TCP.
One program at a time; the board runs on when it goes. A new board is bare: \`canary flash\` puts the bundle on it.
Its flash is kept in .canary-sim/<board>.flash of this folder, or of the folder in $CANARY_SIM; delete the file for a
bare board. Its network leads to a cloud in this process, which takes the device as it has been provisioned.

Examples:
  canary sim
  canary sim --board linux --listen 2323
  canary sim --gas 25 --speed 10
  canary sim --modem-port 0 --json

Exit codes:
  0   ended by Ctrl-C
  1   the flash's file is none of this board
  2   wrong option
  3   the port is in use, or the board runs already`;

export function command(): Command {
  return new Command("sim")
    .option("--board <id>", "a file of boards/; default $CANARY_SIM_BOARD, else from espruino.config.js")
    .addOption(
      new Option("--modem <family>", "the virtual modem").choices(["air202", "air724", "air780e"]).default("air202"),
    )
    .option("--listen <port>", "of the REPL on 127.0.0.1; 0 is any free one", wholeNumber(0, 65_535), 0)
    .option("--modem-port <port>", "also a modem without a board, for canary probe", wholeNumber(0, 65_535))
    .option("--speed <n>", "times real time, 0.1 to 100", number(0.1, 100), 1)
    .option("--gas <lel>", "gas at the sensor, in % LEL", number(0, 100))
    .option("--json", "one JSON object a line")
    .addHelpText("after", HELP)
    .exitOverride()
    .action(async (flags: Flags) => {
      await toExitCode(flags.json === true, () => run(flags));
    });
}

async function run(flags: Flags): Promise<undefined> {
  const { runSim } = await import("./sim/session.ts");
  const quit = new AbortController();
  const end = (): void => quit.abort();
  process.on("SIGINT", end).on("SIGTERM", end);
  try {
    await runSim({
      boardId: flags.board,
      family: flags.modem,
      port: flags.listen,
      modemPort: flags.modemPort,
      speed: flags.speed,
      lelPercent: flags.gas,
      say: (line) => void process.stdout.write(`${flags.json ? JSON.stringify(line) : line.text}\n`),
      ended: new Promise((done) => quit.signal.addEventListener("abort", () => done())),
    });
  } finally {
    process.off("SIGINT", end).off("SIGTERM", end);
  }
}
