/** The file server of the stand-in: ranges, links that expire, each fault; the same without a socket and behind one. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, it } from "node:test";
import { configFile } from "../../sim/cloud/config-file.ts";
import { FaultPlan } from "../../sim/cloud/fault-plan.ts";
import { FILE_FAULTS, type FileFault } from "../../sim/cloud/file-faults.ts";
import { FileServer, type FileSettings, rangeOf } from "../../sim/cloud/file-server.ts";
import { headerOf, originOf } from "../../sim/cloud/http-answers.ts";
import type { HttpResponse } from "../../sim/cloud/http-origin.ts";
import { startHttp } from "../../sim/cloud/http-server.ts";
import { atEnd } from "./sim-cloud-sockets.ts";

const BYTES = Uint8Array.from({ length: 1000 }, (_, i) => i % 251);
const PATH = "/ota/app.js";

function store(settings: Partial<FileSettings> = {}) {
  const clock = { nowMs: 1_700_000_000_000 };
  const files = new FileServer(clock, settings);
  files.put(PATH, BYTES);
  const get = (range?: string, url = files.link(PATH)) =>
    files.answer({ method: "GET", url, headers: range === undefined ? {} : { range } });
  return { clock, files, get };
}

const seen = (one: HttpResponse | undefined) =>
  one && [one.status, one.body.length, headerOf(one, "content-range"), headerOf(one, "content-length")];

describe("ranges", () => {
  const rows: readonly (readonly [header: string | undefined, status: number, from: number, to: number])[] = [
    [undefined, 200, 0, 999],
    ["bytes=0-255", 206, 0, 255],
    ["bytes=256-256", 206, 256, 256],
    ["bytes=990-", 206, 990, 999],
    ["bytes=-10", 206, 990, 999],
    ["bytes=-5000", 206, 0, 999],
    ["bytes=900-1899", 206, 900, 999],
    ["bytes = 0-1", 206, 0, 1],
    ["bytes=5-1", 200, 0, 999],
    ["bytes=0-1,5-6", 200, 0, 999],
    ["items=0-1", 200, 0, 999],
    ["bytes=-", 200, 0, 999],
  ];
  for (const [header, status, from, to] of rows) {
    it(`${header}: ${status}`, () => {
      const one = store().get(header);
      assert.deepEqual(one?.body, BYTES.subarray(from, to + 1));
      const range = status === 206 ? `bytes ${from}-${to}/1000` : undefined;
      assert.deepEqual(seen(one), [status, to - from + 1, range, String(to - from + 1)]);
    });
  }

  for (const header of ["bytes=1000-", "bytes=1000-1001", "bytes=-0"]) {
    it(`${header}: 416`, () => {
      assert.deepEqual(seen(store().get(header)), [416, 0, "bytes */1000", undefined]);
    });
  }

  it("one that ends behind the file: the whole, where the store is set so", () => {
    const { get } = store({ rangePastEnd: "whole" });
    assert.deepEqual(
      [get("bytes=900-1899"), get("bytes=900-999")].map((one) => one?.status),
      [200, 206],
    );
  });

  it("of an empty file there is none", () => {
    assert.deepEqual(
      ["bytes=0-", "bytes=-1"].map((one) => rangeOf(one, 0, "clip")),
      ["unsatisfiable", "unsatisfiable"],
    );
  });
});

describe("links", () => {
  const code = (one: HttpResponse | undefined) =>
    `${one?.status} ${/<Code>(\w+)/.exec(String(Buffer.from(one?.body ?? [])))?.[1]}`;

  it("are good until they expire", () => {
    const { clock, get, files } = store({ linkMs: 60_000 });
    const url = files.link(PATH);
    const seen = [0, 59_000, 60_000].map((ms) => {
      clock.nowMs = 1_700_000_000_000 + ms;
      return get(undefined, url)?.status;
    });
    assert.deepEqual([seen, code(get(undefined, url))], [[200, 200, 403], "403 AccessDenied"]);
    assert.equal(get()?.status, 200, "a new link");
  });

  const rows: readonly (readonly [what: string, change: (url: URL) => void, wanted: string])[] = [
    ["a longer life", (url) => url.searchParams.set("Expires", "1900000000"), "403 SignatureDoesNotMatch"],
    ["another file", (url) => (url.pathname = "/ota/other.js"), "403 SignatureDoesNotMatch"],
    ["no signature", (url) => url.searchParams.delete("Signature"), "403 SignatureDoesNotMatch"],
    ["no query", (url) => (url.search = ""), "403 SignatureDoesNotMatch"],
    ["plain HTTP", (url) => (url.protocol = "http:"), "200 undefined"],
    ["another host", (url) => (url.hostname = "elsewhere.example"), "undefined undefined"],
    ["another port", (url) => (url.port = "8443"), "undefined undefined"],
  ];
  for (const [what, change, wanted] of rows) {
    it(`with ${what}: ${wanted}`, () => {
      const { files, get } = store();
      const url = new URL(files.link(PATH));
      change(url);
      assert.equal(code(get(undefined, url.href)), wanted);
    });
  }

  it("to what is gone, without TLS where none is taken, by POST, to no address at all", () => {
    const { files, get } = store({ takesPlainHttp: false });
    const url = files.link(PATH);
    assert.equal(get(undefined, url.replace("https:", "http:")), undefined);
    assert.equal(get(undefined, "not an address"), undefined);
    assert.equal(code(files.answer({ method: "POST", url, headers: {}, body: "" })), "405 MethodNotAllowed");
    files.remove(PATH);
    assert.equal(code(get(undefined, url)), "404 NoSuchKey");
  });
});

it("keeps a thousand files: a new one takes the place of the oldest", () => {
  const { files, get } = store();
  for (let i = 0; i < 998; i++) files.put(`/config/${i}`, BYTES);
  files.put(PATH, BYTES);
  for (const path of ["/config/a", "/config/b"]) files.put(path, BYTES);
  assert.deepEqual(
    ["/config/0", "/config/1", PATH, "/config/b"].map((path) => get(undefined, files.link(path))?.status),
    [404, 200, 200, 200],
  );
});

describe("faults", () => {
  const sent = { status: 206, length: "200", at: 100 };
  const rows: Readonly<
    Record<FileFault, Partial<typeof sent> & { cut?: number; delayMs?: number; differs?: number[] }>
  > = {
    notFound: { status: 404, length: "0" },
    serverError: { status: 500, length: "0" },
    forbidden: { status: 403, length: "0" },
    redirected: { status: 302, length: "0" },
    cutOff: { cut: 100 },
    wrongLength: { length: "201" },
    rangeIgnored: { status: 200, length: "1000" },
    stalls: { delayMs: 600_000 },
    wrongBytes: { differs: [100] },
  };
  it("each has a row", () => assert.deepEqual(Object.keys(rows).sort(), [...FILE_FAULTS].sort()));
  for (const [name, row] of Object.entries(rows)) {
    it(`${name}, once`, () => {
      const { files, get } = store();
      files.faults.add(name as FileFault);
      const [broken, sound] = [get("bytes=0-199"), get("bytes=0-199")];
      assert.ok(broken && sound);
      const { status = 206, length = "200", cut, delayMs = 0, differs = [] } = row;
      assert.deepEqual(
        [broken.status, headerOf(broken, "content-length"), broken.cutAfterBytes, broken.delayMs],
        [status, length, cut, delayMs],
      );
      if (status === 206) {
        const differing = [...sound.body.keys()].filter((i) => sound.body[i] !== broken.body[i]);
        assert.deepEqual(differing, differs);
      }
      assert.deepEqual([sound.status, sound.body], [206, BYTES.subarray(0, 200)]);
      assert.deepEqual(
        files.requests.map((one) => one.fault),
        [name, undefined],
      );
    });
  }

  it("a redirect leads to the same file", () => {
    const { files, get } = store();
    files.faults.add("redirected", { value: 301 });
    const moved = get();
    assert.equal(moved?.status, 301);
    assert.deepEqual(get(undefined, headerOf(moved as HttpResponse, "location"))?.body, BYTES);
  });

  it("are planned: after so many, so many times, the earliest first, until they are let go", () => {
    const plan = new FaultPlan<"a" | "b" | "c">();
    plan.add("a", { after: 1, times: 2 });
    plan.add("b", { after: 2, value: 7 });
    const release = plan.add("c", { after: 4, times: Number.POSITIVE_INFINITY });
    const seen = Array.from({ length: 6 }, () => plan.take());
    release();
    assert.deepEqual(
      [...seen, plan.take()].map((one) => one && `${one.name}${one.value ?? ""}`),
      [undefined, "a", "a", "b7", "c", "c", undefined],
    );
  });
});

describe("behind a socket", () => {
  async function served(settings: Partial<FileSettings> = {}) {
    const { files, ...rest } = store(settings);
    const server = await startHttp({ origin: originOf({ answer: () => undefined }, files) });
    atEnd(server.close);
    files.base = server.url;
    return { ...rest, files, server, url: files.link(PATH) };
  }

  it("the same bytes, whole and in ranges; refusals", async () => {
    const { url, server } = await served();
    const whole = await fetch(url);
    assert.deepEqual([whole.status, new Uint8Array(await whole.arrayBuffer())], [200, BYTES]);
    const part = await fetch(url, { headers: { Range: "bytes=300-599" } });
    assert.deepEqual([part.status, part.headers.get("content-range")], [206, "bytes 300-599/1000"]);
    assert.deepEqual(new Uint8Array(await part.arrayBuffer()), BYTES.subarray(300, 600));
    const past = await fetch(url, { headers: { Range: "bytes=1000-" } });
    assert.deepEqual([past.status, (await fetch(`${server.url}${PATH}`)).status], [416, 403]);
  });

  it("cut off half-way, a length that is wrong, nobody at home, another method, too long a form", async () => {
    const { url, files, server } = await served();
    for (const fault of ["cutOff", "wrongLength"] as const) {
      files.faults.add(fault);
      await assert.rejects((await fetch(url)).arrayBuffer(), /terminated/, fault);
    }
    await assert.rejects(fetch(url, { headers: { Host: "elsewhere.example" }, method: "PUT" }));
    await assert.rejects(fetch(`${server.url}${PATH}`, { method: "POST", body: "x".repeat(70_000) }));
    assert.equal((await fetch(url)).status, 200, "it goes on");
  });

  it("a stalled answer ends with the server, and not before", async () => {
    const { url, files, server } = await served();
    files.faults.add("stalls");
    const asked = assert.rejects(fetch(url));
    while (files.requests.length === 0) await new Promise(setImmediate);
    await server.close();
    await asked;
  });

  it("under whatever name it is asked, where it has a base of its own", async () => {
    const { files } = store();
    const server = await startHttp({ origin: files, base: () => files.base });
    atEnd(server.close);
    const { pathname, search } = new URL(files.link(PATH));
    assert.equal((await fetch(`${server.url}${pathname}${search}`)).status, 200);
  });

  it("a port that is taken: in words", async () => {
    const { server, files } = await served();
    await assert.rejects(
      startHttp({ origin: files, port: server.port }),
      new RegExp(`cannot open an HTTP server on 127.0.0.1 port ${server.port} \\(EADDRINUSE\\).*Stop it`),
    );
  });
});

describe("remote configuration", () => {
  for (const [signMethod, hash] of [
    ["Sha256", "sha256"],
    ["MD5", "md5"],
  ] as const) {
    it(`${signMethod}: what is fetched fits size and digest`, () => {
      const { files, get } = store();
      const config = configFile(files, { report: { intervalS: 60 } }, signMethod);
      const got = get(undefined, config.url);
      assert.equal(String(Buffer.from(got?.body ?? [])), '{"report":{"intervalS":60}}');
      assert.deepEqual(
        [config.size, config.sign, config.signMethod],
        [
          got?.body.length,
          createHash(hash)
            .update(got?.body ?? "")
            .digest("hex"),
          signMethod,
        ],
      );
    });
  }

  it("the text as it is; another content has another id; what is none is refused", () => {
    const { files, get } = store();
    const text = '{ "gas": {"alarmLelPercent": 15.0} }';
    const [first, second] = [configFile(files, text), configFile(files, {})];
    assert.equal(String(Buffer.from(get(undefined, first.url)?.body ?? [])), text);
    assert.notEqual(first.configId, second.configId);
    for (const wrong of ["{", "[]", "7"]) assert.throws(() => configFile(files, wrong), /one JSON object/);
    assert.throws(() => configFile(files, { text: "x".repeat(65_536) }), /at most 65536 bytes/);
  });
});
