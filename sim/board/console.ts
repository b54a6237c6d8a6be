/**
 * The console: lines to whoever made the board, and, when it sits on a serial port, out of that port too, where the REPL
 * takes the port's bytes, which then are no 'data' for the program.
 */
import { latin1, textBytes } from "./bytes.ts";
import type { Emitters } from "./emitter.ts";
import { errorText, uncaughtLines, uncaughtOnLine } from "./error-text.ts";
import { DeviceError } from "./errors.ts";
import type { FileStore } from "./files.ts";
import { parseJson } from "./json.ts";
import type { Loop } from "./loop.ts";
import { Repl, type ReplHost } from "./repl.ts";
import { quoteKeys } from "./storage.ts";
import { inspect, printed, replyText, sourceText } from "./text.ts";
import type { LinePort } from "./uart.ts";

export interface ConsoleOptions {
  readonly loop: Loop;
  readonly emitters: Emitters;
  readonly files: FileStore;
  readonly ports: ReadonlyMap<string, LinePort>;
  /** Which port has the console at first. */
  readonly port: string;
  /** Version and board, as Espruino tells them. */
  readonly greeting: string;
  print(line: string): void;
}

export class Console {
  readonly repl: Repl;
  /** Takes the error of a typed line as any other: true means that the program had a listener for it. */
  onError: (error: unknown) => boolean = () => false;
  /** The global `E`, which hears of packets. */
  events: object = {};
  readonly #options: ConsoleOptions;
  #port: string;
  /** The desk asks by itself: nothing of that goes out of the port. */
  #isAside = false;

  constructor(options: ConsoleOptions) {
    this.#options = options;
    this.#port = options.port;
    this.repl = new Repl(this.#host());
  }

  get greeting(): string {
    return this.#options.greeting;
  }

  /** Which port has the console; "" for none. */
  get port(): string {
    return this.#port;
  }

  /** Tells both ports, where a person could wonder. */
  set port(name: string) {
    const old = this.#port;
    if (name === old) return;
    this.#options.ports.get(name)?.device?.wake();
    if (this.repl.echoes) this.say(`-> ${name}`);
    this.#port = name;
    if (this.repl.echoes) this.say(`<- ${old}`);
  }

  line(text: string): void {
    for (const line of text.split("\n")) this.#options.print(line);
    this.say(text);
  }

  print(values: readonly unknown[]): void {
    this.line(printed(values));
  }

  error(error: unknown): string {
    for (const line of uncaughtLines(error).split("\n")) this.#options.print(line);
    this.say(uncaughtOnLine(error));
    return `Uncaught ${errorText(error)}`;
  }

  /** A line that the desk has typed: what it gives, which is printed too; an error's text in any case. */
  evaluate(source: string): string {
    let answer = "";
    if (this.#options.loop.isHung) return answer;
    this.#isAside = true;
    try {
      this.#options.loop.run(() => {
        answer = this.#run(source, (value) => {
          const text = inspect(value);
          if (this.repl.echoes) this.#options.print(`=${text}`);
          return text;
        });
      });
    } finally {
      this.#isAside = false;
    }
    return answer;
  }

  /** Only out of the port. */
  say(text: string): void {
    if (this.#isAside || !this.#isHeard) return;
    this.repl.hide();
    this.#send(`${text.replaceAll("\n", "\r\n")}\r\n`);
  }

  #run(source: string, show: (value: unknown) => string): string {
    const { loop } = this.#options;
    try {
      return show(loop.realm.run(source, "REPL"));
    } catch (error) {
      if (!loop.isAlive) throw error;
      return this.onError(error) ? `Uncaught ${errorText(error)}` : this.error(error);
    }
  }

  get #isHeard(): boolean {
    return this.#options.ports.get(this.#port)?.onWrite !== undefined;
  }

  #send(bytes: string): void {
    this.#options.ports.get(this.#port)?.device?.send(Buffer.from(bytes, "latin1"));
  }

  #host(): ReplHost {
    const { loop, emitters, files, greeting } = this.#options;
    return {
      greeting,
      send: (bytes) => this.#send(bytes),
      later: (delayMs, fn) => loop.later(delayMs, fn),
      cancel: (timer) => loop.clock.cancel(timer),
      execute: (source) => {
        this.#run(source, (value) => {
          const result = value === undefined ? declared(loop, source) : value;
          if (!this.repl.echoesNow) return "";
          this.#options.print(`=${inspect(result)}`);
          this.#send(`=${replyText(result).replaceAll("\n", "\r\n")}\r\n`);
          return "";
        });
      },
      value: (source) => {
        try {
          if (source.trim() === "") throw loop.realm.error(new DeviceError("Unexpected end of Input", "SyntaxError"));
          return { text: sourceText(loop.realm.run(source, "packet")) };
        } catch (error) {
          if (!loop.isAlive) throw error;
          this.repl.hide();
          return { report: () => void (this.onError(error) || this.error(error)) };
        }
      },
      parse: (text) => {
        try {
          const value = parseJson(
            quoteKeys(text),
            () => loop.realm.object({}),
            () => loop.realm.array([]) as unknown[],
          );
          return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
        } catch {
          return undefined;
        }
      },
      emit: (event, value) => emitters.fire(this.events, event, [loop.realm.object(value)]),
      readFile: (name) => {
        const file = files.read(name);
        return file && latin1(file);
      },
      writeFile: (name, data, offset, size) => {
        loop.run(() => files.write(name, textBytes(data), offset, size));
      },
    };
  }
}

/** Where V8 gives nothing, Espruino gives the last thing that was declared. */
function declared(loop: Loop, source: string): unknown {
  const [, variable, fn] =
    /(?:^|[;\n])\s*(?:var\s+([\w$]+)\s*=[^;]*|function\s+([\w$]+)[\s\S]*\});?\s*$/.exec(source) ?? [];
  return loop.realm.global[variable ?? fn ?? ""];
}
