#!/usr/bin/env node
/**
 * The command line. Each verb has a file of its own, `<verb>-command.ts`, loaded when it is asked for: help of the whole
 * needs none of them.
 */
import { Command, CommanderError } from "commander";

const VERBS = {
  build: "compile src for one board into dist/<board>/firmware.js",
  run: "run the bundle in a virtual board with a virtual modem, at a real MQTT broker",
  flash: "put the bundle on a board, and read its hash back",
  provision: "write a device's identity and settings into its flash, or those of a batch of devices",
  monitor: "the device's log and its REPL in one",
  doctor: "what this desk and the board are, in one block to paste",
  logs: "pull crash texts, counters and journal from a device",
  backup: "keep settings and journal of a device in a file",
  restore: "put a backup onto a device",
  probe: "try a modem alone, on a USB adapter: SIM, signal, network, MQTT",
  sign: "client id, user name and password of a device's login",
  model: "check and print the thing model",
  config: "check a configuration file",
  boards: "list the boards, with wiring and what each can't do",
  sim: "a virtual board whose REPL is on a TCP port",
  cloud: "the platform's stand-in on a port, for hardware on a desk without an account",
  fleet: "many virtual nodes at one broker, and whether each alarm arrives",
};

async function load(verb) {
  const { register } = await import("tsx/esm/api");
  // A tsconfig.json of the folder it is called from is for other sources than these.
  register({ tsconfig: false });
  return import(`./${verb}-command.ts`);
}

const program = new Command("canary").description("gas-canary: build the firmware and work with it").exitOverride();
const words = process.argv.slice(2);
// `canary help flash` is `canary flash --help`.
const args = words[0] === "help" && words[1] in VERBS ? [...words.slice(1), "--help"] : words;
if (args[0] in VERBS) program.addCommand((await load(args[0])).command().description(VERBS[args[0]]));
else for (const [verb, summary] of Object.entries(VERBS)) program.command(verb).description(summary).usage("[options]");

// Whoever reads us may go first (`| head`); what runs until it is ended sees to that itself.
process.stdout.on("error", (error) => {
  if (error.code !== "EPIPE") throw error;
  if (process.stdout.listenerCount("error") === 1) process.exit();
});

try {
  await program.parseAsync(args, { from: "user" });
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  // Commander has printed the reason; asking for help is not a mistake, anything else is.
  process.exitCode = error.exitCode === 0 ? 0 : 2;
}
// Whatever was left open must not keep the process: a line to a device, a library's socket.
setTimeout(() => process.exit(), 1000).unref();
