/** What an AT line is to whoever reads the wire: told from the line and from the command before it. Looks on; it shares nothing with the driver. */
import type { Direction } from "../wire.ts";
import { messageIn } from "./at-line.ts";

/** `data` is what belongs to no dialogue: echo, prompt, raw bytes behind a prompt, noise. */
export const AT_KINDS = ["command", "response", "result", "urc", "message", "data"] as const;
export type AtKind = (typeof AT_KINDS)[number];

/** They end a command; the words of MQTT and TCP come after the `OK` that only meant "accepted" (facts: modem sections 1, 2.3, 10). */
const RESULT =
  /^(?:OK|ERROR|SHUT OK|NO CARRIER|NO ANSWER|NO DIALTONE|BUSY|\+CM[ES] ERROR:.*|(?:\d,)?CONNECT (?:OK|FAIL)|(?:\d,)?ALREADY CONNECT|CONNACK OK|SUBACK|UNSUBACK|PUBACK|PUBREC|PUBCOMP)$/;
/** Bare words that nobody has asked for. */
const URC_WORD = /^(?:RDY|CLOSED|SMS READY|CALL READY|NORMAL POWER DOWN|TCP ERROR:.*|\^boot.*)$/;
/** `+CSQ: 20,0`, `+MQTTSTATU :1`, `^MODE: 17,17`, `+PDP DEACT`, `+SAPBR 1: DEACT`. */
const NAMED = /^([+^*][A-Z0-9_]+)/i;
const PROMPT = /^(?:> ?|DOWNLOAD)$/;
/** Each of `AT+CFUN=1;+CIMI`. */
const ASKED = /[+^*][A-Z0-9_]+/gi;

export class AtKinds {
  /** The command that has no final result yet, and what it asks for. */
  #command: string | undefined;
  #names: readonly string[] = [];
  /** Of the last command, ended or not: some answer behind their `OK`. */
  #isStateAsked = false;

  /** Lines are missing: no command is known to be open. */
  forget(): void {
    this.#command = undefined;
    this.#names = [];
  }

  kindOf(direction: Direction, text: string): AtKind {
    return direction === ">" ? this.#sent(text) : this.#received(text);
  }

  #sent(text: string): AtKind {
    if (!/^AT/i.test(text)) return "data";
    this.#command = text;
    const quoted = /["=]/.exec(text)?.index ?? text.length;
    const names = text.slice(0, quoted).match(ASKED) ?? [];
    const chained = [...text.replace(/"[^"]*"/g, "").matchAll(/;\s*([+^*][A-Z0-9_]+)/gi)].map(([, name = ""]) => name);
    this.#names = [...names, ...chained].map((name) => name.toUpperCase());
    this.#isStateAsked = /^AT\+(?:CIPSTATUS|(?:SSL)?MIPSTART)/i.test(text);
    return messageIn(text) ? "message" : "command";
  }

  #received(text: string): AtKind {
    if (messageIn(text)) return "message";
    if (RESULT.test(text)) {
      this.forget();
      return "result";
    }
    if (URC_WORD.test(text)) return "urc";
    if (PROMPT.test(text) || text === this.#command) return "data";
    if (this.#isStateAsked && /^STATE: /.test(text)) return "response";
    const name = NAMED.exec(text)?.[1]?.toUpperCase();
    // `+SAPBR 1: DEACT` is none of `+SAPBR: 1,1,...`.
    if (name !== undefined) return this.#names.includes(name) && !/^[^:]* \d/.test(text) ? "response" : "urc";
    return this.#command === undefined ? "data" : "response";
  }
}
