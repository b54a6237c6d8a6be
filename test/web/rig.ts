/** A source that a test moves by hand, a page that keeps what it hears, and a WebSocket as a browser has it. */
import { once } from "node:events";
import { WebSocket } from "ws";
import type { Page, Source, Tell } from "../../sim/web/hub.ts";
import type { Live } from "../../sim/web/live.ts";
import type { Answer, Down, Order } from "../../sim/web/messages.ts";
import { UNABLE, UNKNOWN } from "../../sim/web/unknown.ts";
import { eventually } from "../cloud/eventually.ts";

export class HandSource implements Source {
  /** What is so; a test sets it. */
  now: Live = UNKNOWN;
  tell: Tell = () => {};
  isFollowed = false;
  title = "D001";
  readonly orders: Order[] = [];
  answer: (order: Order) => Answer | Promise<Answer> = () => ({ text: "" });

  hello() {
    return {
      source: "run",
      title: this.title,
      facts: null,
      can: UNABLE,
      machine: [],
      model: null,
      faults: [],
      sensorFaults: [],
      profiles: [],
    } as const;
  }

  live(): Live {
    return this.now;
  }

  follow(tell: Tell): () => void {
    this.tell = tell;
    this.isFollowed = true;
    return () => {
      this.isFollowed = false;
    };
  }

  order(order: Order): Answer | Promise<Answer> {
    this.orders.push(order);
    return this.answer(order);
  }
}

/** A page's end of the wire, without the wire. */
export class Ear implements Page {
  readonly texts: string[] = [];
  backlog = 0;

  send(text: string): void {
    this.texts.push(text);
  }

  backlogBytes(): number {
    return this.backlog;
  }

  get heard(): Down[] {
    return this.texts.map((text) => JSON.parse(text) as Down);
  }

  of<K extends Down["kind"]>(kind: K): Extract<Down, { kind: K }>[] {
    return this.heard.filter((one): one is Extract<Down, { kind: K }> => one.kind === kind);
  }

  /** What came since it was last asked, by kind. */
  kinds(): string[] {
    return this.heard.splice(0).map(({ kind }) => kind);
  }

  forget(): void {
    this.texts.length = 0;
  }
}

const WITHIN_MS = 5000;

/** A WebSocket to a page server, its messages kept. */
export class WebPage extends Ear {
  readonly socket: WebSocket;
  readonly closed: Promise<number>;

  constructor(url: string, options: { readonly headers?: Readonly<Record<string, string>> } = {}) {
    super();
    this.socket = new WebSocket(url.replace(/^http/, "ws").replace(/\/(\?|$)/, "/live$1"), options);
    this.socket.on("message", (data) => this.texts.push(String(data)));
    this.closed = new Promise((done) => this.socket.once("close", done));
    // Told by `opened` where anybody waits for it.
    this.socket.on("error", () => {});
  }

  /** The status of a refusal as an error's text. */
  async opened(): Promise<this> {
    await once(this.socket, "open");
    return this;
  }

  until(done: () => boolean, what: string, withinMs = WITHIN_MS): Promise<void> {
    const last = () => this.texts.slice(-5).map((text) => text.slice(0, 300));
    return eventually(done, withinMs, what, () => `Last heard: ${last().join("\n")}`);
  }

  async ask(order: unknown, id = 1): Promise<Extract<Down, { kind: "reply" }>> {
    this.socket.send(JSON.stringify({ id, order }));
    await this.until(() => this.of("reply").some((one) => one.id === id), `reply ${id}`);
    return this.of("reply").find((one) => one.id === id) as Extract<Down, { kind: "reply" }>;
  }

  close(): void {
    this.socket.terminate();
  }
}
