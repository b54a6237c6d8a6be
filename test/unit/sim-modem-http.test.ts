/** HTTP by the modem (facts 5, 15): command tables, ranges, the window, what goes wrong, and faults. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { loadBoard } from "../../build/boards.ts";
import type { HttpOrigin, HttpRequest, HttpResponse } from "../../sim/cloud/http-origin.ts";
import type { FamilyName } from "../../sim/modem/family.ts";
import type { FaultOptions } from "../../sim/modem/fault.ts";
import type { WebFaultName } from "../../sim/modem/faults-web.ts";
import { VirtualSite } from "../../sim/site.ts";
import { Bench, type BenchOptions, cme, ERROR, line, OK } from "./sim-modem-bench.ts";

const FILE = Buffer.from(Array.from({ length: 8000 }, (_, i) => (i * 7) & 0xff));
const WHOLE_URL = "http://files.example/fw.bin";

/** Serves one file, whole or in ranges, and remembers who asked for what. */
class Web implements HttpOrigin {
  readonly asked: HttpRequest[] = [];
  answers: Partial<HttpResponse> = {};

  answer(request: HttpRequest): HttpResponse | undefined {
    this.asked.push(request);
    if (request.url.includes("//nobody.")) return undefined;
    if (request.url.endsWith("/moved")) return reply(302, Buffer.alloc(0), { Location: "/fw.bin" });
    const [, from = "", to = ""] = /^bytes=(\d+)-(\d*)$/.exec(request.headers["Range"] ?? "") ?? [];
    const piece = from === "" ? FILE : FILE.subarray(Number(from), to === "" ? undefined : Number(to) + 1);
    return { ...reply(from === "" ? 200 : 206, piece), ...this.answers };
  }
}

function reply(status: number, body: Uint8Array, headers: Record<string, string> = {}): HttpResponse {
  return { status, headers, body, delayMs: 200 };
}

const bytes = (from: number, count: number): string => FILE.subarray(from, from + count).toString("latin1");
const read = (body: string): string => `\r\n+HTTPREAD:${body.length}\r\n${body}${OK}`;
const action = (status: number, length: number): string => line(`+HTTPACTION: 0,${status},${length}`);

const SAPBR = ['AT+SAPBR=3,1,"CONTYPE","GPRS"', 'AT+SAPBR=3,1,"APN",""', "AT+SAPBR=1,1"];
const SESSION = [...SAPBR, "AT+HTTPINIT", 'AT+HTTPPARA="CID",1', `AT+HTTPPARA="URL","${WHOLE_URL}"`];

/** A modem after these commands, all of them well received. */
function bench(commands: readonly string[], options: BenchOptions = {}, family: FamilyName = "air780e") {
  const web = new Web();
  const made = new Bench(family, "attached", { origin: web, ...options });
  for (const command of commands) assert.equal(made.say(command), OK, command);
  return { bench: made, web };
}

type Row = readonly [command: string, reply: string];

function table(name: string, before: readonly string[], rows: readonly Row[], options: BenchOptions = {}): void {
  test(name, () => {
    const { bench: made } = bench(before, options);
    for (const [command, wanted] of rows) assert.equal(made.say(command), wanted, command);
  });
}

table(
  "SAPBR (5)",
  [],
  [
    ["AT+SAPBR=2,1", line("+SAPBR: 1,3,0.0.0.0") + OK],
    ["AT+SAPBR=1,1", ERROR],
    ['AT+SAPBR=3,1,"CONTYPE","CSD"', ERROR],
    ['AT+SAPBR=3,1,"CONTYPE","GPRS"', OK],
    [`AT+SAPBR=3,1,"APN","${"a".repeat(51)}"`, ERROR],
    ["AT+SAPBR=3,1,APN,CMNET", ERROR],
    ['AT+SAPBR=3,1,"RATE","2"', ERROR],
    ['AT+SAPBR=3,1,"APN",""', OK],
    ["AT+SAPBR=1,4", ERROR],
    ["AT+SAPBR=4,1", ERROR],
    ["AT+SAPBR=1,1,1", ERROR],
    ["AT+SAPBR=1,1", OK],
    ["AT+SAPBR=2,1", line("+SAPBR: 1,1,10.86.47.178") + OK],
    ["AT+SAPBR=2,2", line("+SAPBR: 2,3,0.0.0.0") + OK],
    ["AT+SAPBR=1,1", ERROR],
    ["AT+SAPBR=0,1", OK],
    ["AT+SAPBR=0,1", ERROR],
    ["AT+CFUN=4", OK],
    ["AT+SAPBR=1,1", cme(797)],
  ],
);

test("SAPBR's open points are settings", () => {
  const settings = {
    sapbrRepeated: "OK",
    sapbrNeedsContype: false,
    sapbrAddress: "quoted",
    sapbrServesMqtt: true,
  } as const;
  const { bench: lax } = bench(["AT+SAPBR=1,1", "AT+SAPBR=1,1"], { settings }, "air724");
  assert.equal(lax.say("AT+SAPBR=2,1"), line('+SAPBR: 1,1,"10.86.47.178"') + OK);
  lax.say("AT+MCONFIG=id");
  assert.equal(lax.say('AT+MIPSTART="h",1883'), OK + line("CONNECT OK"));
  const { bench: strict } = bench([...SAPBR, "AT+MCONFIG=id"], {}, "air724");
  assert.equal(strict.say('AT+MIPSTART="h",1883'), cme(3));
});

test("SAPBR: no network, a foreign APN, and a bearer that is taken away", () => {
  const early = new Bench("air780e", "on", { sim: { registerMs: 600_000 } });
  early.say('AT+SAPBR=3,1,"CONTYPE","GPRS"');
  assert.equal(early.say("AT+SAPBR=1,1"), ERROR);
  const foreign = new Bench("air780e", "attached", { sim: { apns: ["private"] } });
  foreign.say('AT+SAPBR=3,1,"CONTYPE","GPRS"');
  assert.equal(foreign.say("AT+SAPBR=1,1"), ERROR);
  foreign.say('AT+SAPBR=3,1,"APN","private"');
  assert.equal(foreign.say("AT+SAPBR=1,1"), OK);
  foreign.modem.fault("pdpLost", { line: "+SAPBR 1: DEACT" });
  assert.match(foreign.wait(1000), /\+SAPBR 1: DEACT/);
  assert.equal(foreign.say("AT+SAPBR=2,1"), line("+SAPBR: 1,3,0.0.0.0") + OK);
});

table("a download in ranges (15)", SESSION, [
  ['AT+HTTPPARA="BREAK",0', OK],
  ['AT+HTTPPARA="BREAKEND",2999', OK],
  ["AT+HTTPACTION=0", OK + action(206, 3000)],
  ["AT+HTTPREAD", read(bytes(0, 3000))],
  ["AT+HTTPREAD=0,1500", read(bytes(0, 1500))],
  ["AT+HTTPREAD=1500,3356", read(bytes(1500, 1500))],
  ["AT+HTTPREAD=3000,1", ERROR],
  ["AT+HTTPREAD=0,0", ERROR],
  ["AT+HTTPREAD=0,3357", ERROR],
  ["AT+HTTPREAD=0", ERROR],
  ['AT+HTTPPARA="BREAK",7000', OK],
  ['AT+HTTPPARA="BREAKEND",9999', OK],
  ["AT+HTTPACTION=0", OK + action(206, 1000)],
  ["AT+HTTPREAD=0,3000", read(bytes(7000, 1000))],
  ["AT+HTTPTERM", OK],
  ["AT+HTTPTERM", cme(3)],
]);

table("arguments (15)", SESSION.slice(0, 4), [
  ['AT+HTTPPARA="CID",4', ERROR],
  ['AT+HTTPPARA="CID","1"', ERROR],
  ["AT+HTTPPARA=CID,1", ERROR],
  ['AT+HTTPPARA="UA","x"', ERROR],
  ['AT+HTTPPARA="URL","ftp://files.example/x"', ERROR],
  ['AT+HTTPPARA="URL",http://files.example/x', ERROR],
  ['AT+HTTPPARA="URL","http:///x"', ERROR],
  [`AT+HTTPPARA="URL","http://h/${"x".repeat(491)}"`, OK],
  [`AT+HTTPPARA="URL","http://h/${"x".repeat(492)}"`, ERROR],
  ['AT+HTTPPARA="REDIR",2', ERROR],
  ['AT+HTTPPARA="TIMEOUT",0', ERROR],
  ['AT+HTTPPARA="BREAK",-1', ERROR],
  ['AT+HTTPPARA="USER_DEFINED","no header"', ERROR],
  ['AT+HTTPPARA="USER_DEFINED","X-Note: \\22quoted\\22"', OK],
  ["AT+HTTPSSL=2", ERROR],
  ["AT+HTTPSSL=1", OK],
  ["AT+HTTPACTION=2", ERROR],
]);

test("what 2G takes of it", () => {
  const { bench: made } = bench(SESSION, {}, "air202");
  for (const command of ['AT+HTTPPARA="BREAK",0', "AT+HTTPSSL=1", 'AT+HTTPGETTOFS=0,"x"']) {
    assert.equal(made.say(command), ERROR, command);
  }
  assert.equal(made.say("AT+HTTPACTION=0"), OK + action(200, 3356));
});

test("the window of each family: a body beyond it is cut, and what +HTTPACTION says of it is a setting", () => {
  for (const [family, settings, told, kept] of [
    ["air780e", {}, 3356, 3356],
    ["air780e", { httpLength: "whole" }, 8000, 3356],
    ["air724", {}, 8000, 8000],
  ] as const) {
    const { bench: made } = bench(SESSION, { settings }, family);
    assert.equal(made.say("AT+HTTPACTION=0"), OK + action(200, told), family);
    assert.equal(made.say("AT+HTTPREAD", 10_000), read(bytes(0, kept)), family);
  }
});

test("headers, redirections and a POST reach the web", () => {
  const { bench: made, web } = bench([...SESSION, 'AT+HTTPPARA="USER_DEFINED","X-Note: \\22a\\22"']);
  assert.equal(made.say('AT+HTTPPARA="URL","http://files.example/moved"'), OK);
  assert.equal(made.say("AT+HTTPACTION=0"), OK + action(302, 0));
  assert.equal(made.say('AT+HTTPPARA="REDIR",1'), OK);
  assert.equal(made.say("AT+HTTPACTION=0"), OK + action(200, 3356));
  assert.equal(made.say("AT+HTTPDATA=4,1000", 100), "\r\nDOWNLOAD\r\n");
  made.modem.receive("a=\r1");
  assert.equal(made.wait(500), OK);
  assert.equal(made.say("AT+HTTPACTION=1"), OK + line("+HTTPACTION: 1,200,3356"));
  assert.deepEqual(
    web.asked.map(({ method, url, body }) => [method, url, body]),
    [
      ["GET", "http://files.example/moved", undefined],
      ["GET", "http://files.example/moved", undefined],
      ["GET", WHOLE_URL, undefined],
      ["POST", "http://files.example/moved", "a=\r1"],
      ["POST", WHOLE_URL, "a=\r1"],
    ],
  );
  assert.deepEqual(web.asked[0]?.headers, { "X-Note": '"a"' });
});

test("a redirection that never ends, and one that nobody waits for any more", () => {
  const { bench: made, web } = bench([...SESSION, 'AT+HTTPPARA="REDIR",1']);
  web.answers = { status: 301, headers: { Location: WHOLE_URL }, body: Buffer.alloc(0) };
  assert.equal(made.say("AT+HTTPACTION=0", 10_000), OK + action(301, 0));
  assert.equal(web.asked.length, 6);
  assert.equal(made.say("AT+HTTPACTION=0", 500), OK);
  assert.equal(made.say("AT+HTTPTERM", 10_000), OK);
  web.answers = { status: 301, headers: { Location: "http://[" }, body: Buffer.alloc(0) };
  for (const command of SESSION.slice(3)) made.say(command);
  assert.equal(made.say("AT+HTTPACTION=0"), OK + action(301, 0));
});

test("HTTPDATA that does not all come in its time ends in ERROR", () => {
  const { bench: made } = bench(SESSION);
  made.say("AT+HTTPDATA=4,1000", 100);
  made.modem.receive("a");
  assert.equal(made.wait(800), "");
  assert.equal(made.wait(200), ERROR);
});

test("what the network does to a request (11)", () => {
  const rows: readonly (readonly [string, Partial<HttpResponse>, string, number])[] = [
    ["http://nobody.example/x", {}, action(601, 0), 4000],
    [WHOLE_URL, { status: 404, body: Buffer.from("gone") }, action(404, 4), 4000],
    [WHOLE_URL, { delayMs: 119_000 }, action(200, 3356), 121_000],
    [WHOLE_URL, { delayMs: 121_000 }, action(601, 0), 121_000],
    [WHOLE_URL, { cutAfterBytes: 100 }, action(200, 100), 4000],
    ["https://files.example/fw.bin", {}, action(605, 0), 4000],
  ];
  for (const [url, answers, urc, ms] of rows) {
    const { bench: made, web } = bench(SESSION);
    web.answers = answers;
    made.say(`AT+HTTPPARA="URL","${url}"`);
    assert.equal(made.say("AT+HTTPACTION=0", ms), OK + urc, url);
  }
  for (const [trouble, status] of [
    ["dns", 603],
    ["refused", 601],
  ] as const) {
    const { bench: made } = bench(SESSION);
    made.broker.trouble = trouble;
    assert.equal(made.say("AT+HTTPACTION=0"), OK + action(status, 0), trouble);
  }
  const { bench: told, web } = bench(SESSION, { settings: { httpBrokenBody: 601 } });
  web.answers = { cutAfterBytes: 100 };
  assert.equal(told.say("AT+HTTPACTION=0"), OK + action(601, 0));
});

test("TIMEOUT counts; out of coverage nobody answers, and a bearer that goes ends it at once", () => {
  const { bench: timed, web } = bench([...SESSION, 'AT+HTTPPARA="TIMEOUT",10']);
  web.answers = { delayMs: 60_000 };
  assert.equal(timed.say("AT+HTTPACTION=0", 9000), OK);
  assert.equal(timed.wait(2000), action(601, 0));
  timed.modem.fault("networkVanishes", { forMs: 5000 });
  assert.equal(timed.say("AT+HTTPACTION=0", 9000), OK);
  assert.equal(timed.wait(2000), action(601, 0));
  assert.equal(timed.say("AT+HTTPACTION=0", 100), OK);
  assert.equal(timed.say("AT+SAPBR=0,1"), action(601, 0) + OK);
  assert.equal(timed.say("AT+HTTPACTION=0"), cme(901) + action(601, 0));
});

test("beside a live MQTT session: messages come while the answer is awaited", () => {
  const web = new Web();
  const made = new Bench("air780e", "up", { origin: web });
  for (const command of SESSION) assert.equal(made.say(command), OK, command);
  assert.equal(made.say("AT+HTTPACTION=0", 100), OK);
  made.broker.publish("t", "hi");
  assert.equal(made.say('AT+MPUB="t",1,0,"x"', 100), `\r\n+MSUB: "t",2 byte,hi\r\n${OK}${line("PUBACK")}`);
  assert.equal(made.wait(2000), action(200, 3356));
  assert.deepEqual(made.modem.violations, []);
});

test("what is forbidden is refused and noted", () => {
  const rows: readonly (readonly [before: readonly string[], command: string, reply: string, noted: RegExp])[] = [
    [SESSION, "AT+HTTPINIT", cme(3), /second HTTP session/],
    [SAPBR, 'AT+HTTPPARA="CID",1', cme(3), /HTTPPARA without HTTPINIT/],
    [SAPBR, "AT+HTTPACTION=0", cme(3), /HTTPACTION without HTTPINIT/],
    [SESSION.slice(0, 4), "AT+HTTPACTION=0", cme(3), /without HTTPPARA="CID"/],
    [SESSION.slice(0, 5), "AT+HTTPACTION=0", cme(3), /without HTTPPARA="URL"/],
    [SESSION, "AT+HTTPREAD", cme(3), /before any \+HTTPACTION/],
    [SESSION, `AT+HTTPPARA="URL","http://h/${"x".repeat(492)}"`, ERROR, /URL of 501 bytes/],
  ];
  for (const [before, command, wanted, noted] of rows) {
    const { bench: made } = bench(before);
    assert.equal(made.say(command), wanted, command);
    assert.match(made.modem.violations.map(({ what }) => what).join(), noted);
  }
  const { bench: busy } = bench(SESSION);
  busy.say("AT+HTTPACTION=0", 100);
  assert.equal(busy.say("AT+HTTPACTION=0", 100), cme(3) + action(604, 0));
  assert.equal(busy.modem.violations.length, 1);
  assert.equal(busy.say("AT+HTTPTERM"), OK);
  assert.deepEqual(bench([...SESSION, "AT+HTTPTERM"]).bench.modem.violations, []);
});

test("a restart forgets bearer and session; HTTPTERM ends a request without a word", () => {
  const { bench: made } = bench(SESSION);
  made.say("AT+HTTPACTION=0", 100);
  assert.equal(made.say("AT+HTTPTERM"), OK);
  assert.equal(made.say("AT+RESET", 30_000).includes("+HTTPACTION"), false);
  made.say("AT+CMEE=1");
  assert.match(made.say("AT+SAPBR=2,1"), /\+SAPBR: 1,3,/);
  assert.match(made.say("AT+HTTPTERM"), /\+CME ERROR: 3/);
});

test("HTTPGETTOFS where a firmware has it: the body is a file", () => {
  const settings = { unsupported: [] };
  const { bench: made } = bench(SESSION, { settings });
  assert.equal(made.say('AT+HTTPGETTOFS=0,"fw.bin"'), OK + line("+HTTPGETTOFS: 200,8000"));
  assert.equal(made.say('AT+FSFLSIZE="/USER/HTTP/fw.bin"'), line("+FSFLSIZE: 8000") + OK);
  assert.equal(made.say('AT+FSREAD="/USER/HTTP/fw.bin",1,5,7000'), `\r\n${bytes(7000, 5)}${OK}`);
  const { bench: small } = bench(SESSION, { settings: { ...settings, fileSystemBytes: 7999 } });
  assert.equal(small.say('AT+HTTPGETTOFS=0,"fw.bin"'), OK + line("+HTTPGETTOFS: 602,0"));
  assert.equal(bench(SESSION).bench.say('AT+HTTPGETTOFS=0,"fw.bin"'), ERROR);
});

test("a site's web is what its node's modem meets", async () => {
  const boardFile = await loadBoard(fileURLToPath(new URL("../..", import.meta.url)), "pico");
  const web = new Web();
  const modem = { settings: { startsOnSupply: true } };
  const site = new VirtualSite({ bundle: "", boardFile, family: "air780e", modem, web });
  const { node, clock, network } = site;
  let heard = "";
  node.powerOn();
  node.modem.onSend = (text) => {
    heard += text;
  };
  clock.runFor(30_000);
  const say = (command: string) => {
    heard = "";
    node.modem.receive(`${command}\r`);
    clock.runFor(4000);
    return heard;
  };
  for (const command of ["ATE0", "AT+CMEE=1", ...SESSION]) say(command);
  assert.equal(say("AT+HTTPACTION=0"), OK + action(200, 3356));
  network.dnsFail();
  assert.equal(say("AT+HTTPACTION=0"), OK + action(603, 0));
  assert.deepEqual([web.asked.length, node.modem.violations], [1, []]);
  node.dispose();
});

test("faults of the web strike once", () => {
  const whole = OK + action(200, 3356) + read(bytes(0, 3356));
  const rows: readonly (readonly [WebFaultName, FaultOptions, RegExp])[] = [
    ["httpSilent", {}, /^\r\nOK\r\n\r\n\+CME ERROR: 3\r\n$/],
    ["httpFails", { code: 603 }, /\+HTTPACTION: 0,603,0\r\n\r\n\+HTTPREAD:0\r\n\r\nOK\r\n$/],
    ["httpCut", { at: 10 }, /\+HTTPACTION: 0,200,10\r\n\r\n\+HTTPREAD:10\r\n[\s\S]{10}\r\nOK\r\n$/],
    ["httpByteFlipped", {}, /\+HTTPREAD:3356\r\n[\s\S]{3356}\r\nOK\r\n$/],
    ["httpByteLost", {}, /\+HTTPREAD:3356\r\n[\s\S]{3355}\r\nOK\r\n$/],
    ["urcInHttpRead", {}, /\+HTTPREAD:3356\r\n[\s\S]{1678}\r\n\+CREG: 2\r\n[\s\S]{1678}\r\nOK\r\n$/],
  ];
  for (const [name, options, seen] of rows) {
    const { bench: made } = bench(SESSION);
    const fetch = () => made.say("AT+HTTPACTION=0", 130_000) + made.say("AT+HTTPREAD");
    made.modem.fault(name, options);
    const struck = fetch();
    assert.match(struck, seen, name);
    assert.notEqual(struck, whole, name);
    if (name === "httpSilent") for (const command of ["AT+HTTPTERM", ...SESSION.slice(3)]) made.say(command);
    assert.equal(fetch(), whole, `${name} is over`);
  }
});
