/** The composition root of a board with room: what it fetches where the platform says so, and a secret that it has yet to get. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { AuthService } from "../../sim/cloud/auth-service.ts";
import { configFile } from "../../sim/cloud/config-file.ts";
import { originOf } from "../../sim/cloud/http-answers.ts";
import type { HttpOrigin } from "../../sim/cloud/http-origin.ts";
import type { TlsListener } from "../../sim/cloud/tls.ts";
import { SHARED_ROOT } from "../../sim/cloud/tls-ports.ts";
import { EXAMPLE_DEVICE } from "../../sim/profile.ts";
import { configWith, type MainOptions, type MainRig, openMain } from "./main-rig.ts";

const NEW_HOST = "iot-1.mqtt.iothub.aliyuncs.com";
const WEB_TLS: TlsListener = { root: SHARED_ROOT, notBeforeMs: 0, notAfterMs: 4_000_000_000_000 };
const READ_ONLY = 'require("Flash").write = function () {};';

/** With the platform's files and services as its web. */
async function openWeb(options: MainOptions = {}): Promise<{ rig: MainRig; auth: AuthService }> {
  const web: HttpOrigin = { answer: (request) => originOf(rig.platform.ota.files, auth).answer(request) };
  // The 2G firmware has no https.
  const rig = await openMain({ web, webTls: WEB_TLS, family: "air780e", ...options });
  const auth = new AuthService({ platform: rig.platform });
  return { rig, auth };
}

const setting = (rig: MainRig, path: string): unknown => rig.value(`canary.config("${path}")`);

test("settings from the cloud are in force behind a restart; what is refused restarts nothing", async () => {
  const { rig } = await openWeb();
  const { platform, device } = rig.online().run(60);
  const push = (content: object) =>
    platform.pushConfig(device, configFile(platform.ota.files, { ...content } as never));
  push({ cloud: { deviceSecret: "x" } });
  rig.until("a refusal", () => platform.configAnswers.length === 1, 60).run(60);
  assert.deepEqual([platform.configAnswers[0]?.code, rig.node.board.bootCount], [100_015, 1]);
  assert.match(rig.said, /remote config: code 100015 \{"cloud\.deviceSecret":100015\}/);
  push({ report: { intervalS: 60 } });
  rig.restarted(120).online();
  assert.equal(platform.configAnswers[1]?.code, 200);
  assert.equal(setting(rig, "report.intervalS"), 60);
  assert.deepEqual(rig.value("canary.crash()"), ["reboot: settings from the cloud"]);
  rig.end();
});

test("a file that does not come is asked for again, an hour later", async () => {
  const { rig } = await openWeb();
  const { platform, device } = rig;
  const file = configFile(platform.ota.files, { report: { intervalS: 60 } });
  platform.publishConfig(device.productKey, { ...file, url: "http://nobody.example/x" });
  rig.online().until("that it did not come", () => /remote config: code 100011/.test(rig.said), 120);
  platform.publishConfig(device.productKey, file);
  rig.run(3000);
  assert.equal(setting(rig, "report.intervalS"), 300);
  rig.restarted(900).online();
  assert.equal(setting(rig, "report.intervalS"), 60);
  rig.end();
});

test("a host that has changed is asked for and kept", async () => {
  const { rig, auth } = await openWeb({ hosts: [NEW_HOST] });
  rig.online().run(30);
  auth.mqtt = () => ({ host: NEW_HOST, port: 1883 });
  rig.platform.notifyBootstrap(rig.device, 1);
  rig.restarted(120).online(120);
  assert.equal(setting(rig, "cloud.host"), NEW_HOST);
  rig.end();
});

test("settings from the cloud that cost the link twice are not tried again, wherever they come from", async () => {
  const { rig, auth } = await openWeb();
  const { platform, device } = rig;
  const taken = () => rig.faults.filter((code) => code === 30).length;
  platform.publishConfig(
    device.productKey,
    configFile(platform.ota.files, { cloud: { host: "iot-2.mqtt.iothub.aliyuncs.com" } }),
  );
  for (const times of [1, 2]) {
    rig.online(120).restarted(300);
    rig.until(`taken back, ${times}`, () => taken() === times, 1200);
  }
  rig.online(120).until("a refusal", () => /remote config: code 200 \{"cloud\.host":100016\}/.test(rig.said), 300);
  auth.mqtt = () => ({ host: "iot-2.mqtt.iothub.aliyuncs.com", port: 1883 });
  platform.notifyBootstrap(device, 1);
  rig.until("the host refused", () => /not kept: taken back before/.test(rig.said), 120).run(600);
  assert.deepEqual([rig.node.state, taken()], ["ONLINE", 2]);
  rig.end();
});

/** A device that has its product's secret only. */
async function openRegistering(registration: "known" | "unknown", options: MainOptions = {}): Promise<MainRig> {
  const { deviceSecret: _, ...cloud } = configWith().cloud as { deviceSecret: string };
  const { rig } = await openWeb({
    device: { ...EXAMPLE_DEVICE, deviceSecret: "not told yet" },
    config: { ...configWith(), cloud: { ...cloud, productSecret: "psecret", registration } },
    // Over TLS, which not every modem has: test/bundle.
    settings: { registrationNeedsTls: false },
    ...options,
  });
  rig.platform.productSecrets.set(EXAMPLE_DEVICE.productKey, "psecret");
  return rig;
}

for (const [registration, kept] of [
  ["known", "cloud.deviceSecret"],
  ["unknown", "cloud.deviceToken"],
] as const) {
  test(`a device that is ${registration} gets its secret, keeps it and logs in with it`, async () => {
    const rig = await openRegistering(registration);
    rig
      .restarted(90)
      .online()
      .until("a report", () => rig.property("BootCount") === 2, 60);
    assert.equal(setting(rig, kept), "***");
    assert.deepEqual(rig.value("canary.crash()"), ["reboot: registered"]);
    rig.run(1000);
    assert.equal(rig.node.board.bootCount, 2, "and it stays");
    assert.doesNotMatch(rig.said, /psecret/);
    rig.end();
  });
}

test("a session in which no secret comes is followed by another", async () => {
  const rig = await openRegistering("known");
  rig.platform.loseReplies(1);
  rig.until("that none came", () => /no secret from the cloud/.test(rig.said), 120);
  assert.deepEqual(rig.platform.violations, [], "nothing is told before");
  rig.restarted(200).online().end();
});

test("a secret that can't be kept is said, and nothing restarts for it", async () => {
  const rig = await openRegistering("known", { before: READ_ONLY });
  rig.until("what went wrong", () => /not kept: /.test(rig.said), 120).run(5);
  assert.equal(rig.node.board.bootCount, 1);
  rig.end();
});
