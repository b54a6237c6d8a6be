/** Rows of the facts' feature table (cloud, section 6) for which the device fetches something, or logs in by another way. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { AuthService } from "../../sim/cloud/auth-service.ts";
import { configFile } from "../../sim/cloud/config-file.ts";
import { originOf } from "../../sim/cloud/http-answers.ts";
import type { HttpOrigin } from "../../sim/cloud/http-origin.ts";
import { deviceKey } from "../../sim/cloud/login.ts";
import type { TlsListener } from "../../sim/cloud/tls.ts";
import { SHARED_ROOT } from "../../sim/cloud/tls-ports.ts";
import { PlatformRig } from "./platform-rig.ts";
import { configWith, type RigOptions } from "./rig.ts";

const WEB_TLS: TlsListener = { root: SHARED_ROOT, notBeforeMs: 0, notAfterMs: 4_000_000_000_000 };

/** The platform's files and services, as the modem's HTTP client meets them. */
class WebRig extends PlatformRig {
  readonly auth: AuthService;

  constructor(options: RigOptions = {}) {
    const web: HttpOrigin = { answer: (request) => originOf(this.platform.ota.files, this.auth).answer(request) };
    // The 2G firmware has no https.
    super({ web, webTls: WEB_TLS, family: "air780e", ...options });
    this.auth = new AuthService({ platform: this.platform });
  }

  restarted(): this {
    const { bootCount } = this.node.board;
    this.waitFor("a restart", () => this.node.board.bootCount > bootCount, 180);
    return this;
  }

  setting(path: string): unknown {
    return JSON.parse(this.node.ask(`print(JSON.stringify(canary.config(${JSON.stringify(path)})))`)[0] ?? "null");
  }
}

test("feature: remote config, push: answered key by key, in force behind a restart that waits for quiet", () => {
  const rig = new WebRig().warm();
  rig.runUntil(() => false, 90);
  const content = { report: { intervalS: 60 }, gas: { warningLelPercent: 99 }, cloud: { deviceSecret: "x" } };
  rig.platform.pushConfig(rig.device, configFile(rig.platform.ota.files, content));
  rig.waitFor("the answer", () => rig.platform.configAnswers.length > 0, 60);
  assert.deepEqual(rig.platform.configAnswers[0]?.keys, {
    "report.intervalS": 200,
    "gas.warningLelPercent": 100016,
    "cloud.deviceSecret": 100015,
  });
  rig.restarted().online();
  assert.equal(rig.setting("report.intervalS"), 60);
  assert.equal(rig.setting("gas.warningLelPercent"), 10);
  rig.assertClean();
});

test("feature: remote config, get: asked for at the start, kept once and not again", () => {
  const rig = new WebRig();
  const file = configFile(rig.platform.ota.files, { report: { intervalS: 120 } });
  rig.platform.publishConfig(rig.device.productKey, file);
  rig.online().restarted().online();
  assert.equal(rig.setting("report.intervalS"), 120);
  const { bootCount } = rig.node.board;
  rig.runUntil(() => false, 600, 1000);
  assert.equal(rig.node.board.bootCount, bootCount, "what is in force already restarts nothing");
  rig.assertClean();
});

test("remote config that could not be fetched is asked for again, an hour later", () => {
  const rig = new WebRig();
  const file = configFile(rig.platform.ota.files, { report: { intervalS: 60 } });
  rig.platform.publishConfig(rig.device.productKey, { ...file, url: "http://nobody.example/x" });
  rig.online();
  rig.waitFor("the first question", () => rig.said("thing/config/get").length === 1, 60);
  rig.runUntil(() => false, 300, 1000);
  rig.platform.publishConfig(rig.device.productKey, file);
  assert.equal(rig.setting("report.intervalS"), 300);
  rig.waitFor("the second question", () => rig.said("thing/config/get").length === 2, 3600, 1000);
  rig.restarted().online();
  assert.equal(rig.setting("report.intervalS"), 60);
  rig.assertAlive();
});

test("feature: remote config that costs the link is taken back", () => {
  const rig = new WebRig().warm();
  rig.runUntil(() => false, 90);
  rig.platform.pushConfig(rig.device, configFile(rig.platform.ota.files, { cloud: { host: "nobody.example" } }));
  rig.waitFor("the answer", () => rig.platform.configAnswers[0]?.keys["cloud.host"] === 200, 60);
  rig.restarted();
  rig.waitFor("online again", () => rig.node.state === "ONLINE", 1300, 1000);
  assert.equal(rig.setting("cloud.host"), "");
});

test("remote config that costs the link, and is asked for at each start: given up with the second trial", () => {
  const rig = new WebRig();
  const file = configFile(rig.platform.ota.files, { cloud: { host: "nobody.example" }, report: { intervalS: 60 } });
  rig.platform.publishConfig(rig.device.productKey, file);
  rig.online();
  for (let trial = 1; trial <= 2; trial++) {
    rig.restarted();
    rig.waitFor(`online again behind trial ${trial}`, () => rig.node.state === "ONLINE", 1300, 1000);
    assert.equal(rig.setting("cloud.host"), "");
  }
  // What of it does not cost the link is taken.
  rig.restarted().online();
  assert.deepEqual([rig.setting("cloud.host"), rig.setting("report.intervalS")], ["", 60]);
  const { bootCount } = rig.node.board;
  rig.runUntil(() => false, 3600, 1000);
  assert.equal(rig.node.board.bootCount, bootCount, "and it stays");
  rig.warm();
  rig.alarm();
  rig.assertAlive();
});

test("a host that does not answer, and is notified with each login: given up with the second trial", () => {
  const rig = new WebRig().warm();
  rig.auth.mqtt = () => ({ host: NEW_HOST, port: 1883 });
  for (let trial = 1; trial <= 2; trial++) {
    rig.platform.notifyBootstrap(rig.device, 1);
    rig.restarted();
    rig.waitFor(`online again behind trial ${trial}`, () => rig.node.state === "ONLINE", 1300, 1000);
  }
  const { bootCount } = rig.node.board;
  rig.platform.notifyBootstrap(rig.device, 1);
  rig.runUntil(() => false, 600, 1000);
  assert.equal(rig.node.board.bootCount, bootCount);
  assert.ok(rig.node.console.some(({ text }) => text.includes("not kept: taken back before")));
  rig.assertAlive();
});

test("remote config with names as long as the file lets be: the answer fits every modem, and the session stays", () => {
  const rig = new WebRig({ family: "air724" }).warm();
  rig.runUntil(() => false, 90);
  const names = Array.from({ length: 16 }, (_, at) => `k${at}${'"x'.repeat(25)}`);
  const content = Object.fromEntries(names.map((name) => [name, 1]));
  rig.platform.pushConfig(rig.device, configFile(rig.platform.ota.files, content));
  rig.waitFor("the answer", () => rig.platform.configAnswers.length > 0, 60);
  assert.deepEqual(rig.platform.configAnswers[0]?.code, 100014);
  assert.deepEqual(rig.node.status()?.["causes"], {});
  rig.assertClean();
});

test("a broker that hangs up on a message that is no alarm: it is left, and the session stays", () => {
  const rig = new WebRig();
  const take = rig.platform.onPublish.bind(rig.platform);
  let sent = 0;
  rig.platform.onPublish = (device, topic, payload) => {
    if (!topic.startsWith("/ota/device/inform/")) return take(device, topic, payload);
    sent++;
    rig.network.drop();
    return [];
  };
  rig.warm();
  rig.runUntil(() => false, 1800, 1000);
  assert.equal(sent, 3);
  assert.equal(rig.node.state, "ONLINE");
  rig.alarm();
  rig.assertAlive();
});

test("a broker that hangs up on a subscription: it is left, and the session stays", () => {
  const rig = new WebRig();
  const authorize = rig.platform.authorizeSubscribe.bind(rig.platform);
  let asked = 0;
  rig.platform.authorizeSubscribe = (device, filter) => {
    if (!filter.startsWith("/shadow/")) return authorize(device, filter);
    asked++;
    rig.network.drop();
    return false;
  };
  rig.warm();
  rig.runUntil(() => false, 1800, 1000);
  assert.equal(asked, 3);
  assert.equal(rig.node.state, "ONLINE");
  rig.alarm();
  rig.assertAlive();
});

test("what a fetch has set in the modem is not for the console: a password, and a signed link", () => {
  const rig = new WebRig().online();
  for (const text of ["AT+SAPBR=4,1", "at+httppara?", "AT+HTTPTERM"]) {
    assert.deepEqual(rig.node.ask(`canary.at(${JSON.stringify(text)})`), ['try canary.at("AT+CSQ")'], text);
    rig.runUntil(() => false, 3);
    assert.ok(!rig.node.sent.includes(text), text);
  }
});

const BAD_FILES: readonly (readonly [
  what: string,
  change: (file: ReturnType<typeof configFile>) => object,
  code: number,
])[] = [
  ["another digest", () => ({ sign: createHash("sha256").update("x").digest("hex") }), 100012],
  ["another size", ({ size }) => ({ size: size + 1 }), 100011],
  ["an address of 5 kB", () => ({ url: `http://files.example/${"y".repeat(5000)}` }), 460],
  ["nobody there", () => ({ url: "http://nobody.example/x" }), 100011],
  ["2^31 bytes", () => ({ size: 2 ** 31 }), 100010],
];
for (const [what, change, code] of BAD_FILES) {
  test(`remote config with ${what}: refused, and nothing else is disturbed`, () => {
    const rig = new WebRig().warm();
    rig.runUntil(() => false, 90);
    const file = configFile(rig.platform.ota.files, { report: { intervalS: 60 } });
    const call = rig.platform.pushConfig(rig.device, { ...file, ...change(file) });
    const answered = () => call.reply ?? rig.platform.configAnswers[0];
    rig.runUntil(() => answered() !== undefined, 300, 1000);
    // What is longer than a message may be is cut off, and can't be answered by its id.
    if (code !== 460) assert.equal(answered()?.code, code);
    rig.alarm();
    assert.equal(rig.setting("report.intervalS"), 300);
    rig.assertAlive();
  });
}

const NEW_HOST = "iot-1.mqtt.iothub.aliyuncs.com";

test("feature: region switch by bootstrap: the new host is tried and kept", () => {
  const rig = new WebRig({ hosts: [NEW_HOST] }).warm();
  rig.auth.mqtt = () => ({ host: NEW_HOST, port: 1883 });
  rig.platform.notifyBootstrap(rig.device, 1);
  rig.restarted().online();
  assert.equal(rig.setting("cloud.host"), NEW_HOST);
  rig.runUntil(() => false, 1200, 1000);
  assert.equal(rig.setting("cloud.host"), NEW_HOST);
  rig.assertClean();
});

test("a new host that does not answer is given up, and the old one is in force again", () => {
  const rig = new WebRig().warm();
  rig.auth.mqtt = () => ({ host: NEW_HOST, port: 1883 });
  rig.platform.notifyBootstrap(rig.device, 1);
  rig.restarted();
  rig.waitFor("online again", () => rig.node.state === "ONLINE", 1300, 1000);
  assert.equal(rig.setting("cloud.host"), "");
});

function registering(registration: "known" | "unknown", more: object = {}): RigOptions {
  const { deviceSecret: _, ...cloud } = configWith({}).cloud as { deviceSecret: string };
  return {
    config: {
      ...configWith({}),
      cloud: { ...cloud, productSecret: "psecret", registration, tls: true, ...more } as never,
    },
  };
}

for (const [what, registration, more] of [
  ["pre-registered", "known", {}],
  ["pre-registered, of a new instance", "known", { instanceId: "iot-060abc" }],
  ["not pre-registered", "unknown", {}],
] as const) {
  test(`feature: product secret, ${what}: a secret is asked for, kept, and logs in`, () => {
    const { device } = new PlatformRig();
    const rig = new WebRig({ device: { ...device, deviceSecret: "not told yet" }, ...registering(registration, more) });
    rig.platform.productSecrets.set(device.productKey, "psecret");
    rig.restarted();
    rig.waitFor("online with it", () => rig.node.state === "ONLINE" && rig.platform.isOnline(rig.device), 120);
    assert.equal(rig.setting(registration === "known" ? "cloud.deviceSecret" : "cloud.deviceToken"), "***");
    rig.warm();
    rig.alarm();
    const { bootCount } = rig.node.board;
    rig.runUntil(() => false, 1200, 1000);
    assert.equal(rig.node.board.bootCount, bootCount, "and it stays");
    assert.equal(rig.platform.registrations.size, 1);
    assert.ok(rig.platform.registrations.has(deviceKey(rig.device)));
    rig.assertNoSecret("psecret");
    rig.assertAlive();
  });
}
