/**
 * The line from the modem to the board: what is said goes over it in order, in one piece or in many, as it was or damaged. It
 * remembers what was damaged, since that is what an oracle must allow for.
 */
import type { FakeClock } from "../unit/fake-clock.ts";
import { damage } from "./damage.ts";
import type { Exchange } from "./modem.ts";
import type { Tape } from "./tape.ts";

/** The driver drops half a message when its bytes stop for longer. */
export const MESSAGE_GAP_MS = 1000;

export interface Message {
  readonly topic: string;
  readonly body: string;
  /** What the header says. */
  readonly bytes: number;
}

/** One thing that is said: a line with its framing, a message, a prompt, noise. */
export class Item {
  isDamaged = false;
  /** Its first byte has come. */
  isBegun = false;
  /** Its last byte has come. */
  isWhole = false;
  /** When it came, no count of a damaged header can have been open. */
  isSafe = false;
  wholeAtMs = 0;

  constructor(
    readonly text: string,
    readonly message?: Message,
    /** Whose answer it is part of. */
    readonly owner?: Exchange,
  ) {}

  /** It came as it was said. */
  get isSound(): boolean {
    return this.isWhole && this.isSafe && !this.isDamaged;
  }
}

export interface WireWatch {
  /** Before each chunk, and when the board has taken it. */
  chunk(): void;
  /** What of an item is damaged and comes now, or would be swallowed by what is. */
  damaged(text: string): void;
  begun(item: Item): void;
  /** Called once the board has taken the bytes. */
  whole(item: Item): void;
}

interface Part {
  readonly item: Item;
  readonly from: number;
  readonly to: number;
}

interface Cut {
  readonly at: number;
  readonly gapMs: number;
}

const HEADER = "+MSUB:";
const GAPS_MS = [0, 0, 0, 5, 300, 800];
const HOLDS_MS = [1200, 2500, 600];
const CUTS = [0, 0, 0, 1, 2, 5];

export class Wire {
  /** Of how many items one is damaged; 0: none. */
  damageRate = 0;
  /** Bytes may pause between two chunks. */
  hasPauses = true;
  readonly listeners: ((chunk: string) => void)[] = [];
  chunkAtMs = Number.NEGATIVE_INFINITY;
  longestChunk = 0;
  bytes = 0;
  private pending: { readonly item: Item; readonly text: string; readonly cuts: readonly Cut[] }[] = [];
  private isBusy = false;
  /** Damaged bytes since the line was last silent for long. */
  private open = "";
  /** Of those before, the line that has no end yet: more bytes may make a header of it. */
  private half = "";

  constructor(
    private readonly clock: FakeClock,
    private readonly tape: Tape,
    private readonly watch: WireWatch,
    private readonly trace?: string[],
  ) {}

  get isIdle(): boolean {
    return !this.isBusy && !this.pending.length;
  }

  say(item: Item): void {
    let text = item.text;
    const cuts: Cut[] = [];
    if (item.isDamaged || (this.damageRate && this.tape.once(this.damageRate))) {
      // What is damaged from the start is noise already.
      if (!item.isDamaged) text = damage(text, this.tape);
      item.isDamaged = true;
      if (this.tape.once(6)) cuts.push({ at: this.tape.below(text.length + 1), gapMs: this.tape.pick(HOLDS_MS) });
    }
    // Of what was lost as a whole no byte will come.
    if (!text) {
      this.begin(item);
      item.isWhole = true;
    }
    this.pending.push({ item, text, cuts });
    if (this.isBusy) return;
    this.isBusy = true;
    this.clock.after(this.tape.once(4) ? 20 : 0, () => this.flush());
  }

  private begin(item: Item): void {
    item.isBegun = true;
    if (item.isDamaged || !item.text.startsWith("\r\n")) this.open = this.half + this.open;
    this.half = "";
    item.isSafe = !this.open.includes(HEADER);
    this.watch.begun(item);
  }

  private flush(): void {
    const parts: Part[] = [];
    const cuts: Cut[] = [];
    let text = "";
    for (const said of this.pending) {
      for (const { at, gapMs } of said.cuts) cuts.push({ at: text.length + at, gapMs });
      parts.push({ item: said.item, from: text.length, to: text.length + said.text.length });
      text += said.text;
    }
    this.pending = [];
    for (let left = this.tape.pick(CUTS); left > 0; left--) {
      const at = this.tape.below(text.length + 1);
      const gapMs = this.tape.pick(GAPS_MS);
      cuts.push({ at, gapMs: this.hasPauses && mayPause(parts, at) ? gapMs : 0 });
    }
    cuts.sort((a, b) => a.at - b.at);
    this.feed(text, parts, [...cuts, { at: text.length, gapMs: 0 }], 0, 0);
  }

  /** Feeds from the cut `index` on. */
  private feed(text: string, parts: readonly Part[], cuts: readonly Cut[], index: number, from: number): void {
    for (let at = from, i = index; i < cuts.length; i++) {
      const cut = cuts[i] as Cut;
      if (cut.at > at) this.chunk(text, parts, at, cut.at);
      at = cut.at;
      if (cut.gapMs && cut.at !== cuts[i - 1]?.at) {
        this.clock.after(cut.gapMs, () => this.feed(text, parts, cuts, i + 1, cut.at));
        return;
      }
    }
    this.isBusy = false;
    if (!this.pending.length) return;
    this.isBusy = true;
    this.clock.after(0, () => this.flush());
  }

  private chunk(text: string, parts: readonly Part[], from: number, to: number): void {
    const nowMs = this.clock.nowMs();
    if (nowMs - this.chunkAtMs > MESSAGE_GAP_MS) {
      this.half = this.open.slice(this.open.lastIndexOf("\n") + 1);
      this.open = "";
    }
    this.chunkAtMs = nowMs;
    this.longestChunk = Math.max(this.longestChunk, to - from);
    this.bytes += to - from;
    const ended: Item[] = [];
    this.watch.chunk();
    for (const { item, from: itemFrom, to: itemTo } of parts) {
      if (itemFrom >= to || itemTo <= from) continue;
      if (!item.isBegun) this.begin(item);
      if (item.isDamaged || !item.isSafe) {
        this.open = this.half + this.open;
        this.half = "";
        const slice = text.slice(Math.max(from, itemFrom), Math.min(to, itemTo));
        this.open += slice;
        this.watch.damaged(slice);
      }
      if (itemTo > to) continue;
      item.isWhole = true;
      item.wholeAtMs = nowMs;
      ended.push(item);
    }
    const chunk = text.slice(from, to);
    this.trace?.push(`${nowMs} <- ${JSON.stringify(chunk)}`);
    for (const listener of this.listeners) listener(chunk);
    this.watch.chunk();
    for (const item of ended) this.watch.whole(item);
  }
}

function mayPause(parts: readonly Part[], at: number): boolean {
  return parts.some(({ item, from, to }) => !item.isDamaged && from < at && at < to);
}
