import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Device, LoginRequest } from "../../sim/cloud/login.ts";
import { Platform } from "../../sim/cloud/platform.ts";
import type { Settings } from "../../sim/cloud/settings.ts";
import { filterMatches, patternCovers } from "../../sim/cloud/topics.ts";

const DEVICE: Device = { productKey: "a1EXAMPLE00", deviceName: "D001", deviceSecret: "secret" };
const SYS = "/sys/a1EXAMPLE00/D001";
const NOW_MS = 1_700_000_000_000;
const GOOD: LoginRequest = {
  clientId: "D001|securemode=3,signmethod=hmacsha1|",
  username: "D001&a1EXAMPLE00",
  password: "43eb60cfc371b6af9abb7a11ab3abbbfa0019170",
  keepAliveS: 600,
  cleanSession: false,
  host: "a1EXAMPLE00.iot-as-mqtt.cn-shanghai.aliyuncs.com",
};

function newPlatform(settings: Partial<Settings> = {}) {
  const clock = { ms: NOW_MS, nowMs: () => clock.ms };
  return { clock, platform: new Platform({ clock, devices: [DEVICE], settings }) };
}

describe("topic rights (fact 8.3)", () => {
  const rows: readonly (readonly [topic: string, subscribe: boolean, publish: boolean])[] = [
    [`${SYS}/thing/event/property/post`, true, true],
    [`${SYS}/thing/event/GasCheck_Event/post`, true, true],
    [`${SYS}/thing/event/property/post_reply`, true, false],
    [`${SYS}/thing/service/property/set`, true, false],
    [`${SYS}/thing/service/property/set_reply`, true, true],
    [`${SYS}/thing/service/Mute`, true, false],
    [`${SYS}/thing/service/Mute_reply`, true, true],
    [`${SYS}/thing/event/+/post_reply`, true, false],
    [`${SYS}/#`, true, false],
    [`${SYS}`, true, true],
    ["/ext/ntp/a1EXAMPLE00/D001/response", true, false],
    ["/ext/ntp/a1EXAMPLE00/D001/request", true, true],
    ["/ota/device/upgrade/a1EXAMPLE00/D001", true, false],
    ["/ota/device/inform/a1EXAMPLE00/D001", true, true],
    ["/shadow/update/a1EXAMPLE00/D001", true, true],
    ["/a1EXAMPLE00/D001/user/log", true, true],
    ["/broadcast/a1EXAMPLE00/all", true, false],
    ["/sys/a1EXAMPLE00/D002/thing/event/property/post", false, false],
    ["/sys/a1EXAMPLE00/+/thing/event/property/post", false, false],
    ["/sys/#", false, false],
    ["#", false, false],
    ["test", false, false],
    ["", false, false],
    [`${SYS}/th#`, false, false],
    [`${SYS}/${"x".repeat(128)}`, false, false],
  ];
  for (const [topic, subscribe, publish] of rows) {
    it(topic.slice(0, 60) || "(empty)", () => {
      const { platform } = newPlatform();
      assert.equal(platform.authorizeSubscribe(DEVICE, topic), subscribe, "subscribe");
      assert.equal(platform.authorizePublish(DEVICE, topic, 1).allowed, publish, "publish");
      assert.equal(platform.violations.length, Number(!subscribe) + Number(!publish));
    });
  }

  it("matches and covers", () => {
    const rows: readonly (readonly [string, string, boolean, boolean])[] = [
      ["a/+/c", "a/b/c", true, true],
      ["a/+", "a/b/c", false, false],
      ["a/#", "a", true, true],
      ["a/#", "a/b/c", true, true],
      ["a/+", "a/#", true, false],
    ];
    for (const [filter, topic, matches, covers] of rows) {
      assert.equal(filterMatches(filter, topic), matches, `${filter} ${topic}`);
      assert.equal(patternCovers(filter, topic), covers, `${filter} ${topic}`);
    }
  });

  it("closes on a foreign publish or QoS 2 as set, and never keeps a retain flag quiet", () => {
    const { platform } = newPlatform();
    const foreign = () => platform.authorizePublish(DEVICE, "/sys/x/y/thing", 0).closes;
    const verdicts = [foreign()];
    platform.settings.closesOnForeignPublish = true;
    verdicts.push(foreign(), platform.authorizePublish(DEVICE, `${SYS}/thing/event/property/post`, 2).closes);
    platform.settings.closesOnQos2 = false;
    verdicts.push(platform.authorizePublish(DEVICE, `${SYS}/thing/event/property/post`, 2).closes);
    assert.deepEqual(verdicts, [false, true, true, false]);
    assert.ok(platform.authorizePublish(DEVICE, `${SYS}/thing/event/property/post`, 1, true).allowed);
    assert.deepEqual(
      platform.violations.map((one) => one.rule),
      ["foreign-topic", "foreign-topic", "qos2", "qos2", "retain"],
    );
  });

  it("drops what is over the rate, for the device and for the instance", () => {
    for (const [settings, limit] of [
      [{}, 30],
      [{ instancePerSecond: 5 }, 5],
    ] as const) {
      const { platform, clock } = newPlatform(settings);
      const send = () => platform.authorizePublish(DEVICE, `${SYS}/thing/event/property/post`, 0).allowed;
      assert.equal(Array.from({ length: 40 }, send).filter(Boolean).length, limit);
      assert.equal(platform.violations.at(-1)?.rule, "rate");
      clock.ms += 1000;
      assert.ok(send());
    }
  });
});

describe("sessions", () => {
  it("the newcomer kicks, with a notice for ext bit 1", () => {
    for (const [ext, noticed] of [
      ["", false],
      [",ext=1", false],
      [",ext=2", true],
      [",ext=3", true],
    ] as const) {
      const { platform } = newPlatform();
      const login = platform.login({ ...GOOD, clientId: `D001|securemode=3,signmethod=hmacsha1${ext}|` });
      const kicks: (string | undefined)[] = [];
      const open = () => ({ device: DEVICE, login, kick: (notice?: { topic: string }) => kicks.push(notice?.topic) });
      const [first, second] = [open(), open()];
      platform.openSession(first);
      assert.deepEqual(kicks, []);
      platform.openSession(second);
      assert.deepEqual(kicks, [noticed ? "/ext/notify" : undefined]);
      platform.closeSession(first, "late");
      assert.ok(platform.isOnline(DEVICE));
      platform.closeSession(second, "gone");
      assert.ok(!platform.isOnline(DEVICE));
    }
  });

  it("subscribes by itself in three modes", () => {
    const plain = { ...GOOD };
    const asking = { ...GOOD, clientId: "D001|securemode=3,signmethod=hmacsha1,_ss=1|" };
    const modes = (["off", "ss", "always"] as const).map((autoSubscribe) => {
      const { platform } = newPlatform({ autoSubscribe });
      return [plain, asking].map((request) => platform.autoSubscribes(platform.login(request)));
    });
    assert.deepEqual(modes, [
      [false, false],
      [false, true],
      [true, true],
    ]);
  });
});
