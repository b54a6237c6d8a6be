/** The firmware's own driver of the modem, run in Node over a line: its steps as promises, and what was heard beside them. */
import { LineTap } from "../../sim/modem/line-tap.ts";
import type { Clock } from "../../src/hal.ts";
import type { Apn } from "../../src/modem/luat/commands.ts";
import { createLuat } from "../../src/modem/luat/luat.ts";
import type { Modem, ModemFacts, Session, Step } from "../../src/modem/modem.ts";
import type { Line } from "../device/line.ts";
import { EXIT } from "../fault.ts";
import { Stop, type Waiting } from "./waiting.ts";
import { shortened } from "./words.ts";

/** `>` goes to the modem, `<` comes from it. */
export type Direction = ">" | "<";
export type ShowAt = (direction: Direction, text: string) => void;

export interface Outcome {
  /** As the driver gives it to the link machine: "" is done. */
  readonly result: string;
  /** What the modem said meanwhile. */
  readonly lines: readonly string[];
  /** False where the family needs nothing to be said. */
  readonly isSpoken: boolean;
}

/** One start says RDY twice at times, and then echoes; behind a ROM's text all that takes until it is up. */
const READY_MS = 2000;
const ROM_TO_READY_MS = 6000;
const LINES_KEPT = 500;
/** Beyond what any modem prints between two lines, and beyond the bytes of CR LF. */
const TEXT = /[\r\n -~]/g;
const CABLE = "Is the cable plugged in? Check it, and the adapter's power.";

export class Driver {
  readonly line: Line;
  /** Starts of the modem that were heard. */
  restarts = 0;
  /** The modem sends back what it is sent. */
  isEchoing = false;
  readonly #modem: Modem;
  readonly #clock: Clock;
  readonly #waiting: Waiting;
  readonly #show: ShowAt;
  readonly #stopListening: () => void;
  /** Of the step last taken. */
  #said: { readonly direction: Direction; readonly text: string }[] = [];
  readonly #messages: { readonly topic: string; readonly body: string }[] = [];
  #onMessage: () => void = () => {};
  #heardBytes = 0;
  #noiseBytes = 0;
  #lastSent = "";
  #startUntilMs = Number.NEGATIVE_INFINITY;

  constructor(line: Line, clock: Clock, apn: Apn, waiting: Waiting, show: ShowAt) {
    this.line = line;
    this.#clock = clock;
    this.#waiting = waiting;
    this.#show = show;
    const tap = new LineTap((direction, text) => this.#hear(direction, text));
    const lost = (why: string) => waiting.stop(new Stop(EXIT.noAnswer, `the line was lost: ${why}`, CABLE));
    let receive = (_: string) => {};
    const stops = [
      line.onData((bytes) => {
        this.#heardBytes += bytes.length;
        this.#noiseBytes += bytes.replace(TEXT, "").length;
        tap.feed("<", bytes);
        receive(bytes);
      }),
      line.onClose(lost),
    ];
    this.#stopListening = () => {
      for (const stop of stops) stop();
    };
    const uart = {
      write: (bytes: string) => {
        tap.feed(">", bytes);
        line.write(bytes).catch((error: Error) => lost(error.message));
      },
      on: (_: "data", listener: (chunk: string) => void) => {
        receive = listener;
      },
    };
    this.#modem = createLuat(uart, clock, apn, undefined, undefined, {
      lost: (_, why) => this.#noteLoss(why),
      message: (topic, body) => {
        this.#messages.push({ topic, body });
        this.#onMessage();
      },
      time: () => {},
    });
  }

  get facts(): ModemFacts {
    return this.#modem.facts;
  }

  /** Bytes came, and hardly any that are text. */
  get isNoisy(): boolean {
    return this.#noiseBytes * 4 > this.#heardBytes;
  }

  get heardBytes(): number {
    return this.#heardBytes;
  }

  /** Nothing came in the last step but what was sent. */
  get isLooped(): boolean {
    const sent = new Set(this.#lines(">"));
    const heard = this.#lines("<");
    return heard.length > 0 && heard.every((text) => sent.has(text));
  }

  /** Takes one step of the link machine. */
  async step(name: Step, session?: Session): Promise<Outcome> {
    this.#said = [];
    const result = await this.#waiting.for<string>((done) => this.#modem.step(name, session, done));
    return { result, lines: this.#lines("<"), isSpoken: this.#lines(">").length > 0 };
  }

  /** A command beside: the lines of its reply, and its final result as the last. */
  ask(text: string): Promise<string[]> {
    return this.#waiting.for<string[]>((done) => this.#modem.command(text, done));
  }

  /** "" on the broker's PUBACK. */
  publish(topic: string, payload: string): Promise<string> {
    return this.#waiting.for<string>((done) => this.#modem.publish(topic, payload, done));
  }

  /** Until this very message has come; false when it did not within the time. */
  message(topic: string, body: string, withinMs: number): Promise<boolean> {
    const isThere = () => this.#messages.some((one) => one.topic === topic && one.body === body);
    return this.#waiting.for<boolean>((done) => {
      if (isThere()) return done(true);
      const timer = this.#clock.after(withinMs, () => done(false));
      this.#onMessage = () => {
        if (!isThere()) return;
        this.#onMessage = () => {};
        this.#clock.cancel(timer);
        done(true);
      };
    });
  }

  async close(): Promise<void> {
    this.#stopListening();
    await this.line.close();
  }

  #lines(direction: Direction): string[] {
    return this.#said.filter((one) => one.direction === direction).map(({ text }) => text);
  }

  #hear(direction: Direction, text: string): void {
    if (this.#said.length < LINES_KEPT) this.#said.push({ direction, text });
    if (direction === ">") this.#lastSent = text;
    else if (text === this.#lastSent) this.isEchoing = true;
    const isCardNumber = direction === "<" && this.#lastSent === "AT+CIMI" && /^\d{15}$/.test(text);
    this.#show(direction, isCardNumber ? shortened(text) : text);
  }

  #noteLoss(why: string): void {
    if (!/^(RDY|echo is back|\^boot)/.test(why)) return;
    const isRom = why.startsWith("^boot");
    if (isRom || this.#clock.nowMs() > this.#startUntilMs) this.restarts++;
    this.#startUntilMs = this.#clock.nowMs() + (isRom ? ROM_TO_READY_MS : READY_MS);
  }
}
