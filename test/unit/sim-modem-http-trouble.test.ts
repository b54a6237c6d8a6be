/** HTTP that goes wrong (facts 11, 15): the network, the order of commands, restarts, faults. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { loadBoard } from "../../build/boards.ts";
import type { HttpResponse } from "../../sim/cloud/http-origin.ts";
import type { FaultOptions } from "../../sim/modem/fault.ts";
import type { WebFaultName } from "../../sim/modem/faults-web.ts";
import { VirtualSite } from "../../sim/site.ts";
import { cme, ERROR, OK } from "./sim-modem-bench.ts";
import { action, bench, bytes, read, SAPBR, SESSION, Web, WHOLE_URL } from "./sim-modem-http-bench.ts";

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
