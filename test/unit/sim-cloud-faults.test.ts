/** Each fault of the cloud's catalogue does what it says, and its end puts things right. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { CloudInside } from "../../sim/cloud/faults.ts";
import { CLOUD_FAULTS, type CloudFaultName } from "../../sim/cloud/faults.ts";
import { holdKnobs } from "../../sim/cloud/knobs.ts";
import type { FaultOf, FaultOptions } from "../../sim/modem/fault.ts";
import { DEVICE, POST, Rig, SYS } from "./sim-cloud-rig.ts";

const REPLIES = `${SYS}/thing/event/+/post_reply`;
const tried = new Set<CloudFaultName>();

function start(rig: Rig, name: CloudFaultName, options: FaultOptions = {}): () => void {
  tried.add(name);
  const fault: FaultOf<CloudInside> = CLOUD_FAULTS[name];
  const { clock, network, platform, broker } = rig;
  return fault.start({ clock, network, platform, broker, device: DEVICE }, options) ?? (() => {});
}

const online = (rig: Rig) => rig.client().connect().subscribe(REPLIES);
const post = (id: string) =>
  `{"id":"${id}","version":"1.0","method":"thing.event.property.post","params":{"PowerSwitch":1}}`;

/** What a client sees in half a minute when it opens a connection and logs in. */
function login(rig: Rig): string {
  const client = rig.client().open();
  rig.clock.runUntil(() => client.events.length > 0, 40_000);
  if (client.events[0] !== "opened") return client.events.join();
  client.send({
    cmd: "connect",
    protocolId: "MQTT",
    protocolVersion: 4,
    clientId: "D001|securemode=3,signmethod=hmacsha1|",
    username: "D001&a1EXAMPLE00",
    password: Buffer.from("43eb60cfc371b6af9abb7a11ab3abbbfa0019170"),
    keepalive: 300,
    clean: false,
  });
  rig.clock.runFor(30_000);
  const [connack] = client.of("connack");
  return [...client.events, ...(connack ? [`connack ${connack.returnCode}`] : [])].join();
}

test("the way: what stands, and what is opened anew, while it lasts and after it", () => {
  for (const [name, standing, opened] of [
    ["dnsFails", "opened,closed", /failed dns/],
    ["brokerRefuses", "opened,closed", /failed refused/],
    ["networkCut", "opened", /failed timeout/],
    ["networkStalls", "opened", /^opened$/],
    ["brokerMute", "opened", /^opened$/],
    ["networkSlow", "opened", /^opened,connack 0$/],
    ["connackLate", "opened", /^opened,connack 0$/],
    ["closesSoon", "opened", /^opened,connack 0$/],
  ] as const) {
    const rig = new Rig();
    const client = online(rig);
    const stop = start(rig, name);
    rig.clock.runFor(5000);
    assert.equal(client.events.join(), standing, name);
    assert.match(login(rig), opened, name);
    stop();
    rig.clock.runFor(60_000);
    assert.equal(login(rig), "opened,connack 0", `${name} is over`);
  }
});

test("a reset closes what is open, and no more", () => {
  const rig = new Rig();
  const client = online(rig);
  start(rig, "brokerResets");
  client.waitFor(() => client.events.includes("closed"));
  assert.equal(login(rig), "opened,connack 0");
});

test("logins refused, by number", () => {
  const rig = new Rig();
  for (const code of [1, 2, 3, 4, 5]) {
    const stop = start(rig, "loginRefused", { code });
    assert.equal(login(rig), `opened,closed,connack ${code}`);
    stop();
  }
  assert.equal(login(rig), "opened,connack 0");
  assert.deepEqual(rig.platform.violations, [], "the device is not to blame");
});

test("no PUBACK, yet the post is taken", () => {
  const rig = new Rig();
  const client = online(rig);
  const stop = start(rig, "pubackFrozen");
  client.publish(POST, post("1"));
  rig.clock.runFor(5000);
  assert.deepEqual([client.of("puback").length, client.received.length], [0, 1]);
  stop();
  client.publish(POST, post("2"));
  client.waitFor(() => client.of("puback").length === 1);
});

/** post_reply codes by id of three posts, the third behind the fault's end. */
function replies(name: CloudFaultName, options: FaultOptions = {}): string {
  const rig = new Rig();
  const client = online(rig);
  const stop = start(rig, name, options);
  const say = (id: string) => {
    client.publish(POST, post(id));
    rig.clock.runFor(40_000);
  };
  say("1");
  say("2");
  stop();
  say("3");
  return client.received.map((one) => [/"id":"(\d+)"/.exec(one)?.[1], /"code":(\d+)/.exec(one)?.[1]].join(" ")).join();
}

test("replies: missing, lost, twice, late, for another, with a code", () => {
  assert.equal(replies("repliesMissing"), "3 200");
  assert.equal(replies("replyLost"), "2 200,3 200");
  assert.equal(replies("replyLost", { times: 2 }), "3 200");
  assert.equal(replies("replyDoubled"), "1 200,1 200,2 200,2 200,3 200");
  assert.equal(replies("replyLate", { delayMs: 90_000 }), "3 200,1 200", "the second is still to come");
  assert.equal(replies("replyToAnother"), "2 200,3 200,3 200");
  assert.equal(replies("refusedOnce", { code: 6307 }), "1 6307,2 200,3 200");
  assert.equal(replies("refused", { code: 429 }), "1 429,2 429,3 200");
});

test("questions are refused, posts are not", () => {
  const rig = new Rig();
  const client = online(rig);
  const stop = start(rig, "questionsRefused", { code: 429 });
  const codes = () => client.received.map((one) => /"code":(\d+)/.exec(one)?.[1]);
  client.subscribe(`${SYS}/thing/deviceinfo/get_reply`);
  const ask = (id: string) => client.publish(`${SYS}/thing/deviceinfo/get`, `{"id":"${id}","params":{}}`);
  ask("1");
  client.waitFor(() => client.received.length === 1);
  client.publish(POST, post("2"));
  client.waitFor(() => client.received.length === 2);
  stop();
  ask("3");
  client.waitFor(() => client.received.length === 3);
  assert.deepEqual(codes(), ["429", "200", "200"]);
});

test("a second login throws the device off: once, or again and again", () => {
  const rig = new Rig();
  const client = online(rig);
  start(rig, "kicked");
  client.waitFor(() => client.events.includes("closed"));
  const second = online(rig);
  rig.clock.runFor(60_000);
  assert.deepEqual(second.events, ["opened"], "the other one does not come back");
  const stop = start(rig, "kickedAgain");
  second.waitFor(() => second.events.includes("closed"));
  const third = online(rig);
  third.waitFor(() => third.events.includes("closed"));
  stop();
  const fourth = online(rig);
  rig.clock.runFor(60_000);
  assert.deepEqual(fourth.events, ["opened"]);
});

test("a knob held twice goes back when the last holder lets go, in whatever order", () => {
  const target = { a: 1, b: "x" };
  const first = holdKnobs(target, { a: 2 });
  const second = holdKnobs(target, { a: 3, b: "y" });
  first();
  assert.deepEqual(target, { a: 3, b: "y" });
  second();
  second();
  assert.deepEqual(target, { a: 1, b: "x" });
});

test("two faults of the network: it is whole when both are over", () => {
  const rig = new Rig();
  const cut = start(rig, "networkCut");
  const dns = start(rig, "dnsFails");
  cut();
  assert.match(login(rig), /failed dns/);
  dns();
  assert.equal(login(rig), "opened,connack 0");
});

test("every fault of the catalogue is tried", () => {
  assert.deepEqual([...tried].sort(), Object.keys(CLOUD_FAULTS).sort());
});
