/**
 * Espruino's REPL as a client sees it: asks for values and runs statements beside whatever the program prints, and never
 * interrupts it. What is sent begins with DLE, which keeps its echo back (Espruino: jsinteractive.c), on an emptied line.
 */
import { Listeners } from "../../sim/listeners.ts";
import { EXIT, Fault } from "../fault.ts";
import type { Line } from "./line.ts";
import { plain } from "./plain.ts";

/** Clears what somebody has left half typed, without the interrupt of a Ctrl-C. */
const CLEAR_LINE = "\x1b[2H";
const DLE = "\x10";
/** A board that has just started prints its banner first, and a program may be at work for a while. */
const WAKE_TIMEOUT_MS = 8000;
const WAKE_EVERY_MS = 1000;
const ASK_TIMEOUT_MS = 5000;
const PARTING_TIMEOUT_MS = 1000;
const KEPT_CHARS = 100_000;
const SHOWN_CHARS = 60;

export interface ReplOptions {
  /** Of a REPL that is locked; else `askPassword` is called, where there is somebody to ask. */
  readonly password?: string;
  readonly askPassword?: () => Promise<string>;
  /** How long a board may take to answer at all. */
  readonly wakeTimeoutMs?: number;
  /** Told of lines from the first byte on, before the prompt has been found. */
  readonly onLine?: (line: string) => void;
}

/** Nobody can tell the password: trying again is of no use. */
export class LockedFault extends Fault {}

interface Waiting {
  readonly pattern: RegExp;
  readonly found: (match: RegExpExecArray) => void;
  readonly failed: (fault: Fault) => void;
}

export class Repl {
  readonly line: Line;
  /** Statements for the device when it is left, whatever the reason: of one that must not stay as it is now. */
  parting = "";
  readonly #options: ReplOptions;
  readonly #lines = new Listeners<string>();
  readonly #lost: () => void;
  #rest = "";
  #recent: string[] = [];
  #waiting = new Set<Waiting>();
  #asked = 0;
  #whyClosed: string | undefined;
  #isUnlocked = false;
  #password: string | undefined;

  private constructor(line: Line, options: ReplOptions) {
    this.line = line;
    this.#options = options;
    if (options.onLine) this.#lines.add(options.onLine);
    line.onData((bytes) => this.#take(bytes));
    this.#lost = line.onClose((why) => {
      this.#whyClosed = why;
      for (const { failed } of [...this.#waiting]) failed(this.#closedFault());
    });
  }

  /** Finds the prompt. The line stays the caller's to close when nothing answers. */
  static async open(line: Line, options: ReplOptions = {}): Promise<Repl> {
    const repl = new Repl(line, options);
    await repl.#wake();
    return repl;
  }

  /** The value of an expression, by way of JSON; undefined where JSON has none. `shown`: what a message may say of it. */
  async ask<T = unknown>(expression: string, timeoutMs = ASK_TIMEOUT_MS, shown = expression): Promise<T> {
    const json = await this.#exchange(`JSON.stringify(${expression})`, "", timeoutMs, shown);
    return (json === "undefined" || json === "" ? undefined : JSON.parse(json)) as T;
  }

  /** Statements, without what they give. */
  async run(code: string, timeoutMs = ASK_TIMEOUT_MS, shown = code): Promise<void> {
    await this.#exchange('""', `${code};`, timeoutMs, shown);
  }

  /** Each line that the device prints and that is no answer to a question of ours. */
  onLine(listener: (line: string) => void): () => void {
    return this.#lines.add(listener);
  }

  /** Resolves with the line that matches, from now on. */
  waitForLine(pattern: RegExp, timeoutMs: number, what = String(pattern)): Promise<RegExpExecArray> {
    return this.#until(pattern, timeoutMs, what);
  }

  /** Waits until it answers again: after a reset, or when its input was left in the middle of something. */
  async wakeUp(timeoutMs?: number): Promise<void> {
    await this.#wake(timeoutMs);
  }

  /** As a person would type. */
  async type(text: string): Promise<void> {
    await this.line.write(text);
  }

  /** Statements after which nobody answers: a restart. */
  async tell(code: string): Promise<void> {
    await this.type(`${CLEAR_LINE}${DLE}${code}\n`);
  }

  /** Nothing half typed stands in it. */
  async clearLine(): Promise<void> {
    await this.type(CLEAR_LINE);
  }

  /** Enters a line as a person would, echo and result included; resolves when the device has executed it. */
  async enter(text: string, timeoutMs = ASK_TIMEOUT_MS, shown = text): Promise<void> {
    const mark = `@${(++this.#asked).toString(36)}:=@`;
    const executed = this.#until(new RegExp(`^${mark}$`), timeoutMs, short(shown));
    await Promise.all([executed, this.type(`${CLEAR_LINE}${text}\n${CLEAR_LINE}${DLE}print("${mark}")\n`)]);
  }

  /** Without a trace: the prompt is as it was, and locked again where it was locked. */
  async close(): Promise<void> {
    const parting = `${this.parting}${this.#isUnlocked ? "E.lockConsole();" : ""}`;
    this.parting = "";
    this.#isUnlocked = false;
    try {
      if (parting && this.#whyClosed === undefined) await this.run(parting, PARTING_TIMEOUT_MS);
    } catch {
      // One that does not answer any more is left to its watchdog, and to the lock of its next start.
    }
    this.#lost();
    await this.line.close();
  }

  async #exchange(value: string, code: string, timeoutMs: number, what: string): Promise<string> {
    const mark = `@${(++this.#asked).toString(36)}:`;
    const shown = short(what);
    const answer = this.#until(new RegExp(`${mark}([=!])(.*)@$|^Uncaught (SyntaxError.*)$`), timeoutMs, shown);
    const source = `try{${code}print("${mark}="+${value}+"@")}catch(e){print("${mark}!"+e+"@")}`;
    const [[, kind, text, syntax]] = await Promise.all([answer, this.line.write(`${CLEAR_LINE}${DLE}${source}\n`)]);
    if (kind === "=") return text ?? "";
    throw new Fault(EXIT.failed, `The device refused \`${shown}\`: ${syntax ?? text}`);
  }

  async #wake(wakeTimeoutMs = this.#options.wakeTimeoutMs ?? WAKE_TIMEOUT_MS): Promise<void> {
    let until = Date.now() + wakeTimeoutMs;
    let hasLoggedIn = false;
    for (;;) {
      const isLocked = () => /password>$/.test(this.#rest) || this.#recent.some((line) => /password>$/.test(line));
      if (isLocked() && !hasLoggedIn) {
        this.#password ??= this.#options.password ?? (await this.#options.askPassword?.());
        // A person may take his time.
        until = Date.now() + wakeTimeoutMs;
        if (!this.#password)
          throw new LockedFault(
            EXIT.noAnswer,
            `The REPL on ${this.line.name} is locked. Give its password in $CANARY_CONSOLE_PASSWORD.`,
          );
        hasLoggedIn = true;
        this.#recent = [];
        await this.line.write(`${this.#password}\n`);
        const [answer] = await this.#until(/Logged in|Invalid password/, ASK_TIMEOUT_MS, "the login");
        this.#isUnlocked = answer === "Logged in";
        if (!this.#isUnlocked) throw new Fault(EXIT.noAnswer, `The password is not that of ${this.line.name}.`);
      }
      try {
        await this.ask("1", Math.min(WAKE_EVERY_MS, Math.max(1, until - Date.now())));
        return;
      } catch (error) {
        if (!(error instanceof Fault) || this.#whyClosed !== undefined) throw error;
        if (Date.now() >= until && !(isLocked() && !hasLoggedIn)) throw this.#silentFault(wakeTimeoutMs);
      }
    }
  }

  #until(pattern: RegExp, timeoutMs: number, what: string): Promise<RegExpExecArray> {
    if (this.#whyClosed !== undefined) return Promise.reject(this.#closedFault());
    return new Promise((done, failed) => {
      const end = (act: () => void) => {
        clearTimeout(timer);
        this.#waiting.delete(waiting);
        act();
      };
      const waiting: Waiting = {
        pattern,
        found: (match) => end(() => done(match)),
        failed: (fault) => end(() => failed(fault)),
      };
      const seconds = timeoutMs / 1000;
      const late = () =>
        waiting.failed(
          new Fault(
            EXIT.noAnswer,
            `${this.line.name} gave no answer to \`${what}\` within ${seconds} s. ${this.#seen()}`,
          ),
        );
      const timer = setTimeout(late, timeoutMs);
      this.#waiting.add(waiting);
    });
  }

  #take(bytes: string): void {
    this.#rest = (this.#rest + bytes).slice(-KEPT_CHARS);
    const lines = this.#rest.split("\n");
    this.#rest = lines.pop() ?? "";
    for (const line of lines) this.#takeLine(plain(line));
    // A prompt for a password has no end of line.
    if (/password>$/.test(this.#rest)) this.#recent.push("password>");
  }

  #takeLine(line: string): void {
    let isTaken = false;
    for (const { pattern, found } of [...this.#waiting]) {
      const match = pattern.exec(line);
      if (!match) continue;
      isTaken = true;
      found(match);
    }
    this.#recent.push(line);
    if (this.#recent.length > 20) this.#recent.shift();
    if (!isTaken && !/^@[0-9a-z]+:.*@$/.test(line)) this.#lines.tell(line);
  }

  #closedFault(): Fault {
    return new Fault(
      EXIT.noAnswer,
      `The line to ${this.line.name} was lost: ${this.#whyClosed}. Check cable and power, and try again.`,
    );
  }

  #silentFault(timeoutMs: number): Fault {
    return new Fault(
      EXIT.noAnswer,
      `Nothing that speaks Espruino answers on ${this.line.name} within ${timeoutMs / 1000} s. ${this.#seen()} ` +
        "Is it the board's port, not the modem's? Is Espruino on it (`canary flash --firmware` tells how)? Is the baud rate right (--baud)? Pressing reset helps where a program keeps it busy.",
    );
  }

  #seen(): string {
    const last = [...this.#recent, plain(this.#rest)].filter((line) => line !== "" && !line.startsWith("@")).slice(-3);
    return last.length > 0 ? `It said: ${last.join(" | ").slice(-200)}.` : "It said nothing.";
  }
}

function short(what: string): string {
  return what.length > SHOWN_CHARS ? `${what.slice(0, SHOWN_CHARS)}...` : what;
}
