/** Serves the built page and its WebSocket. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { isIP } from "node:net";
import { networkInterfaces } from "node:os";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import { listen } from "../cloud/listen.ts";
import { addressOf, Door, LOOPBACK } from "./door.ts";
import type { Hub } from "./hub.ts";
import { MAX_MESSAGE_BYTES, SOCKET_PATH } from "./messages.ts";
import { type PageFile, pageFiles } from "./page-files.ts";

export interface PageServerOptions {
  readonly hub: Hub;
  /** Of the built page. */
  readonly folder: string;
  /** Loopback unless told; anywhere else asks for a token. */
  readonly host?: string;
  /** 0: any free one. */
  readonly port: number;
}

export interface PageServer {
  /** For a person's browser, with the token where one is asked for. */
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

const HEADERS = {
  // Plot and terminal set styles of their own.
  "content-security-policy":
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self' ws: wss:; frame-ancestors 'none'",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cache-control": "no-cache",
};
/** At once; the one after them is told to come later. */
const MAX_PAGES = 50;
const GOING_AWAY = 1001;
/** A page that has gone does not say goodbye. */
const GOODBYE_MS = 300;

/** Rejects as `listen` does where the port can't be had. */
export async function startPageServer(options: PageServerOptions): Promise<PageServer> {
  const { hub, folder, host = LOOPBACK, port } = options;
  const door = new Door(host);
  const files = pageFiles(folder);
  const server = createServer((request, response) => serve(files, door, request, response));
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES });
  server.on("upgrade", (request, socket: Duplex, head) => {
    // Whoever goes in the middle of it.
    socket.on("error", () => {});
    const why = refusalOf(request, door, sockets.clients.size);
    if (why !== undefined) {
      socket.end(`HTTP/1.1 ${why} \r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
      return;
    }
    sockets.handleUpgrade(request, socket, head, (page) => attend(hub, page));
  });
  const listening = await listen(server, "the page", host, port);
  const query = door.token === undefined ? "" : `?token=${door.token}`;
  return {
    url: `http://${reachable(host)}:${listening.port}/${query}`,
    port: listening.port,
    close: async () => {
      const closed = new Promise<void>((done) => server.close(() => done()));
      await sayGoodbye(sockets.clients);
      server.closeAllConnections();
      await closed;
    },
  };
}

function refusalOf(request: IncomingMessage, door: Door, pages: number): number | undefined {
  if (addressOf(request).pathname !== SOCKET_PATH) return 404;
  return door.refusal(request) ?? (pages < MAX_PAGES ? undefined : 503);
}

function attend(hub: Hub, socket: WebSocket): void {
  const page = { send: (text: string) => socket.send(text), backlogBytes: () => socket.bufferedAmount };
  const leave = hub.join(page);
  socket.on("message", (data, isBinary) => void hub.heard(page, isBinary ? "" : String(data)));
  socket.on("close", leave);
  // Too long a message, a broken frame: the socket closes, and the page comes back.
  socket.on("error", () => {});
}

/** What was sent last arrives, where anybody takes it. */
async function sayGoodbye(pages: ReadonlySet<WebSocket>): Promise<void> {
  const gone = [...pages].map((page) => {
    page.close(GOING_AWAY);
    return new Promise((done) => page.once("close", done));
  });
  let timer: NodeJS.Timeout | undefined;
  await Promise.race([Promise.all(gone), new Promise((done) => (timer = setTimeout(done, GOODBYE_MS)))]);
  clearTimeout(timer);
  for (const page of pages) page.terminate();
}

/** For an address that means all of the machine's, one that leads there. */
function reachable(host: string): string {
  const isAny = host === "0.0.0.0" || host === "::";
  const outside = Object.values(networkInterfaces())
    .flat()
    .find((one) => one?.family === "IPv4" && !one.internal);
  const shown = isAny ? (outside?.address ?? LOOPBACK) : host;
  return isIP(shown) === 6 ? `[${shown}]` : shown;
}

function serve(
  files: ReadonlyMap<string, PageFile>,
  door: Door,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const mayRead = request.method === "GET" || request.method === "HEAD";
  const file = files.get(addressOf(request).pathname);
  if (door.refusesPage(request) || !mayRead || !file) {
    response.writeHead(mayRead ? 404 : 405, HEADERS).end();
    return;
  }
  const isSmall = /\bgzip\b/.test(String(request.headers["accept-encoding"] ?? ""));
  const content = isSmall ? file.gzip : file.content;
  response.writeHead(200, {
    ...HEADERS,
    "content-type": file.type,
    "content-length": content.length,
    vary: "accept-encoding",
    ...(isSmall && { "content-encoding": "gzip" }),
  });
  response.end(request.method === "HEAD" ? undefined : content);
}
