/** One `canary monitor` from the first line to the last: who types (a person, a pipe, nobody), what is shown, how it ends. */
import { createInterface } from "node:readline";
import type { PortFlags } from "../device/session.ts";
import { EXIT, Fault } from "../fault.ts";
import { Mask } from "../mask.ts";
import { isOpen } from "./brackets.ts";
import { askKnown, complete, type Known } from "./completion.ts";
import { bytesOf, Device } from "./device.ts";
import { entryOf, textOf } from "./entry.ts";
import type { Filter } from "./filter.ts";
import { Fold, FrameMap } from "./frames.ts";
import { History } from "./history.ts";
import { LOCAL_NAMES, runLocal } from "./local.ts";
import { MonitorPrinter } from "./printer.ts";
import { Prompt } from "./prompt.ts";
import { type Watch, watched } from "./watch.ts";

export interface MonitorOptions {
  readonly spec: string;
  readonly flags: PortFlags;
  /** Where the bundles are that were built. */
  readonly dist: string;
  readonly isReconnecting: boolean;
  /** "person": a prompt on a terminal; "lines": standard input as it comes, to its end. */
  readonly typing: "person" | "lines" | "nobody";
  readonly trace: boolean;
  readonly json: boolean;
  readonly color: boolean;
  readonly filter?: Filter;
  readonly logFile?: string;
  readonly forS?: number;
  readonly timeoutS?: number;
  readonly expect?: string;
  readonly fail?: string;
  /** Whoever else looks at the device. */
  readonly watch?: Watch;
  /** Shared with whoever else shows what it says. */
  readonly mask?: Mask;
}

/** The rest of a frame comes at once, or not at all. */
const HOLD_MS = 250;
const HOW_TO_QUIT = "Ctrl-C again quits, as do Ctrl-D, Ctrl-] and :quit. The device hears nothing of it";

export class Session {
  readonly #options: MonitorOptions;
  readonly #mask: Mask;
  readonly #printer: MonitorPrinter;
  readonly #device: Device;
  readonly #fold = new Fold();
  #holding: NodeJS.Timeout | undefined;
  #frames: FrameMap;
  #prompt: Prompt | undefined;
  #known: Known | undefined;
  /** Lines that are one piece of code. */
  #pending: string[] = [];
  #typed: Promise<void> = Promise.resolve();
  /** Of what was typed, as the device shows it; undefined while it executes nothing of ours. */
  #echoes: string[] | undefined;
  #finish: (exitCode: number) => void = () => {};
  readonly #ended = new Promise<number>((done) => {
    this.#finish = done;
  });

  constructor(options: MonitorOptions) {
    const { spec, flags, isReconnecting, trace, json, color, dist, watch } = options;
    this.#options = options;
    this.#mask = options.mask ?? new Mask();
    this.#frames = new FrameMap(dist, undefined);
    this.#printer = new MonitorPrinter({
      json,
      color,
      mask: this.#mask,
      write: (line) => (this.#prompt ? this.#prompt.print(line) : void process.stdout.write(`${line}\n`)),
      columns: () => process.stdout.columns ?? Number.POSITIVE_INFINITY,
    });
    if (options.filter) this.#printer.filter = options.filter;
    this.#device = new Device({
      spec,
      flags,
      isReconnecting,
      trace,
      note: (text) => this.#note(text),
      ...watched(watch, () => this.#device, {
        line: (line) => this.#take(line),
        started: (running) => {
          this.#frames = new FrameMap(dist, running);
          this.#known = undefined;
        },
      }),
      gone: (fault) => {
        this.#error(fault);
        this.#finish(fault.exitCode);
      },
    });
  }

  async play(): Promise<number> {
    this.#printer.log(this.#options.logFile);
    const undo = [this.#setLimits(), this.#catchSignals()];
    const { watch } = this.#options;
    if (watch)
      this.#printer.show({ kind: "note", text: `page: ${watch.url}`, fields: { kind: "ready", page: watch.url } });
    try {
      const early = await Promise.race([this.#ended, this.#device.connect()]);
      if (early !== undefined) return early;
      if (this.#options.typing === "person") this.#openPrompt();
      if (this.#options.typing === "lines") this.#readLines();
      return await this.#ended;
    } finally {
      for (const each of undo) each();
      this.#prompt?.close();
      this.#prompt = undefined;
      this.#flush();
      await this.#device.close();
      this.#printer.log(undefined);
    }
  }

  #setLimits(): () => void {
    const { forS, timeoutS } = this.#options;
    const after = (seconds: number | undefined, act: () => void) =>
      seconds === undefined ? undefined : setTimeout(act, seconds * 1000);
    const timers = [
      after(forS, () => this.#quit()),
      after(timeoutS, () => {
        this.#note(`the time-out of ${timeoutS} s is over`);
        this.#finish(EXIT.timeout);
      }),
    ];
    return () => timers.forEach(clearTimeout);
  }

  #catchSignals(): () => void {
    const names = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
    const quit = () => this.#quit();
    for (const name of names) process.on(name, quit);
    // Whoever reads us has gone.
    process.stdout.on("error", quit);
    return () => names.forEach((name) => void process.off(name, quit));
  }

  #quit(): void {
    const { expect } = this.#options;
    if (expect !== undefined) this.#note(`"${expect}" was not seen`);
    this.#finish(expect === undefined ? EXIT.ok : EXIT.failed);
  }

  #openPrompt(): void {
    const history = new History();
    this.#prompt = new Prompt({
      history: history.read(),
      complete: (line) => this.#complete(line),
      entered: (line) => {
        history.add(line, [...this.#pending, line].join("\n"));
        this.#entered(line);
      },
      cleared: () => {
        this.#pending = [];
        this.#prompt?.goesOn(false);
        this.#note(HOW_TO_QUIT);
      },
      quit: () => this.#quit(),
    });
  }

  /** Ends with its input, unless something else says when. */
  #readLines(): void {
    const { forS, timeoutS, expect, watch } = this.#options;
    const lines = createInterface({ input: process.stdin, terminal: false });
    lines.on("line", (line) => this.#entered(line));
    lines.on("close", () => {
      if ([forS, timeoutS, expect, watch].some((one) => one !== undefined)) return;
      void this.#typed.then(() => this.#finish(EXIT.ok));
    });
  }

  async #complete(line: string): Promise<[string[], string]> {
    const { repl } = this.#device;
    if (!this.#known && repl) this.#known = await askKnown(repl);
    return complete(line, this.#known ?? { names: [], keys: [] }, LOCAL_NAMES);
  }

  #entered(line: string): void {
    const isLocal = this.#pending.length === 0 && line.startsWith(":");
    const code = [...this.#pending, line].join("\n");
    this.#pending = !isLocal && isOpen(code) ? [...this.#pending, line] : [];
    this.#prompt?.goesOn(this.#pending.length > 0);
    if (this.#pending.length > 0 || code.trim() === "") return;
    this.#typed = this.#typed.then(() => (isLocal ? this.#local(line) : this.#send(code)));
  }

  async #local(line: string): Promise<void> {
    const desk = {
      printer: this.#printer,
      device: this.#device,
      note: (text: string) => this.#note(text),
      quit: () => this.#quit(),
    };
    try {
      await runLocal(line, desk);
    } catch (error) {
      this.#error(error);
    }
  }

  async #send(code: string): Promise<void> {
    const isPerson = this.#options.typing === "person";
    this.#printer.show({ kind: "input", text: code }, isPerson);
    this.#echoes = bytesOf(code).split("\n");
    try {
      await this.#device.enter(code);
    } catch (error) {
      this.#error(error);
      if (!isPerson) this.#finish(EXIT.noAnswer);
    } finally {
      this.#flush();
      this.#echoes = undefined;
    }
  }

  #take(line: string): void {
    const [echo] = this.#echoes ?? [];
    // The second line of a piece of code has the prompt ":".
    if (echo !== undefined && line.trim() !== "" && line.replace(/^:/, "").trimEnd() === echo.trimEnd()) {
      this.#echoes?.shift();
      return;
    }
    clearTimeout(this.#holding);
    for (const one of this.#fold.take(line)) this.#show(one);
    if (this.#fold.isHolding) this.#holding = setTimeout(() => this.#flush(), HOLD_MS);
  }

  #flush(): void {
    clearTimeout(this.#holding);
    for (const line of this.#fold.flush()) this.#show(line);
  }

  #show(line: string): void {
    if (line.trim() === "") return;
    const { expect, fail } = this.#options;
    const entry = entryOf(this.#frames.text(textOf(line)), this.#echoes !== undefined);
    this.#printer.show(entry);
    const has = (wanted: string | undefined) =>
      wanted !== undefined && [textOf(line), entry.text].some((text) => text.includes(wanted));
    if (has(fail)) this.#finish(EXIT.failed);
    else if (has(expect)) this.#finish(EXIT.ok);
  }

  #note(text: string): void {
    this.#printer.show({ kind: "note", text });
  }

  #error(error: unknown): void {
    if (!(error instanceof Fault)) throw error;
    this.#printer.show({ kind: "error", text: error.message });
  }
}
