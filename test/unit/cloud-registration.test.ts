/** A device without a secret of its own: how it asks, and what it takes for an answer (facts: cloud section 1.4). */
import assert from "node:assert/strict";
import { test } from "node:test";
import { createRegistration, type RegisteringIdentity } from "../../src/cloud/aliyun/registration.ts";
import { hash } from "../../src/cloud/hash.ts";
import { IDENTITY } from "./cloud-bench.ts";
import { FakeClock } from "./fake-clock.ts";

function open(changed: Partial<RegisteringIdentity> = {}) {
  const clock = new FakeClock();
  const kept: object[] = [];
  const gaveUp: string[] = [];
  const identity = {
    ...IDENTITY,
    deviceSecret: "",
    productSecret: "psecret",
    registration: "known" as const,
    ...changed,
  };
  const registration = createRegistration(
    identity,
    (bytes) => hash("sha1", bytes),
    clock,
    () => 567345 / 4294967296,
    (secrets) => kept.push(secrets),
    (why) => gaveUp.push(why),
  );
  return { clock, kept, gaveUp, registration };
}

const LOGINS: readonly (readonly [what: string, identity: Partial<RegisteringIdentity>, extensions: string[]])[] = [
  ["pre-registered", {}, ["securemode=2,authType=register,random=567345,signmethod=hmacsha1"]],
  [
    "pre-registered, of a new instance: both modes that are told of it, by turns",
    { instanceId: "iot-1" },
    ["-2", "2", "-2"].map(
      (mode) => `securemode=${mode},authType=register,random=567345,signmethod=hmacsha1,instanceId=iot-1`,
    ),
  ],
  [
    "not known before",
    { registration: "unknown" },
    ["securemode=-2,authType=regnwl,random=567345,signmethod=hmacsha1"],
  ],
  [
    "not known before, of a new instance",
    { registration: "unknown", instanceId: "iot-1" },
    ["securemode=-2,authType=regnwl,random=567345,signmethod=hmacsha1,instanceId=iot-1"],
  ],
];
for (const [what, identity, wanted] of LOGINS) {
  test(`registration's login: ${what}`, () => {
    const { registration } = open(identity);
    for (const extensions of wanted) {
      const { clientId, username, password, topics } = registration.login();
      assert.equal(clientId, `D001|${extensions}|`);
      assert.equal(username, "D001&a1EXAMPLE00");
      // The facts' own vector: HMAC-SHA1 with "psecret" over deviceNameD001productKeya1EXAMPLE00random567345.
      assert.equal(password, "304552d3c140d730854677874476cbc567c654d8");
      assert.deepEqual(topics, [], "the answer comes without a subscription");
    }
  });
}

const OURS = { productKey: "a1EXAMPLE00", deviceName: "D001" };
const ANSWERS: readonly (readonly [what: string, topic: string, body: unknown, kept: object | undefined])[] = [
  ["a secret", "/ext/register", { ...OURS, deviceSecret: "s3cret" }, { "cloud.deviceSecret": "s3cret" }],
  [
    "a token",
    "/ext/regnwl",
    { ...OURS, clientId: "abc", deviceToken: "t0ken" },
    { "cloud.deviceToken": "t0ken", "cloud.clientId": "abc" },
  ],
  ["another device's", "/ext/register", { ...OURS, deviceName: "D002", deviceSecret: "s3cret" }, undefined],
  ["another product's", "/ext/register", { ...OURS, productKey: "x", deviceSecret: "s3cret" }, undefined],
  ["none", "/ext/register", OURS, undefined],
  ["a number", "/ext/register", { ...OURS, deviceSecret: 12 }, undefined],
  ["an empty one", "/ext/register", { ...OURS, deviceSecret: "" }, undefined],
  ["one that is too long", "/ext/register", { ...OURS, deviceSecret: "x".repeat(65) }, undefined],
  ["one that would end an AT command", "/ext/register", { ...OURS, deviceSecret: 'x"\r\nAT' }, undefined],
  ["a secret where a token is due", "/ext/regnwl", { ...OURS, deviceSecret: "s3cret" }, undefined],
  ["a token without its client id", "/ext/regnwl", { ...OURS, deviceToken: "t" }, undefined],
  ["nothing", "/ext/register", null, undefined],
];
for (const [what, topic, body, wanted] of ANSWERS) {
  test(`registration's answer: ${what}`, () => {
    const { registration, kept } = open();
    assert.ok(registration.receive(topic, JSON.stringify(body), 0));
    assert.deepEqual(kept, wanted ? [wanted] : []);
  });
}

test("broken JSON is no answer, and other topics are none of it", () => {
  const { registration, kept } = open();
  assert.ok(registration.receive("/ext/register", "{", 0));
  assert.ok(!registration.receive("/sys/a1EXAMPLE00/D001/thing/x", "{}", 0));
  assert.deepEqual(kept, []);
});

test("a session in which no secret comes is given up, and each has its time", () => {
  const { registration, clock, gaveUp } = open();
  registration.online();
  clock.advance(20_000);
  registration.online();
  clock.advance(20_000);
  assert.deepEqual(gaveUp, []);
  clock.advance(20_000);
  assert.equal(gaveUp.length, 1);
  registration.online();
  clock.advance(30_000);
  assert.equal(gaveUp.length, 2);
});

test("nothing is subscribed or asked in that session", () => {
  const { registration } = open();
  assert.equal(registration.next(0), undefined);
  assert.deepEqual(registration.topics, []);
});
