/** Sessions over virtual time: the vectors of section 22, data mode, messages, keep-alive, time, waits. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { IConnectPacket, IPublishPacket } from "mqtt-packet";
import { Bench, cme, ERROR, line, OK } from "./sim-modem-bench.ts";

const up = (settings = {}) => new Bench("air780e", "up", { settings });

test("vectors of section 22", () => {
  const bench = new Bench("air780e", "bearer", { settings: { prompt: ">" } });
  bench.say('AT+CSTT=""');
  bench.say("AT+CIICR");
  assert.equal(bench.say("AT+CIFSR"), "\r\n10.86.47.178\r\n");
  assert.equal(bench.say("AT+CIPSTATUS"), "\r\nOK\r\n\r\nSTATE: IP STATUS\r\n");
  bench.say('AT+MCONFIG="id","user","password"');
  bench.broker.opening = "refused";
  const failed = "\r\nOK\r\n\r\nSTATE: IP STATUS\r\n\r\nCONNECT FAIL\r\n";
  assert.equal(bench.say('AT+MIPSTART="h",1883'), failed);
  bench.broker.opening = "accept";
  assert.equal(bench.say('AT+MIPSTART="h",1883'), "\r\nOK\r\n\r\nCONNECT OK\r\n");
  assert.equal(bench.say("AT+MCONNECT=0,600"), "\r\nOK\r\n\r\nCONNACK OK\r\n");
  assert.equal(bench.say("AT+MQTTSTATU"), "\r\n+MQTTSTATU :1\r\n\r\nOK\r\n");
  bench.say("AT+MQTTMSGSET=0");
  bench.modem.fault("messageBeforeSuback");
  bench.modem.receive('AT+MSUB="t",1\r');
  bench.broker.publish("t", "hi");
  assert.equal(bench.wait(1000), '\r\nOK\r\n\r\n+MSUB: "t",2 byte,hi\r\n\r\nSUBACK\r\n');
  assert.equal(bench.say('AT+MPUB="t",1,0,"{\\22a\\22:1}"'), "\r\nOK\r\n\r\nPUBACK\r\n");
  assert.equal((bench.broker.last("publish") as IPublishPacket).payload.toString(), '{"a":1}');
  assert.equal(bench.say('AT+MPUBEX="t",0,0,5'), "\r\n>");
  bench.modem.receive('a"\r\nb');
  assert.equal(bench.wait(1000), "\r\nOK\r\n");
  assert.equal((bench.broker.last("publish") as IPublishPacket).payload.toString(), 'a"\r\nb');
  bench.broker.publish("t", "\r\nOK\r\n>x");
  assert.equal(bench.wait(1000), '\r\n+MSUB: "t",8 byte,\r\nOK\r\n>x\r\n');
  bench.say("AT+MQTTMSGSET=1");
  bench.broker.publish("t", "abc");
  assert.equal(bench.wait(1000), "\r\n+MSUB: 0\r\n");
  assert.equal(bench.say("AT+MQTTMSGGET"), "\r\n+MSUB:t,3 byte,abc\r\n\r\nOK\r\n");
  bench.say("AT+MIPCLOSE");
  assert.equal(bench.say("AT+MIPCLOSE"), "\r\n+CME ERROR: 767\r\n");
  assert.deepEqual(bench.modem.violations, []);
});

test("the login carries what MCONFIG and MCONNECT said", () => {
  const bench = new Bench("air202", "bearer");
  bench.say('AT+MCONFIG="D001|securemode=3,signmethod=hmacsha1|","D001&a1EXAMPLE00","43eb",1,1,"w","gone"');
  bench.say('AT+MIPSTART="a1EXAMPLE00.iot-as-mqtt.cn-shanghai.aliyuncs.com",1883');
  bench.say("AT+MCONNECT=0,600");
  const packet = bench.broker.last("connect") as IConnectPacket;
  assert.deepEqual(bench.broker.opens, ["a1EXAMPLE00.iot-as-mqtt.cn-shanghai.aliyuncs.com:1883"]);
  assert.deepEqual(packet, {
    cmd: "connect",
    protocolId: "MQTT",
    protocolVersion: 4,
    clean: false,
    keepalive: 600,
    clientId: "D001|securemode=3,signmethod=hmacsha1|",
    username: "D001&a1EXAMPLE00",
    password: Buffer.from("43eb"),
    will: { topic: "w", payload: Buffer.from("gone"), qos: 1, retain: true },
  });
});

test("the transcript's session, line by line, on an Air202", () => {
  const bench = new Bench("air202", "attached");
  const post = "/sys/a1EXAMPLE00/D001/thing/event/property/post";
  const alink = `{\\22method\\22:\\22thing.event.property.post\\22,\\22params\\22:{\\22PowerSwitch\\22:1}}`;
  const rows: readonly (readonly [string, string])[] = [
    ["AT", OK],
    ["AT+CGMI", line("AirM2M") + OK],
    ["AT+CGMR", line("AirM2M_V5595_AT_S_SSL") + OK],
    ["AT+CPIN?", line("+CPIN: READY") + OK],
    ["AT+CSQ", line("+CSQ: 22,0") + OK],
    ["AT+CREG?", line("+CREG: 0,1") + OK],
    ["AT+CGATT?", line("+CGATT: 1") + OK],
    ['AT+CSTT="CMNET","",""', OK],
    ["AT+CIICR", OK],
    ["AT+CIFSR", line("10.86.47.178")],
    ['AT+MCONFIG="D001|securemode=3,signmethod=hmacsha1|","D001&a1EXAMPLE00","43eb60cfc371"', OK],
    ['AT+MIPSTART="a1EXAMPLE00.iot-as-mqtt.cn-shanghai.aliyuncs.com",1883', OK + line("CONNECT OK")],
    ["AT+MCONNECT=0,600", OK + line("CONNACK OK")],
    [`AT+MSUB="${post}",1`, OK + line("SUBACK")],
    [`AT+MPUB="${post}",1,0,"{\\22PowerSwitch\\22:0}"`, OK + line("PUBACK")],
    [`AT+MPUB="${post}",0,0,"{\\22PowerSwitch\\22:1}"`, OK],
    [`AT+MPUB="${post}",1,0,"${alink}"`, OK + line("PUBACK")],
    ["AT+MDISCONNECT", OK],
  ];
  for (const [command, reply] of rows) assert.equal(bench.say(command), reply, command);
  const json = JSON.parse((bench.broker.last("publish") as IPublishPacket).payload.toString());
  assert.deepEqual(json, { method: "thing.event.property.post", params: { PowerSwitch: 1 } });
});

test("a refused login: ERROR or CLOSED, then MIPCLOSE clears the way", () => {
  for (const [connackRefusal, reply] of [
    ["ERROR", OK + ERROR],
    ["CLOSED", OK + line("CLOSED")],
  ] as const) {
    const bench = new Bench("air780e", "tcp", { settings: { connackRefusal } });
    bench.broker.returnCode = 4;
    assert.equal(bench.say("AT+MCONNECT=0,600"), reply);
    assert.equal(bench.say('AT+MIPSTART="h",1883'), cme(912));
    assert.equal(bench.say("AT+MIPCLOSE"), cme(767));
    assert.equal(bench.say("AT+MCONFIG=id"), OK);
  }
});

test("a link the broker closes before MCONNECT prints CLOSED, and MCONNECT fails", () => {
  const bench = new Bench("air780e", "tcp");
  bench.broker.close();
  assert.equal(bench.wait(1000), line("CLOSED"));
  assert.equal(bench.say("AT+MCONNECT=0,600"), cme(767));
});

test("data mode: exact count, what lies beyond is a command; silence ends it", () => {
  const bench = up();
  bench.say('AT+MPUBEX="t",1,0,3');
  bench.modem.receive("ab");
  assert.equal(bench.wait(4900), "");
  bench.modem.receive("cAT\r");
  assert.equal(bench.wait(2000), OK + line("PUBACK"));
  assert.match(bench.modem.violations[0]?.what ?? "", /another is in progress: AT/);
  bench.say('AT+MPUBEX="t",0,0,10');
  bench.modem.receive("AT\r");
  assert.equal(bench.wait(4900), "");
  assert.equal(bench.wait(200), ERROR);
  assert.equal(bench.say("AT"), OK);
});

test("data mode: LF behind the CR is payload, glued data is lost, 0x1A ends an uncounted one", () => {
  const bench = up();
  bench.modem.receive('AT+MPUBEX="t",0,0,3\r\n');
  bench.wait(100);
  bench.modem.receive("ab");
  assert.equal(bench.wait(500), OK);
  assert.equal((bench.broker.last("publish") as IPublishPacket).payload.toString(), "\nab");
  bench.modem.receive('AT+MPUBEX="t",0,0,3\rabc');
  assert.equal(bench.wait(4000), "\r\n>");
  assert.equal(bench.wait(2000), ERROR);
  bench.say('AT+MPUBEX="t",0,0');
  bench.modem.receive("xyz\x1a");
  assert.equal(bench.wait(500), OK);
  assert.equal((bench.broker.last("publish") as IPublishPacket).payload.toString(), "xyz");
});

test("messages: QoS 1 is acknowledged by the modem, UTF-8 counts bytes, above the limit nothing or a cut", () => {
  const bench = up();
  bench.broker.publish("t", Buffer.from("气体").toString("latin1"), 1);
  assert.equal(bench.wait(1000), `\r\n+MSUB: "t",6 byte,${Buffer.from("气体").toString("latin1")}\r\n`);
  assert.equal(bench.broker.last("puback")?.messageId, 77);
  bench.broker.publish("t", "x".repeat(1361), 1);
  assert.equal(bench.wait(1000), "");
  const cutting = up({ pushOverLimit: "cut", pushBytes: 2 });
  cutting.broker.publish("t", "abc");
  assert.equal(cutting.wait(1000), '\r\n+MSUB: "t",2 byte,ab\r\n');
});

test("cached messages: four slots, the oldest is overwritten", () => {
  const bench = up();
  bench.say("AT+MQTTMSGSET=1");
  for (const text of ["a", "b", "c", "d", "e"]) bench.broker.publish("t", text);
  assert.equal(bench.wait(1000), [0, 1, 2, 3, 0].map((slot) => line(`+MSUB: ${slot}`)).join(""));
  const listing = ["e", "b", "c", "d"].map((text) => line(`+MSUB:t,1 byte,${text}`)).join("");
  assert.equal(bench.say("AT+MQTTMSGGET"), listing + OK);
  assert.equal(bench.say("AT+MQTTMSGGET"), OK);
});

test("MQTTMODE=1 sends hex digits as bytes", () => {
  const bench = up();
  bench.say("AT+MQTTMODE=1");
  assert.equal(bench.say('AT+MPUB="t",0,0,"313233"'), OK);
  assert.equal((bench.broker.last("publish") as IPublishPacket).payload.toString(), "123");
  assert.equal(bench.say('AT+MPUB="t",0,0,"31323"'), ERROR);
});

test("keep-alive: the modem pings at 300 s though 600 was asked, and gives up after 1.5", () => {
  const bench = up();
  bench.wait(3_000_000);
  assert.equal(bench.broker.count("pingreq"), 10);
  bench.broker.ignores.add("pingreq");
  assert.equal(bench.wait(460_000), line("CLOSED"));
  assert.equal(bench.say("AT+MQTTSTATU"), line("+MQTTSTATU :0") + OK);
});

test("a command sent into another: lost, ERROR or busy, by setting", () => {
  for (const [busy, reply] of [
    ["lost", OK],
    ["ERROR", ERROR + OK],
    ["cme14", cme(14) + OK],
  ] as const) {
    const bench = new Bench("air780e", "attached", { settings: { busy } });
    bench.modem.receive("AT\rAT\r");
    assert.equal(bench.wait(1000), reply, busy);
    assert.equal(bench.modem.violations.length, 1);
  }
});
