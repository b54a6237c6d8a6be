/** HTTP by the modem (facts 15): command tables, ranges, the window, beside MQTT. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Bench, cme, ERROR, line, OK } from "./sim-modem-bench.ts";
import { action, bench, bytes, read, SESSION, table, Web, WHOLE_URL } from "./sim-modem-http-bench.ts";

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
