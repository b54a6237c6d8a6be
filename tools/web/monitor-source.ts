/**
 * A real board behind the monitor's line, as the page sees it. While a page is looked at it is asked for its status now and then,
 * one short question at a time and never into a line that somebody is typing; nobody looks, nobody asks.
 */

import { GAS_MODEL } from "../../sim/cloud/thing-model.ts";
import type { Source, Tell } from "../../sim/web/hub.ts";
import type { Live } from "../../sim/web/live.ts";
import type { Answer, DeskDeed, Facts, Hello, Order, StateRow } from "../../sim/web/messages.ts";
import { TerminalPieces } from "../../sim/web/terminal-pieces.ts";
import { UNABLE } from "../../sim/web/unknown.ts";
import type { Device, Running } from "../monitor/device.ts";
import { BoardView } from "./board-view.ts";
import { OwnQuestions } from "./own-questions.ts";

export interface MonitorSourceOptions {
  readonly device: Pick<Device, "repl" | "setTrace" | "isTracing">;
  readonly port: string;
  readonly running: Running | undefined;
  /** As its maker calls it; where nothing says it, its id. */
  readonly boardName: string;
  /** From its settings, where it has told them. */
  readonly deviceName: string | undefined;
  readonly machine: readonly StateRow[];
}

export const ASKS_EVERY_S = 10;
/** Set points move when somebody moves them, and the journal shows on the line what becomes of it. */
const RARELY = 3;
const LOOK_MS = 500;
/** After a change that it has told: others come with it. */
const SETTLE_MS = 1000;
/** Nobody has looked for so long. */
const UNSEEN_MS = 3000;
/** Half typed, and then forgotten. */
const TYPING_MS = 60_000;
const ASK_TIMEOUT_MS = 5000;
const DEED_TIMEOUT_MS = 30_000;

/** Return, line feed, Ctrl-C: nothing stands half typed behind them. */
const ENTERED = ["\r", "\n", "\x03"];

const QUESTIONS = {
  status: "canary.status()",
  gas: "canary.gas()",
  alarm: "canary.alarm()",
  journal: "canary.journal()",
  crash: "canary.crash()",
};
type Question = keyof typeof QUESTIONS;

export class MonitorSource implements Source {
  readonly #options: MonitorSourceOptions;
  readonly #view: BoardView;
  readonly #questions: OwnQuestions;
  #pieces: TerminalPieces | undefined;
  #running: Running | undefined;
  #seenMs = Number.NEGATIVE_INFINITY;
  #dueMs = 0;
  #rounds = 0;
  #askedMs: number | null = null;
  #typedMs = Number.NEGATIVE_INFINITY;
  #isAsking = false;

  constructor(options: MonitorSourceOptions) {
    this.#options = options;
    this.#running = options.running;
    this.#view = new BoardView(options.machine);
    this.#view.connected();
    this.#view.traced(options.running !== undefined && options.device.isTracing);
    this.#questions = new OwnQuestions((bytes) => this.#pieces?.add(bytes));
  }

  hello(): Omit<Hello, "kind"> {
    const { port, deviceName, machine } = this.#options;
    return {
      source: "monitor",
      title: deviceName ?? port,
      facts: this.#facts(),
      can: { ...UNABLE, repl: true, desk: this.#running !== undefined },
      machine,
      model: GAS_MODEL,
      faults: [],
      sensorFaults: [],
      profiles: [],
    };
  }

  live(): Live {
    const { device, port } = this.#options;
    this.#seenMs = Date.now();
    const desk = {
      port,
      isConnected: device.repl !== undefined,
      isTracing: this.#view.isTracing,
      asksEveryS: ASKS_EVERY_S,
      askedMs: this.#askedMs,
    };
    return { ...this.#view.live(), desk };
  }

  follow(tell: Tell): () => void {
    const stop = this.#view.follow(tell);
    const pieces = new TerminalPieces((piece) => tell("terminal", piece));
    this.#pieces = pieces;
    const timer = setInterval(() => void this.#look(), LOOK_MS);
    return () => {
      clearInterval(timer);
      pieces.flush();
      this.#pieces = undefined;
      stop();
    };
  }

  async order(order: Order): Promise<Answer> {
    if (order.do === "type") return this.#type(order.text);
    if (order.do === "desk") return this.#deed(order.deed, order.ppm);
    throw new Error(`that can't be done to a real board from here: ${order.do}`);
  }

  // ---- what the monitor tells

  line(line: string): void {
    if (this.#view.line(line)) this.#dueMs = Math.min(this.#dueMs, Date.now() + SETTLE_MS);
  }

  /** What its port sends, as it comes. */
  bytes(bytes: string): void {
    this.#questions.take(bytes);
  }

  /** Connected, or started anew. */
  started(running: Running | undefined, isRestart: boolean): void {
    this.#running = running;
    if (isRestart) this.#view.restarted();
    this.#view.connected();
    this.#rounds = 0;
    this.#dueMs = Date.now() + SETTLE_MS;
  }

  /** By what it has answered. */
  traced(isOn: boolean): void {
    this.#view.traced(isOn);
  }

  lost(why: string): void {
    this.#askedMs = null;
    this.#view.lost(why);
  }

  // ---- questions

  async #look(): Promise<void> {
    const nowMs = Date.now();
    const isSeen = nowMs - this.#seenMs < UNSEEN_MS;
    const isTyping = nowMs - this.#typedMs < TYPING_MS;
    if (this.#isAsking || !isSeen || isTyping || nowMs < this.#dueMs || !this.#running) return;
    this.#dueMs = nowMs + ASKS_EVERY_S * 1000;
    this.#isAsking = true;
    try {
      await this.#askAll();
    } finally {
      this.#isAsking = false;
    }
  }

  async #askAll(): Promise<void> {
    const isRare = this.#rounds++ % RARELY === 0;
    const names: readonly Question[] = isRare ? ["status", "alarm", "gas", "journal", "crash"] : ["status"];
    for (const name of names) {
      const answer = await this.#ask(QUESTIONS[name]);
      // It is gone, or is busy with something else: what it would have said is not known any more.
      if (answer === undefined && name === "status") return this.#view.silent();
      // At once: what its lines tell meanwhile is newer.
      if (answer && typeof answer === "object") this.#view.answered({ [name]: answer });
    }
    const allVars = isRare ? await this.#ask("process.memory().total") : undefined;
    this.#askedMs = Date.now();
    if (typeof allVars === "number") this.#view.answered({ allVars });
  }

  async #ask(expression: string): Promise<unknown> {
    try {
      return await this.#options.device.repl?.ask(expression, ASK_TIMEOUT_MS);
    } catch {
      return undefined;
    }
  }

  // ---- orders

  async #type(text: string): Promise<Answer> {
    const repl = this.#repl();
    const bytes = Buffer.from(text, "utf8").toString("latin1");
    // What stands half typed would be lost to a question.
    this.#typedMs = ENTERED.includes(bytes.at(-1) ?? "") ? Number.NEGATIVE_INFINITY : Date.now();
    await repl.type(bytes);
    return { text: "" };
  }

  async #deed(deed: DeskDeed, ppm: number | undefined): Promise<Answer> {
    const { device } = this.#options;
    const repl = this.#repl();
    if (deed === "trace-on" || deed === "trace-off") {
      await device.setTrace(deed === "trace-on");
      return { text: "" };
    }
    if (deed === "reboot") {
      await repl.tell("canary.reboot()");
      this.#view.ordered(deed);
      return { text: "" };
    }
    const given = deed === "calibrate" ? (ppm ?? "") : "";
    const answer = await repl.ask(`canary.${CALLS[deed]}(${given})`, DEED_TIMEOUT_MS);
    this.#dueMs = Date.now();
    this.#view.ordered(`${deed} ${given}`.trim());
    return { text: `${CALLS[deed]}: ${answer === undefined ? "done" : JSON.stringify(answer)}` };
  }

  #repl(): NonNullable<Device["repl"]> {
    const { repl } = this.#options.device;
    if (!repl) throw new Error(`the line to ${this.#options.port} is out: check cable and power`);
    return repl;
  }

  #facts(): Facts | null {
    if (!this.#running) return null;
    const { board, version, hash } = this.#running;
    const { boardName, port } = this.#options;
    return { board, boardName, version, sha256: hash, modem: null, seed: null, where: port };
  }
}

const CALLS: Readonly<Record<Exclude<DeskDeed, "trace-on" | "trace-off" | "reboot">, string>> = {
  "acknowledge": "acknowledge",
  "silence": "silence",
  "self-test": "selfTest",
  "calibrate": "calibrate",
};
