/** One command in progress: looks it up, waits its latency, prints its answer (2.2, 2.3, 11). */
import { type Argument, type Command, parseCommand } from "./arguments.ts";
import { COMMANDS } from "./commands/index.ts";
import type { Inside } from "./inside.ts";
import type { Frame } from "./output.ts";
import type { WaitReason } from "./waits.ts";

/** What a handler answers. Without a field, the command ends in a plain `OK`. */
export interface Answer {
  /** Between the echo and the final result. */
  readonly lines?: readonly string[];
  /** Behind the lines, where raw bytes need a frame of their own. */
  readonly frames?: readonly Frame[];
  /** Bare `ERROR` whatever CMEE says: malformed or refused (11). */
  readonly isError?: boolean;
  /** CME number. */
  readonly error?: number;
  /** Instead of `OK`; null: the lines are the end (2.3). */
  readonly final?: string | null;
  /** Behind the final result at once (CIPSTATUS). */
  readonly after?: readonly string[];
  /** Opens data mode instead of a final result (6.6). */
  readonly data?: DataMode;
  /** The second line that is now awaited. */
  readonly awaits?: WaitReason;
  /** Runs right behind the final result. */
  readonly next?: () => void;
}

export interface DataMode {
  readonly bytes: number | undefined;
  readonly take: (data: string) => Answer;
  /** All of it, instead of a silence between two bytes. */
  readonly withinMs?: number;
  /** When it has not all come in time; `ERROR`. */
  readonly late?: Answer;
  /** Instead of the family's `>`. */
  readonly prompt?: string;
}

export type Handler = (inside: Inside, args: readonly Argument[]) => Answer;

export interface CommandRow {
  readonly run?: Handler;
  readonly read?: Handler;
  readonly set?: Handler;
  /** At the moment the command is complete, before its latency. */
  readonly starts?: (inside: Inside) => void;
  readonly opensData?: boolean;
}

export const OK: Answer = {};
export const MALFORMED: Answer = { isError: true };

/** Who sends one of these has stopped waiting for the second line of the one before; a poll (CSQ, AT) has not. */
const GOES_ON = /^(M(?!QTT)|SSLM|CIP|CFUN|RESET|CPOWD)/;

/** AT+CMEE=2 (11). */
const CME_TEXTS: Readonly<Record<number, string>> = {
  3: "operation not allowed",
  4: "operation not supported",
  10: "SIM not inserted",
  11: "SIM PIN required",
  12: "SIM PUK required",
  13: "SIM failure",
  14: "SIM busy",
  16: "incorrect password",
  30: "no network service",
  100: "unknown",
};

export class Executor {
  /** A command has been taken and has no final result yet. */
  busy = false;
  /** The command in progress will print a prompt. */
  opensData = false;
  /** A fault's: put on top of the next command's latency. */
  extraDelayMs = 0;
  /** A fault's: commands still to be lost without a trace. */
  toSwallow = 0;
  /** A fault's: the final result of the next command, which is not done. */
  answersInstead: (() => string) | undefined;
  #in: Inside;

  constructor(inside: Inside) {
    this.#in = inside;
  }

  restart(): void {
    this.busy = false;
    this.opensData = false;
  }

  run(line: string): void {
    const instead = this.answersInstead?.();
    if (instead !== undefined) {
      this.#begin("", () => this.#finish(instead));
      return;
    }
    const command = parseCommand(line);
    if (command === undefined || command === "malformed") {
      this.reject();
      return;
    }
    const row = this.#in.family.unsupported.includes(command.name) ? undefined : COMMANDS[command.name];
    const handler = row && pick(row, command.form);
    if (!handler) {
      this.reject();
      return;
    }
    this.#begin(command.name, () => this.#answer(handler(this.#in, command.args), command));
    this.opensData = row.opensData === true && command.form === "set";
    row.starts?.(this.#in);
  }

  /** `ERROR`, as to any command that is none. */
  reject(): void {
    this.#begin("", () => this.#finish("ERROR"));
  }

  refuseBusy(line: string): void {
    this.#in.violation(`command while another is in progress: ${line.slice(0, 40)}`);
    const policy = this.#in.family.busy;
    if (policy === "ERROR") this.#in.out.line("ERROR");
    if (policy === "cme14") this.#in.out.line("+CME ERROR: 14");
  }

  swallows(): boolean {
    if (this.toSwallow <= 0) return false;
    this.toSwallow--;
    return true;
  }

  /** The text of an error under the CMEE in force. */
  errorText(code: number): string {
    const cmee = this.#in.profile.cmee;
    if (cmee === 0) return "ERROR";
    return `+CME ERROR: ${cmee === 2 ? (CME_TEXTS[code] ?? code) : code}`;
  }

  #begin(name: string, answer: () => void): void {
    this.busy = true;
    if (GOES_ON.test(name)) this.#in.waits.endResults();
    this.#in.waits.begin("command");
    const delayMs = this.#latencyMs(name) + this.extraDelayMs;
    this.extraDelayMs = 0;
    this.#in.later(delayMs, answer);
  }

  #latencyMs(name: string): number {
    const { latencyMs, latencyJitter } = this.#in.family;
    const typicalMs = latencyMs[name] ?? latencyMs[""] ?? 0;
    return latencyJitter === 0 ? typicalMs : typicalMs * (1 + latencyJitter * (2 * this.#in.random.next() - 1));
  }

  #answer(answer: Answer, command: Command): void {
    const inside = this.#in;
    this.opensData = false;
    for (const line of answer.lines ?? []) inside.out.line(line);
    for (const each of answer.frames ?? []) inside.out.print(each);
    if (answer.data) {
      this.#openData(answer.data, command);
      return;
    }
    if (answer.isError) {
      this.#finish("ERROR");
      return;
    }
    if (answer.error !== undefined) {
      this.#finish(this.errorText(answer.error));
      answer.next?.();
      return;
    }
    if (command.store) Object.assign(inside.stored, { echo: inside.profile.echo, iprBaud: inside.profile.iprBaud });
    if (answer.awaits) inside.waits.begin(answer.awaits);
    this.#finish(answer.final === undefined ? "OK" : answer.final);
    for (const line of answer.after ?? []) inside.out.line(line);
    answer.next?.();
  }

  #openData(data: NonNullable<Answer["data"]>, command: Command): void {
    const inside = this.#in;
    inside.input.expectData({
      bytes: data.bytes,
      withinMs: data.withinMs,
      done: (bytes) =>
        this.#begin(command.name, () =>
          this.#answer(bytes === undefined ? (data.late ?? MALFORMED) : data.take(bytes), command),
        ),
    });
    inside.out.prompt(data.prompt ?? inside.family.prompt);
    inside.waits.end("command");
  }

  #finish(text: string | null): void {
    this.busy = false;
    if (text !== null) this.#in.out.final(text);
    this.#in.waits.end("command");
  }
}

function pick(row: CommandRow, form: Command["form"]): Handler | undefined {
  return form === "test" ? () => OK : row[form];
}
