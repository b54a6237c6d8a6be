/** An `HttpOrigin` behind a real socket: its answers as they are, broken ones too. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { HttpOrigin, HttpRequest, HttpResponse } from "./http-origin.ts";
import { listen } from "./listen.ts";

export interface HttpServerOptions {
  readonly origin: HttpOrigin;
  /** 0: any free one. */
  readonly port?: number;
  readonly host?: string;
  /** What stands before a path, whatever name was asked for: clients that know an address alone send any, or none. */
  readonly base?: () => string;
}

export interface RunningHttp {
  readonly host: string;
  readonly port: number;
  readonly url: string;
  close(): Promise<void>;
}

/** No form of the platform is near it. */
const MAX_BODY_BYTES = 64 * 1024;

export async function startHttp(options: HttpServerOptions): Promise<RunningHttp> {
  const { origin, port = 0, host = "127.0.0.1", base } = options;
  const timers = new Set<NodeJS.Timeout>();
  const server = createServer((incoming, outgoing) => {
    const { socket } = incoming;
    void read(incoming, base).then((request) => {
      const response = request && origin.answer(request);
      // Nobody is at home: as if nothing listened.
      if (!response) return void socket.destroy();
      const timer = setTimeout(() => {
        timers.delete(timer);
        write(response, outgoing);
      }, response.delayMs);
      timers.add(timer);
    });
  });
  const listening = await listen(server, "an HTTP server", host, port);
  return {
    ...listening,
    url: `http://${host}:${listening.port}`,
    close: async () => {
      for (const timer of timers) clearTimeout(timer);
      const closed = new Promise<void>((done) => server.close(() => done()));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** undefined: nothing that could be answered. */
async function read(incoming: IncomingMessage, base: (() => string) | undefined): Promise<HttpRequest | undefined> {
  const { method, url = "/", headers } = incoming;
  if (method !== "GET" && method !== "POST") return undefined;
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of incoming as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > MAX_BODY_BYTES) return undefined;
      chunks.push(chunk);
    }
  } catch {
    return undefined;
  }
  const plain = Object.entries(headers).map(([name, value]) => [name, String(value)] as const);
  return {
    method,
    url: URL.canParse(url) ? url : `${base?.() ?? `http://${headers.host ?? ""}`}${url}`,
    headers: Object.fromEntries(plain),
    ...(bytes > 0 && { body: Buffer.concat(chunks).toString("utf8") }),
  };
}

function write({ status, headers, body, cutAfterBytes }: HttpResponse, outgoing: ServerResponse): void {
  // One answer a connection: a length that is wrong must not spoil the next one.
  outgoing.writeHead(status, { ...headers, Connection: "close" });
  if (cutAfterBytes === undefined) outgoing.end(body);
  else outgoing.write(body.subarray(0, cutAfterBytes), () => outgoing.destroy());
}
