/** A page of a running `canary`, as a browser without a screen: what it has heard, and orders with their replies. */
import { WebSocket } from "ws";
import type { Live } from "../../sim/web/live.ts";
import { type Down, type Hello, type Order, type Reply, SOCKET_PATH } from "../../sim/web/messages.ts";
import type { News, NewsKind } from "../../sim/web/news.ts";
import { eventually } from "../cloud/eventually.ts";

const LIMIT_MS = 20_000;

export class PageEar {
  readonly texts: string[] = [];
  readonly #socket: WebSocket;
  #lastId = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on("message", (data) => this.texts.push(String(data)));
  }

  /** `url`: as it was printed. Resolves when it knows whom it looks at, and how that is. */
  static async open(url: string, withinMs = LIMIT_MS): Promise<PageEar> {
    const { host, search } = new URL(url);
    const socket = new WebSocket(`ws://${host}${SOCKET_PATH}${search}`);
    const ear = new PageEar(socket);
    await new Promise<void>((done, failed) => socket.once("open", done).once("error", failed));
    await eventually(
      () => ear.hello !== undefined && ear.live !== undefined,
      withinMs,
      "hello",
      () => ear.texts.join("\n").slice(0, 500),
    );
    return ear;
  }

  get heard(): Down[] {
    return this.texts.map((text) => JSON.parse(text) as Down);
  }

  get hello(): Hello | undefined {
    return this.heard.findLast((one): one is Hello => one.kind === "hello");
  }

  get live(): Live | undefined {
    for (const one of this.heard.reverse()) if (one.kind === "live") return one.live;
    return undefined;
  }

  /** Kinds of what came after the last notice. */
  get sinceNotice(): string[] {
    const kinds = this.heard.map(({ kind }) => kind);
    return kinds.slice(kinds.lastIndexOf("notice") + 1);
  }

  news<K extends NewsKind>(kind: K): News[K][] {
    return this.heard.flatMap((one) => (one.kind === "news" ? ((one.news[kind] ?? []) as News[K][]) : []));
  }

  async order(order: Order): Promise<Reply> {
    const id = ++this.#lastId;
    this.#socket.send(JSON.stringify({ id, order }));
    const reply = () => this.heard.find((one): one is Reply => one.kind === "reply" && one.id === id);
    await eventually(() => reply() !== undefined, LIMIT_MS, `reply to ${JSON.stringify(order)}`);
    return reply() as Reply;
  }

  until(what: string, done: () => boolean, withinMs = LIMIT_MS): Promise<void> {
    return eventually(done, withinMs, what, () => `Live: ${JSON.stringify(this.live)?.slice(0, 1500)}`);
  }

  close(): void {
    this.#socket.terminate();
  }
}
