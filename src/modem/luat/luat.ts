/** The driver of Luat / AirM2M modems (Air202, Air72x, Air780x): walks a step's commands over one `Chat`. */
import { type Chat, createChat, NO_URC, URC, URC_ENDS_ALL, URC_ENDS_SESSION, type UrcScope } from "../../at/chat";
import type { Clock, Uart } from "../../hal";
import { type Modem, type ModemEvents, type Session, SILENT, type Step, type StepResult } from "../modem";
import { type Apn, CSQ, commandsOf, type LuatCommand, PUBACK_MS, quoted, SYNC } from "./commands";
import { epochMs, signalDbm, verdict, verdictOfError } from "./replies";
import { BEARER_LOST, meaningOf, REBOOTED, SESSION_LOST } from "./urcs";

/** The largest message that firmware is known to push (facts: modem section 7). */
export const MAX_MESSAGE_BYTES = 4100;

/** Firmware names of the families whose bearer is up once they are attached (facts: modem section 19). */
const AUTOMATIC_BEARER = ["780", "700", "716", "718"];

export function createLuat(uart: Uart, clock: Clock, apn: Apn, events: ModemEvents): Modem {
  let commands: LuatCommand[] = [];
  let step: Step = "AT";
  let stepDone: ((result: StepResult) => void) | undefined;
  let publishDone: ((result: StepResult) => void) | undefined;
  let identity = "";
  let dbm: number | undefined;

  function urc(line: string): UrcScope {
    const meaning = meaningOf(line);
    if (meaning === SESSION_LOST || meaning === BEARER_LOST) {
      events.lost(meaning === SESSION_LOST ? "session" : "bearer", line);
      return URC_ENDS_SESSION;
    }
    if (meaning === REBOOTED) {
      events.lost(line === "RDY" ? "reboot" : "reset", line);
      return URC_ENDS_ALL;
    }
    return meaning ? URC : NO_URC;
  }

  function sendNext(): void {
    const command = commands[0];
    if (command) chat.send(command, commandDone);
    else finish("");
  }

  function commandDone(error: string, reply: string[]): void {
    const command = commands.splice(0, 1)[0] as LuatCommand;
    const line = reply[0] || "";
    let result = error ? verdictOfError(step, error) : command.isOptional ? "" : verdict(step, line);
    if (result && result !== SILENT && result !== "RDY" && command.isOptional) result = "";
    if (!error) note(command, line);
    if (result) finish(result);
    else sendNext();
  }

  /** Keeps what a reply tells beside its step. */
  function note(command: LuatCommand, line: string): void {
    if (step === "CSQ") dbm = signalDbm(line);
    else if (command.reply === "" && step === "AT")
      identity = `${command.text === "AT+CGMI" ? "" : `${identity} `}${line}`;
    else if (command.reply === "+CCLK:") {
      const networkMs = epochMs(line);
      if (networkMs) events.time(networkMs);
    }
  }

  function finish(result: StepResult): void {
    const done = stepDone as (result: StepResult) => void;
    commands = [];
    stepDone = undefined;
    done(result);
  }

  const chat: Chat = createChat(uart, clock, "+MSUB:", MAX_MESSAGE_BYTES, SYNC, { urc, message: events.message });

  return {
    step(name, session, done) {
      step = name;
      stepDone = done;
      commands = commandsOf(
        name,
        session,
        apn,
        AUTOMATIC_BEARER.some((family) => identity.indexOf(family) > 0),
      );
      sendNext();
    },
    publish(topic, payload, done) {
      publishDone = done;
      chat.send(
        {
          text: `AT+MPUB=${quoted(topic)},1,0,${quoted(payload)}`,
          timeoutMs: 9000,
          then: ["PUBACK"],
          thenTimeoutMs: PUBACK_MS,
        },
        (error) => (publishDone as (result: StepResult) => void)(error),
      );
    },
    command(text, done) {
      // Its reply bears its name, which may be a URC's too: AT+CREG? is answered by +CREG:.
      const reply = (text.substr(2).split("?")[0] as string).split("=")[0] as string;
      chat.send({ text, timeoutMs: 9000, isProbe: true, reply }, (error, lines) => done(lines.concat(error || "OK")));
    },
    measureSignal() {
      chat.send(CSQ, (error, reply) => {
        if (!error) dbm = signalDbm(reply[0] as string);
      });
    },
    signalDbm: () => dbm,
    identity: () => identity,
  };
}
