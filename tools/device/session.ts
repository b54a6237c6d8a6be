/** What every verb with `--port` does first: choose the port, open it, find the prompt; and at the end close it whatever came. */
import { type Command, Option } from "commander";
import { choosePort, type LineOptions, openLine } from "./line.ts";
import { Repl, type ReplOptions } from "./repl.ts";

export interface PortFlags {
  readonly port?: string;
  readonly baud?: number;
  readonly board?: string;
}

/** The options that all of them have. */
export function withPort(command: Command): Command {
  return command
    .addOption(new Option("--port <port>", "serial port, tcp://host:port, or sim").env("CANARY_PORT"))
    .addOption(new Option("--baud <n>", "of a serial port").argParser(Number).default(115_200));
}

/** Runs `act` on the device's REPL. */
export async function withRepl<T>(flags: PortFlags, act: (repl: Repl) => Promise<T>): Promise<T> {
  const repl = await openRepl(await choosePort(flags.port), flags);
  try {
    return await act(repl);
  } finally {
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
