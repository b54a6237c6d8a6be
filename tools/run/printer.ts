/** The session as it goes: for people, in colour on a terminal only, or one JSON object a line. */
import pico from "picocolors";
import type { LogEntry } from "../../sim/cloud/records.ts";
import type { VirtualNode } from "../../sim/node.ts";
import type { Stage } from "../../sim/scenario-run.ts";
import { OWN_TOPIC } from "../../sim/web/at-line.ts";
import { type Colors, type Direction, type Kind, lookOf } from "../look.ts";
import type { Mask } from "../mask.ts";

export interface PrinterOptions {
  readonly json: boolean;
  readonly color: boolean;
  readonly mask: Mask;
  readonly write: (line: string) => void;
}

/** `12.3 ONLINE`: the firmware's own stamp and the state. */
const STATE_LINE = /^\d+\.\d ([A-Z]+)$/;

export class Printer {
  readonly #options: PrinterOptions;
  readonly #colors: Colors;
  #nowMs: () => number = () => 0;

  constructor(options: PrinterOptions) {
    this.#options = options;
    this.#colors = pico.createColors(options.color);
  }

  /** Prints whatever happens on the stage. */
  follow(stage: Stage): void {
    const { clock, node, platform } = stage;
    this.#nowMs = () => clock.nowMs;
    node.onAt(({ direction, text }) => this.line("at", text, { direction }));
    node.onConsole(({ text }) => this.#console(text));
    platform.onLog((entry) => this.#cloud(entry));
    platform.onEvent(({ name, id, outputs }) =>
      this.line("event", `${name} ${JSON.stringify(outputs)} id ${id}`, { name, id, outputs }),
    );
  }

  line(kind: Kind, text: string, fields: Readonly<Record<string, unknown>> = {}): void {
    const { json, mask, write } = this.#options;
    const t = Math.round(this.#nowMs()) / 1000;
    if (json) {
      // Masked before and after: quotes have another look inside of JSON.
      const shown = kind === "event" || kind === "status" ? {} : { text: mask.text(text) };
      write(mask.text(JSON.stringify({ t, kind, ...shown, ...fields })));
      return;
    }
    const { mark, paint } = lookOf(this.#colors, kind, fields["direction"] as Direction | undefined);
    for (const one of mask.text(text).split("\n")) write(`${this.#colors.dim(stamp(t))} ${paint(`${mark} ${one}`)}`);
  }

  /** Before the session: no time stamp for people, the first of the records else. */
  banner(text: string, fields: Readonly<Record<string, unknown>>): void {
    const { json, mask, write } = this.#options;
    if (json) this.line("note", text, { kind: "ready", ...fields });
    else write(mask.text(text));
  }

  status(node: VirtualNode): void {
    const status = node.status();
    if (!status) this.line("error", "no status: the firmware does not run");
    else this.line("status", JSON.stringify(status, null, 2), { status });
  }

  get colors(): Colors {
    return this.#colors;
  }

  #console(text: string): void {
    const state = STATE_LINE.exec(text)?.[1];
    if (state) this.line("state", state);
    else this.line("console", text);
  }

  #cloud({ kind, text, topic, payload }: LogEntry): void {
    const where = topic === undefined ? "" : ` ${topic.replace(OWN_TOPIC, "")}`;
    const what = [text, payload].filter((part) => part !== undefined && part !== "").join(" ");
    this.line("cloud", `${kind}${where}${what === "" ? "" : ` ${what}`}`, {
      what: kind,
      ...(topic !== undefined && { topic }),
      ...(payload !== undefined && { payload }),
    });
  }
}

function stamp(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  return `${String(minutes).padStart(3, "0")}:${(seconds % 60).toFixed(3).padStart(6, "0")}`;
}
