/** What is wrong, and what to do about it: of the desk, and of a device. A pure table over what was seen. */

import { faultWords } from "../../sim/device-words.ts";
import { SETTINGS_BAD } from "../../src/system/fault-codes.ts";
import type { Desk } from "./desk.ts";
import type { DeviceReport } from "./device.ts";

export interface Finding {
  readonly what: string;
  readonly advice: string;
}

/** The wanting memory begins where a message of the cloud no longer fits. */
const SCARCE_PART = 0.05;

const DIALOUT = "On Linux: sudo usermod -aG dialout $USER, and log in anew. On macOS take the /dev/cu.* of it.";

export function deskFindings({ ports, interpreter }: Desk, port: string | undefined): Finding[] {
  const own = ports.filter(({ path }) => port === undefined || path === port);
  return [
    ...own
      .filter(({ isAllowed }) => !isAllowed)
      .map(({ path }) => ({ what: `this user may not use ${path}`, advice: DIALOUT })),
    ...own
      .filter(({ heldBy }) => heldBy.length > 0)
      .map(({ path, heldBy }) => ({
        what: `${path} is open in ${heldBy.join(", ")}`,
        advice: "Two programs on one port take each other's bytes: end that one.",
      })),
    ...(ports.length === 0 && port === undefined
      ? [
          {
            what: "no serial port is there",
            advice: "Plug the board in, with a cable that has data lines; --port sim is the simulator.",
          },
        ]
      : []),
    ...(interpreter.startsWith("does not run")
      ? [
          {
            what: `Espruino's Linux build ${interpreter}`,
            advice: "Correct $ESPRUINO, or unset it: nothing but tests needs it.",
          },
        ]
      : []),
  ];
}

type Status = DeviceReport["status"];

/** Then it tries no link, and its settings are wrong by just that. */
const hasNoIdentity = (status: Status): boolean =>
  (status?.troubles ?? []).some((trouble) => trouble.includes("no identity"));

const isOfItsOwn =
  (status: Status) =>
  (code: number): boolean =>
    code !== SETTINGS_BAD || !hasNoIdentity(status);

type Rule = (report: DeviceReport) => Finding | readonly Finding[] | undefined;

const RULES: readonly Rule[] = [
  ({ boards, identity: { espruinoBoard } }) =>
    boards.length > 0
      ? undefined
      : {
          what: `no file of boards/ is for a ${espruinoBoard}`,
          advice: "`canary boards` lists those there are; another build of Espruino may call itself otherwise.",
        },
  ({ identity: { isRunning }, files }) =>
    isRunning
      ? undefined
      : files.some(({ name }) => name === ".bootcde")
        ? {
            what: "there is a bundle, and it does not run",
            advice:
              "Start the board anew and see what it prints: canary monitor. Else `canary flash` puts it on again.",
          }
        : { what: "no firmware is on this board", advice: "canary flash" },
  ({ status }) =>
    status?.safeMode
      ? {
          what: `safe mode after ${status.badBoots ?? "several"} starts of under a minute`,
          advice:
            "canary.crash() tells their last words, `canary logs pull` all of them. Mend or flash anew, then canary.reboot().",
        }
      : undefined,
  ({ sameness, status }) =>
    sameness === "other"
      ? {
          what: `the device runs another bundle than that of these sources (${short(status?.bundle)})`,
          advice: "`canary flash` puts that on it; if the device's is the right one, check out its version.",
        }
      : undefined,
  ({ status }) => (hasNoIdentity(status) ? { what: "it has no identity yet", advice: "canary provision" } : undefined),
  ({ status }) =>
    (status?.faults ?? []).filter(isOfItsOwn(status)).map((code) => {
      const { what, cure } = faultWords(code);
      return { what: `fault ${code}: ${what}`, advice: cure };
    }),
  ({ status }) =>
    status?.resetCause === "watchdog" || status?.resetCause === "brown-out"
      ? {
          what: `the last start was after a ${status.resetCause}`,
          advice:
            status.resetCause === "watchdog"
              ? "The firmware hung: `canary logs pull` has its last words."
              : "The supply gave in, as a rule when the modem sends: 2 A for it, short and thick wires, 1000 uF beside it.",
        }
      : undefined,
  ({ status }) =>
    status?.link === undefined || status.link === "ONLINE" || hasNoIdentity(status)
      ? undefined
      : {
          what: `the link is at ${status.link}${causesOf(status.causes)}`,
          advice: status.modem
            ? "`canary monitor` shows it trying; `canary probe` tries the modem alone."
            : "No modem has answered yet: right after a start give it a minute, else check its supply, PWRKEY and wires (docs/wiring.md).",
        },
  ({ status }) =>
    counted(
      status?.dropped,
      "records were lost to newer ones",
      "It has been offline for too long, or its log is small: see to the link.",
    ),
  ({ status }) =>
    counted(
      status?.refused,
      "records or orders were refused",
      "The thing model in the cloud is not that of the firmware: `canary model` prints it.",
    ),
  ({ status }) =>
    counted(
      status?.unsound,
      "slots of the log hold nothing whole",
      "A few are torn by power cuts. If they grow in number the flash is worn: replace the board.",
    ),
  ({ status }) =>
    Object.entries(status?.errorFlags ?? {})
      // What is free now says more.
      .filter(([flag]) => flag !== "LOW_MEMORY")
      .map(([flag, times]) => ({
        what: `the interpreter told ${flag} ${times} times`,
        advice: FLAGS[flag] ?? "See Espruino's E.getErrorFlags.",
      })),
  ({ identity: { jsVars } }) =>
    jsVars.total > 0 && jsVars.free < jsVars.total * SCARCE_PART
      ? {
          what: `${jsVars.free} of ${jsVars.total} variables are free`,
          advice: "What was typed at the REPL stays in memory: start it anew (canary.reboot()).",
        }
      : undefined,
  ({ hasSettingsRoom, files, freeBytes }) =>
    hasSettingsRoom || files.length === 0
      ? undefined
      : {
          what: `${freeBytes} bytes of Storage are free: canary.json may not find room`,
          advice: 'Erase what nobody needs: require("Storage").list(), require("Storage").erase("name").',
        },
  ({ unanswered }) =>
    unanswered.map((what) => ({
      what: `not told: ${what}`,
      advice: "Ask again; a board that is short of memory tells less.",
    })),
];

const FLAGS: Readonly<Record<string, string>> = {
  FIFO_FULL:
    "Bytes of the modem came faster than they were read. Now and then it does no harm; else a lower modem.baud.",
  UART_OVERFLOW:
    "Bytes of the modem came while flash was written. Now and then it does no harm; else a lower modem.baud.",
  MEMORY: "Memory ran out: `canary logs pull`, and tell us.",
  CALLBACK: "A function of a timer threw: canary.crash() tells it.",
};

export function deviceFindings(report: DeviceReport): Finding[] {
  return RULES.flatMap((rule) => rule(report) ?? []);
}

const counted = (count: number | undefined, what: string, advice: string): Finding | undefined =>
  count ? { what: `${count} ${what}`, advice } : undefined;

const short = (hash: string | undefined): string => (hash ? hash.slice(0, 12) : "unknown");

function causesOf(causes: Readonly<Record<string, number>> | undefined): string {
  const list = Object.entries(causes ?? {}).map(([cause, times]) => `${cause} ${times}x`);
  return list.length > 0 ? ` (so far: ${list.join(", ")})` : "";
}
