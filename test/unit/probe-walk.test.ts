/** A probe's whole walk: all well in each family, what is left in the modem, what ends it early, and the score. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { SimClock } from "../../sim/clock.ts";
import { Platform } from "../../sim/cloud/platform.ts";
import { VirtualNetwork } from "../../sim/cloud/virtual-network.ts";
import { EXAMPLE_DEVICE } from "../../sim/profile.ts";
import { deviceTarget } from "../../tools/probe/mqtt-steps.ts";
import { STEPS } from "../../tools/probe/report.ts";
import { Stop } from "../../tools/probe/waiting.ts";
import { SETTINGS as MQTT } from "./mqtt-bench.ts";
import { LOGIN, Rig, rowOf, troubles } from "./probe-rig.ts";

const CLOUD = {
  dialect: "aliyun",
  ...EXAMPLE_DEVICE,
  region: "cn-shanghai",
  host: "",
  port: 1883,
  tls: false,
  signMethod: "hmacsha256",
  keepAliveS: 300,
} as const;

test("the weights of all steps are a hundred", () => {
  assert.equal(
    STEPS.reduce((sum, { weight }) => sum + weight, 0),
    100,
  );
});

for (const family of ["air202", "air724", "air780e"] as const) {
  test(`${family}: all well, and the modem is left as it was found`, async () => {
    const rig = new Rig({ family });
    const report = await rig.run();
    assert.deepEqual(troubles(report), [], JSON.stringify(report.rows, null, 1));
    assert.deepEqual([report.score, report.exitCode], [100, 0]);
    assert.equal(rig.modem.mqttState, "OFF", "its session is closed");
    assert.match(rig.at.findLast((line) => line.startsWith("> ")) ?? "", /ATE1/, "its echo is on again");
    assert.match(report.changed.join(), /AT\+CMEE=1.*AT\+MQTTMSGSET=0.*nothing was stored/);
    assert.doesNotMatch(rig.at.join("\n"), /&W/);
    const shuts = rig.at.filter((line) => line === "> AT+CIPSHUT").length;
    assert.equal(shuts, family === "air780e" ? 0 : 1, "a bearer that was raised is given back");
    assert.deepEqual(rig.modem.violations, []);
  });
}

test("what it tells: identity, card, signal, network, times; the card's number is shortened wherever it stands", async () => {
  const rig = new Rig({ family: "air724" });
  const report = await rig.run();
  const seen = (step: Parameters<typeof rowOf>[1]) => rowOf(report, step).seen;
  assert.match(seen("identity"), /AirM2M Air724UG, firmware AirM2M_Air724UG_V401857_LTE_AT, IMEI 866123456789012/);
  assert.equal(seen("SIM"), "ready, ICCID 89860012345678901234, IMSI 46000...7890");
  assert.equal(seen("signal"), "CSQ 22 (-69 dBm): good");
  assert.equal(seen("bearer"), "APN CMNET, address 10.86.47.178");
  assert.match(seen("round trip"), /^acknowledged after 0\.\d\d s, back after 0\.\d\d s$/);
  assert.doesNotMatch(rig.at.join("\n"), /460001234567890/);
});

test("without a broker MQTT is not tried, and costs nothing", async () => {
  const rig = new Rig({ target: null });
  const report = await rig.run();
  assert.deepEqual(troubles(report), ["broker not tried", "login not tried", "round trip not tried"]);
  assert.deepEqual([report.score, report.exitCode], [100, 0]);
  assert.match(rowOf(report, "broker").advice ?? "", /--broker mqtt:\/\/host:port, or --config/);
  assert.doesNotMatch(rig.at.join("\n"), /MCONFIG|MIPCLOSE|MDISCONNECT/);
});

test("at the platform it logs in as the device, and touches none of its topics", async () => {
  for (const deviceSecret of [EXAMPLE_DEVICE.deviceSecret, "another"]) {
    const platform = new Platform({ devices: [EXAMPLE_DEVICE] });
    const target = deviceTarget({ cloud: { ...CLOUD, deviceSecret }, mqtt: MQTT });
    const clock = new SimClock();
    const network = new VirtualNetwork({ clock, hosts: { [target.session.host]: platform } });
    const rig = new Rig({ network, clock, target });
    const report = await rig.run();
    const isRight = deviceSecret === EXAMPLE_DEVICE.deviceSecret;
    assert.deepEqual(
      troubles(report),
      isRight ? ["round trip not tried"] : ["login fail", "round trip not tried"],
      JSON.stringify(report.rows, null, 1),
    );
    assert.equal(report.score, isRight ? 100 : 95);
    if (isRight) assert.match(rowOf(report, "login").seen, /accepted as D001&a1EXAMPLE00/);
    else assert.match(rowOf(report, "login").advice ?? "", /product key.*device secret.*canary sign/);
    assert.doesNotMatch(rig.at.join("\n"), /MSUB|MPUB/);
  }
});

test("at a plain broker too it logs in as the device, touches none of its topics, and leaves no will", () => {
  const { session, isPlatform } = deviceTarget({
    cloud: { ...CLOUD, dialect: "mqtt", host: "broker.example" },
    mqtt: MQTT,
  });
  const { host, clientId, username, topics, will } = session;
  assert.deepEqual([host, clientId, username, topics, will], ["broker.example", "D001", "canary", [], undefined]);
  assert.equal(isPlatform, false, "its advice is not the platform's");
});

test("a bearer and a session that stand from before are taken down first", async () => {
  const rig = new Rig({ family: "air202" });
  await rig.run();
  const { modem, clock } = rig;
  const say = (command: string) => {
    modem.receive(`${command}\r`);
    clock.runFor(5000);
  };
  const left = ['AT+CSTT="CMNET","",""', "AT+CIICR", "AT+CIFSR", 'AT+MCONFIG="old"', 'AT+MIPSTART="h",1883'];
  for (const command of [...left, "AT+MCONNECT=1,60"]) say(command);
  assert.equal(modem.mqttState, "UP");
  const again = await rig.again();
  assert.deepEqual(troubles(again), [], JSON.stringify(again.rows, null, 1));
  assert.match(rowOf(again, "firmware").seen, /a session is up/);
  assert.match(again.changed.join(), /session that was up has been closed/);
});

test("stopped from outside: the step under way fails by it, the rest is not tried", async () => {
  const rig = new Rig({ sim: { registerMs: 10_000_000 } });
  rig.clock.after(20_000, () => rig.probe.stop(new Stop(42, "not over after 20 s", "more time")));
  const report = await rig.run();
  assert.equal(report.exitCode, 42);
  assert.equal(rowOf(report, "registration").seen, "not over after 20 s");
  assert.equal(rowOf(report, "supply").seen, "stopped at registration");
  assert.equal(rig.clock.nowMs < 21_000, true, "at once");
  assert.equal(report.rows.length, STEPS.length);
});

test("a cable that is pulled: exit 4", async () => {
  const rig = new Rig({ sim: { registerMs: 10_000_000 } });
  rig.clock.after(20_000, () => rig.loseLine("Input/output error"));
  const report = await rig.run();
  assert.equal(report.exitCode, 4);
  assert.match(rowOf(report, "registration").seen, /the line was lost: Input\/output error/);
});

test("registered for data alone, which is not enough for the firmware", async () => {
  const rig = new Rig();
  rig.answerInstead(/^\+CREG: 0,1/, "+CREG: 0,2");
  const report = await rig.run();
  assert.match(rowOf(report, "registration").seen, /searching \(\+CREG: 0,2\); \+CGREG: 0,1; \+CEREG: 0,1/);
  assert.match(rowOf(report, "registration").advice ?? "", /for data \(LTE\) and not for calls/);
});

test("only the echo of what is sent: TX and RX are joined", async () => {
  const rig = new Rig({ isLooped: true });
  const report = await rig.run();
  assert.match(rowOf(report, "answer").seen, /what was sent came back/);
  assert.match(rowOf(report, "answer").advice ?? "", /TX and RX are joined/);
  assert.equal(report.exitCode, 4);
});

test("a modem that falls silent on the way", async () => {
  const rig = new Rig({ sim: { registerMs: 10_000_000 } });
  rig.clock.after(20_000, () => rig.modem.fault("mute"));
  const report = await rig.run();
  assert.equal(report.exitCode, 1);
  assert.equal(rowOf(report, "registration").seen, "no answer any more");
  assert.match(rowOf(report, "registration").advice ?? "", /2 A bursts/);
  assert.match(report.changed.join(), /does not answer any more/);
});

test("the password stands in the login alone, once", async () => {
  const rig = new Rig();
  await rig.run();
  const shown = rig.at.filter((line) => line.includes(LOGIN.password));
  assert.equal(shown.length, 1);
  assert.match(shown[0] ?? "", /^> AT\+MCONFIG="canary-probe-[0-9a-f]{8}","gas",/);
});
