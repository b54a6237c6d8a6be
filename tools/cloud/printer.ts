/** What happens at the stand-in, a line each: for people, or as one JSON object. */
import pico from "picocolors";
import type { Platform } from "../../sim/cloud/platform.ts";
import type { LogEntry, LogKind } from "../../sim/cloud/records.ts";
import { compact, OWN_TOPIC, visible } from "../../sim/web/at-line.ts";
import { type Colors, type Direction, type Kind, lookOf } from "../look.ts";
import type { Mask } from "../mask.ts";

export interface CloudPrinterOptions {
  readonly json: boolean;
  readonly color: boolean;
  /** Each message, and not only what it says. */
  readonly trace: boolean;
  readonly mask: Mask;
  readonly write: (line: string) => void;
}

interface Line {
  readonly kind: Kind;
  readonly text: string;
  readonly device?: string;
  readonly direction?: Direction;
  /** Of a record only; its kind may be another one. */
  readonly fields?: Readonly<Record<string, unknown>>;
}

const LOOKS: Readonly<Record<LogKind, { readonly kind: Kind; readonly direction?: Direction; readonly word: string }>> =
  {
    "login": { kind: "state", word: "login " },
    "offline": { kind: "state", word: "offline: " },
    "up": { kind: "cloud", direction: "<", word: "" },
    "down": { kind: "cloud", direction: ">", word: "" },
    "dropped": { kind: "error", word: "dropped: " },
    "lost-reply": { kind: "note", word: "" },
    "violation": { kind: "error", word: "violation " },
    "note": { kind: "note", word: "" },
  };

/** Told in lines of their own, or of no interest to a person. */
const QUIET: readonly RegExp[] = [
  /\/thing\/event\/[^/]+\/post(_reply)?$/,
  /^\/ext\/ntp\//,
  /\/thing\/file\/download(_reply)?$/,
];

const MAX_CHARS = 2000;

export class CloudPrinter {
  readonly #options: CloudPrinterOptions;
  readonly #colors: Colors;

  constructor(options: CloudPrinterOptions) {
    this.#options = options;
    this.#colors = pico.createColors(options.color);
  }

  /** Returns what ends it. */
  follow(platform: Platform): () => void {
    const stops = [
      platform.onLog((entry) => this.#log(entry)),
      platform.onProperty(({ device, name, value }) => {
        const unit = platform.model.properties[name]?.unit;
        const text = `${name} ${JSON.stringify(value)}${unit === undefined ? "" : ` ${unit}`}`;
        this.line({ kind: "status", text, device, fields: { name, value } });
      }),
      platform.onEvent(({ device, name, id, outputs, timeMs }) =>
        this.line({
          kind: "event",
          text: `${name} ${JSON.stringify(outputs)} id ${id}, of ${new Date(timeMs).toISOString()}`,
          device,
          fields: { name, id, outputs, timeMs },
        }),
      ),
    ];
    return () => stops.forEach((stop) => void stop());
  }

  line({ kind, text, device, direction, fields }: Line): void {
    const { json, mask, write } = this.#options;
    const now = new Date();
    if (json) {
      const record = {
        t: now.toISOString(),
        kind,
        ...(device !== undefined && { device }),
        text: mask.text(text),
        ...fields,
      };
      // Masked before and after: quotes have another look inside of JSON.
      write(mask.text(JSON.stringify(record)));
      return;
    }
    const { mark, paint } = lookOf(this.#colors, kind, direction);
    const stamp = this.#colors.dim(now.toTimeString().slice(0, 8));
    const who = device === undefined ? "" : `${nameOf(device)} `;
    for (const one of mask.text(text).split("\n"))
      write(`${stamp} ${paint(`${mark} ${shortened(visible(`${who}${one}`))}`)}`);
  }

  #log({ kind, device, text, topic, payload }: LogEntry): void {
    const isMessage = kind === "up" || kind === "down";
    if (isMessage && !this.#options.trace && !this.#options.json && QUIET.some((one) => one.test(topic ?? ""))) return;
    const { kind: look, direction, word } = LOOKS[kind];
    const where = topic === undefined ? "" : topic.replace(OWN_TOPIC, "");
    const what = payload === undefined ? text : compact(payload);
    const words = isMessage ? `${where} ${what}` : `${word}${what}${where === "" ? "" : ` (${where})`}`;
    const fields = { what: kind, ...(topic !== undefined && { topic }), ...(payload !== undefined && { payload }) };
    this.line({ kind: look, text: words.trim(), device, ...(direction && { direction }), fields });
  }
}

/** A person reads no more of a line; records are whole. */
const shortened = (text: string): string =>
  text.length > MAX_CHARS ? `${text.slice(0, MAX_CHARS)}... ${text.length} characters` : text;

/** Of `deviceName&productKey` the part that people know. */
const nameOf = (device: string): string => device.split("&")[0] ?? device;
