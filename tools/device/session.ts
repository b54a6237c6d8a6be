/** What every verb with `--port` does first: choose the port, open it, find the prompt; and at the end close it whatever came. */
import { type Command, Option } from "commander";
import { EXIT } from "../fault.ts";
import { wholeNumber } from "../options.ts";
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
    .addOption(
      new Option("--baud <n>", "of a serial port").argParser(wholeNumber(LEAST_BAUD, MOST_BAUD)).default(DEFAULT_BAUD),
    );
}

/** Runs `act` on the device's REPL. */
export async function withRepl<T>(flags: PortFlags, act: (repl: Repl) => Promise<T>): Promise<T> {
  const stay = endsByHand("Ended by hand; the device goes on as it was.");
  try {
    const repl = await openRepl(await choosePort(flags.port), flags);
    return await act(repl).finally(() => repl.close());
  } finally {
    stay();
  }
}

/** Those that were opened and, if they were closed, need nothing more. */
const opened = new Set<Repl>();

/** Until what it returns is called, Ctrl-C says these words, leaves each REPL as it was found, and ends with 1. */
export function endsByHand(words: string): () => void {
  const left = () => {
    process.stderr.write(`${words}\n`);
    void Promise.all([...opened].map((repl) => repl.close())).finally(() => process.exit(EXIT.failed));
  };
  process.once("SIGINT", left);
  return () => process.off("SIGINT", left);
}

export async function openRepl(spec: string, flags: PortFlags = {}, wishes: ReplOptions = {}): Promise<Repl> {
  const options: LineOptions = {
    ...(flags.baud !== undefined && { baud: flags.baud }),
    ...(flags.board !== undefined && { boardId: flags.board }),
  };
  const line = await openLine(spec, options);
  const password = process.env["CANARY_CONSOLE_PASSWORD"];
  try {
    const repl = await Repl.open(line, {
      ...(password !== undefined && { password }),
      ...(process.stdin.isTTY && !process.env["CI"] && { askPassword }),
      ...wishes,
    });
    opened.add(repl);
    return repl;
  } catch (error) {
    await line.close();
    throw error;
  }
}

const askPassword = async (): Promise<string> => (await import("../secret-input.ts")).askSecret("console password");
