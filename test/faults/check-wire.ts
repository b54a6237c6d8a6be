/** The dialogue on the wire: one command at a time, each step only on the answer of the step before (facts 2.2, 6.1, 13). */
import { commandName, stateOf } from "./at-text.ts";
import { type Check, type Ledger, seconds } from "./check.ts";
import type { Observation } from "./observation.ts";

/** The least time a command must be given before another is sent without its final result. A bare AT is only a knock. */
const PATIENCE_MS: Readonly<Record<string, number>> = {
  AT: 100,
  CIICR: 89_000,
  CIPSHUT: 89_000,
  CSTT: 59_000,
  CFUN: 44_000,
  MPUB: 8900,
  MSUB: 8900,
  MIPSTART: 8900,
  MCONNECT: 8900,
  MCONFIG: 8900,
};
/** Of those that the modem answers out of its own head. */
const OWN_PATIENCE_MS = 1900;
/** For the second line, once the first is there. */
const RESULT_PATIENCE_MS: Readonly<Record<string, number>> = {
  MIPSTART: 12_000,
  MCONNECT: 5000,
  MSUB: 5000,
  MPUB: 10_000,
};
const RESULT = /^(?:\d,)?(CONNECT OK|CONNECT FAIL|ALREADY CONNECT|CONNACK OK|SUBACK|PUBACK)\b/;
const FINAL = /^(?:OK|ERROR|SHUT OK|\+CM[ES] ERROR\b.*)$/;
const ADDRESS = /^\d+\.\d+\.\d+\.\d+$/;
/** Lines after which nothing that was asked is answered any more. */
const ENDS_ALL = /^(?:RDY$|NORMAL POWER DOWN|\^boot)|^\+CPIN: (?!READY)/;
const ENDS_SESSION = /^(?:CLOSED|TCP ERROR.*|.*DEACT.*|\+CGEV:.*DETACH.*)$/;

interface Pending {
  readonly name: string;
  readonly text: string;
  readonly atMs: number;
  hasFinal: boolean;
  hasFailed: boolean;
  resultFromMs: number;
}

export class WireCheck implements Check {
  readonly #ledger: Ledger;
  #pending: Pending | undefined;
  #hasTcp = false;
  #hasSession = false;
  /** When the link was lost: what the board says in the same moment it may have said before it read of that. */
  #lostMs = -1;
  /** Topics asked for in this session, and those with their SUBACK. */
  readonly #asked = new Set<string>();
  readonly #granted = new Set<string>();
  /** The modem has said what it kept over a restart of the board. */
  #isResumed = false;
  /** The login and the host, as first sent: the configuration does not change in these runs. */
  readonly #firsts = new Map<string, string>();

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
  }

  see(seen: Observation): void {
    if (seen.kind === "sent") this.#sent(seen.atMs, seen.text);
    else if (seen.kind === "heard") this.#heard(seen.atMs, seen.text);
    else if (seen.kind === "console") this.#console(seen.atMs, seen.text);
    else if (seen.kind === "boot" || seen.kind === "stop") this.#forget();
    else if (seen.kind === "pin" && !seen.isLow) this.#pending = undefined;
  }

  settle(): void {}

  #forget(): void {
    this.#pending = undefined;
    this.#hasTcp = this.#hasSession = this.#isResumed = false;
    this.#asked.clear();
    this.#granted.clear();
  }

  #sent(atMs: number, text: string): void {
    const name = commandName(text);
    if (name === undefined) return;
    this.#checkPatience(atMs, text);
    this.#checkPlace(atMs, name, text);
    this.#checkConfig(atMs, name, text);
    this.#pending = { name, text, atMs, hasFinal: false, hasFailed: false, resultFromMs: atMs };
    if (name === "MIPSTART" || name === "MIPCLOSE" || name === "CIPSHUT") this.#closeTcp();
    if (name === "MDISCONNECT") this.#hasSession = false;
    if (name === "CFUN" || name === "RESET") this.#closeTcp();
    if (name === "MCONNECT") {
      this.#asked.clear();
      this.#granted.clear();
    }
    if (name === "MSUB") this.#asked.add(text);
  }

  #closeTcp(): void {
    this.#hasTcp = this.#hasSession = this.#isResumed = false;
  }

  /** Not before the answer to the one before, or the end of its time. */
  #checkPatience(atMs: number, text: string): void {
    const before = this.#pending;
    // One that was sent in the moment of a restart may have been ended by it.
    if (!before || before.hasFailed || before.atMs === this.#lostMs) return;
    const { name, hasFinal } = before;
    const waitsForResult = hasFinal && name in RESULT_PATIENCE_MS;
    if (hasFinal && !waitsForResult) return;
    const patienceMs = waitsForResult ? (RESULT_PATIENCE_MS[name] ?? 0) : patienceOf(name);
    const waitedMs = atMs - (waitsForResult ? before.resultFromMs : before.atMs);
    if (waitedMs >= patienceMs) return;
    const what = `${shown(text)} was sent ${seconds(waitedMs)} after ${shown(before.text)}`;
    const lacks = waitsForResult ? "its second line" : "its final result";
    this.#ledger.report("answer-to-its-command", atMs, `${what}, which still lacked ${lacks}`);
  }

  #checkPlace(atMs: number, name: string, text: string): void {
    const needs = { MCONNECT: this.#hasTcp, MPUB: this.#hasSession }[name];
    if (needs !== false || atMs === this.#lostMs) return;
    const what = name === "MCONNECT" ? "CONNECT OK" : "CONNACK OK";
    this.#ledger.report("answer-to-its-command", atMs, `${shown(text)} without a ${what} of its own attempt`);
  }

  #checkConfig(atMs: number, name: string, text: string): void {
    if (name !== "MCONFIG" && name !== "MIPSTART") return;
    const first = this.#firsts.get(name) ?? text;
    this.#firsts.set(name, first);
    if (first !== text) this.#ledger.report("whole-config", atMs, `AT+${name} is another one than at first`);
  }

  #heard(atMs: number, text: string): void {
    const pending = this.#pending;
    const endsAll = ENDS_ALL.test(text);
    if (endsAll || ENDS_SESSION.test(text)) {
      this.#closeTcp();
      this.#lostMs = atMs;
      // A link that goes takes second lines with it; the final result of a command in progress is still to come.
      if (pending && (endsAll || (pending.hasFinal && pending.name in RESULT_PATIENCE_MS))) pending.hasFailed = true;
      return;
    }
    const status = /^\+MQTTSTATU ?: ?(\d)$/.exec(text)?.[1];
    if (status !== undefined && pending?.name === "MQTTSTATU") this.#resume(status);
    const result = RESULT.exec(text)?.[1];
    if (result !== undefined) this.#result(result);
    else if (pending) this.#final(pending, text, atMs);
  }

  #resume(status: string): void {
    this.#hasTcp ||= status !== "0";
    this.#hasSession ||= status === "1";
    this.#isResumed ||= status === "1";
  }

  #result(result: string): void {
    const { name, text = "" } = this.#pending ?? {};
    if (result === "CONNECT OK" && name === "MIPSTART") this.#hasTcp = true;
    if (result === "CONNACK OK" && name === "MCONNECT") this.#hasSession = this.#hasTcp;
    if (result === "SUBACK" && name === "MSUB") this.#granted.add(text);
    const belongs = { MIPSTART: /CONNECT/, MCONNECT: /CONNACK/, MSUB: /SUBACK/, MPUB: /PUBACK/ }[name ?? ""];
    // It may come before the final result; then it alone is still lacking.
    if (belongs?.test(result) && this.#pending) this.#pending = { ...this.#pending, name: `${name} answered` };
  }

  #final(pending: Pending, text: string, atMs: number): void {
    const isFinal = FINAL.test(text) || (pending.name === "CIFSR" && ADDRESS.test(text));
    if (!isFinal) return;
    // One that comes behind its time may have been given up.
    const isLate = atMs - pending.atMs >= patienceOf(pending.name);
    if (isLate || (text !== "OK" && text !== "SHUT OK")) pending.hasFailed = true;
    if (!pending.hasFinal) pending.resultFromMs = atMs;
    pending.hasFinal = true;
  }

  #console(atMs: number, text: string): void {
    if (stateOf(text) !== "ONLINE" || this.#isResumed || atMs === this.#lostMs) return;
    if (!this.#hasSession) this.#ledger.report("answer-to-its-command", atMs, "ONLINE without a CONNACK OK");
    else if (this.#granted.size < this.#asked.size) {
      const what = `${this.#asked.size} topics asked for and ${this.#granted.size} granted`;
      this.#ledger.report("answer-to-its-command", atMs, `ONLINE with ${what}`);
    }
  }
}

const patienceOf = (name: string): number => PATIENCE_MS[name] ?? OWN_PATIENCE_MS;
const shown = (text: string): string => text.slice(0, 40);
