/** A fleet as it goes: one line that moves on a terminal, one every few seconds elsewhere, or JSON; and the summary. */
import pico from "picocolors";
import type { Manifest } from "../../build/firmware.ts";
import type { Fleet } from "../../sim/fleet/fleet.ts";
import type { Happening } from "../../sim/web/news.ts";
import type { FleetReport } from "./report.ts";
import type { FleetSessionOptions } from "./session.ts";
import { isShort, summaryOf } from "./summary.ts";

const LINE_EVERY_MS = 5000;
const CLEAR_LINE = "\r\x1b[K";
const WIDTH = 80;

/** Alarms are thousands: their counts are told, and what is out of the ordinary one by one. */
const TOLD: readonly Happening["what"][] = ["event", "error", "note"];

export class FleetPrinter {
  readonly #options: FleetSessionOptions;
  readonly #colors: ReturnType<typeof pico.createColors>;
  readonly #moves: boolean;
  #toldAtMs = Number.NEGATIVE_INFINITY;
  #hasLine = false;

  constructor(options: FleetSessionOptions) {
    this.#options = options;
    this.#colors = pico.createColors(options.color);
    // As with colour: a terminal, and nobody who asked for plain lines.
    this.#moves = options.color;
  }

  banner({ version, bytes, sha256 }: Manifest, where: string, addresses: number, page?: string): void {
    const { devices, workers, speed, seed, boardId, family, minutes } = this.#options;
    this.#record("ready", {
      version,
      sha256,
      board: boardId,
      modem: family,
      devices,
      workers,
      speed,
      seed,
      broker: where,
      ...(page !== undefined && { page }),
    });
    const more = addresses > 1 ? ` and ${addresses - 1} more` : "";
    this.#line(
      `${this.#colors.bold(`gas-canary ${version}`)}: ${devices} devices, ${boardId} with ${family}, seed ${seed}`,
    );
    this.#line(`  bundle  ${bytes} bytes, sha256 ${sha256.slice(0, 16)}...`);
    this.#line(`  broker  ${where}${more}`);
    this.#line(`  speed   ${speed} x real time, ${workers} worker thread${workers === 1 ? "" : "s"}`);
    if (page !== undefined) this.#line(`  page    ${page}`);
    this.#line(
      `  for     ${minutes === undefined ? "as long as nobody presses Ctrl-C" : `${minutes} min of the devices' time`}`,
    );
  }

  progress(phase: string, fleet: Fleet): void {
    const nowMs = performance.now();
    if (!this.#moves && nowMs - this.#toldAtMs < LINE_EVERY_MS) return;
    this.#toldAtMs = nowMs;
    const { cells: _, latency: __, ...live } = fleet.live();
    const t = Math.round(fleet.reachedMs / 100) / 10;
    if (this.#options.json) {
      this.#record("progress", { t, phase, off: fleet.off, ...live, ...fleet.paceLive() });
      return;
    }
    // Within 80 columns, what matters.
    const on =
      fleet.off > 0
        ? `${live.devices - fleet.off}/${live.devices} on, ${live.online}`
        : `${live.online}/${live.devices}`;
    const { speed, actual } = fleet.paceLive();
    const slow = isShort(speed, actual) && phase !== "starting" ? `, ${actual} x` : "";
    const line =
      `${clock(t)} ${phase} ${on} online, ${live.alarms} in alarm; ` +
      `${live.decided} decided, ${live.delivered} delivered, ${live.lost} lost${slow}`;
    if (!this.#moves) this.#line(line);
    else {
      const columns = process.stdout.columns || WIDTH;
      process.stdout.write(CLEAR_LINE + line.slice(0, columns - 1));
      this.#hasLine = true;
    }
  }

  happening({ atMs, what, text }: Happening): void {
    if (!TOLD.includes(what)) return;
    const t = Math.round(atMs / 100) / 10;
    this.#record(what === "event" ? "late" : what === "error" ? "lost" : "note", { t, text });
    this.#line(`${clock(t)} ${what === "error" ? this.#colors.red(`!! ${text}`) : `-- ${text}`}`);
  }

  note(text: string): void {
    this.#record("note", { text });
    this.#line(`-- ${text}`);
  }

  error(text: string): void {
    this.#record("error", { text });
    this.#line(this.#colors.red(`!! ${text}`));
  }

  summary(report: FleetReport, how: { isCut: boolean; isByHand: boolean }): void {
    this.#record("result", { ...report });
    for (const line of summaryOf(report, how)) this.#line(line);
  }

  #record(kind: string, fields: object): void {
    if (this.#options.json) process.stdout.write(`${JSON.stringify({ kind, ...fields })}\n`);
  }

  /** Takes the place of the line that moves. */
  #line(text: string): void {
    if (this.#options.json) return;
    process.stdout.write(`${this.#hasLine ? CLEAR_LINE : ""}${text}\n`);
    this.#hasLine = false;
  }
}

function clock(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  return `${String(minutes).padStart(3, "0")}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
}
