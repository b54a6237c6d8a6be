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
  /** What is measured, how well, and by which calibrations. */
  "gas": () => object;
  /** In clean air, or in a test gas of so many ppm; why not, or the R0 found. */
  "calibrate": (ppm?: number) => unknown;
  /** What is wanting, as a sum of bits: heater 1, ADC 2, outputs 4, journal 8, link 16. */
  "selfTest": () => unknown;
  /** Somebody knows of the alarm: no more noise, and it may end when the gas has gone. */
  "acknowledge": () => unknown;
  "silence": () => unknown;
}

export function createConsole(
  status: CanaryConsole["status"],
  command: (text: string, done: (lines: string[]) => void) => void,
  configure: CanaryConsole["configure"],
  crashes: CanaryConsole["crash"],
  reboot: () => void,
  service: (name: string, ppm: number) => unknown,
  gas: CanaryConsole["gas"],
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
    "gas": gas,
    "calibrate": (ppm) => service("Calibrate", ppm === undefined ? 0 : ppm),
    "selfTest": () => service("SelfTest", 0),
    "acknowledge": () => service("Acknowledge", 0),
    "silence": () => service("Silence", 0),
  };
}
