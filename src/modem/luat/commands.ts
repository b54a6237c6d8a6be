/** Luat / AirM2M: what each step says to the modem. @onDemand */

import type { Command } from "../../at/command";
import { escapeQuoted } from "../../at/escape";
import { HAS_MQTT } from "../../system/dialects";
import { HAS_PLATFORM } from "../../system/features";
import type { Session, Step } from "../modem";
import { ANSWER_MS, OPEN_MS, OWN_MS, SESSION_MS, UNLISTED_MS } from "./limits";

export interface LuatCommand extends Command {
  /** The step goes on whatever the modem says to it: not every firmware knows it, or nothing may be there to close. */
  readonly isOptional?: boolean;
  /** It asks for the size of a file, which should have so many. */
  readonly fileBytes?: number;
}

export interface Apn {
  readonly name: string;
  readonly user: string;
  readonly password: string;
}

function quoted(text: string): string {
  return '"' + escapeQuoted(text) + '"';
}

function apnText({ name, user, password }: Apn): string {
  return quoted(name) + "," + quoted(user) + "," + quoted(password);
}

function own(text: string, reply?: string): LuatCommand {
  return { text, reply: reply as string, timeoutMs: OWN_MS, isOptional: true };
}

function ask(text: string, reply: string): LuatCommand {
  return { text, reply, timeoutMs: UNLISTED_MS };
}

function tell(text: string, timeoutMs: number): LuatCommand {
  return { text, timeoutMs };
}

function close(text: string): LuatCommand {
  return { text, timeoutMs: UNLISTED_MS, isOptional: true };
}

function subscribe(topic: string): LuatCommand {
  return {
    text: `AT+MSUB=${quoted(topic)},1`,
    timeoutMs: UNLISTED_MS,
    then: ["SUBACK", "ERROR"],
    thenTimeoutMs: SESSION_MS,
  };
}

/** At QoS 1, retained (facts: modem section 6.2). */
function willText({ will }: Session): string {
  return HAS_MQTT && will ? `,1,1,${quoted(will.topic)},${quoted(will.payload)}` : "";
}

export function commandsOf(step: Step, session: Session, apn: Apn, hasAutomaticBearer: boolean): LuatCommand[] {
  switch (step) {
    case "OFF":
      return [{ text: "AT", timeoutMs: ANSWER_MS, isProbe: true }];
    case "AT":
      return [
        { text: "AT", timeoutMs: ANSWER_MS, isProbe: true },
        own("ATE0"),
        own("AT+CMEE=1"),
        own("AT+CGMI", ""),
        own("AT+CGMR", ""),
      ];
    case "MQTTSTATU":
      return [own("AT+MQTTSTATU", "+MQTTSTATU")];
    case "CPIN":
      return [ask("AT+CPIN?", "+CPIN:")];
    case "CSQ":
      return [ask("AT+CSQ", "+CSQ:"), own("AT+CCLK?", "+CCLK:")];
    case "CREG":
      return [ask("AT+CREG?", "+CREG:")];
    case "CGATT":
      return [ask("AT+CGATT?", "+CGATT:")];
    case "CSTT":
      return hasAutomaticBearer ? [] : [tell("AT+CSTT=" + apnText(apn), 60000)];
    case "CIICR":
      return hasAutomaticBearer ? [] : [tell("AT+CIICR", 90000)];
    case "CIFSR":
      return hasAutomaticBearer ? [] : [{ text: "AT+CIFSR", reply: "", endsOnReply: true, timeoutMs: UNLISTED_MS }];
    case "MCONFIG":
      return [
        // A firmware may start in the mode that keeps messages to itself, or writes them as hex digits.
        own("AT+MQTTMSGSET=0"),
        own("AT+MQTTMODE=0"),
        tell(
          `AT+MCONFIG=${quoted(session.clientId)},${quoted(session.username)},${quoted(session.password)}${willText(session)}`,
          UNLISTED_MS,
        ),
      ];
    case "MIPSTART":
      return [
        {
          text: `AT+${HAS_PLATFORM && session.isTls ? "SSL" : ""}MIPSTART=${quoted(session.host)},${session.port}`,
          timeoutMs: UNLISTED_MS,
          // An open link of unknown age, perhaps to another host, is no success: it is closed and opened anew.
          then: ["CONNECT OK", "CONNECT FAIL", "ALREADY CONNECT"],
          thenTimeoutMs: OPEN_MS,
        },
      ];
    case "MCONNECT":
      return [
        {
          text: `AT+MCONNECT=${session.cleanSession},${session.keepAliveS}`,
          timeoutMs: UNLISTED_MS,
          then: ["CONNACK OK"],
          thenTimeoutMs: SESSION_MS,
        },
      ];
    case "MSUB":
      // The network has given its time by now, if it gives one; the first alarm wants it. Before the subscriptions: what
      // goes behind the last of them is then heard ONLINE.
      return [own("AT+CCLK?", "+CCLK:")].concat(session.topics.map(subscribe));
    case "MDISCONNECT":
      return [close("AT+MDISCONNECT")];
    case "MIPCLOSE":
      return [close("AT+MIPCLOSE")];
    case "CIPSHUT":
      return [{ text: "AT+CIPSHUT", final: "SHUT OK", timeoutMs: 90000, isOptional: true }];
    case "CFUN":
      return [tell("AT+CFUN=4", 45000), tell("AT+CFUN=1", 45000)];
    default: // RESET
      return [own("AT+RESET")];
  }
}
