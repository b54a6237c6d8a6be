/**
 * What a person types at the REPL: `canary.status()` and the like.
 * Nothing here can disturb the running session.
 */

import { HAS_PLATFORM } from "./features";

export interface CanaryConsole {
  "status": () => { [name: string]: unknown };
  /** Sends one AT command beside the session and prints what comes back. */
  "at": (text: string) => void;
  /** From now on, or no longer, shows each line of the modem's as it goes and comes. */
  "trace": (isOn: unknown) => string;
  /** Shows the settings without secrets, or checks some and keeps them for the next start: `value` false beside all of them: they are only checked. */
  "config": (key?: unknown, value?: unknown) => unknown;
  /** Its name for all settings at once. */
  "configure": (config: unknown) => unknown;
  /** State, set points, latch, dose, silence, and what of it waits. */
  "alarm": () => object;
  /** The newest records that wait for the cloud, newest last. */
  "journal": () => object[];
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
  "help": () => void;
}

/** Variables that a look at the settings takes for the moment, and some for what may come up. */
const LEAST_FREE = 480;

/** What outlives a call. */
export interface ConsoleState {
  /** A person's command is under way. */
  isAsking: boolean;
  /** Ends the trace that is on. */
  unwatch: (() => void) | undefined;
}

const HELP = `canary.
status() link, queue, memory
at("AT+CSQ") asks the modem
trace(true) shows its lines
gas() reading, calibrations
alarm() state, set points
calibrate() in clean air; calibrate(5000) at so many ppm
selfTest() 0: all is well
silence() for 10 minutes
acknowledge() the alarm may end
config() or config("gas.sensor") shows
config("gas.sensor", "MQ-5") or config({...}) for the next start: [] or what is wrong
config({...}, false) only checks
journal() what waits
crash() last words
reboot()`;

export function createConsole(
  state: ConsoleState,
  status: CanaryConsole["status"],
  /** Ends the asking when it has its answer. */
  command: (text: string) => void,
  watch: () => () => void,
  show: (key: string | undefined) => unknown,
  edit: (key: unknown, value: unknown, isCheck: boolean) => string[],
  alarm: CanaryConsole["alarm"],
  journal: CanaryConsole["journal"],
  crashes: CanaryConsole["crash"],
  reboot: () => void,
  free: () => number,
  service: (name: "Calibrate" | "SelfTest" | "Acknowledge" | "Silence", ppm: number) => unknown,
  gas: CanaryConsole["gas"],
  print: (text: string) => void,
): CanaryConsole {
  function config(key?: unknown, value?: unknown): unknown {
    const isName = typeof key === "string";
    // Espruino that has run out of them may not give them all back.
    if (free() < LEAST_FREE) return ["no memory: write canary.json, reboot"];
    if (key === undefined || (isName && value === undefined)) return show(key as string);
    return isName || (key && typeof key === "object")
      ? edit(key, value, !isName && value === false)
      : "try canary.help()";
  }

  return {
    "status": status,
    "at": (text) => {
      const isCommand = typeof text === "string" && /^AT[^\r\n]*$/.test(text.toUpperCase());
      // What opens, closes or fills the session is the session's own, and AT+CSTT? would show a password.
      const name = isCommand ? text.toUpperCase().substr(3) : "";
      const isSessions =
        (name.charAt(0) === "M" && name.indexOf("MQTT")) ||
        name.indexOf("CIPSHUT") === 0 ||
        name.indexOf("CSTT") === 0 ||
        // Of a fetch: a password too, and links that are signed.
        (HAS_PLATFORM && (name.indexOf("SAPBR") === 0 || name.indexOf("HTTP") === 0));
      if (state.isAsking) print("busy");
      else if (!isCommand || isSessions) print('try canary.at("AT+CSQ")');
      else {
        state.isAsking = true;
        command(text);
      }
    },
    "trace": (isOn) => {
      if (state.unwatch) state.unwatch();
      state.unwatch = isOn ? watch() : undefined;
      return isOn ? "on" : "off";
    },
    "config": config,
    "configure": config,
    "alarm": alarm,
    "journal": journal,
    "crash": crashes,
    "reboot": reboot,
    "gas": gas,
    "calibrate": (ppm) => service("Calibrate", ppm === undefined ? 0 : ppm),
    "selfTest": () => service("SelfTest", 0),
    "acknowledge": () => service("Acknowledge", 0),
    "silence": () => service("Silence", 0),
    "help": () => print(HELP),
  };
}
