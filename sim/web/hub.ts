/**
 * Between one source and any number of pages: what is so goes to all of them when it has changed, what happens in batches, and
 * whoever comes later hears first what was before. Nothing that comes from a page ends more than its own order.
 */
import {
  type Answer,
  type Down,
  type Hello,
  type Live,
  MAX_NEWS,
  type News,
  type NewsKind,
  type NewsMessage,
  type Order,
  PROTOCOL,
} from "./messages.ts";
import { orderIn } from "./orders.ts";

/** What a page can be shown. */
export interface Source {
  hello(): Omit<Hello, "kind" | "protocol">;
  live(): Live;
  /** From now on all that happens; returns what ends it. */
  follow(tell: Tell): () => void;
  /** Throws an `Error` with a sentence for the page where it can't be done. */
  order(order: Order): Answer | Promise<Answer>;
}

export type Tell = <K extends NewsKind>(kind: K, item: News[K]) => void;

/** One page's end of its WebSocket. */
export interface Page {
  send(text: string): void;
  /** Bytes that it has not taken yet. */
  backlogBytes(): number;
}

const NEWS_EVERY_MS = 50;
const LIVE_EVERY_MS = 100;
/** A page that does not keep up is told what is so and what happens later, when it has taken what it has. */
const MAX_BACKLOG_BYTES = 2_000_000;
const SECRET_NAMES = /^(?:device|product)?secret$|^(?:device)?token$|^password$/i;

type Batch = { [K in NewsKind]?: News[K][] };

export class Hub {
  readonly #pages = new Set<Page>();
  readonly #behind = new Set<Page>();
  readonly #mask: (text: string) => string;
  #source: Source | undefined;
  #notice: Down | undefined = { kind: "notice", level: "starting", text: "" };
  #past: Batch = {};
  #batch: Batch = {};
  #lastLive = "";
  #stop: (() => void) | undefined;
  #timers: NodeJS.Timeout[] = [];

  /** `mask` takes secrets out of what is sent. */
  constructor(mask: (text: string) => string) {
    this.#mask = mask;
  }

  /** The source is there. Pages that wait get to see it. */
  show(source: Source): void {
    this.#stop?.();
    this.#source = source;
    this.#notice = undefined;
    this.#past = {};
    this.#batch = {};
    this.#stop = source.follow((kind, item) => this.#take(kind, item));
    this.#timers = [
      setInterval(() => this.#tellNews(), NEWS_EVERY_MS),
      setInterval(() => this.#tellLive(), LIVE_EVERY_MS),
    ];
    for (const page of this.#pages) this.#greet(page);
  }

  /** It goes no further: an error, or its end. */
  end(level: "error" | "ended", text: string): void {
    this.#tellNews();
    this.#notice = { kind: "notice", level, text };
    this.#send(this.#notice);
    this.close();
  }

  close(): void {
    this.#stop?.();
    this.#stop = undefined;
    for (const timer of this.#timers) clearInterval(timer);
    this.#timers = [];
  }

  /** Returns what takes the page off again. */
  join(page: Page): () => void {
    this.#pages.add(page);
    this.#greet(page);
    return () => {
      this.#pages.delete(page);
      this.#behind.delete(page);
    };
  }

  /** Anything at all that a page has sent. */
  async heard(page: Page, text: string): Promise<void> {
    const { id, order, problem } = orderIn(text);
    const reply = await this.#answer(order, problem);
    page.send(this.#textOf({ kind: "reply", id, ...reply }));
    this.#tellLive();
  }

  async #answer(order: Order | undefined, problem: string): Promise<Answer & { ok: boolean }> {
    if (!order) return { ok: false, text: problem };
    if (!this.#source) return { ok: false, text: "nothing runs that could do it" };
    try {
      return { ok: true, ...(await this.#source.order(order)) };
    } catch (error) {
      return { ok: false, text: (error as Error).message };
    }
  }

  #greet(page: Page): void {
    if (!this.#source) {
      if (this.#notice) page.send(this.#textOf(this.#notice));
      return;
    }
    this.#tellNews();
    page.send(this.#textOf({ kind: "hello", protocol: PROTOCOL, ...this.#source.hello() }));
    page.send(this.#textOf({ kind: "news", isFresh: true, news: this.#past }));
    page.send(this.#textOf({ kind: "live", live: this.#source.live() }));
    if (this.#notice) page.send(this.#textOf(this.#notice));
  }

  #take<K extends NewsKind>(kind: K, item: News[K]): void {
    const { kept, batch } = MAX_NEWS[kind];
    push(this.#past, kind, item, kept);
    push(this.#batch, kind, item, batch);
  }

  #tellNews(): void {
    if (Object.keys(this.#batch).length === 0) return;
    const message: NewsMessage = { kind: "news", news: this.#batch };
    this.#batch = {};
    this.#send(message);
  }

  #tellLive(): void {
    if (!this.#source || this.#timers.length === 0 || this.#pages.size === 0) return;
    const live: Down = { kind: "live", live: this.#source.live() };
    const text = JSON.stringify(live);
    if (text === this.#lastLive) return;
    this.#lastLive = text;
    this.#send(live);
  }

  #send(message: Down): void {
    const text = this.#textOf(message);
    for (const page of this.#pages) {
      if (this.#behind.has(page)) this.#catchUp(page);
      else if (page.backlogBytes() < MAX_BACKLOG_BYTES) page.send(text);
      else this.#behind.add(page);
    }
  }

  /** It has missed some: when it has taken the rest, it begins anew. */
  #catchUp(page: Page): void {
    if (page.backlogBytes() > 0) return;
    this.#behind.delete(page);
    this.#greet(page);
  }

  #textOf(message: Down): string {
    return JSON.stringify(message, (key, value) => {
      if (typeof value !== "string") return value;
      // Each text by itself: in JSON quotes have another look, and what begins in one text would end in another.
      return SECRET_NAMES.test(key) && value !== "" ? "***" : this.#mask(value);
    });
  }
}

function push<K extends NewsKind>(lists: Batch, kind: K, item: News[K], most: number): void {
  const list = lists[kind] as News[K][] | undefined;
  if (!list) {
    (lists as Record<K, News[K][]>)[kind] = [item];
    return;
  }
  list.push(item);
  // In bigger bites: a copy of the list for each would be dear.
  if (list.length > most * 1.25) list.splice(0, list.length - most);
}
