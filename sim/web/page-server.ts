/**
 * Serves the built page and its WebSocket. On 127.0.0.1 whoever has an account on this machine reaches it, and no foreign web
 * page: a browser that one sent here names another origin or host. Elsewhere it takes a token.
 */
import { randomBytes, timingSafeEqual } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { isIP } from "node:net";
import { extname, join, normalize, sep } from "node:path";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import { listen } from "../cloud/listen.ts";
import type { Hub } from "./hub.ts";
import { MAX_MESSAGE_BYTES, SOCKET_PATH } from "./messages.ts";

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

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
};
const LOOPBACK = "127.0.0.1";
const LOOPBACK_NAMES = ["127.0.0.1", "localhost", "[::1]"];
const TOKEN_BYTES = 16;
const HEADERS = {
  // Plot and terminal set styles of their own.
  "content-security-policy":
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self' ws: wss:; frame-ancestors 'none'",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cache-control": "no-cache",
};

/** Rejects as `listen` does where the port can't be had. */
export async function startPageServer(options: PageServerOptions): Promise<PageServer> {
  const { hub, folder, host = LOOPBACK, port } = options;
  const door = new Door(host);
  const server = createServer((request, response) => void serve(folder, door, request, response));
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES });
  server.on("upgrade", (request, socket: Duplex, head) => {
    const why = new URL(request.url ?? "/", "http://page").pathname === SOCKET_PATH ? door.refusal(request) : 404;
    if (why !== undefined) {
      socket.end(`HTTP/1.1 ${why} \r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
      return;
    }
    sockets.handleUpgrade(request, socket, head, (page) => attend(hub, page));
  });
  const listening = await listen(server, "the page", host, port);
  const shown = isIP(host) === 6 ? `[${host}]` : host;
  return {
    url: `http://${shown}:${listening.port}/${door.token === undefined ? "" : `?token=${door.token}`}`,
    port: listening.port,
    close: async () => {
      for (const page of sockets.clients) page.terminate();
      const closed = new Promise<void>((done) => server.close(() => done()));
      server.closeAllConnections();
      await closed;
    },
  };
}

function attend(hub: Hub, socket: WebSocket): void {
  const page = { send: (text: string) => socket.send(text), backlogBytes: () => socket.bufferedAmount };
  const leave = hub.join(page);
  socket.on("message", (data, isBinary) => void hub.heard(page, isBinary ? "" : String(data)));
  socket.on("close", leave);
  // Too long a message, a broken frame: the socket closes, and the page comes back.
  socket.on("error", () => {});
}

/** Who may come in. */
class Door {
  readonly token: string | undefined;

  constructor(host: string) {
    const isLocal = host === "::1" || host.startsWith("127.") || host === "localhost";
    this.token = isLocal ? undefined : randomBytes(TOKEN_BYTES).toString("hex");
  }

  /** The status of the refusal. */
  refusal({ headers, url }: IncomingMessage): number | undefined {
    const { host = "", origin } = headers;
    if (origin !== undefined && origin.replace(/^https?:\/\//, "") !== host) return 403;
    if (this.token === undefined) return LOOPBACK_NAMES.includes(host.replace(/:\d+$/, "")) ? undefined : 403;
    return isSame(new URL(url ?? "/", "http://page").searchParams.get("token") ?? "", this.token) ? undefined : 401;
  }

  /** The page itself tells nothing; it says where to find the token. */
  refusesPage({ headers: { host = "" } }: IncomingMessage): boolean {
    return this.token === undefined && !LOOPBACK_NAMES.includes(host.replace(/:\d+$/, ""));
  }
}

const isSame = (given: string, token: string): boolean =>
  given.length === token.length && timingSafeEqual(Buffer.from(given), Buffer.from(token));

async function serve(folder: string, door: Door, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = normalize(decoded(new URL(request.url ?? "/", "http://page").pathname));
  const file = join(folder, path === sep ? "index.html" : path);
  const type = TYPES[extname(file)];
  const mayRead = request.method === "GET" || request.method === "HEAD";
  if (door.refusesPage(request) || !mayRead || type === undefined || !file.startsWith(folder + sep)) {
    response.writeHead(mayRead ? 404 : 405, HEADERS).end();
    return;
  }
  try {
    const content = await readFile(file);
    response.writeHead(200, { ...HEADERS, "content-type": type, "content-length": content.length });
    response.end(request.method === "HEAD" ? undefined : content);
  } catch {
    response.writeHead(404, HEADERS).end();
  }
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return "/";
  }
}
