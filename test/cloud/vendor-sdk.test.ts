/**
 * Is the stand-in honest? The vendor's own Node SDK, 1.2.8, as its client over real TCP. Where one of its known bugs
 * matters (facts: cloud section 5), the name of the test says so.
 */
import assert from "node:assert/strict";
import { afterEach, describe, it } from "node:test";
import { startBroker } from "../../sim/cloud/broker.ts";
import { Platform } from "../../sim/cloud/platform.ts";
import type { Settings } from "../../sim/cloud/settings.ts";
import { EXAMPLE_DEVICE } from "../../sim/profile.ts";
import { eventually } from "./eventually.ts";
import { startVendor, type VendorMessage } from "./vendor-sdk.ts";

const DEVICE = EXAMPLE_DEVICE;
const SYS = `/sys/${DEVICE.productKey}/${DEVICE.deviceName}`;
const WAIT_MS = 10_000;
const VALUES = { PowerSwitch: 1, GasConcentration: 12.5, GasLel: 0.25 };
const ALARM = { GasState: 3, GasConcentration: 10000.5, GasLel: 20.1, OverRange: 0 };
const CONFIG = { url: "http://127.0.0.1/c.json", size: 2, sign: "ab", signMethod: "Sha256", configId: "c1" };

/** Ends what a test started, last first. */
const endings: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

/** Its ids are tolerated, as the real platform does (facts: cloud section 2.1). */
async function start(settings: Partial<Settings> = {}) {
  const platform = new Platform({ devices: [DEVICE], settings: { malformedId: "flag", ...settings } });
  const broker = await startBroker({ platform });
  endings.push(broker.close);
  const vendor = startVendor(DEVICE, { brokerUrl: broker.url });
  endings.push(vendor.close);
  await vendor.ready();
  return { platform, device: vendor.device, ready: vendor.ready };
}

const replyTo = (ask: (take: (message: VendorMessage) => void) => void) => new Promise<VendorMessage>(ask);
const rules = (platform: Platform) => platform.violations.map((one) => one.rule);
const until = (done: () => boolean, what: string, platform: Platform) =>
  eventually(done, WAIT_MS, what, () => JSON.stringify(platform.messages.slice(-8)));

describe("login", () => {
  it("is accepted, with its time stamp, language and version in the client id, and breaks no rule", async () => {
    const { platform } = await start();
    assert.ok(platform.isOnline(DEVICE));
    const login = platform.loginOf(DEVICE);
    assert.match(login?.parameters.get("timestamp") ?? "", /^\d{13}$/);
    assert.deepEqual([login?.parameters.get("lan"), login?.parameters.get("_v")], ["NodeJS", "1.2.8"]);
    assert.match(platform.messages.find((one) => one.kind === "login")?.text ?? "", /accepted, keep-alive 60 s/);
    assert.deepEqual(platform.violations, []);
  });

  it("its bug: signAlgorithm changes the label alone, so sha256 is refused", async () => {
    const platform = new Platform({ devices: [DEVICE] });
    const broker = await startBroker({ platform });
    endings.push(broker.close);
    const vendor = startVendor(DEVICE, { brokerUrl: broker.url, signAlgorithm: "sha256" });
    endings.push(vendor.close);
    await until(() => platform.violations.length > 0, "refusal", platform);
    assert.equal(platform.violations[0]?.why, "password is not 64 hex digits");
    await eventually(() => vendor.errors.length > 0, WAIT_MS, "error at the SDK");
    assert.match(vendor.errors[0] ?? "", /Connection refused: Bad username or password/);
  });
});

describe("posts", () => {
  it("properties, and the reply that its callback gets; its bug: the id is no number", async () => {
    const { platform, device } = await start();
    const reply = await replyTo((take) => device.postProps(VALUES, take));
    assert.deepEqual([reply.code, reply.method], [200, "thing.event.property.post"]);
    assert.match(reply.id, /^\d+\|exp-topic\|\/sys\//);
    for (const [name, value] of Object.entries(VALUES)) assert.equal(platform.property(DEVICE, name)?.value, value);
    assert.deepEqual(rules(platform), ["id"]);
  });

  it("its bug: JSON.stringify writes 10.0 as 10, and the platform wants the point", async () => {
    const { platform, device } = await start();
    const reply = await replyTo((take) => device.postProps({ GasConcentration: 10.0 }, take));
    assert.equal(reply.code, 6307);
    assert.equal(platform.property(DEVICE, "GasConcentration"), undefined);
  });

  it("an event with its outputs bare, and its reply", async () => {
    const { platform, device } = await start();
    const reply = await replyTo((take) => device.postEvent("GasCheck_Event", ALARM, take));
    assert.deepEqual([reply.code, reply.method], [200, "thing.event.GasCheck_Event.post"]);
    assert.deepEqual(
      platform.events.map(({ name, outputs }) => [name, outputs]),
      [["GasCheck_Event", ALARM]],
    );
    assert.deepEqual(rules(platform), ["id"]);
  });

  it("its bug: where a reply is lost the callback waits for ever", async () => {
    const { platform, device } = await start();
    platform.loseReplies(1);
    const seen: string[] = [];
    device.postProps(VALUES, () => seen.push("the lost one"));
    await until(() => platform.messages.some((one) => one.kind === "lost-reply"), "post", platform);
    await replyTo((take) => device.postProps(VALUES, take));
    assert.deepEqual(seen, []);
    assert.equal(Object.keys(device._cb ?? {}).length, 1, "one callback left, the later one is gone");
  });
});

describe("what the platform asks", () => {
  it("a property set reaches it; answering is left to the application", async () => {
    const { platform, device } = await start();
    device.onProps(({ id, params }) => {
      assert.deepEqual(params, { PowerSwitch: 0 });
      device.publish(`${SYS}/thing/service/property/set_reply`, JSON.stringify({ id, code: 200, data: {} }));
    });
    const call = platform.propertySet(DEVICE, { PowerSwitch: 0 });
    await until(() => call.reply !== undefined, "answer to the set", platform);
    assert.equal(call.reply?.code, 200);
    assert.deepEqual(platform.violations, []);
  });

  for (const [how, way] of [
    ["async", "async"],
    ["rrpc", "sync"],
  ] as const) {
    it(`a service, ${way}`, async () => {
      const { platform, device, ready } = await start();
      device.onService("SelfTest", ({ id }, reply) => reply({ id, code: 200, data: { Result: 0 } }, way));
      await ready();
      const call = platform.service(DEVICE, "SelfTest", {}, how);
      await until(() => call.reply !== undefined, "answer to the service", platform);
      assert.deepEqual([call.reply?.code, call.reply?.data], [200, { Result: 0 }]);
      assert.deepEqual(platform.violations, []);
    });
  }

  it("its bug: one slot for the RRPC id of a service, so the second call gets the first one's answer too", async () => {
    const { platform, device } = await start();
    const waiting: (() => void)[] = [];
    device.onService("SelfTest", ({ id }, reply) => {
      waiting.push(() => reply({ id, code: 200, data: { Result: 0 } }, "sync"));
    });
    const calls = [platform.service(DEVICE, "SelfTest", {}, "rrpc"), platform.service(DEVICE, "SelfTest", {}, "rrpc")];
    await until(() => waiting.length === 2, "both calls at the device", platform);
    for (const answer of waiting) answer();
    await until(() => calls[1]?.reply !== undefined, "answer to the second", platform);
    assert.equal(calls[0]?.reply, undefined);
    assert.deepEqual(rules(platform), ["reply"]);
    assert.match(platform.violations[0]?.why ?? "", new RegExp(`answer to ${calls[0]?.id}, which was not asked`));
  });

  it("its bug: it subscribes the first service alone", async () => {
    const { platform, device, ready } = await start();
    const called: string[] = [];
    for (const name of ["SelfTest", "Silence"]) device.onService(name, () => called.push(name));
    await ready();
    platform.service(DEVICE, "Silence", {});
    platform.service(DEVICE, "SelfTest", {});
    await until(() => called.includes("SelfTest"), "call of the first", platform);
    assert.deepEqual(called, ["SelfTest"]);
  });
});

describe("other services", () => {
  it("tags: set, and one deleted", async () => {
    const { platform, device } = await start();
    const tags = [
      { attrKey: "room", attrValue: "kitchen" },
      { attrKey: "floor", attrValue: "2" },
    ];
    assert.equal((await replyTo((take) => device.postTags(tags, take))).code, 200);
    assert.equal((await replyTo((take) => device.deleteTags(["floor"], take))).code, 200);
    assert.deepEqual([...(platform.tags.get("D001&a1EXAMPLE00") ?? [])], [["room", "kitchen"]]);
    assert.deepEqual(platform.violations, []);
  });

  it("remote config: none, pulled, pushed", async () => {
    const { platform, device } = await start();
    assert.equal((await replyTo((take) => device.getConfig(take))).code, 6710);
    platform.publishConfig(DEVICE.productKey, CONFIG);
    const { data } = await replyTo((take) => device.getConfig(take));
    const { url, sign, signMethod, configId } = CONFIG;
    const shown = { url, sign, signMethod, configId, configSize: 2, getType: "file" };
    assert.deepEqual(data, shown);
    device.onConfig(({ id, params }) => {
      assert.deepEqual(params, { ...shown, configId: "c2" });
      device.publish(`${SYS}/thing/config/push_reply`, JSON.stringify({ id, code: 200, data: { intervalS: 60 } }));
    });
    platform.pushConfig(DEVICE, { ...CONFIG, configId: "c2" });
    await until(() => platform.configAnswers.length > 0, "answer to the push", platform);
    assert.deepEqual(
      platform.configAnswers.map(({ configId: of, code, keys }) => [of, code, keys]),
      [["c2", 200, { intervalS: 60 }]],
    );
    assert.deepEqual(platform.violations, []);
  });

  it("shadow: reported, read, told by an app, deleted; its versions are the time, so each exceeds the last", async () => {
    const { platform, device } = await start();
    const heard: { method: string; payload: { status: string; state?: object } }[] = [];
    device.onShadow((message) => heard.push(message as (typeof heard)[number]));
    const next = (count: number) => until(() => heard.length === count, `shadow message ${count}`, platform);
    device.postShadow({ fan: "on", level: 3 });
    await next(1);
    assert.deepEqual([heard[0]?.method, heard[0]?.payload.status], ["reply", "success"]);
    device.getShadow();
    await next(2);
    assert.deepEqual(heard[1]?.payload.state, { reported: { fan: "on", level: 3 }, desired: {} });
    const before = platform.shadows.get("D001&a1EXAMPLE00")?.version ?? 0;
    platform.setShadow(DEVICE, { fan: "off" });
    await next(3);
    assert.deepEqual(heard[2]?.method, "control");
    assert.equal(platform.shadows.get("D001&a1EXAMPLE00")?.version, before + 1);
    await eventually(() => Date.now() > before + 1, WAIT_MS, "a later millisecond");
    device.deleteShadow("level");
    await next(4);
    assert.deepEqual(platform.shadows.get("D001&a1EXAMPLE00")?.reported, { fan: "on" });
    assert.deepEqual(platform.violations, []);
  });
});
