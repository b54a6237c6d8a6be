/** The modem's files and TLS settings (facts 14): command tables, and what outlives a restart. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Bench, ERROR, line, OK, putFile } from "./sim-modem-bench.ts";

type Row = readonly [command: string, reply: string];

function table(name: string, rows: readonly Row[]): void {
  test(name, () => {
    const bench = new Bench("air780e", "attached");
    for (const [command, reply] of rows) assert.equal(bench.say(command), reply, command);
  });
}

table("SSLCFG (14)", [
  ['AT+SSLCFG="sslversion",88,3', OK],
  ['AT+SSLCFG="sslversion",88', line('+SSLCFG: "sslversion",88,3') + OK],
  ['AT+SSLCFG="sslversion",153', line('+SSLCFG: "sslversion",153,1') + OK],
  ['AT+SSLCFG="sslversion",88,5', ERROR],
  ['AT+SSLCFG="sslversion",88,"3"', ERROR],
  ['AT+SSLCFG="sslversion",6,3', ERROR],
  ["AT+SSLCFG=sslversion,88,3", ERROR],
  ['AT+SSLCFG="version",88,3', ERROR],
  ['AT+SSLCFG="ciphersuite",88,0xFFFF', OK],
  ['AT+SSLCFG="ciphersuite",88,0x0035', OK],
  ['AT+SSLCFG="ciphersuite",88,0xC02F', ERROR],
  ['AT+SSLCFG="ciphersuite",88,35', ERROR],
  ['AT+SSLCFG="seclevel",88,2', OK],
  ['AT+SSLCFG="seclevel",88,3', ERROR],
  ['AT+SSLCFG="cacert",88,"ca.crt"', OK],
  ['AT+SSLCFG="cacert",88', line('+SSLCFG: "cacert",88,"ca.crt"') + OK],
  ['AT+SSLCFG="cacert",88,', OK],
  ['AT+SSLCFG="cacert",88', line('+SSLCFG: "cacert",88,""') + OK],
  ['AT+SSLCFG="cacert",88,ca.crt', ERROR],
  [`AT+SSLCFG="cacert",88,"${"c".repeat(65)}"`, ERROR],
  ['AT+SSLCFG="hostname",88,"broker.example"', OK],
  ['AT+SSLCFG="ignorelocaltime",88,1', OK],
  ['AT+SSLCFG="negotiatetimeout",88,9', ERROR],
  ['AT+SSLCFG="negotiatetimeout",88,301', ERROR],
  ['AT+SSLCFG="negotiatetimeout",88,10', OK],
  ['AT+SSLCFG="verifymode",88,2', ERROR],
  ['AT+SSLCFG="verifymode",88,1', OK],
]);

table("files (14)", [
  ['AT+FSFLSIZE="ca.crt"', ERROR],
  ['AT+FSWRITE="ca.crt",0,3,10', ERROR],
  ['AT+FSDEL="ca.crt"', ERROR],
  ['AT+FSREAD="ca.crt",0,3,0', ERROR],
  ['AT+FSCREATE="ca.crt"', OK],
  ['AT+FSCREATE="ca.crt"', ERROR],
  [`AT+FSCREATE="${"n".repeat(64)}"`, OK],
  [`AT+FSCREATE="${"n".repeat(65)}"`, ERROR],
  ['AT+FSCREATE=""', ERROR],
  ["AT+FSCREATE=bare.crt", OK],
  ['AT+FSFLSIZE="ca.crt"', line("+FSFLSIZE: 0") + OK],
  ['AT+FSWRITE="ca.crt",2,3,10', ERROR],
  ['AT+FSWRITE="ca.crt",0,0,10', ERROR],
  ['AT+FSWRITE="ca.crt",0,10241,10', ERROR],
  ['AT+FSWRITE="ca.crt",0,3,0', ERROR],
  ['AT+FSWRITE="ca.crt",0,3', ERROR],
  ['AT+FSDEL="ca.crt"', OK],
  ['AT+FSDEL="ca.crt"', ERROR],
]);

test("FSWRITE: exact count, from the start or behind the end, TimeOut, no room", () => {
  const bench = new Bench("air780e", "attached");
  const write = (head: string, data: string, ms = 200) => {
    assert.equal(bench.say(`AT+FSWRITE="f",${head}`, 200), "\r\n>", head);
    bench.modem.receive(data);
    return bench.wait(ms);
  };
  putFile(bench, "f", 'a\r\n"\x00>');
  assert.equal(write("1,2,10", "bc"), OK);
  assert.equal(bench.say('AT+FSREAD="f",0,100,0'), `\r\na\r\n"\x00>bc${OK}`);
  assert.equal(bench.say('AT+FSREAD="f",1,100,6'), `\r\nbc${OK}`);
  assert.equal(bench.say('AT+FSREAD="f",1,100,8'), ERROR);
  assert.equal(write("0,2,10", "xy"), OK);
  assert.equal(bench.say('AT+FSREAD="f",0,100,0'), `\r\nxy\n"\x00>bc${OK}`, "what was longer stays");
  assert.equal(write("0,4,2", "123", 1700), "");
  assert.equal(bench.wait(300), line("TimeOut"));
  assert.equal(bench.say('AT+FSFLSIZE="f"'), line("+FSFLSIZE: 8") + OK);
  bench.modem.fault("fileFull");
  assert.equal(write("0,2,10", "no"), ERROR);
  assert.equal(write("0,2,10", "ok"), OK);
  const settings = { fileSystemBytes: 10, fswriteTruncates: true, fscreateAgain: "OK" } as const;
  const small = new Bench("air780e", "attached", { settings });
  putFile(small, "f", "0123456789");
  assert.equal(small.say('AT+FSCREATE="f"'), OK);
  putFile(small, "f", "012345678");
  small.say('AT+FSWRITE="f",0,1,10', 200);
  small.modem.receive("x");
  small.wait(200);
  assert.equal(small.say('AT+FSFLSIZE="f"'), line("+FSFLSIZE: 1") + OK);
  assert.equal(small.say('AT+FSCREATE="g"'), OK);
  small.say('AT+FSWRITE="g",0,10,10', 200);
  small.modem.receive("0123456789");
  assert.equal(small.wait(200), ERROR, "no room for both");
});

test("files outlive restart and power cut, SSLCFG does not", () => {
  for (const restart of [
    (bench: Bench) => bench.say("AT+RESET", 30_000),
    (bench: Bench) => {
      bench.modem.supply(false);
      bench.modem.supply(true);
      bench.press();
      bench.wait(30_000);
    },
  ]) {
    const bench = new Bench("air780e", "attached");
    putFile(bench, "ca.crt", "abc");
    assert.equal(bench.say('AT+SSLCFG="cacert",88,"ca.crt"'), OK);
    restart(bench);
    bench.say("ATE0");
    assert.equal(bench.say('AT+SSLCFG="cacert",88'), line('+SSLCFG: "cacert",88,""') + OK);
    assert.equal(bench.say('AT+FSREAD="ca.crt",0,10,0'), `\r\nabc${OK}`);
    assert.deepEqual([bench.modem.file("ca.crt"), bench.modem.file("other")], ["abc", undefined]);
  }
});

test("2G has no TLS settings and no files; 8910 has both", () => {
  const old = new Bench("air202", "attached");
  for (const command of ['AT+SSLCFG="seclevel",88,0', 'AT+FSCREATE="f"']) assert.equal(old.say(command), ERROR);
  const newer = new Bench("air724", "attached");
  for (const command of ['AT+SSLCFG="seclevel",88,0', 'AT+FSCREATE="f"']) assert.equal(newer.say(command), OK);
});
