/** The lines as they are shown (time stamps, colour, filter; or JSON), and all of them in a log file. Secrets are in neither. */
import { closeSync, openSync, writeSync } from "node:fs";
import pico from "picocolors";
import { EXIT, Fault } from "../fault.ts";
import { type Colors, lookOf } from "../look.ts";
import type { Mask } from "../mask.ts";
import type { Entry } from "./entry.ts";
import { ALL, type Filter, passes } from "./filter.ts";

/** Below, the stamps are short: a person holds the desk's time of day beside a line, not beside its half. */
const WIDE_COLUMNS = 80;

export interface PrinterOptions {
  readonly json: boolean;
  readonly color: boolean;
  readonly mask: Mask;
  readonly write: (line: string) => void;
  /** Of the terminal; endless where there is none. */
  readonly columns: () => number;
  readonly now?: () => Date;
}

export class MonitorPrinter {
  filter: Filter = ALL;
  readonly #options: PrinterOptions;
  readonly #colors: Colors;
  #logFile: number | undefined;

  constructor(options: PrinterOptions) {
    this.#options = options;
    this.#colors = pico.createColors(options.color);
  }

  /** From now on everything is appended there too; undefined ends it. */
  log(path: string | undefined): void {
    if (this.#logFile !== undefined) closeSync(this.#logFile);
    this.#logFile = undefined;
    if (path === undefined) return;
    try {
      this.#logFile = openSync(path, "a", 0o600);
    } catch (error) {
      const seen = (error as NodeJS.ErrnoException).code ?? (error as Error).message;
      throw new Fault(EXIT.usage, `can't append to the log ${path} (${seen}). Check the path.`);
    }
  }

  /** `isKnown`: it stands on the screen already, as the person has typed it. */
  show(entry: Entry, isKnown = false): void {
    const { json, mask, write, now = () => new Date() } = this.#options;
    const at = now();
    const text = mask.words(entry.text);
    const lines = text.split("\n").map((line) => ({ ...entry, text: line }));
    if (this.#logFile !== undefined) writeSync(this.#logFile, lines.map((line) => `${logLine(at, line)}\n`).join(""));
    if (isKnown || !passes(this.filter, entry)) return;
    if (json) write(mask.words(jsonLine(at, { ...entry, text })));
    else write(lines.map((line) => this.#line(at, line)).join("\n"));
  }

  #line(at: Date, { kind, text, deviceS, direction }: Entry): string {
    const isWide = this.#options.columns() >= WIDE_COLUMNS;
    const clock = at.toTimeString().slice(0, 8) + (isWide ? `.${String(at.getMilliseconds()).padStart(3, "0")}` : "");
    const seconds = deviceS === undefined ? "" : deviceS.toFixed(1);
    const stamp = [clock, isWide ? seconds.padStart(9) : seconds].filter(Boolean).join(" ");
    const { mark, paint } = lookOf(this.#colors, kind, direction);
    return `${this.#colors.dim(stamp)} ${paint([mark, text].filter(Boolean).join(" "))}`;
  }
}

function jsonLine(at: Date, { kind, text, deviceS, direction, fields }: Entry): string {
  return JSON.stringify({
    t: at.toISOString(),
    kind,
    text,
    ...(deviceS !== undefined && { deviceS }),
    direction,
    ...fields,
  });
}

function logLine(at: Date, { kind, text, deviceS, direction }: Entry): string {
  return [at.toISOString(), deviceS?.toFixed(1) ?? "-", kind, direction, text].filter(Boolean).join(" ");
}
