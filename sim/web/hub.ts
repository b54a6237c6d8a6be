/**
 * Between one source and any number of pages: what is so goes to all of them when it has changed, what happens in batches, and
 * whoever comes later hears first what was before. Nothing that comes from a page ends more than its own order, and a source
 * that fails is told to the pages: it does not end the program.
 */
import { LineMask } from "./line-mask.ts";
import type { Live } from "./live.ts";
import type { Answer, Down, Hello, NewsMessage, Notice, Order } from "./messages.ts";
import { MAX_NEWS, type News, type NewsKind } from "./news.ts";
import { orderIn, type ParsedOrder } from "./orders.ts";

/** What a page can be shown. */
export interface Source {
  hello(): Omit<Hello, "kind">;
  live(): Live;
  /** From now on all that happens; returns what ends it. */
  follow(tell: Tell): () => void;
  /** Throws an `Error` with a sentence for the page where it can't be done. */
  order(order: Order): Answer | Promise<Answer>;
  /** A sentence while something around it is not as it should be, of which it can't tell otherwise. */
  trouble?(): string;
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
/** Even when nothing changes: a page that hears nothing for longer takes its connection for lost. */
const MOST_QUIET_LOOKS = 3000 / LIVE_EVERY_MS;
/** More than all that a page hears when it comes. One that does not keep up begins anew when it has taken what it has. */
const MAX_BACKLOG_BYTES = 6_000_000;
/** Members that are secrets by their name, wherever they stand. */
const SECRET_NAMES = /^(?:device|product)?secret$|^(?:device)?token$|^password$/i;
const HIDDEN = "***";
const LONGEST_TEXT = 10_000;

type Batch = { [K in NewsKind]?: News[K][] };

export class Hub {
  readonly #pages = new Set<Page>();
  readonly #behind = new Set<Page>();
  readonly #mask: (text: string) => string;
  #source: Source | undefined;
  #notice: Notice | undefined = { kind: "notice", level: "starting", text: "" };
  #isOver = false;
  #past: Batch = {};
  #batch: Batch = {};
  #lastLive = "";
  #quietLooks = 0;
  /** What was wrong with the source, or around it, when it was last looked at. */
  #trouble = "";
  #stop: (() => void) | undefined;
  #timers: NodeJS.Timeout[] = [];

  /** `mask` takes secrets out of a text that is sent. */
  constructor(mask: (text: string) => string) {
    this.#mask = mask;
  }

  /** The source is there. Pages that wait get to see it. */
  show(source: Source): void {
    this.close();
    this.#source = source;
    this.#notice = undefined;
    this.#trouble = "";
    this.#isOver = false;
    this.#past = {};
    this.#batch = {};
    this.#stop = source.follow(this.#masked());
    this.#timers = [
      setInterval(() => this.#tellNews(), NEWS_EVERY_MS),
      setInterval(() => this.#tellLive(), LIVE_EVERY_MS),
    ];
    for (const page of this.#pages) this.#greet(page);
  }

  /** It goes no further: an error, or its end. */
  end(level: "error" | "ended", text: string): void {
    this.#tellNews();
    this.#tellLive();
    this.#isOver = true;
    this.#notice = { kind: "notice", level, text };
    this.#send(this.#textOf(this.#notice));
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
    this.#tellNews();
    this.#pages.add(page);
    this.#greet(page);
    return () => {
      this.#pages.delete(page);
      this.#behind.delete(page);
    };
  }

  /** Anything at all that a page has sent. Never rejects. */
  async heard(page: Page, text: string): Promise<void> {
    const { id, order, problem } = understood(text);
    const reply = this.#replyOf(id, await this.#answer(order, problem));
    // Whoever asks without end and takes no answer gets none.
    if (page.backlogBytes() < MAX_BACKLOG_BYTES) page.send(reply);
    this.#tellLive();
  }

  async #answer(order: Order | undefined, problem: string): Promise<Answer & { ok: boolean }> {
    if (!order) return { ok: false, text: problem };
    if (!this.#source || this.#isOver) return { ok: false, text: "nothing runs that could do it" };
    try {
      return { ok: true, ...(await this.#source.order(order)) };
    } catch (error) {
      return { ok: false, text: wordsOf(error) };
    }
  }

  #replyOf(id: number, answer: Answer & { ok: boolean }): string {
    try {
      return this.#textOf({ kind: "reply", id, ...answer, text: answer.text.slice(0, LONGEST_TEXT) });
    } catch (error) {
      return this.#textOf({ kind: "reply", id, ok: false, text: `the answer can't be sent: ${wordsOf(error)}` });
    }
  }

  #greet(page: Page): void {
    const live = this.#liveText();
    const hello = live === undefined ? undefined : this.#helloText();
    if (live !== undefined && hello !== undefined) {
      page.send(hello);
      page.send(this.#textOf({ kind: "news", isFresh: true, news: this.#past }));
      page.send(live);
    }
    if (this.#notice) page.send(this.#textOf(this.#notice));
  }

  /** A terminal's pieces are masked where they come in: one alone is too small to know a secret by. */
  #masked(): Tell {
    const terminal = new LineMask(this.#mask);
    return (kind, item) =>
      this.#take(kind, kind === "terminal" ? (terminal.text(item as string) as typeof item) : item);
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
    if (this.#pages.size > 0) this.#send(this.#textOf(message));
  }

  #tellLive(): void {
    if (this.#timers.length === 0 || this.#pages.size === 0) return;
    const text = this.#liveText();
    if (text === undefined || (text === this.#lastLive && ++this.#quietLooks < MOST_QUIET_LOOKS)) return;
    this.#lastLive = text;
    this.#quietLooks = 0;
    this.#send(text);
  }

  #send(text: string): void {
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

  #liveText(): string | undefined {
    return this.#look((source) => this.#textOf({ kind: "live", live: source.live() }));
  }

  #helloText(): string | undefined {
    return this.#look((source) => this.#textOf({ kind: "hello", ...source.hello() }));
  }

  /** Undefined without a source, and where it throws. */
  #look(read: (source: Source) => string): string | undefined {
    if (!this.#source) return undefined;
    try {
      const text = read(this.#source);
      // All of it is well again, or it is not.
      if (this.#trouble !== "") this.#source.hello();
      this.#setTrouble(this.#source.trouble?.() ?? "");
      return text;
    } catch (error) {
      this.#setTrouble(`what runs can't be looked at: ${wordsOf(error)}`);
      return undefined;
    }
  }

  /** All pages are told of it once; when it is over they begin anew, without it. */
  #setTrouble(text: string): void {
    if (text === this.#trouble || this.#isOver) return;
    this.#trouble = text;
    this.#notice = text === "" ? undefined : { kind: "notice", level: "error", text };
    if (this.#notice) this.#send(this.#textOf(this.#notice));
    else for (const page of this.#pages) this.#greet(page);
  }

  /** Text by text: a secret may hold a quote or a word of the message's own, and a cut one has no end. */
  #textOf(message: Down): string {
    return JSON.stringify(message, (name, value) => {
      if (typeof value !== "string" || name === "kind") return value;
      return SECRET_NAMES.test(name) && value !== "" ? HIDDEN : this.#mask(value);
    });
  }
}

/** A check that stumbles over what it was given has refused it. */
function understood(text: string): ParsedOrder {
  try {
    return orderIn(text);
  } catch (error) {
    return { id: 0, order: undefined, problem: `that can't be understood: ${wordsOf(error)}` };
  }
}

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

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
