/** HTTP by the modem, over a wire: what a fetch says, what it gives, and what it comes to (facts: modem section 15). */
import assert from "node:assert/strict";
import { test } from "node:test";
import { httpCommands } from "../../src/modem/luat/http-commands.ts";
import { MAX_RANGE_BYTES } from "../../src/modem/luat/limits.ts";
import { line, OK } from "./air202.ts";
import { openWeb, readReply, type Server, URL } from "./web-bench.ts";

const CONTENT = "0123456789".repeat(1000);

test("a range of a plain URL: what is said, in order, and what comes", () => {
  const web = openWeb();
  assert.equal(web.fetch(URL, 500, 2500), "ok");
  assert.equal(web.content, CONTENT.slice(500, 3000));
  assert.deepEqual(web.said(), [
    "AT+HTTPTERM",
    "AT+SAPBR=2,1",
    "AT+HTTPINIT",
    'AT+HTTPPARA="CID",1',
    `AT+HTTPPARA="URL","${URL}"`,
    'AT+HTTPPARA="REDIR",1',
    'AT+HTTPPARA="BREAK",500',
    'AT+HTTPPARA="BREAKEND",2999',
    "AT+HTTPSSL=0",
    "AT+HTTPACTION=0",
    "AT+HTTPREAD=0,1024",
    "AT+HTTPREAD=1024,1024",
    "AT+HTTPREAD=2048,452",
    "AT+HTTPTERM",
  ]);
});

test("only the first of a run ends what one before may have left", () => {
  const web = openWeb();
  for (const [fromByte, bytes] of [
    [0, 10],
    [10, 10],
  ] as const)
    assert.equal(web.fetch(URL, fromByte, bytes), "ok");
  assert.equal(web.said().filter((text) => text === "AT+HTTPTERM").length, 3);
});

test("an HTTPTERM that came to nothing is said again before the next", () => {
  const web = openWeb({ changed: { "AT+HTTPTERM": line("ERROR") } });
  for (let i = 0; i < 2; i++) assert.equal(web.fetch(), "ok");
  assert.equal(web.said().filter((text) => text === "AT+HTTPTERM").length, 4);
});

test("https: the modem's TLS for HTTP is set, with the host of the URL, and no root of the session's", () => {
  const web = openWeb();
  assert.equal(web.fetch('https://me@ota.example.com:8443/a"b', 0, 10), "ok");
  const said = web.said();
  assert.deepEqual(said.slice(said.indexOf('AT+HTTPPARA="BREAKEND",9') + 1, said.indexOf("AT+HTTPACTION=0")), [
    'AT+SSLCFG="sslversion",153,3',
    'AT+SSLCFG="ciphersuite",153,0xFFFF',
    'AT+SSLCFG="negotiatetimeout",153,40',
    'AT+SSLCFG="ignorelocaltime",153,1',
    'AT+SSLCFG="hostname",153,"ota.example.com"',
    'AT+SSLCFG="seclevel",153,0',
    "AT+HTTPSSL=1",
  ]);
  assert.ok(said.includes('AT+HTTPPARA="URL","https://me@ota.example.com:8443/a\\22b"'), said.join("\n"));
});

const BEARERS: readonly (readonly [state: string, isRaised: boolean])[] = [
  ['+SAPBR: 1,1,"10.0.0.7"', false],
  ["+SAPBR:1, 1 ,10.0.0.7", false],
  ['+SAPBR: 1,3,"0.0.0.0"', true],
  ["+SAPBR: 1", true],
];
for (const [bearer, isRaised] of BEARERS) {
  test(`bearer ${bearer}: ${isRaised ? "raised" : "taken as it is"}`, () => {
    const web = openWeb({ bearer });
    assert.equal(web.fetch(), "ok");
    const said = web.said().filter((text) => text.startsWith("AT+SAPBR="));
    const raised = ['AT+SAPBR=3,1,"CONTYPE","GPRS"', 'AT+SAPBR=3,1,"APN","CMNET"', "AT+SAPBR=1,1"];
    assert.deepEqual(said, ["AT+SAPBR=2,1", ...(isRaised ? raised : [])]);
  });
}

test("a bearer that does not tell its state is raised", () => {
  const web = openWeb({ changed: { "AT+SAPBR=2,1": line("ERROR") } });
  assert.equal(web.fetch(), "ok");
  assert.ok(web.said().includes("AT+SAPBR=1,1"));
});

test("where the network gives the bearer, its own APN is taken", () => {
  const web = openWeb({
    bearer: "+SAPBR: 1,3,0",
    changed: { "AT+CGMR": line('+CGMR: "AirM2M_780E_V1120_LTE_AT"') + OK },
  });
  web.step("AT");
  assert.equal(web.fetch(), "ok");
  assert.ok(web.said().includes('AT+SAPBR=3,1,"APN",""'));
});

test("an APN with a login: both are told, with what would end a string escaped", () => {
  const texts = httpCommands(URL, 0, 10, { name: "iot", user: "me", password: 's"\\' }).map(({ text }) => text);
  assert.deepEqual(texts.slice(1, 6), [
    'AT+SAPBR=3,1,"CONTYPE","GPRS"',
    'AT+SAPBR=3,1,"APN","iot"',
    'AT+SAPBR=3,1,"USER","me"',
    'AT+SAPBR=3,1,"PWD","s\\22\\5C"',
    "AT+SAPBR=1,1",
  ]);
});

/** The modem tells the length of what it has kept, which may be less than the server sent. */
const KEPT: Server = { isWithoutRanges: true, content: CONTENT.slice(0, 3356) };
const WITHOUT_RANGES: Server = {
  isWithoutRanges: true,
  changed: { 'AT+HTTPPARA="BREAK",0': line("ERROR"), 'AT+HTTPPARA="BREAK",400': line("ERROR") },
};
test("a firmware without ranges is told of no end of one", () => {
  const web = openWeb(WITHOUT_RANGES);
  web.fetch(URL, 400, 3000);
  assert.ok(!web.said().some((text) => text.includes("BREAKEND")));
});

const RESULTS: readonly (readonly [what: string, server: Server, asked: readonly [number, number], result: string])[] =
  [
    ["the end of it: fewer", {}, [9000, 3000], "ok 1000"],
    ["one byte", {}, [0, 1], "ok 1"],
    ["as much as goes", {}, [0, MAX_RANGE_BYTES], `ok ${MAX_RANGE_BYTES}`],
    [
      "a server without ranges, the whole",
      { isWithoutRanges: true, content: CONTENT.slice(0, 3000) },
      [0, 3000],
      "ok 3000",
    ],
    ["a server without ranges, cut out", { isWithoutRanges: true }, [300, 3000], "ok 3000"],
    [
      "a server without ranges, its end",
      { isWithoutRanges: true, content: CONTENT.slice(0, 3300) },
      [300, 3072],
      "ok 3000",
    ],
    ["a server without ranges, out of reach", { isWithoutRanges: true }, [400, 3000], "no range"],
    ["a server without ranges, behind its end", { isWithoutRanges: true, content: "0" }, [1, 10], "short"],
    ["a server without ranges, of what was kept the end", KEPT, [3000, 1000], "no range"],
    ["a server without ranges, up to the end of what was kept", KEPT, [3000, 356], "ok 356"],
    ["a server that gives more than was asked", { says: "+HTTPACTION: 0,206,99999" }, [0, 2000], "ok 2000"],
    ["no blank in the URC", { says: "+HTTPACTION:0,206,10" }, [0, 10], "ok 10"],
    ["an answer at once", { afterMs: 5 }, [0, 10], "ok 10"],
    ["an answer after two minutes", { afterMs: 119_000 }, [0, 10], "ok 10"],
    ["nothing in it", { content: "" }, [0, 10], "short"],
    ["no such file", { status: 404 }, [0, 10], "http 404"],
    ["behind its end", { status: 416 }, [20_000, 10], "http 416"],
    ["no network", { says: "+HTTPACTION: 0,601,0" }, [0, 10], "http 601"],
    ["no TLS", { says: "+HTTPACTION: 0,606,0" }, [0, 10], "http 606"],
    ["a URC that was torn", { says: "+HTTPACTION:" }, [0, 10], "http NaN"],
    ["no URC at all", { says: null }, [0, 10], "timeout"],
    ["a length that is none", { says: "+HTTPACTION: 0,206," }, [0, 10], "short"],
    ["fewer bytes than were counted", { reads: (part) => readReply(part.slice(1)) }, [0, 10], "short"],
    ["more bytes than were asked for", { reads: (part) => readReply(`${part}x`) }, [0, 10], "short"],
    [
      "a message printed among the bytes",
      { reads: (part) => readReply(part).replace("234", '2\r\n+MSUB: "t",2 byte,hi\r\n34') },
      [0, 10],
      "short",
    ],
    ["no bytes", { reads: () => undefined }, [0, 10], "timeout"],
    [
      "no bearer",
      { bearer: "+SAPBR: 1,3,0", changed: { "AT+SAPBR=1,1": line("+CME ERROR: 148") } },
      [0, 10],
      "+CME ERROR: 148",
    ],
    ["a firmware without HTTP", { changed: { "AT+HTTPINIT": line("+CME ERROR: 4") } }, [0, 10], "+CME ERROR: 4"],
    [
      "a firmware without ranges, a small file",
      { ...WITHOUT_RANGES, content: CONTENT.slice(0, 3300) },
      [0, 3000],
      "ok 3000",
    ],
    ["a firmware without ranges, out of reach", WITHOUT_RANGES, [400, 3000], "no range"],
    ["a firmware without ends of ranges", { changed: { 'AT+HTTPPARA="BREAKEND",9': line("ERROR") } }, [0, 10], "ERROR"],
    [
      "a request that is refused",
      { changed: { "AT+HTTPACTION": line("+CME ERROR: 901") } },
      [0, 10],
      "+CME ERROR: 901",
    ],
    ["a read that is refused", { changed: { "AT+HTTPREAD": line("ERROR") } }, [0, 10], "ERROR"],
    ["a modem that is silent", { changed: { "AT+HTTPINIT": null, "AT+MQTTSTATU": null } }, [0, 10], "timeout"],
    [
      "a firmware without REDIR and HTTPSSL",
      { changed: { 'AT+HTTPPARA="REDIR",1': line("ERROR"), "AT+HTTPSSL=0": line("ERROR") } },
      [0, 10],
      "ok 10",
    ],
  ];
for (const [what, server, [fromByte, bytes], result] of RESULTS) {
  test(`fetch: ${what}: ${result}`, () => {
    const web = openWeb(server);
    const from = web.clock.ms;
    const outcome = web.fetch(URL, fromByte, bytes);
    assert.equal(outcome === "ok" ? `ok ${web.content.length}` : outcome, result);
    assert.ok(web.clock.ms - from <= 150_000, `it took ${web.clock.ms - from} ms`);
    if (outcome === "ok") assert.equal(web.content, CONTENT.substr(fromByte, web.content.length));
    else assert.equal(web.content, "", "what failed gives nothing");
    web.clock.advance(60_000);
    assert.equal(
      web.said().at(-1)?.replace("AT+MQTTSTATU", "AT+HTTPTERM"),
      "AT+HTTPTERM",
      "closed in the end, whatever it came to",
    );
  });
}

const REFUSED: readonly (readonly [url: string, fromByte: number, bytes: number, result: string])[] = [
  ["ftp://example.com/x", 0, 10, "url"],
  ["example.com/x", 0, 10, "url"],
  ["", 0, 10, "url"],
  ["http://example.com/a b", 0, 10, "url"],
  ["http://example.com/\r\nAT+CPOWD=1", 0, 10, "url"],
  ["http://example.com/\u00e9", 0, 10, "url"],
  [`http://example.com/${"x".repeat(482)}`, 0, 10, "url"],
  [`http://example.com/${'"'.repeat(161)}`, 0, 10, "url"],
  [URL, -1, 10, "size"],
  [URL, 0.5, 10, "size"],
  [URL, 0, 0, "size"],
  [URL, 0, 1.5, "size"],
  [URL, 0, MAX_RANGE_BYTES + 1, "size"],
  [URL, Number.NaN, 10, "size"],
];
for (const [url, fromByte, bytes, result] of REFUSED) {
  test(`fetch of ${bytes} bytes from ${fromByte} of ${JSON.stringify(url.slice(0, 60))}: ${result}, and nothing is said`, () => {
    const web = openWeb();
    assert.deepEqual(web.start(url, fromByte, bytes), [result]);
    assert.deepEqual(web.said(), []);
  });
}

test("a URL of just the longest goes", () => {
  assert.equal(openWeb().fetch(`http://example.com/${"x".repeat(481)}`), "ok");
});
