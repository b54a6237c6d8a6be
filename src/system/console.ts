/** What a person types at the REPL: `canary.status()` and the like. Nothing here can disturb the running session. @singleton */

export interface CanaryConsole {
  "status": () => { [name: string]: unknown };
  /** Sends one AT command beside the session and prints what comes back. */
  "at": (text: string) => void;
  /** Checks a configuration and keeps it for the next start; returns its problems. */
  "configure": (config: unknown) => string[];
  /** What went wrong before, oldest first. */
  "crash": () => string[];
  "reboot": () => void;
}

export function createConsole(
  status: CanaryConsole["status"],
  command: (text: string, done: (lines: string[]) => void) => void,
  configure: CanaryConsole["configure"],
  crashes: CanaryConsole["crash"],
  reboot: () => void,
  print: (text: string) => void,
): CanaryConsole {
  let isAsking = false;
  return {
    "status": status,
    "at": (text) => {
      const isCommand = typeof text === "string" && /^AT[^\r\n]*$/.test(text.toUpperCase());
      // What opens, closes or fills the session is the session's own.
      const name = isCommand ? text.toUpperCase().substr(3) : "";
      const isSessions = (name.charAt(0) === "M" && name.indexOf("MQTT")) || name.indexOf("CIPSHUT") === 0;
      if (isAsking) print("busy");
      else if (!isCommand || isSessions) print('try canary.at("AT+CSQ")');
      else {
        isAsking = true;
        command(text, (lines) => {
          isAsking = false;
          print(lines.join("\n"));
        });
      }
    },
    "configure": configure,
    "crash": crashes,
    "reboot": reboot,
  };
}
