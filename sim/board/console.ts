/**
 * The REPL. It prints lines to whoever made the board, and, when it sits on a serial port, also out of that port; there
 * it takes the port's bytes too, which then are no 'data' for the program.
 */
import type { Loop } from "./loop.ts";
import { inspect, printed } from "./text.ts";
import type { LinePort } from "./uart.ts";

/** Frames of the program, without those of the simulator. */
const FRAME = /^\s*at (?:.*\()?(?:\.boot\w+|REPL|event):\d+:\d+\)?$/;

export class Console {
  readonly #print: (line: string) => void;
  readonly #ports: ReadonlyMap<string, LinePort>;
  /** Which port has the console. */
  port: string;
  echoes = true;
  /** Takes the error of a typed line as any other: true means that the program had a listener for it. */
  onError: (error: unknown) => boolean = () => false;
  #input = "";

  constructor(print: (line: string) => void, ports: ReadonlyMap<string, LinePort>, port: string) {
    this.#print = print;
    this.#ports = ports;
    this.port = port;
  }

  line(text: string): void {
    for (const line of text.split("\n")) this.#print(line);
    this.#send(`${text.replaceAll("\n", "\r\n")}\r\n`);
  }

  print(values: readonly unknown[]): void {
    this.line(printed(values));
  }

  error(error: unknown): string {
    const text = uncaughtText(error);
    this.line([text, ...frames(error)].join("\n"));
    return text;
  }

  /** A line typed into the REPL: prints what it gives, and returns that too; an error's text in any case. */
  evaluate(loop: Loop, source: string): string {
    let answer = "";
    loop.run(() => {
      try {
        answer = inspect(loop.realm.run(source, "REPL"));
        if (this.echoes) this.line(`=${answer}`);
      } catch (error) {
        if (!loop.isAlive) throw error;
        answer = this.onError(error) ? uncaughtText(error) : this.error(error);
      }
    });
    return answer;
  }

  /** Bytes from the port that has the console: echoed, gathered to lines, run. */
  type(loop: Loop, text: string): void {
    if (this.echoes) this.#send(text);
    const lines = (this.#input + text).split(/\r\n?|\n/);
    this.#input = lines.pop() ?? "";
    for (const source of lines) if (source.trim() !== "") this.evaluate(loop, source);
  }

  #send(text: string): void {
    this.#ports.get(this.port)?.device?.send(Buffer.from(text, "latin1"));
  }
}

const uncaughtText = (error: unknown): string => `Uncaught ${errorText(error)}`;

export function errorText(error: unknown): string {
  try {
    return String(error);
  } catch {
    return "[object Object]";
  }
}

function frames(error: unknown): string[] {
  const stack: unknown = typeof error === "object" && error !== null ? (error as { stack?: unknown }).stack : undefined;
  return typeof stack === "string" ? stack.split("\n").filter((line) => FRAME.test(line)) : [];
}
