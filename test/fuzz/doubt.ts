/**
 * What one can't ask for. Damage that reads like a result is one, and nobody could tell; whoever was ended by it leaves an
 * answer behind that may reach the next. Until all that was asked is over, the oracle then holds its tongue.
 */
import { LOSSES, UNKNOWN_URCS } from "./corpus.ts";
import { type Exchange, PROBE } from "./modem.ts";
import { OPEN } from "./open.ts";
import type { Item } from "./wire.ts";

/** With these in damaged bytes a command may have had another end than its answer. */
const RESULTS =
  /OK|ERR|CM[ES]|ACK|CONN|CLOSED|ALREADY|SHUT|RDY|DEACT|DETACH|PDP|SAPBR|CPIN|boot|POWER|TCP|MQTT|AT|MSUB|>|\+[A-Z]/;
const SUCCESSES = /OK|ACK|CONN/;
/** Longer than any word of the above. */
const WORD_CHARS = 11;

export class Doubt {
  /** Times that a damaged result may have been taken for a real one. */
  misreadings = 0;
  /** Not all commands are told of: the line is to be thought out of step at any time. */
  isBlind = false;
  /** A command had no answer in its time, and none has gone out since that would not do so out of step. */
  isOutOfStep = false;
  /** The answer of a probe was damaged: the first command after it may not get all of its own. */
  hasBrokenProbe = false;
  private hasMisread = false;
  private text = "";
  private textBeforeChunk = 0;
  /** Where the text begins that came since all that was asked was over. */
  private quietFrom = 0;
  /** Where it begins that came while an exchange was under way. */
  private readonly textFrom = new Map<Exchange, number>();
  /** Lines that a command whose reply has no form may take for it. */
  private readonly unknown: Item[] = [];
  private unknownBeforeChunk = 0;
  private readonly unknownFrom = new Map<Exchange, number>();
  /** When the answer of a probe came behind which a command had already gone out. */
  private staleProbeAtMs = Number.NaN;
  /** When a second result came whose command had been given up: to one that goes out in the same moment it may be its own. */
  private lateSecondAtMs = Number.NaN;

  constructor(private readonly clock: { readonly ms: number }) {}

  get isExcused(): boolean {
    return this.hasMisread || this.hasBrokenProbe;
  }

  /** Nothing was damaged, ever. */
  get isNone(): boolean {
    return this.text === "" && !this.isExcused;
  }

  misread(): void {
    this.hasMisread = true;
    this.misreadings++;
  }

  /** Before each chunk, and when the board has taken it. */
  chunk(): void {
    this.textBeforeChunk = this.text.length;
    this.unknownBeforeChunk = this.unknown.filter(({ isWhole }) => isWhole).length;
  }

  damaged(text: string): void {
    this.text += text;
    const around = this.text.slice(-text.length - WORD_CHARS);
    // It reads like an end of all that was asked, and the modem knows nothing of it.
    const isEnd = /RDY|boot|POWER|CPIN/.test(around) || (this.isOutOfStep && around.includes("ERROR"));
    if (this.isBlind || isEnd) this.misread();
    if (OPEN.staleProbeInHalves && around.includes(PROBE.slice(2))) this.hasBrokenProbe = true;
  }

  /** `isQuiet`: all that was asked before has been answered, or never will be. */
  received(exchange: Exchange, isQuiet: boolean): void {
    const lineFrom = this.textBeforeChunk ? this.text.lastIndexOf("\n", this.textBeforeChunk - 1) + 1 : 0;
    if (isQuiet) {
      this.quietFrom = lineFrom;
      // Half a line may wait, and become one of the first command's.
      this.hasMisread = this.isBlind && lineFrom < this.text.length;
    }
    this.textFrom.set(exchange, this.isOutOfStep || this.isBlind ? this.quietFrom : Math.max(this.quietFrom, lineFrom));
    this.unknownFrom.set(exchange, this.unknownBeforeChunk);
    if (OPEN.staleProbeAnswersNext && exchange.text === PROBE && this.staleProbeAtMs === this.clock.ms) this.misread();
    const isComing = this.unknown.some(({ isWhole, text }) => !isWhole && isSecondOf(text.trim(), exchange));
    if (isComing || this.lateSecondAtMs === this.clock.ms) this.misread();
  }

  begun(item: Item, exchanges: readonly Exchange[]): void {
    const text = item.text.trim();
    if (this.isBlind && (LOSSES.includes(text) || UNKNOWN_URCS.includes(text))) this.misread();
    const { owner } = item;
    if (UNKNOWN_URCS.includes(text) || owner?.second === item) this.unknown.push(item);
    if (owner?.second === item && exchanges.at(-1) !== owner) {
      this.lateSecondAtMs = this.clock.ms;
      // Whoever waits for the like must think it its own.
      if (text.includes("ERROR") || isSecondOf(text, exchanges.at(-1))) this.misread();
    }
    if (owner?.text === PROBE) this.probeAnswered(item, exchanges.slice(owner.number));
  }

  private probeAnswered(item: Item, later: readonly Exchange[]): void {
    if (OPEN.staleProbeInHalves && (item.isDamaged || !item.isSafe)) this.hasBrokenProbe = true;
    const next = later.findIndex((exchange) => exchange.text !== PROBE);
    if (next < 0) return;
    this.staleProbeAtMs = this.clock.ms;
    const isProbedAgain = later.slice(next).some((exchange) => exchange.text === PROBE);
    if (OPEN.staleProbeAnswersNext && isProbedAgain) this.misread();
  }

  /** The damaged bytes that came while it was under way. */
  during(exchange: Exchange): string {
    return this.text.slice(this.textFrom.get(exchange));
  }

  readsLike(exchange: Exchange, what: "result" | "success" | "end"): boolean {
    const pattern = what === "result" ? RESULTS : what === "success" ? SUCCESSES : /OK|ERR/;
    return pattern.test(this.during(exchange));
  }

  /** A line came that belongs to nothing, or bytes that may make one. */
  hasStrangeLines(exchange: Exchange): boolean {
    return this.during(exchange) !== "" || this.unknownFrom.get(exchange) !== this.unknown.length;
  }
}

/** What is said might be a second result of this one, too. */
function isSecondOf(text: string, exchange: Exchange | undefined): boolean {
  return exchange?.script.seconds.some((word) => word.split(" ")[0] === text.split(" ")[0]) ?? false;
}
