/** The driver of Luat / AirM2M modems (Air202, Air72x, Air780x): walks a step's commands over one `Chat`. @singleton */

import { createChat } from "../../at/chat";
import { URC_ENDS_ALL, URC_TELLS } from "../../at/command";
import { escapeQuoted } from "../../at/escape";
import type { Clock, Output, Uart } from "../../hal";
import { HAS_MQTT } from "../../system/dialects";
import { HAS_PLATFORM } from "../../system/features";
import type { Modem, ModemEvents, ModemFacts, Session, Step, StepResult } from "../modem";
import { certificateCommands } from "./certificate";
import { type Apn, commandsOf, type LuatCommand } from "./commands";
import { createHttp } from "./http";
import { KEY_MS, MAX_MESSAGE_BYTES, OWN_MS, PUBACK_MS, RESET_MS, UNLISTED_MS } from "./limits";
import { verdict } from "./replies";
import { epochMs } from "./time";
import { tlsCommands } from "./tls";
import { scopeOf } from "./urcs";

/** TLS settings of the session. */
const CONTEXT = 88;

const UNTRIED = 0;
const DOUBTED = 1;
const BELIEVED = 2;

/** `powerKey` and `resetPin` pull the modem's lines low; absent where the board does not drive them. */
export function createLuat(
  uart: Uart,
  clock: Clock,
  apn: Apn,
  powerKey: Output | undefined,
  resetPin: Output | undefined,
  events: ModemEvents,
  /** The root certificate that servers are checked by, as PEM text; without one they are not. */
  certificate?: () => string | undefined,
  crc32?: (text: string) => number,
): Modem {
  const facts: ModemFacts = { identity: "", dbm: undefined };
  let commands: LuatCommand[] = [];
  let step: Step = "OFF";
  /** It was told to keep the echo to itself, so an echo means that it has forgotten all. */
  let isEchoOff = false;
  let stepDone: ((result: StepResult) => void) | undefined;
  /** Of the certificate in the modem's files, which are not read back. */
  let fileState = UNTRIED;

  function urc(line: string): void {
    if (HAS_PLATFORM && told(line)) return;
    if (line === "RDY") events.lost("reboot", line);
    else if (scopeOf(line) === URC_ENDS_ALL) events.lost("reset", line);
    else events.lost(line === "CLOSED" || line.indexOf("TCP") === 0 ? "session" : "bearer", line);
  }

  /** The fetch's own, which is nothing lost; what is lost is lost for it too. */
  function told(line: string): boolean {
    const isAnswer = scopeOf(line) === URC_TELLS;
    if (isAnswer) http.answered(line);
    else http.lost(line, scopeOf(line) === URC_ENDS_ALL);
    return isAnswer;
  }

  /** Firmware names of the families whose bearer is up once they are attached (facts: modem section 19). */
  function hasAutomaticBearer(): boolean {
    return /_7[801][068]/.test(facts.identity);
  }

  function sendNext(): void {
    if (commands[0]) chat.send(commands[0], commandDone);
    else if (step === "RESET") pulse(resetPin, RESET_MS);
    else finish("");
  }

  function commandDone(error: string, reply: string[]): void {
    const command = commands.splice(0, 1)[0] as LuatCommand;
    const line = reply[0] || "";
    let result = error || !command.isOptional || step === "MQTTSTATU" ? verdict(step, error, line) : "";
    // What is optional may fail, but not for the reason that nothing answers, or that the modem has started anew.
    if (error && command.isOptional && error !== "silent" && error !== "RDY") result = "";
    // A modem that does not answer is what its reset line is for.
    if (step === "RESET") result = "";
    if (HAS_PLATFORM && command.fileBytes) result = checked(command, line, result);
    if (HAS_PLATFORM && step === "MIPSTART" && command.text.indexOf("AT+SSL") === 0) judgeFile(result);
    if (command.text === "ATE0") isEchoOff = !error;
    if (line) note(command.text, line);
    if (result && step === "OFF") pulse(powerKey, KEY_MS);
    else if (result) finish(result);
    else sendNext();
  }

  /** What goes before MCONFIG where the session is secured. */
  function secured(host: string): LuatCommand[] {
    const pem = certificate && certificate();
    const file = pem && crc32 ? "canary-" + (crc32(pem) >>> 0).toString(16) + ".pem" : "";
    const writing = file ? certificateCommands(file, pem as string) : [];
    // Another text has another name; a file of the name is another only where its bytes were lost on the way.
    if (file && fileState === DOUBTED) {
      writing.splice(0, 1);
      fileState = BELIEVED;
    }
    return writing.concat(tlsCommands(CONTEXT, host, file));
  }

  /** A file that is there need not be written. */
  function checked({ fileBytes, isOptional }: LuatCommand, line: string, result: string): string {
    const isThere = parseInt((line.split(":").pop() as string).trim(), 10) === fileBytes;
    if (!isOptional) return isThere ? result : result || "certificate not kept";
    while (isThere && !(commands[0] as LuatCommand).fileBytes) commands.splice(0, 1);
    if (isThere) commands.splice(0, 1);
    return result;
  }

  /** One that has a link open is sound; else it is written anew, once. */
  function judgeFile(result: string): void {
    if (!result) fileState = BELIEVED;
    else if (fileState === UNTRIED) fileState = DOUBTED;
  }

  /** Keeps what a reply tells beside its step. */
  function note(command: string, line: string): void {
    if (command === "AT+CSQ") {
      const rssi = parseInt(line.substr(5).trim(), 10);
      // 99 is unknown.
      facts.dbm = rssi >= 0 && rssi <= 31 ? 2 * rssi - 113 : undefined;
    } else if (command === "AT+CGMI") facts.identity = line;
    else if (command === "AT+CGMR") facts.identity += " " + line;
    else if (command === "AT+CCLK?") {
      const networkMs = epochMs(line);
      if (networkMs) events.time(networkMs);
    }
  }

  function pulse(pin: Output | undefined, ms: number): void {
    if (pin) {
      pin(true);
      clock.after(ms, pulsed);
    } else finish("");
  }

  function pulsed(): void {
    ((step === "OFF" ? powerKey : resetPin) as Output)(false);
    finish("");
  }

  function finish(result: StepResult): void {
    commands = [];
    (stepDone as (result: StepResult) => void)(result);
  }

  const chat = createChat(uart, clock, "+MSUB:", MAX_MESSAGE_BYTES, "AT+MQTTSTATU", "+MQTTSTATU", {
    scopeOf,
    urc,
    echo() {
      if (!isEchoOff) return;
      isEchoOff = false;
      if (HAS_PLATFORM) http.lost("echo is back", true);
      events.lost("reboot", "echo is back");
    },
    message: events.message,
  });
  const http = HAS_PLATFORM
    ? createHttp(chat, clock, () => (hasAutomaticBearer() ? undefined : apn))
    : (undefined as never);

  return {
    facts,
    step(name, session, done) {
      step = name;
      stepDone = done;
      // Without a key there is nothing to do but to talk to it.
      commands = name === "OFF" && !powerKey ? [] : commandsOf(name, session as Session, apn, hasAutomaticBearer());
      if (HAS_PLATFORM && name === "MCONFIG" && (session as Session).isTls)
        commands = secured((session as Session).host).concat(commands);
      sendNext();
    },
    publish(topic, payload, done, isRetained) {
      const how = HAS_MQTT && isRetained ? '",1,1,"' : '",1,0,"';
      const text = 'AT+MPUB="' + escapeQuoted(topic) + how + escapeQuoted(payload) + '"';
      chat.send({ text, timeoutMs: UNLISTED_MS, then: ["PUBACK"], thenTimeoutMs: PUBACK_MS }, done);
    },
    doubt() {
      chat.doubt();
    },
    fetch: HAS_PLATFORM ? http.fetch : (undefined as never),
    command(text, done) {
      // Its reply bears its name, which may be a URC's too: AT+CREG? is answered by +CREG:.
      const reply = (text.toUpperCase().substr(2).split("?")[0] as string).split("=")[0] as string;
      chat.send({ text, timeoutMs: OWN_MS, isProbe: true, reply }, (error, lines) => {
        done(lines.concat(error || "OK"));
      });
    },
  };
}
