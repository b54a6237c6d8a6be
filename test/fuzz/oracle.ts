/** What must hold of a chat whatever comes over its line. */
import type { Command } from "../../src/at/command.ts";
import { LOSSES, RESTARTS, SIM_LOSSES, tokenOf, tokensIn } from "./corpus.ts";
import { Doubt } from "./doubt.ts";
import type { Exchange } from "./modem.ts";
import { type Item, MESSAGE_GAP_MS, type Wire } from "./wire.ts";

export class Violation extends Error {
  constructor(
    /** Which of the promises was broken; a counterexample is made smaller as long as this stays. */
    readonly property: string,
    detail: string,
  ) {
    super(`${property}: ${detail}`);
  }
}

/** One command as its sender knows it. */
export interface Sent {
  readonly command: Command;
  /** An answer to another may be on its way, and this one was sent all the same. */
  isDoubtful: boolean;
  exchange?: Exchange;
  hasEnded: boolean;
  error: string;
  reply: readonly string[];
}

/** Late, and by itself, each of them is a line like any other to a command whose reply has no form. */
const SECOND = /^(CONN|ALREADY|SUBACK|PUBACK)/;
/** For so long at most. */
const HOLD_MS = 10 * MESSAGE_GAP_MS;
/** Four parts, whatever they are. */
const ADDRESS = /(\.[^\n]*){3}/;
const ENDS = [...LOSSES, ...SIM_LOSSES, ...RESTARTS];
const MAX_LINE_CHARS = 1024;
const MAX_REPLY_LINES = 16;
const MAX_QUEUED = 4;
const MAX_MESSAGE_BYTES = 4100;
const KEPT_OF_OVERSIZE = 128;
const MAX_WRITES = 120;

export class Oracle {
  readonly sent: Sent[] = [];
  readonly doubt: Doubt;
  /** How many checks were made of each kind; a fuzzer that asks for nothing finds nothing. */
  readonly checks = { answers: 0, owners: 0, messages: 0 };
  wire!: Wire;
  private readonly got = new Map<string, string[]>();
  private writes = 0;
  private readonly unwritten: Sent[] = [];
  private readonly sentBefore = new Map<Item, number>();

  constructor(private readonly clock: { readonly ms: number }) {
    this.doubt = new Doubt(clock);
  }

  // What goes out.

  send(command: Command): Sent {
    const sent: Sent = { command, isDoubtful: false, hasEnded: false, error: "", reply: [] };
    this.sent.push(sent);
    this.unwritten.push(sent);
    return sent;
  }

  wrote(): void {
    if (++this.writes > MAX_WRITES) throw new Violation("bounded work", `${this.writes} writes in one stream`);
  }

  received(exchange: Exchange, isQuiet: boolean): void {
    const { doubt } = this;
    doubt.received(exchange, isQuiet);
    const at = this.unwritten.findIndex((sent) => !sent.hasEnded && sent.command.text === exchange.text);
    if (at < 0) return;
    const sent = this.unwritten.splice(at, 1)[0] as Sent;
    sent.exchange = exchange;
    sent.isDoubtful = (doubt.isOutOfStep || doubt.isBlind) && sent.command.isProbe === true;
    if (!sent.command.isProbe) doubt.isOutOfStep = false;
  }

  /** Those that wait for their end. */
  waiting(): Sent[] {
    return this.sent.filter(({ hasEnded }) => !hasEnded);
  }

  checkQueue(): void {
    const { length } = this.waiting();
    if (length > MAX_QUEUED + 1) throw new Violation("bounded queue", `${length} commands wait`);
  }

  // What comes in.

  begun(item: Item, exchanges: readonly Exchange[]): void {
    if (RESTARTS.includes(item.text.trim())) this.sentBefore.set(item, this.sent.length);
    this.doubt.begun(item, exchanges);
  }

  line(text: string): void {
    if (text.length > MAX_LINE_CHARS + this.wire.longestChunk)
      throw new Violation("bounded buffers", `a line of ${text.length} characters`);
  }

  message(topic: string, body: string, bytes: number): void {
    if (body.length > MAX_MESSAGE_BYTES) throw new Violation("bounded buffers", `a message of ${body.length} bytes`);
    const told = JSON.stringify([bytes, body]);
    const list = this.got.get(topic);
    if (list) list.push(told);
    else this.got.set(topic, [told]);
  }

  /** After the chunk in which an item ended was taken. */
  whole(item: Item): void {
    if (!item.isSound) return;
    if (RESTARTS.includes(item.text.trim())) this.checkRestart(item);
    if (item.message) this.checkMessage(item);
    const { owner } = item;
    if (owner?.isAnswered && owner.items.at(-1) === item && owner.items.every(({ isSound }) => isSound))
      this.checkAnswer(owner);
  }

  private checkMessage({ message }: Item): void {
    const { topic, body, bytes } = message as NonNullable<Item["message"]>;
    const kept = bytes > MAX_MESSAGE_BYTES ? body.slice(0, KEPT_OF_OVERSIZE) : body;
    const expected = JSON.stringify([bytes, kept]);
    const got = this.got.get(topic) ?? [];
    this.checks.messages++;
    if (got.length !== 1 || got[0] !== expected)
      throw new Violation("messages byte-equal", `${topic}: sent ${expected}, got ${got.join(" and ") || "nothing"}`);
  }

  /** The modem has forgotten all that it was asked before. */
  private checkRestart(item: Item): void {
    if (!this.doubt.isNone) return;
    const before = this.sent.slice(0, this.sentBefore.get(item));
    const left = before.find(({ hasEnded, command }) => !hasEnded && !command.isProbe);
    if (left) throw new Violation("a restart ends all", `${left.command.text} still waits after ${item.text.trim()}`);
  }

  /** All of an answer has come as it was said. */
  private checkAnswer(exchange: Exchange): void {
    const { doubt } = this;
    const sent = this.sent.find((one) => one.exchange === exchange);
    if (!sent || sent.isDoubtful || doubt.isExcused || doubt.readsLike(exchange, "result")) return;
    const isBare = sent.command.reply === "" || sent.command.isProbe;
    if (isBare && doubt.hasStrangeLines(exchange)) return;
    this.checks.answers++;
    if (!sent.hasEnded)
      throw new Violation("in step at the next whole line", `${exchange.text} has all of its answer, and goes on`);
    // It had ended before, by its time or by a loss.
    if (/^[a-z]/.test(sent.error) || ENDS.includes(sent.error)) return;
    const expected = exchange.expected as NonNullable<Exchange["expected"]>;
    const named = (reply: readonly string[]) => reply.filter((text) => tokensIn(text).length).join("\n");
    // The driver's publish tells no reply.
    const isReply = (doubt.isBlind && sent.command.then) || named(sent.reply) === named(expected.reply);
    if (sent.error !== expected.error || !isReply)
      throw new Violation("its own answer", `${exchange.text}: ${show(sent)}, not ${JSON.stringify(expected)}`);
  }

  // How a command ended.

  ended(sent: Sent, error: string, reply: readonly string[]): void {
    const { exchange, command } = sent;
    const { doubt } = this;
    if (sent.hasEnded) throw new Violation("each command ends once", `${command.text}: ${show(sent)}, then ${error}`);
    Object.assign(sent, { hasEnded: true, error, reply });
    if (reply.length > MAX_REPLY_LINES) throw new Violation("bounded buffers", `a reply of ${reply.length} lines`);
    for (const text of reply) this.line(text);
    if (error === "busy" && !doubt.isBlind && this.waiting().length < MAX_QUEUED)
      throw new Violation("bounded queue", `busy with ${this.waiting().length} commands waiting`);
    // Its own result may come yet.
    if (error === "timeout" || LOSSES.includes(error) || SIM_LOSSES.includes(error)) doubt.isOutOfStep = true;
    if (!exchange) return;
    this.checkTime(sent, exchange);
    if (doubt.isExcused) return;
    if (!sent.isDoubtful) this.checkOwner(sent, exchange);
    else if (doubt.readsLike(exchange, "end")) doubt.misread();
  }

  private checkTime({ command, error }: Sent, { writtenAtMs, final }: Exchange): void {
    const thenMs = command.then ? (command.thenTimeoutMs as number) : 0;
    const isFirstKnown = thenMs > 0 && final?.isSound && this.doubt.isNone;
    const earliestMs = isFirstKnown ? final.wholeAtMs + thenMs : writtenAtMs + command.timeoutMs;
    // What is coming in holds a time-out up.
    const isHeldUp = this.wire.chunkAtMs + 2 * MESSAGE_GAP_MS > writtenAtMs + command.timeoutMs;
    const latestMs = writtenAtMs + command.timeoutMs + thenMs + (isHeldUp ? HOLD_MS : 0);
    const isEarly = error === "timeout" && this.clock.ms < earliestMs;
    const isLate = this.clock.ms > latestMs;
    if (isEarly || isLate)
      throw new Violation(
        "ends within its time",
        `${command.text} ended ${isEarly ? `${earliestMs - this.clock.ms} ms early` : `${this.clock.ms - latestMs} ms late`}`,
      );
  }

  private checkOwner(sent: Sent, exchange: Exchange): void {
    const { command, error, reply } = sent;
    const { doubt } = this;
    this.checks.owners++;
    const told = [error, ...reply.filter((text) => command.reply || !SECOND.test(text))];
    const damaged = doubt.during(exchange);
    const foreign = tokensIn(told.join(" ")).filter((number) => number !== exchange.number);
    const answer = `${exchange.text}: ${show(sent)}`;
    if (!foreign.every((number) => damaged.includes(tokenOf(number))))
      throw new Violation("no answer of another command", `${answer} bears the name of answer ${foreign.join(", ")}`);
    const readsLikeAddress = command.endsOnReply && !error && ADDRESS.test(damaged);
    const readsLikeIt = readsLikeAddress || doubt.readsLike(exchange, error ? "result" : "success");
    if (!readsLikeIt && !isOwnEnd(sent, exchange))
      throw new Violation("no answer of another command", `${answer} before its own result has come`);
    // It may have had that one for its own, which is then still to come.
    if (readsLikeIt) doubt.misread();
  }
}

/** It ended by what was said to it, at least in part, by its time, or by the end of everything. */
function isOwnEnd({ command, error, reply }: Sent, { number, final, second }: Exchange): boolean {
  if (/^[a-z]/.test(error) || ENDS.includes(error)) return true;
  if (command.endsOnReply && !error) return tokensIn(reply.join()).includes(number);
  if (!error) return final?.isBegun === true && (!command.then || second?.isBegun === true);
  if (error !== "ERROR") return tokensIn(error).includes(number);
  return [final, second].some((item) => item?.isBegun && item.text.includes("ERROR"));
}

function show({ error, reply }: Sent): string {
  return `${error || "ok"} ${JSON.stringify(reply)}`;
}
