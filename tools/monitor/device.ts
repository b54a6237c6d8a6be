/**
 * The device at the end of a line that may come and go: its lines, what it says it runs, its trace. Nothing here interrupts
 * what it does; what was switched on for us is switched off again.
 */

import type { Repl } from "../device/repl.ts";
import { openRepl, type PortFlags } from "../device/session.ts";
import { EXIT, Fault } from "../fault.ts";
import type { RunningBundle } from "./frames.ts";

const AGAIN_MS = 1000;
const ENTER_TIMEOUT_MS = 30_000;
const LEAVE_TIMEOUT_MS = 2000;
/** What the firmware prints when it has started: version, board, bundle. */
const BANNER = /^gas-canary (\S+) ([\w-]+) (\S+)$/;
/** Somebody has called it by hand: its answer stands on the next line. */
const TRACE_CALL = /\btrace\(/;
const TRACE_ANSWER = /^="(on|off)"$/;
const RUNNING =
  '(function(c){var s=c&&c.status?c.status():0;return s&&s.board?{version:s.version,board:s.board,hash:s.bundle}:null})(typeof canary=="object"?canary:0)';

export interface Running extends RunningBundle {
  readonly version: string;
}

export interface DeviceOptions {
  readonly spec: string;
  readonly flags: PortFlags;
  readonly isReconnecting: boolean;
  /** From the first on. */
  readonly trace: boolean;
  readonly line: (line: string) => void;
  /** What comes in, as it comes: answers to questions of ours too. */
  readonly bytes?: (bytes: string) => void;
  readonly note: (text: string) => void;
  /** Another bundle, or none, may run from now on; `isRestart`: it has started before our eyes. */
  readonly started: (running: Running | undefined, isRestart: boolean) => void;
  /** By its own word it shows the modem's lines from now on, or no longer; it says so before it is `connected`, too. */
  readonly traced?: (isOn: boolean) => void;
  /** It is found, or found again. */
  readonly connected?: () => void;
  /** The line is lost; it may come back. */
  readonly lost?: (why: string) => void;
  /** The line is lost and is not sought again. */
  readonly gone: (fault: Fault) => void;
}

export class Device {
  readonly #options: DeviceOptions;
  #repl: Repl | undefined;
  /** By its last word, whoever asked for it; until then, and when it starts anew, as it is to be. */
  #isTracing: boolean;
  #isTraceCalled = false;
  #isClosed = false;
  /** Whoever waits for a line to be executed waits in vain when the device has started anew. */
  readonly #restarts = new Set<() => void>();

  constructor(options: DeviceOptions) {
    this.#options = options;
    this.#isTracing = options.trace;
  }

  /** Undefined while the line is out. */
  get repl(): Repl | undefined {
    return this.#repl;
  }

  get isTracing(): boolean {
    return this.#isTracing;
  }

  async connect(): Promise<void> {
    const { spec, flags, line, bytes } = this.#options;
    const take = (text: string) => {
      line(text);
      this.#lookForBanner(text);
      this.#lookForTrace(text);
    };
    const repl = await openRepl(spec, flags, { onLine: take });
    try {
      await this.#greet(repl);
    } catch (error) {
      await repl.close();
      throw error;
    }
    if (this.#isClosed) return repl.close();
    this.#repl = repl;
    repl.line.onClose((why) => this.#lost(why));
    if (bytes) repl.line.onData(bytes);
    this.#options.connected?.();
  }

  /** Types a line; resolves when the device has executed it, or can't any more. */
  async enter(text: string): Promise<void> {
    const repl = this.#repl;
    if (!repl) throw new Fault(EXIT.noAnswer, "The line is out: what was typed is not sent.");
    let restarted = () => {};
    const over = new Promise<void>((done) => {
      restarted = done;
      this.#restarts.add(done);
    });
    try {
      await Promise.race([repl.enter(bytesOf(text), ENTER_TIMEOUT_MS, "what was typed"), over]);
    } catch (error) {
      // That the line was lost is told where it is noticed.
      if (this.#repl === repl) throw error;
    } finally {
      this.#restarts.delete(restarted);
    }
  }

  async setTrace(isOn: boolean): Promise<void> {
    this.#isTracing = isOn;
    if (this.#repl) await this.#trace(this.#repl, isOn);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    const repl = this.#repl;
    this.#repl = undefined;
    if (!repl) return;
    try {
      if (this.#isTracing) await repl.run("canary.trace(false)", LEAVE_TIMEOUT_MS);
    } catch {
      // It has no say in whether we leave, and the next start ends the trace.
    }
    await repl.close();
  }

  async #greet(repl: Repl): Promise<void> {
    const { spec, note, started } = this.#options;
    const running = (await repl.ask<Running | null>(RUNNING, undefined, "what it runs")) ?? undefined;
    started(running, false);
    if (this.#isTracing) await this.#trace(repl, true);
    if (running)
      note(`${spec}: gas-canary ${running.version} on ${running.board}, bundle ${running.hash.slice(0, 14)}`);
    else note(`${spec}: Espruino without the firmware (canary flash puts it on), or with it in safe mode`);
  }

  async #trace(repl: Repl, isOn: boolean): Promise<void> {
    if (await repl.ask<boolean>('typeof canary=="object"&&!!canary.trace', undefined, "canary.trace"))
      this.#traced(await repl.ask(`canary.trace(${isOn})`));
    else this.#options.note("no canary.trace here: the firmware is older, in safe mode, or not there");
  }

  #traced(answer: unknown): void {
    this.#isTracing = answer === "on";
    this.#options.traced?.(this.#isTracing);
  }

  #lookForTrace(text: string): void {
    const answer = TRACE_ANSWER.exec(text)?.[1];
    if (this.#isTraceCalled && answer !== undefined) this.#traced(answer);
    this.#isTraceCalled = TRACE_CALL.test(text);
  }

  /** A start without the line having been out: what was switched on is off, and the REPL may be locked again. */
  #lookForBanner(text: string): void {
    const banner = BANNER.exec(text);
    const repl = this.#repl;
    if (!banner || !repl) return;
    for (const restarted of [...this.#restarts]) restarted();
    const [, version = "", board = "", hash = ""] = banner;
    this.#options.started({ version, board, hash }, true);
    if (!this.#isTracing) return;
    void this.#retrace(repl).catch((error: unknown) => this.#options.note((error as Error).message));
  }

  async #retrace(repl: Repl): Promise<void> {
    await repl.wakeUp();
    await this.#trace(repl, true);
  }

  #lost(why: string): void {
    const { spec, isReconnecting, note, gone } = this.#options;
    const lost = this.#repl;
    this.#repl = undefined;
    if (!lost || this.#isClosed) return;
    void lost.close();
    this.#options.lost?.(why);
    if (!isReconnecting) {
      gone(new Fault(EXIT.noAnswer, `The line to ${spec} is lost: ${why}. Check cable and power.`));
      return;
    }
    note(`the line is lost: ${why}; trying again every second`);
    this.#again();
  }

  #again(): void {
    setTimeout(async () => {
      if (this.#isClosed) return;
      try {
        await this.connect();
      } catch {
        this.#again();
      }
    }, AGAIN_MS);
  }
}

/** A line takes one character a byte. */
export const bytesOf = (text: string): string => Buffer.from(text, "utf8").toString("latin1");
