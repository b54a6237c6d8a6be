/** The page's server as a browser, and as anything but a browser, meets it. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { connect, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";
import { gunzipSync } from "node:zlib";
import { Hub } from "../../sim/web/hub.ts";
import { type PageServer, startPageServer } from "../../sim/web/page-server.ts";
import { EXIT } from "../../tools/fault.ts";
import { Mask } from "../../tools/mask.ts";
import { openPage } from "../../tools/web/open-page.ts";
import { HandSource, WebPage } from "./rig.ts";

const BASE = mkdtempSync(join(tmpdir(), "canary-web-"));
const FOLDER = join(BASE, "web");
const INDEX = "<!doctype html><title>page</title>";
const SCRIPT = "export const many = [" + "1,".repeat(2000) + "];";
before(() => {
  mkdirSync(join(FOLDER, "assets"), { recursive: true });
  writeFileSync(join(FOLDER, "index.html"), INDEX);
  writeFileSync(join(FOLDER, "sources.json"), "{}");
  writeFileSync(join(FOLDER, "assets/index-1.js"), SCRIPT);
  // What nobody may read.
  writeFileSync(join(BASE, "private.html"), "private");
  writeFileSync(join(BASE, "private.js"), "private");
});
after(() => rmSync(BASE, { recursive: true }));

interface Got {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: Buffer;
}

/** With the path as it is written, which `fetch` would put right first. */
function get(port: number, path: string, options: { method?: string; headers?: Record<string, string> } = {}) {
  return new Promise<Got>((done, failed) => {
    const asked = request({ host: "127.0.0.1", port, path, ...options }, (response) => {
      const parts: Buffer[] = [];
      response.on("data", (part: Buffer) => parts.push(part));
      response.on("end", () =>
        done({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(parts) }),
      );
    });
    asked.on("error", failed);
    asked.end();
  });
}

/** Bytes as they are; what comes back until the other end closes, or nothing more is to be had. */
async function raw(port: number, bytes: string | Buffer): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  let heard = "";
  socket.on("data", (part) => {
    heard += part.toString("latin1");
  });
  socket.on("error", () => {});
  socket.write(bytes);
  await once(socket, "close");
  return heard;
}

let hub: Hub;
let source: HandSource;
let server: PageServer;
async function start(host?: string): Promise<void> {
  hub = new Hub((text) => text);
  source = new HandSource();
  hub.show(source);
  server = await startPageServer({ hub, folder: FOLDER, port: 0, ...(host !== undefined && { host }) });
}
const stop = async (): Promise<void> => {
  hub.close();
  await server.close();
};

describe("on loopback", () => {
  beforeEach(() => start());
  afterEach(stop);

  test("serves the page, small where the browser takes that, and never stale", async () => {
    const plain = await get(server.port, "/");
    assert.deepEqual([plain.status, String(plain.body)], [200, INDEX]);
    assert.match(String(plain.headers["content-type"]), /text\/html/);
    assert.match(String(plain.headers["content-security-policy"]), /default-src 'self'/);
    assert.equal(plain.headers["cache-control"], "no-cache");
    const small = await get(server.port, "/assets/index-1.js", { headers: { "accept-encoding": "br, gzip" } });
    assert.equal(small.headers["content-encoding"], "gzip");
    assert.ok(small.body.length < SCRIPT.length / 10);
    assert.equal(String(gunzipSync(small.body)), SCRIPT);
    const head = await get(server.port, "/", { method: "HEAD" });
    assert.deepEqual([head.status, head.body.length, head.headers["content-length"]], [200, 0, String(INDEX.length)]);
  });

  const nowhere = [
    "/private.html",
    "/../private.html",
    "/%2e%2e/private.html",
    "/..%2fprivate.js",
    "/assets/../../private.js",
    "/assets/..%5c..%5cprivate.js",
    "/index.html%00.js",
    "/%",
    "/sources.json",
    "/assets",
    "//",
    "//private.html",
    "http://[",
    "http://evil.example/private.html",
    "/live",
  ];
  for (const path of nowhere) {
    test(`${path} is not found, and the server lives`, async () => {
      assert.deepEqual(await get(server.port, path).then(({ status, body }) => [status, String(body)]), [404, ""]);
      assert.equal((await get(server.port, "/")).status, 200);
    });
  }

  for (const method of ["POST", "PUT", "DELETE", "OPTIONS", "PATCH"]) {
    test(`${method} is not served`, async () => {
      assert.equal((await get(server.port, "/", { method })).status, 405);
    });
  }

  const strangers: readonly [what: string, headers: Record<string, string>, page: number, socket: number][] = [
    ["another name that leads here", { host: "evil.example" }, 404, 403],
    ["another name with our port", { host: "evil.example:8095" }, 404, 403],
    ["a name that only begins like ours", { host: "127.0.0.1.evil.example" }, 404, 403],
    ["another page", { host: "127.0.0.1", origin: "http://evil.example" }, 200, 403],
    ["a page of another port of this machine", { host: "127.0.0.1:1", origin: "http://127.0.0.1:2" }, 200, 403],
    ["a page from a file", { host: "127.0.0.1", origin: "null" }, 200, 403],
  ];
  for (const [what, headers, page, socket] of strangers) {
    test(`${what} gets ${page} for the page and ${socket} for the data`, async () => {
      assert.equal((await get(server.port, "/", { headers })).status, page);
      const stranger = new WebPage(server.url, { headers });
      await assert.rejects(stranger.opened(), new RegExp(`Unexpected server response: ${socket}`));
      assert.deepEqual(stranger.texts, []);
    });
  }

  for (const host of ["127.0.0.1", "localhost", "LOCALHOST", "[::1]"]) {
    test(`${host} is this machine`, async () => {
      const headers = { host: `${host}:${server.port}`, origin: `http://${host}:${server.port}` };
      const page = await new WebPage(server.url, { headers }).opened();
      await page.until(() => page.of("live").length > 0, "the first live message");
      page.close();
    });
  }

  test("there is one place for the data", async () => {
    const elsewhere = new WebPage(server.url.replace(/$/, "other"));
    await assert.rejects(elsewhere.opened(), /404/);
  });

  const noises: readonly [what: string, bytes: string | Buffer][] = [
    ["no HTTP", "\x16\x03\x01\x02\x00\x01"],
    ["half a request, then gone", "GET /live HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\n\x00"],
    [
      "an upgrade to no address",
      "GET // HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
    ],
    [
      "an upgrade to something else",
      "GET /live HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n",
    ],
    [
      "an upgrade without a key",
      "GET /live HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
    ],
  ];
  for (const [what, bytes] of noises) {
    test(`${what}: the server lives`, async () => {
      assert.match(await raw(server.port, bytes), /^(HTTP\/1\.1 4\d\d [\s\S]*)?$/);
      assert.equal((await get(server.port, "/")).status, 200);
    });
  }

  test("many that knock at a wrong place and go at once: the server lives", async () => {
    for (let i = 0; i < 50; i++) {
      const socket = connect(server.port, "127.0.0.1");
      socket.on("error", () => {});
      socket.write("GET /no HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
      await once(socket, "connect");
      socket.resetAndDestroy();
    }
    assert.equal((await get(server.port, "/")).status, 200);
  });
});

describe("what comes over the WebSocket", () => {
  beforeEach(() => start());
  afterEach(stop);

  const rows: readonly [what: string, send: (page: WebPage) => void, code: number][] = [
    ["10 MB at once", ({ socket }) => socket.send("x".repeat(10_000_000)), 1009],
    [
      "10 MB in pieces",
      ({ socket }) => {
        for (let i = 0; i < 100; i++) socket.send("x".repeat(100_000), { fin: i === 99 });
      },
      1009,
    ],
    ["bytes that are no text", ({ socket }) => socket.send(Buffer.from([0xff, 0xfe, 0xc0]), { binary: false }), 1007],
    // The stream below: what a frame begins with that there is not.
    ["a frame that is none", ({ socket }) => streamOf(socket).write(Buffer.from([0xff, 0xff, 0xff, 0xff])), 1002],
  ];
  for (const [what, send, code] of rows) {
    test(`${what}: that page is closed with ${code}, another stays`, async () => {
      const [bad, good] = await Promise.all([new WebPage(server.url).opened(), new WebPage(server.url).opened()]);
      send(bad);
      assert.equal(await bad.closed, code);
      assert.deepEqual((await good.ask({ do: "stop" })).ok, true);
      good.close();
    });
  }

  test("binary garbage and a million commas are answered, and the page stays", async () => {
    const page = await new WebPage(server.url).opened();
    page.socket.send(Buffer.alloc(1000, 0xff));
    page.socket.send(",".repeat(999_999));
    await page.until(() => page.of("reply").length === 2, "two replies");
    assert.deepEqual(
      page.of("reply").map(({ ok, text }) => [ok, text]),
      Array(2).fill([false, "that was no JSON"]),
    );
    assert.equal((await page.ask({ do: "stop" }, 5)).ok, true);
    page.close();
  });

  test("a page that goes in the middle of its order leaves nothing behind", async () => {
    let answered: (value: { text: string }) => void = () => {};
    source.answer = () => new Promise((done) => (answered = done));
    const page = await new WebPage(server.url).opened();
    page.socket.send('{"id":1,"order":{"do":"stop"}}');
    await page.until(() => source.orders.length === 1, "order at the source");
    page.close();
    await page.closed;
    answered({ text: "too late" });
    const next = await new WebPage(server.url).opened();
    source.answer = () => ({ text: "" });
    assert.equal((await next.ask({ do: "stop" })).ok, true);
    next.close();
  });

  test("more pages than anybody has are told to come later", async () => {
    const pages = await Promise.all(Array.from({ length: 50 }, () => new WebPage(server.url).opened()));
    await assert.rejects(new WebPage(server.url).opened(), /503/);
    pages[0]?.close();
    await pages[0]?.closed;
    await (await new WebPage(server.url).opened()).until(() => true, "");
    for (const page of pages) page.close();
  });
});

/** Below the frames. */
const streamOf = (socket: WebPage["socket"]) => (socket as unknown as { _socket: NodeJS.WritableStream })._socket;

describe("elsewhere than on loopback", () => {
  beforeEach(() => start("0.0.0.0"));
  afterEach(stop);
  const local = (): string => server.url.replace(/\/\/[^:]*:/, "//127.0.0.1:");

  test("the address leads to this machine and ends in a token of 32 digits", () => {
    assert.match(server.url, /^http:\/\/(?!0\.0\.0\.0)[\d.]+:\d+\/\?token=[0-9a-f]{32}$/);
  });

  test("with it: the data, under whatever name the machine has", async () => {
    const headers = { host: "canary.lan:80", origin: "http://canary.lan:80" };
    const page = await new WebPage(local(), { headers }).opened();
    await page.until(() => page.of("live").length > 0, "the first live message");
    page.close();
  });

  const rows: readonly [
    what: string,
    change: (url: string) => string,
    headers: Record<string, string>,
    code: number,
  ][] = [
    ["without it", (url) => url.replace(/\?.*/, ""), {}, 401],
    ["with an empty one", (url) => url.replace(/=.*/, "="), {}, 401],
    ["with one that is too short", (url) => url.slice(0, -1), {}, 401],
    ["with one digit changed", (url) => url.replace(/.$/, (one) => (one === "0" ? "1" : "0")), {}, 401],
    ["with signs of more than a byte", (url) => url.replace(/=.*/, `=${"%C3%A9".repeat(32)}`), {}, 401],
    ["from a foreign page that has it", (url) => url, { origin: "http://evil.example" }, 403],
  ];
  for (const [what, change, headers, code] of rows) {
    test(`${what}: ${code}, and no data`, async () => {
      const page = new WebPage(change(local()), { headers });
      await assert.rejects(page.opened(), new RegExp(`Unexpected server response: ${code}`));
      assert.deepEqual(page.texts, []);
    });
  }

  test("the page itself needs none: it says where to find it", async () => {
    assert.equal((await get(server.port, "/")).status, 200);
  });
});

test("127.0.0.2 is this machine too, and is what its page is called", async () => {
  await start("127.0.0.2");
  try {
    assert.match(server.url, /^http:\/\/127\.0\.0\.2:\d+\/$/);
    assert.equal((await fetch(server.url)).status, 200);
    const page = await new WebPage(server.url).opened();
    page.close();
  } finally {
    await stop();
  }
});

test("a name that only looks like loopback is none", async () => {
  await assert.rejects(start("127.example"), /cannot open the page on 127\.example/);
  hub.close();
});

test("a folder without a page is said to be none", async () => {
  const empty = mkdtempSync(join(BASE, "empty-"));
  const options = { hub: new Hub((text) => text), folder: empty, port: 0 };
  await assert.rejects(startPageServer(options), /no index\.html in .*: that is no built page/);
});

describe("its end", () => {
  test("the last word arrives, every page is closed, and the port is free again", async () => {
    await start();
    const pages = await Promise.all([1, 2].map(() => new WebPage(server.url).opened()));
    await Promise.all(pages.map((page) => page.until(() => page.of("live").length > 0, "the first live message")));
    hub.end("ended", "");
    await server.close();
    for (const page of pages) {
      assert.equal(await page.closed, 1001);
      assert.deepEqual(page.heard.at(-1), { kind: "notice", level: "ended", text: "" });
    }
    const again = await startPageServer({ hub, folder: FOLDER, port: server.port });
    assert.equal(again.port, server.port);
    await again.close();
  });

  test("a page that says nothing, not even goodbye, does not hold it up", async () => {
    await start();
    const page = await new WebPage(server.url).opened();
    page.socket.pause();
    await stop();
    page.socket.resume();
    await page.closed;
  });
});

describe("the port", () => {
  let other: Server;
  before(async () => {
    other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
  });
  after(() => other.close());
  const mask = new Mask();
  const taken = (): number => (other.address() as { port: number }).port;

  test("asked for and taken: exit 3, with what to do", async () => {
    await assert.rejects(
      openPage({ web: taken() }, mask),
      ({ exitCode, message }: { exitCode: number; message: string }) => {
        assert.equal(exitCode, EXIT.noPort);
        assert.match(message, /cannot open the page on 127\.0\.0\.1 port \d+ \(EADDRINUSE\): .*0 takes a free one/);
        return true;
      },
    );
  });

  test("not asked for: two pages at once each have one", async () => {
    const pages = await Promise.all([openPage({}, mask), openPage({ web: true }, mask)]);
    try {
      const ports = pages.map(({ url }) => new URL(url).port);
      assert.notEqual(ports[0], ports[1]);
      for (const { url } of pages) assert.equal((await fetch(url)).status, 200);
    } finally {
      await Promise.all(pages.map((page) => page.close()));
    }
  });

  test("0 takes a free one", async () => {
    const page = await openPage({ web: 0 }, mask);
    assert.notEqual(new URL(page.url).port, "0");
    await page.close();
  });
});
