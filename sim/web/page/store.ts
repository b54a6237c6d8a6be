/**
 * What the page knows, all of it from the server: the last `hello` and `live`, and of what happened the newest. A connection that
 * is lost is made anew, and begins anew. Orders are answered, or told as failed.
 */
import { type Signal, signal } from "@preact/signals";
import type { Live } from "../live.ts";
import {
  type Answer,
  type Down,
  type Hello,
  MAX_MESSAGE_BYTES,
  type NewsMessage,
  type Notice,
  type Order,
  SOCKET_PATH,
} from "../messages.ts";
import { MAX_NEWS, type News, type NewsKind } from "../news.ts";

export type Connection = "connecting" | "open" | "lost" | "refused";

/** A list that is kept as it is; the number changes with it. */
export interface Stream<T> {
  readonly items: T[];
  /** How many came since the page began: the place of `items[0]` is `count - items.length`. */
  count: number;
}

export const connection = signal<Connection>("connecting");
export const hello = signal<Hello | undefined>(undefined);
export const live = signal<Live | undefined>(undefined);
export const notice = signal<Notice | undefined>(undefined);
/** What came of the last order that failed or had something to say. */
export const said = signal<{ readonly ok: boolean; readonly text: string } | undefined>(undefined);

const streams = new Map<NewsKind, Signal<Stream<unknown>>>();

/** The newest of a kind. */
export function stream<K extends NewsKind>(kind: K): Signal<Stream<News[K]>> {
  let known = streams.get(kind);
  if (!known) {
    known = signal<Stream<unknown>>({ items: [], count: 0 });
    streams.set(kind, known);
  }
  return known as Signal<Stream<News[K]>>;
}

const AGAIN_MS = 1000;
/** The server speaks at least every 3 s, once it has something to show. */
const SILENCE_MS = 10_000;
const ANSWER_MS = 15_000;

let socket: WebSocket | undefined;
let lastId = 0;
const waiting = new Map<number, (answer: Answer & { ok: boolean }) => void>();

/** `isAgain`: by now there may be another version of the program, with another page. */
export function connect(isAgain = false): void {
  const { protocol, host, search } = location;
  const opened = new WebSocket(`${protocol === "https:" ? "wss" : "ws"}://${host}${SOCKET_PATH}${search}`);
  let wasOpen = false;
  let isOver = false;
  let isOurs: Promise<boolean> | undefined;
  socket = opened;
  opened.onopen = () => {
    wasOpen = true;
    connection.value = "open";
    if (isAgain) isOurs = isServedHere();
    void isOurs?.then((isServed) => isServed || location.reload());
  };
  let silence: ReturnType<typeof setTimeout> | undefined;
  const end = (): void => {
    clearTimeout(silence);
    isOver = true;
    opened.onclose = opened.onmessage = null;
    for (const done of [...waiting.values()]) done({ ok: false, text: "the connection is lost" });
    // A browser does not tell why: a server that is there and lets nobody in serves the page all the same.
    connection.value = wasOpen || hello.value ? "lost" : "refused";
    setTimeout(() => connect(true), AGAIN_MS);
  };
  opened.onmessage = async ({ data }) => {
    // What another version says may mean something else.
    if ((isOurs && !(await isOurs)) || isOver) return;
    clearTimeout(silence);
    take(JSON.parse(String(data)) as Down);
    // Out of reach is not closed: neither side says so.
    if (live.value && !notice.value) {
      silence = setTimeout(() => {
        opened.close();
        end();
      }, SILENCE_MS);
    }
  };
  opened.onclose = end;
}

/** Whether the server has this very page: its script is named by what is in it. */
async function isServedHere(): Promise<boolean> {
  const own = document.querySelector("script[src]")?.getAttribute("src") ?? "";
  const page = await fetch(location.pathname + location.search, {
    cache: "no-cache",
    signal: AbortSignal.timeout(ANSWER_MS),
  }).catch(() => undefined);
  // Who gives no page has no other one.
  return !page?.ok || (await page.text()).includes(own);
}

/** Never rejects: what went wrong is in the answer, and at the head of the page, unless whoever asks shows it himself. */
export function send(order: Order, isShownThere = false): Promise<Answer & { ok: boolean }> {
  const id = ++lastId;
  const text = JSON.stringify({ id, order });
  return new Promise((done) => {
    const end = (answer: Answer & { ok: boolean }): void => {
      clearTimeout(timer);
      waiting.delete(id);
      if (!isShownThere && (!answer.ok || answer.text !== "")) said.value = { ok: answer.ok, text: answer.text };
      done(answer);
    };
    const timer = setTimeout(() => end({ ok: false, text: `no answer within ${ANSWER_MS / 1000} s` }), ANSWER_MS);
    waiting.set(id, end);
    const bytes = new TextEncoder().encode(text).length;
    if (bytes > MAX_MESSAGE_BYTES) end({ ok: false, text: `too long: ${bytes} of ${MAX_MESSAGE_BYTES} bytes` });
    else if (socket?.readyState === WebSocket.OPEN) socket.send(text);
    else end({ ok: false, text: "there is no connection" });
  });
}

function take(message: Down): void {
  if (message.kind === "hello") {
    hello.value = message;
    notice.value = undefined;
  } else if (message.kind === "live") live.value = message.live;
  else if (message.kind === "news") takeNews(message);
  else if (message.kind === "notice") notice.value = message;
  else waiting.get(message.id)?.(message);
}

function takeNews({ news, isFresh }: NewsMessage): void {
  for (const kind of Object.keys(MAX_NEWS) as NewsKind[]) {
    const come = news[kind] as unknown[] | undefined;
    if (!come && !isFresh) continue;
    const known = stream(kind) as Signal<Stream<unknown>>;
    const { items, count } = isFresh ? { items: [], count: 0 } : known.value;
    for (const item of come ?? []) items.push(item);
    const most = MAX_NEWS[kind].kept;
    if (items.length > most * 1.25) items.splice(0, items.length - most);
    known.value = { items, count: count + (come?.length ?? 0) };
  }
}
