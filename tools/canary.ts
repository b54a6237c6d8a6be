/** The command line. Each verb has a file of its own, loaded when it is asked for. Exit codes: docs of each verb. */
import { Command, CommanderError } from "commander";
import { buildCommand } from "./build-command.ts";
import { runCommand } from "./run-command.ts";

const program = new Command("canary")
  .description("gas-canary: build the firmware and work with it")
  .exitOverride()
  .addCommand(buildCommand())
  .addCommand(runCommand());

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  // Commander has printed the reason; asking for help is not a mistake, anything else is.
  process.exitCode = error.exitCode === 0 ? 0 : 2;
}
