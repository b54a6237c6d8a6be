/** What every verb with `--port` does first: choose the port, open it, find the prompt; and at the end close it whatever came. */
import { type Command, InvalidArgumentError, Option } from "commander";
import { EXIT } from "../fault.ts";
import { choosePort, DEFAULT_BAUD, type LineOptions, openLine } from "./line.ts";
import { Repl, type ReplOptions } from "./repl.ts";

const LEAST_BAUD = 300;
const MOST_BAUD = 4_000_000;

export interface PortFlags {
  readonly port?: string;
  readonly baud?: number;
  readonly board?: string;
}

/** The options that all of them have. */
export function withPort(command: Command): Command {
  return command
    .addOption(new Option("--port <port>", "serial port, tcp://host:port, or sim").env("CANARY_PORT"))
    .addOption(new Option("--baud <n>", "of a serial port").argParser(baud).default(DEFAULT_BAUD));
}

function baud(text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= LEAST_BAUD && value <= MOST_BAUD) return value;
  throw new InvalidArgumentError(`It must be a whole number from ${LEAST_BAUD} to ${MOST_BAUD}.`);
}

/** Runs `act` on the device's REPL. Ctrl-C leaves it as it was found: locked again where it was locked. */
export async function withRepl<T>(flags: PortFlags, act: (repl: Repl) => Promise<T>): Promise<T> {
  const repl = await openRepl(await choosePort(flags.port), flags);
  const left = () => {
    process.stderr.write("Ended by hand; the device goes on as it was.\n");
    void repl.close().finally(() => process.exit(EXIT.failed));
  };
  process.once("SIGINT", left);
  try {
    return await act(repl);
  } finally {
    process.off("SIGINT", left);
    await repl.close();
  }
}

export async function openRepl(spec: string, flags: PortFlags = {}, wishes: ReplOptions = {}): Promise<Repl> {
  const options: LineOptions = {
    ...(flags.baud !== undefined && { baud: flags.baud }),
    ...(flags.board !== undefined && { boardId: flags.board }),
  };
  const line = await openLine(spec, options);
  const password = process.env["CANARY_CONSOLE_PASSWORD"];
  try {
    return await Repl.open(line, {
      ...(password !== undefined && { password }),
      ...(process.stdin.isTTY && !process.env["CI"] && { askPassword }),
      ...wishes,
    });
  } catch (error) {
    await line.close();
    throw error;
  }
}

const askPassword = async (): Promise<string> => (await import("../secret-input.ts")).askSecret("console password");
