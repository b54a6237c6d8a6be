/** What a person types at the REPL: `canary.status()` and the like. Nothing here can disturb the running session. */

export interface ConsoleParts {
  readonly status: () => { [name: string]: unknown };
  readonly command: (text: string, done: (lines: string[]) => void) => void;
  /** Checks and stores a configuration; returns its problems. */
  readonly configure: (config: unknown) => string[];
  readonly reboot: () => void;
  readonly print: (line: string) => void;
}

export interface CanaryConsole {
  "status": () => { [name: string]: unknown };
  "at": (text: string) => void;
  "configure": (config: unknown) => string[];
  "reboot": () => void;
}

export function createConsole(parts: ConsoleParts): CanaryConsole {
  return {
    "status": parts.status,
    "at": (text) => {
      if (typeof text !== "string" || text.substr(0, 2).toUpperCase() !== "AT" || /[\r\n]/.test(text)) {
        parts.print('one AT command in quotes, for example canary.at("AT+CSQ")');
      } else parts.command(text, (lines) => parts.print(lines.join("\n")));
    },
    "configure": parts.configure,
    "reboot": parts.reboot,
  };
}
