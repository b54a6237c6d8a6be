/**
 * The modem of one stream: takes commands one after the other and answers each by its script, each answer with a name of its
 * own. Unless in good health it may refuse, be late, say the second result first, say nothing, or start anew.
 */
import type { FakeClock } from "../unit/fake-clock.ts";
import { type Script, scriptOf, tokenOf } from "./corpus.ts";
import type { Tape } from "./tape.ts";
import { Item, type Wire } from "./wire.ts";

export interface Outcome {
  /** As `Chat` tells it; "" for success. */
  readonly error: string;
  readonly reply: readonly string[];
}

/** One command that has reached the modem. */
export class Exchange {
  readonly script: Script;
  /** What its sender must get once all of `items` have come, where that is certain. */
  expected: Outcome | undefined;
  /** All of its answer; complete once `isAnswered`. */
  readonly items: Item[] = [];
  isAnswered = false;
  final: Item | undefined;
  second: Item | undefined;
  prompt: Item | undefined;
  hasData = false;

  constructor(
    readonly number: number,
    readonly text: string,
    readonly writtenAtMs: number,
  ) {
    this.script = scriptOf(text, number);
  }
}

export interface ModemWatch {
  received(exchange: Exchange, isQuiet: boolean): void;
}

/** What a chat asks to find out whether it is in step. */
export const PROBE = "AT+MQTTSTATU";

const line = (text: string) => `\r\n${text}\r\n`;
/** A bare AT is given 120 ms. */
const PROMPT_DELAYS_MS = [10, 0, 90];
const DELAYS_MS = [10, 300, 1500, 1950, 2500, 4500, 8500, 9500, 12000, 16000, 31000, 62000, 91000];
const SECOND_DELAYS_MS = [0, 200, 1400, 15000, 21000, 39000, 44000, 50000];
const DATA_SILENCE_MS = 5000;

export class ScriptedModem {
  /** Of how many commands one is taken badly; 0: none. */
  oddRate = 0;
  hasEcho = false;
  exchanges: Exchange[] = [];
  private queue: Exchange[] = [];
  private current: Exchange | undefined;
  private input = "";
  private inputAtMs = 0;
  private dataLeft = 0;
  private dataTimer = 0;
  private secondsDue = 0;
  private starts = 0;
  private birth: Item | undefined;

  constructor(
    private readonly clock: FakeClock,
    private readonly wire: Wire,
    private readonly tape: Tape,
    private readonly watch: ModemWatch,
  ) {}

  get isIdle(): boolean {
    return !this.current && !this.queue.length && !this.secondsDue;
  }

  receive(bytes: string): void {
    // One that starts anew hears nothing until it has said so, and that was heard.
    if (this.birth && (!this.birth.isWhole || this.birth.wholeAtMs === this.clock.ms)) return;
    // Half a command line is forgotten after a while; what came of bytes sent too early is no case of this fuzzer.
    if (this.clock.ms - this.inputAtMs > DATA_SILENCE_MS) this.input = "";
    this.inputAtMs = this.clock.ms;
    this.input += bytes;
    this.takeInput();
  }

  private takeInput(): void {
    const current = this.current;
    if (current && this.dataLeft) {
      const data = this.input.slice(0, this.dataLeft);
      this.input = this.input.slice(data.length);
      this.dataLeft -= data.length;
      if (this.dataLeft) return;
      this.clock.cancel(this.dataTimer);
      current.hasData = true;
      this.later(10, () => this.answer(current, 0));
    }
    for (let end = this.input.indexOf("\r"); end >= 0 && !this.dataLeft; end = this.input.indexOf("\r")) {
      const exchange = new Exchange(
        this.exchanges.length + 1,
        this.input.slice(0, end).replace(/^\n/, ""),
        this.clock.ms,
      );
      this.input = this.input.slice(end + 1);
      this.watch.received(exchange, this.isIdle && this.wire.isIdle);
      this.exchanges.push(exchange);
      this.queue.push(exchange);
      this.startNext();
    }
  }

  /** It has lost its supply or its mind, and knows of nothing. */
  restart(text: string): Item {
    this.birth = new Item(line(text));
    this.wire.say(this.birth);
    this.starts++;
    this.queue = [];
    this.current = undefined;
    this.input = "";
    this.dataLeft = this.secondsDue = 0;
    return this.birth;
  }

  /** What is put off is forgotten with a restart. */
  private later(delayMs: number, fn: () => void): number {
    const starts = this.starts;
    return this.clock.after(delayMs, () => {
      if (starts === this.starts) fn();
    });
  }

  private startNext(): void {
    if (this.current) return;
    const exchange = this.queue.shift();
    this.current = exchange;
    if (!exchange) return;
    if (this.hasEcho) this.wire.say(new Item(`${exchange.text}\r`));
    const isOdd = this.oddRate > 0 && this.tape.once(this.oddRate);
    const manner = isOdd ? (exchange.text === PROBE ? this.tape.pick(PROBE_MANNERS) : this.tape.below(MANNERS)) : 0;
    this.later(this.tape.pick(isOdd ? DELAYS_MS : PROMPT_DELAYS_MS), () => this.begin(exchange, manner));
  }

  private begin(exchange: Exchange, manner: number): void {
    if (!exchange.script.dataBytes || manner) {
      this.answer(exchange, manner);
      return;
    }
    this.dataLeft = exchange.script.dataBytes;
    exchange.prompt = new Item("\r\n>");
    this.wire.say(exchange.prompt);
    this.dataTimer = this.later(DATA_SILENCE_MS, () => {
      this.dataLeft = 0;
      this.answer(exchange, REFUSED);
    });
    this.takeInput();
  }

  private answer(exchange: Exchange, manner: number): void {
    const { script } = exchange;
    const cme = `+CME ERROR: ${tokenOf(exchange.number)}`;
    this.current = undefined;
    if (manner === NO_REPLY) this.sayFinal(exchange, script.final || "OK");
    else if (manner === REFUSED || manner === REFUSED_BY_NUMBER) {
      const error = manner === REFUSED ? "ERROR" : cme;
      this.sayFinal(exchange, error);
      this.done(exchange, { error, reply: [] });
    } else if (manner === STARTED_ANEW) this.restart("RDY");
    else if (manner !== MUTE) this.answerWell(exchange, manner);
    this.startNext();
  }

  private answerWell(exchange: Exchange, manner: number): void {
    const { lines, final, seconds } = exchange.script;
    const good = seconds[0];
    for (const text of lines) this.keep(exchange, text);
    if (manner === SECOND_FIRST && good) exchange.second = this.keep(exchange, good);
    if (final) this.sayFinal(exchange, final);
    if (!good) this.done(exchange, { error: "", reply: lines });
    else if (exchange.second) this.done(exchange, { error: "", reply: [good] });
    else if (manner !== SECOND_MISSING) {
      this.secondsDue++;
      const isBad = manner === SECOND_BAD;
      const delayMs = this.tape.pick(manner === SECOND_LATE ? SECOND_DELAYS_MS : SECOND_DELAYS_MS.slice(0, 3));
      this.later(delayMs, () => this.saySecond(exchange, isBad ? this.tape.pick(seconds.slice(1)) : good, isBad));
    }
  }

  private saySecond(exchange: Exchange, text: string, isBad: boolean): void {
    this.secondsDue--;
    // One that comes when the next command is out bears no name, and nobody could tell whose it is.
    if (this.exchanges.some(({ number, text }) => number > exchange.number && text !== PROBE)) return;
    exchange.second = this.keep(exchange, text);
    const isError = text.includes("ERROR");
    this.done(exchange, isBad ? { error: text, reply: isError ? [] : [text] } : { error: "", reply: [text] });
  }

  private done(exchange: Exchange, expected: Outcome): void {
    exchange.expected = expected;
    exchange.isAnswered = true;
  }

  private sayFinal(exchange: Exchange, text: string): void {
    exchange.final = this.keep(exchange, text);
  }

  private keep(exchange: Exchange, text: string): Item {
    const item = new Item(line(text), undefined, exchange);
    exchange.items.push(item);
    this.wire.say(item);
    return item;
  }
}

const REFUSED = 1;
const REFUSED_BY_NUMBER = 2;
const MUTE = 3;
const NO_REPLY = 4;
const SECOND_FIRST = 5;
const SECOND_MISSING = 6;
const SECOND_BAD = 7;
const SECOND_LATE = 8;
const STARTED_ANEW = 9;
/** From 10 on it only takes its time. */
const MANNERS = 14;
/** A firmware that knows the probe never refuses it. */
const PROBE_MANNERS = [0, 0, MUTE, STARTED_ANEW];
