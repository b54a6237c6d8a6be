/** Command tables: bytes in, bytes out. Section numbers are the fact sheet's. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { FamilyName } from "../../sim/modem/family.ts";
import { Bench, cme, ERROR, type Level, line, OK } from "./sim-modem-bench.ts";

type Row = readonly [command: string, reply: string];

function table(name: string, family: FamilyName, level: Level, rows: readonly Row[]): void {
  test(`${name} (${family}, ${level})`, () => {
    const bench = new Bench(family, level);
    for (const [command, reply] of rows) assert.equal(bench.say(command), reply, command);
  });
}

table("identity and line", "air780e", "attached", [
  ["AT", OK],
  ["at+cgmi", line('+CGMI: "AirM2M"') + OK],
  ["AT+CGMM", line('+CGMM: "Air780E"') + OK],
  ["AT+CGMR", line('+CGMR: "AirM2M_780E_V1120_LTE_AT"') + OK],
  ["ATI", line("AirM2M_780E_V1120_LTE_AT") + OK],
  ["AT+VER", line("AirM2M_780E_V1120_LTE_AT") + OK],
  ["AT+CGSN", line("866123456789012") + OK],
  ["AT+CIMI", line("460001234567890") + OK],
  ["AT+CCID", line("89860012345678901234") + OK],
  ["AT+ICCID", line("+ICCID: 89860012345678901234") + OK],
  ["ATE1", OK],
  ["AT", `AT\r${OK}`],
  ["ATE0", `ATE0\r${OK}`],
  ["AT+IFC=0,0", OK],
  ["AT+CNMI=0,0,0,0,0", OK],
  ["AT+CSCLK=0", OK],
  ["AT+CBC", line("+CBC: 3800") + OK],
  ['AT+UPGRADE="AUTO",0', OK],
  ["AT*EXINFO?", line("*EXINFO: 0") + OK],
  ["AT+CGEREP=1", ERROR],
  ["AT+NOSUCH", ERROR],
  ["AT+CSQ=?", OK],
]);

table("2G texts are bare", "air202", "attached", [
  ["AT+CGMI", line("AirM2M") + OK],
  ["AT+CGMR", line("AirM2M_V5595_AT_S_SSL") + OK],
  ["AT+CEREG?", ERROR],
  ['AT+MPUBEX="t",0,0,5', ERROR],
]);

table("radio", "air780e", "attached", [
  ["AT+CPIN?", line("+CPIN: READY") + OK],
  ["AT+CSQ", line("+CSQ: 22,0") + OK],
  ["AT+CREG?", line("+CREG: 0,1") + OK],
  ["AT+CEREG=2", OK],
  ["AT+CEREG?", line('+CEREG: 2,1,"2604","0A1B2C3D",7') + OK],
  ["AT+CGREG=3", ERROR],
  ["AT+COPS?", line('+COPS: 0,0,"CHINA MOBILE",7') + OK],
  ["AT+CGATT?", line("+CGATT: 1") + OK],
  ["AT+CFUN?", line("+CFUN: 1") + OK],
  ["AT+CEREG=0", OK],
  ["AT+CFUN=4", OK],
  ["AT+CGATT=1", cme(797)],
  ["AT+CSTT", cme(797)],
  ["AT+CREG?", line("+CREG: 0,0") + OK],
  ["AT+COPS?", line("+COPS: 0") + OK],
  ["AT+CGPADDR", line('+CGPADDR: 1,"0.0.0.0"') + OK],
]);

table("CMEE (11)", "air780e", "attached", [
  ["AT+MIPCLOSE", cme(767)],
  ["AT+CMEE=0", OK],
  ["AT+MIPCLOSE", ERROR],
  ["AT+CMEE=2", OK],
  ["AT+CIPMUX=1", OK],
  ['AT+MIPSTART="h",1883', line("+CME ERROR: operation not allowed")],
  ["AT+CMEE?", line("+CMEE: 2") + OK],
]);

table("bearer by hand (5)", "air202", "attached", [
  ["AT+CIPSTATUS", OK + line("STATE: IP INITIAL")],
  ["AT+CIICR", cme(3)],
  ["AT+CIFSR", ERROR],
  ['AT+CSTT="CMNET","",""', OK],
  ["AT+CIPSTATUS", OK + line("STATE: IP START")],
  ['AT+CSTT="CMNET"', cme(3)],
  ["AT+CIPMUX=0", cme(3)],
  ["AT+CIICR", OK],
  ["AT+CIPSTATUS", OK + line("STATE: IP GPRSACT")],
  ["AT+CIFSR", line("10.86.47.178")],
  ["AT+CIPSTATUS", OK + line("STATE: IP STATUS")],
  ['AT+CDNSCFG="223.5.5.5","8.8.8.8"', OK],
  ["AT+CIPSHUT", line("SHUT OK")],
  ["AT+CIPSTATUS", OK + line("STATE: IP INITIAL")],
  ["AT+CSTT", OK],
]);

test("IP CONFIG shows nowhere but while CIICR runs; a refused APN and a missing attach differ", () => {
  const refused = new Bench("air202", "attached", { sim: { apns: ["private"] } });
  refused.say('AT+CSTT="CMNET"');
  assert.equal(refused.say("AT+CIICR"), ERROR);
  const early = new Bench("air202", "on", { sim: { registerMs: 600_000 } });
  early.say("AT+CSTT");
  assert.equal(early.say("AT+CIICR").replace(line("+CPIN: READY"), ""), line("+PDP: DEACT") + cme(65535));
});

table("strict arguments (6.2, 6.3, 6.4)", "air780e", "configured", [
  ['AT+MCONFIG="id","user"', ERROR],
  ['AT+MCONFIG="a|b","",""', OK],
  ["AT+MCONFIG=a|b,u,p", ERROR],
  ["AT+MCONFIG=id", OK],
  [`AT+MCONFIG="${"x".repeat(257)}","u","p"`, ERROR],
  ['AT+MCONFIG="id","u","p",1,0,"will","gone"', OK],
  ['AT+MCONFIG="id","u","p",3,0,"will","gone"', ERROR],
  ['AT+MCONFIG="id","u","p",1,0,will,"gone"', ERROR],
  ['AT+MCONFIG="id","u","p",60', ERROR],
  ['AT+MIPSTART="h"', ERROR],
  ['AT+MIPSTART="h",0', ERROR],
  ['AT+MIPSTART="h",65536', ERROR],
  ["AT+MCONNECT=0,600", cme(767)],
  ["AT+MCONNECT=0,600,1", ERROR],
  ["AT+MCONNECT=2,600", ERROR],
  ['AT+MSUB="t",1', cme(767)],
  ['AT+MPUB="t",1,0,"x"', cme(767)],
  ['AT+MPUBEX="t",1,0,1', cme(767)],
  ["AT+MDISCONNECT", cme(767)],
  ["AT+MIPCLOSE", cme(767)],
  ["AT+MQTTSTATU", line("+MQTTSTATU :0") + OK],
]);

table("legal states of the session (6.1)", "air780e", "bearer", [
  ['AT+MIPSTART="h",1883', cme(3)],
  ["AT+MCONFIG=id", OK],
  ['AT+MIPSTART="h","1883"', OK + line("CONNECT OK")],
  ["AT+CIPSTATUS", OK + line("STATE: CONNECT OK")],
  ['AT+MIPSTART="h",1883', OK + line("ALREADY CONNECT")],
  ["AT+MCONFIG=id", cme(767)],
  ["AT+MQTTSTATU", line("+MQTTSTATU :2") + OK],
  ["AT+MCONNECT=1,60", OK + line("CONNACK OK")],
  ["AT+MQTTSTATU", line("+MQTTSTATU :1") + OK],
  ["AT+MCONNECT=1,60", cme(767)],
  ['AT+MSUB="a/+/b",1', OK + line("SUBACK")],
  ['AT+MUNSUB="a/+/b"', OK + line("UNSUBACK")],
  ["AT+MDISCONNECT", OK],
  ["AT+MCONNECT=1,60", cme(767)],
  ["AT+MIPCLOSE", OK],
  ["AT+MIPCLOSE", cme(767)],
  ["AT+MCONFIG=id", OK],
  ['AT+SSLMIPSTART="h",8883', OK + line("CONNECT OK")],
  ["AT+CIPSHUT", line("SHUT OK")],
  ["AT+MQTTSTATU", line("+MQTTSTATU :0") + OK],
]);

table("settings of messages (6.7)", "air780e", "up", [
  ["AT+MQTTMODE?", line("+MQTTMODE: 0") + OK],
  ["AT+MQTTMODE=2", ERROR],
  ["AT+MQTTMSGSET=1", OK],
  ["AT+MQTTMSGSET?", line("+MQTTMSGSET:1") + OK],
  ["AT+MQTTMSGGET", OK],
  ["AT+MQTTMSGGET?", [0, 1, 2, 3].map((slot) => line(`+MQTTMSGGET: ${slot},INVALID`)).join("") + OK],
]);

table("MPUB: strict text (8, 6.6)", "air780e", "up", [
  ['AT+MPUB="t",0,0,"x"', OK],
  ['AT+MPUB="t",1,0,"{\\22a\\22:1}"', OK + line("PUBACK")],
  ['AT+MPUB="t",2,0,"x"', OK + line("PUBREC") + line("PUBCOMP")],
  ['AT+MPUB="t",1,0,"{"a":1}"', ERROR],
  ['AT+MPUB="t",1,0,"{\\"a\\":1}"', ERROR],
  ['AT+MPUB="t",1,0,"a\nb"', ERROR],
  ['AT+MPUB="t",1,0,"a\x01b"', ERROR],
  ['AT+MPUB="t",1,0,"a\\b"', ERROR],
  ['AT+MPUB="t",1,0,x', ERROR],
  ['AT+MPUB="t",3,0,"x"', ERROR],
  ['AT+MPUB="a/#",0,0,"x"', ERROR],
  [`AT+MPUB="${"t".repeat(257)}",0,0,"x"`, ERROR],
  [`AT+MPUB="t",0,0,"${"x".repeat(4100)}"`, OK],
  [`AT+MPUB="t",0,0,"${"x".repeat(4101)}"`, ERROR],
  [`AT+MPUB="t",0,0,"${"\\22".repeat(1367)}"`, ERROR],
  [`AT+MPUB="t",0,0,"${"x".repeat(6000)}"`, ERROR],
  ["AT", OK],
]);

table("noise and garbage (2.1, 2.2)", "air780e", "attached", [
  ["\nAT", OK],
  ["\xff\x00AT", ERROR],
  ["nonsense", ""],
  ["\x00\x80\xff", ""],
  ["ATZZ9", ERROR],
  ["AT+", ERROR],
  ["AT+=1", ERROR],
  ['AT+MCONFIG="id', ERROR],
  ["", ""],
  ["AT", OK],
]);
