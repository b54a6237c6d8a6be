/** Network time, and the time the modem was waited for. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Bench, ERROR, line, OK } from "./sim-modem-bench.ts";

test("network time: an old date before NITZ, local time and quarter hours after", () => {
  const bench = new Bench("air780e", "on", { epochMs: Date.UTC(2026, 5, 4, 1, 4, 0) });
  assert.match(bench.say("AT+CCLK?", 20), /\+CCLK: "00\/01\/01,00:00:0\d\+00"/);
  assert.match(bench.wait(20_000), /\r\n\+NITZ: 26\/06\/04,09:04:\d\d\+32,0\r\n/);
  assert.match(bench.say("AT+CCLK?", 20), /\+CCLK: "26\/06\/04,09:04:\d\d\+32"/);
});

const NTP = ['AT+SAPBR=3,1,"CONTYPE","GPRS"', "AT+SAPBR=1,1", "AT+CNTPCID=1", 'AT+CNTP="ntp.aliyun.com",-8'] as const;

test("network time by NTP, which needs bearer, context and server (16)", () => {
  const bench = new Bench("air780e", "attached", {
    epochMs: Date.UTC(2026, 5, 4, 3, 4, 0),
    settings: { nitz: false },
  });
  assert.equal(bench.say("AT+CNTP"), ERROR);
  for (const command of ['AT+CNTP="h",49', 'AT+CNTP="h",-48', 'AT+CNTP="h"', "AT+CNTP=h,0", "AT+CNTPCID=4"]) {
    assert.equal(bench.say(command), ERROR, command);
  }
  assert.equal(bench.say(NTP[3]), OK);
  assert.equal(bench.say("AT+CNTP"), OK + line("+CNTP: 61"));
  for (const command of NTP) assert.equal(bench.say(command), OK, command);
  assert.match(bench.say("AT+CCLK?", 20), /"00\/01\/01/);
  assert.equal(bench.say("AT+CNTP"), OK + line("+CNTP: 1"));
  assert.match(bench.say("AT+CCLK?", 20), /"26\/06\/04,01:0\d:\d\d-08"/);
});

test("NTP that fails says why", () => {
  for (const [trouble, code] of [
    ["dns", 62],
    ["refused", 63],
    ["timeout", 65],
  ] as const) {
    const bench = new Bench("air724", "attached", { settings: { nitz: false } });
    for (const command of NTP) bench.say(command);
    bench.broker.trouble = trouble;
    assert.equal(bench.say("AT+CNTP", 6000), OK + line(`+CNTP: ${code}`), trouble);
    assert.match(bench.say("AT+CCLK?", 20), /"00\/01\/01/);
  }
});

test("answer times: boot, commands and not-yet answers, each moment once", () => {
  const bench = new Bench("air780e", "supplied");
  const waitsMs = (fn: () => void) => {
    const before = bench.modem.answerTimesMs();
    fn();
    return bench.modem.answerTimesMs() - before;
  };
  assert.equal(
    waitsMs(() => bench.wait(60_000)),
    0,
    "nobody pressed the key",
  );
  assert.equal(
    waitsMs(() => bench.press()),
    2000,
  );
  assert.equal(
    waitsMs(() => bench.wait(3000)),
    3000,
    "booting",
  );
  assert.equal(
    waitsMs(() => bench.wait(800)),
    800,
    "answers 1500 + 4300 ms after the key",
  );
  assert.equal(
    waitsMs(() => bench.wait(300)),
    0,
    "answers, nobody asks",
  );
  assert.equal(
    waitsMs(() => bench.say("AT", 100)),
    10,
  );
  // SIM ready 1500 ms after RDY, registered 900 ms and attached 300 ms later; asked 700 ms after RDY.
  assert.equal(
    waitsMs(() => bench.say("AT+CPIN?", 2000)),
    800,
  );
  assert.equal(
    waitsMs(() => bench.wait(1000)),
    0,
    "ready, nobody asks",
  );
  assert.equal(
    waitsMs(() => bench.say("AT+CGATT?", 2000)),
    15,
  );
  bench.say("AT+CMEE=1", 100);
  bench.say("AT+MCONFIG=id", 100);
  // 20 ms and 10 ms to OK, then 10 ms there and 10 ms back.
  assert.equal(
    waitsMs(() => bench.say('AT+MIPSTART="h",1883')),
    40,
  );
  assert.equal(
    waitsMs(() => bench.say("AT+MCONNECT=0,600")),
    30,
  );
});
