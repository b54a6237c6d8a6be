/** What begins with a colon is the monitor's own: the device hears nothing of it. */
import { EXIT, Fault } from "../fault.ts";
import type { Device } from "./device.ts";
import { filterOf } from "./filter.ts";
import type { MonitorPrinter } from "./printer.ts";

export interface LocalDesk {
  readonly printer: MonitorPrinter;
  readonly device: Device;
  readonly note: (text: string) => void;
  readonly quit: () => void;
}

interface Command {
  readonly takes: string;
  readonly does: string;
  readonly act: (desk: LocalDesk, words: string) => Promise<void> | void;
}

const COMMANDS: Readonly<Record<string, Command>> = {
  ":filter": {
    takes: "at,link,gas,cloud,console | all",
    does: "which of the device's lines are shown",
    act: ({ printer, note }, words) => {
      printer.filter = filterOf(words);
      note(`shown: ${words}`);
    },
  },
  ":trace": {
    takes: "on | off",
    does: "AT lines and messages, by canary.trace() of the device; off again at the end",
    act: ({ device }, words) => {
      if (words !== "on" && words !== "off") throw new Fault(EXIT.usage, ":trace takes on or off.");
      return device.setTrace(words === "on");
    },
  },
  ":log": {
    takes: "<file> | off",
    does: "append everything to a file, unfiltered",
    act: ({ printer, note }, words) => {
      if (words === "") throw new Fault(EXIT.usage, ":log takes a file's path, or off.");
      printer.log(words === "off" ? undefined : words);
      note(words === "off" ? "no log file" : `everything is appended to ${words}`);
    },
  },
  ":interrupt": {
    takes: "",
    does: "Ctrl-C to the device: stops code that runs on and on, which may be the firmware's",
    act: ({ device }) => device.repl?.type("\x03"),
  },
  ":help": { takes: "", does: "this", act: ({ note }) => localHelp().forEach(note) },
  ":quit": { takes: "", does: "leave; also Ctrl-D, Ctrl-], or Ctrl-C twice", act: ({ quit }) => quit() },
};

export const LOCAL_NAMES = Object.keys(COMMANDS);

export function localHelp(): string[] {
  const rows = Object.entries(COMMANDS).map(([name, { takes, does }]) => [`${name} ${takes}`.trim(), does] as const);
  return rows.map(([usage, does]) => `${usage.padEnd(40)} ${does}`);
}

export async function runLocal(line: string, desk: LocalDesk): Promise<void> {
  const [name = "", ...words] = line.trim().split(/\s+/);
  const command = COMMANDS[name];
  if (!command) throw new Fault(EXIT.usage, `${name} is no command of the monitor: ${LOCAL_NAMES.join(" ")}.`);
  await command.act(desk, words.join(" "));
}
