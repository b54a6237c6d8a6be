/** What a person types at the REPL: `canary.status()` and the like. Nothing here can disturb the running session. @singleton */

export interface CanaryConsole {
  "status": () => { [name: string]: unknown };
  /** Sends one AT command beside the session and prints what comes back. */
  "at": (text: string) => void;
  /** Checks a configuration and keeps it for the next start; returns its problems. */
  "configure": (config: unknown) => string[];
  "reboot": () => void;
}

export function createConsole(
  status: CanaryConsole["status"],
  command: (text: string, done: (lines: string[]) => void) => void,
  configure: CanaryConsole["configure"],
  reboot: () => void,
  print: (text: string) => void,
): CanaryConsole {
  return {
    "status": status,
    "at": (text) => {
      const isCommand = typeof text === "string" && /^AT[^\r\n]*$/.test(text.toUpperCase());
      if (isCommand) command(text, (lines) => print(lines.join("\n")));
      else print('one AT command in quotes, for example canary.at("AT+CSQ")');
    },
    "configure": configure,
    "reboot": reboot,
  };
}
