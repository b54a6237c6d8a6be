/** The bearer of HTTP and NTP (facts 5). */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Bench, cme, ERROR, line, OK } from "./sim-modem-bench.ts";
import { bench, SAPBR, table } from "./sim-modem-http-bench.ts";

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
