/** The session as it goes: for people, in colour on a terminal only, or one JSON object a line. */
import pico from "picocolors";
import type { LogEntry } from "../../sim/cloud/records.ts";
import type { VirtualNode } from "../../sim/node.ts";
import type { Stage } from "../../sim/scenario-run.ts";
import type { Mask } from "../mask.ts";

export interface PrinterOptions {
  readonly json: boolean;
  readonly color: boolean;
  readonly mask: Mask;
  readonly write: (line: string) => void;
}

type Kind = "at" | "state" | "console" | "cloud" | "event" | "note" | "error" | "status" | "result";
type Paint = (text: string) => string;

/** `12.3 ONLINE`: the firmware's own stamp and the state. */
const STATE_LINE = /^\d+\.\d ([A-Z]+)$/;

/** What all topics of a device begin with; the AT lines show it whole. */
const OWN_TOPIC = /^\/sys\/[^/]+\/[^/]+\//;

export class Printer {
  readonly #options: PrinterOptions;
  readonly #colors: ReturnType<typeof pico.createColors>;
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
    const { mark, paint } = this.#look(kind, fields);
    for (const one of mask.text(text).split("\n")) write(`${this.#colors.dim(stamp(t))} ${paint(`${mark} ${one}`)}`);
  }

  /** Before and beside the session: no time stamp. */
  plain(text: string): void {
    if (!this.#options.json) this.#options.write(this.#options.mask.text(text));
  }

  status(node: VirtualNode): void {
    const status = node.status();
    if (!status) this.line("error", "no status: the firmware does not run");
    else this.line("status", JSON.stringify(status, null, 2), { status });
  }

  get colors(): ReturnType<typeof pico.createColors> {
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

  #look(kind: Kind, fields: Readonly<Record<string, unknown>>): { mark: string; paint: Paint } {
    const { green, yellow, red, cyan, magenta, bold, dim } = this.#colors;
    if (kind === "at") {
      const direction = String(fields["direction"]);
      return { mark: direction, paint: direction === ">" ? cyan : green };
    }
    const looks: Readonly<Record<Exclude<Kind, "at">, { mark: string; paint: Paint }>> = {
      state: { mark: "=", paint: (text) => bold(yellow(text)) },
      console: { mark: "#", paint: dim },
      cloud: { mark: "cloud", paint: magenta },
      event: { mark: "EVENT", paint: (text) => bold(red(text)) },
      note: { mark: "--", paint: bold },
      error: { mark: "!!", paint: (text) => bold(red(text)) },
      status: { mark: "status", paint: (text) => text },
      result: { mark: "==", paint: bold },
    };
    return looks[kind];
  }
}

function stamp(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  return `${String(minutes).padStart(3, "0")}:${(seconds % 60).toFixed(3).padStart(6, "0")}`;
}
