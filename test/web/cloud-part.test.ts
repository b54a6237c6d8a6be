/** The cloud of a virtual node as the page is told of it, through bundle, modem and platform, in virtual time. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { cloudStep, manage, offerImage } from "../../sim/web/cloud-orders.ts";
import type { CloudLive } from "../../sim/web/live.ts";
import type { News, NewsKind } from "../../sim/web/news.ts";
import { CloudPart } from "../../sim/web/node/cloud-part.ts";
import { Rig, type RigOptions, rigBoard } from "../bundle/rig.ts";

const ANSWER_S = 20;
const esp32 = await rigBoard("esp32");

class Looked {
  readonly rig: Rig;
  readonly part: CloudPart;
  readonly news: { [K in NewsKind]?: News[K][] } = {};

  constructor(options: RigOptions = {}) {
    this.rig = new Rig(options);
    this.part = new CloudPart(this.rig.platform);
    this.part.follow(this.rig, (kind, item) => {
      (this.news as Record<string, unknown[]>)[kind] ??= [];
      (this.news[kind] as unknown[]).push(item);
    });
  }

  get cloud(): CloudLive {
    const live = this.part.live({ stage: this.rig, status: {} });
    assert.ok(live, "the cloud is here");
    return live;
  }

  of<K extends NewsKind>(kind: K): News[K][] {
    return (this.news[kind] ?? []) as News[K][];
  }

  property(name: string): unknown {
    return this.cloud.properties.find((one) => one.name === name)?.value;
  }
}

describe("who is there", () => {
  test("before and after the login, without what proves it", () => {
    const looked = new Looked();
    assert.deepEqual([looked.cloud.devices[0]?.isOnline, looked.cloud.login], [false, null]);
    looked.rig.online();
    const { login, device, devices, nowMs } = looked.cloud;
    assert.deepEqual(
      [device, devices[0]?.isOnline, login?.client, login?.keepAliveS],
      ["D001&a1EXAMPLE00", true, "D001", 300],
    );
    assert.deepEqual(login?.parameters, { securemode: "3", signmethod: "hmacsha1" });
    assert.ok(login?.sinceMs && nowMs && login.sinceMs <= nowMs + 1000 && nowMs - login.sinceMs < 60_000);
    assert.doesNotMatch(JSON.stringify([looked.cloud, looked.news]), /43eb60cf|deviceSecret|password/i);
  });

  test("thrown off, it comes back; disabled, it does not", () => {
    const looked = new Looked();
    const { rig } = looked;
    rig.online();
    manage(rig.platform, rig.device, "kick");
    assert.equal(looked.cloud.devices[0]?.isOnline, false);
    assert.throws(() => manage(rig.platform, rig.device, "kick"), /D001 is not logged in/);
    rig.waitFor("the device back online", () => looked.cloud.devices[0]?.isOnline === true, 120);
    manage(rig.platform, rig.device, "disable");
    manage(rig.platform, rig.device, "kick");
    rig.clock.runFor(120_000);
    assert.deepEqual([looked.cloud.devices[0]?.isOnline, looked.cloud.isEnabled], [false, false]);
    manage(rig.platform, rig.device, "enable");
    rig.waitFor("the device online once it is enabled", () => looked.cloud.devices[0]?.isOnline === true, 1800, 1000);
  });
});

describe("orders", () => {
  test("a property is set: it waits, is answered with 200, and the output switches", () => {
    const looked = new Looked();
    const { rig } = looked;
    rig.online();
    cloudStep(rig.platform, rig.device, { cloudSet: { PowerSwitch: 1 } });
    const [asked] = looked.of("calls");
    assert.deepEqual([asked?.what, asked?.params, asked?.code], ["service.property.set", { PowerSwitch: 1 }, null]);
    rig.waitFor("the output on", () => rig.node.output, ANSWER_S);
    rig.waitFor("the answer", () => looked.of("calls").length === 2, ANSWER_S);
    const answered = looked.of("calls").at(-1);
    assert.deepEqual([answered?.id, answered?.code], [asked?.id, 200]);
    assert.ok((answered?.answeredMs ?? 0) > (asked?.sentMs ?? 0));
    rig.waitFor("the property at the cloud", () => looked.property("PowerSwitch") === 1, ANSWER_S);
  });

  test("a service with its outputs, and one that the device has not", () => {
    const looked = new Looked();
    const { rig } = looked;
    rig.warm();
    cloudStep(rig.platform, rig.device, { service: { name: "SelfTest" } });
    rig.waitFor("the answer", () => looked.of("calls").at(-1)?.code === 200, ANSWER_S);
    assert.deepEqual(looked.of("calls").at(-1)?.data, { Result: 0 });
    cloudStep(rig.platform, rig.device, { service: { name: "GetDiagnostics" } });
    rig.waitFor("a refusal", () => (looked.of("calls").at(-1)?.code ?? 200) !== 200, ANSWER_S);
  });

  test("a float goes down as one, whatever its value", () => {
    const { rig } = new Looked(esp32);
    rig.online();
    cloudStep(rig.platform, rig.device, { cloudSet: { WarningLevel: 7, ReportInterval: 60 } });
    cloudStep(rig.platform, rig.device, { service: { name: "Calibrate", params: { Ppm: 5000 } } });
    const sent = rig.platform.messages.filter(({ kind }) => kind === "down").map(({ payload = "" }) => payload);
    assert.match(sent.at(-2) ?? "", /"params":\{"WarningLevel":7\.0,"ReportInterval":60\}/);
    assert.match(sent.at(-1) ?? "", /"params":\{"Ppm":5000\.0\}/);
  });

  test("a desired value is set, told with its version, and gone when the device has done it", () => {
    const looked = new Looked(esp32);
    const { rig } = looked;
    cloudStep(rig.platform, rig.device, { desired: { WarningLevel: 7 } });
    assert.deepEqual(looked.cloud.desired, [{ name: "WarningLevel", value: 7, version: 1 }]);
    rig.online();
    rig.waitFor("the device has taken it", () => looked.cloud.desired?.length === 0, 300, 1000);
    rig.waitFor("and tells it", () => looked.property("WarningLevel") === 7, 300, 1000);
  });

  test("a step that is none of the cloud's is left to others", () => {
    const { rig } = new Looked();
    assert.equal(cloudStep(rig.platform, rig.device, { gasLelPercent: 5 }), undefined);
  });
});

describe("what comes", () => {
  test("events with type, outputs and both times; copies are counted", () => {
    const looked = new Looked();
    const { rig } = looked;
    rig.warm();
    // Of the reports before it too.
    rig.platform.loseReplies(4);
    rig.node.setLelPercent(25);
    rig.waitFor("a copy", () => looked.of("events").some(({ copies }) => copies === 2), 180);
    const first = looked.of("events")[0];
    const copy = looked.of("events").find(({ copies }) => copies === 2);
    assert.deepEqual(
      [first?.name, first?.type, first?.outputs["GasState"], first?.copies],
      ["GasCheck_Event", "alert", 2, 1],
    );
    assert.equal(looked.of("events").filter(({ id, copies }) => id === copy?.id && copies === 1).length, 1);
    assert.ok((first?.receivedMs ?? 0) >= (first?.timeMs ?? 0));
  });

  test("broken rules with why", () => {
    const looked = new Looked();
    const { rig } = looked;
    rig.platform.onPublish(
      rig.device,
      "/sys/a1EXAMPLE00/D001/thing/event/property/post",
      '{"id":"1","params":{"GasLel":12}}',
    );
    const [broken] = looked.of("violations");
    assert.deepEqual([broken?.rule, broken?.code, broken?.device], ["value", 6307, "D001&a1EXAMPLE00"]);
    assert.match(broken?.why ?? "", /not a number written with a decimal point/);
  });

  test("tags, version and the device's own log, where the board has them", () => {
    const looked = new Looked(esp32);
    const { rig } = looked;
    rig.online();
    manage(rig.platform, rig.device, "log-on");
    rig.waitFor("tags and version", () => looked.cloud.tags?.length !== 0 && looked.cloud.version !== null, 300, 1000);
    assert.ok(looked.cloud.tags?.some(({ key, value }) => key === "Board" && value === "esp32"));
    assert.match(looked.cloud.version ?? "", /^0\.1\.0-[0-9a-f]{8}$/);
    assert.equal(looked.cloud.logMode, 1);
  });

  test("messages up and down; of a link what signs it is hidden", () => {
    const looked = new Looked();
    const { rig } = looked;
    const hasPost = () =>
      looked.of("cloudLog").some(({ what, topic }) => what === "up" && topic?.endsWith("/property/post") === true);
    rig.waitFor("a post", hasPost, 60);
    rig.platform.rawDownlink(
      rig.device,
      "/ota/device/upgrade/a1EXAMPLE00/D001",
      '{"url":"http://f/ota/1?Expires=1&Signature=abc"}',
    );
    assert.equal(looked.of("cloudLog").at(-1)?.text, '{"url":"http://f/ota/1?***"}');
  });
});

describe("an update", () => {
  const content = Buffer.from(esp32.bundle.replaceAll("0.1.0", "0.1.1"), "latin1");
  const order = { do: "ota", version: "0.1.1-00000000", base64: content.toString("base64"), way: "mqtt" } as const;

  test("offered, fetched in pieces with steps that rise, cancelled", () => {
    const looked = new Looked(esp32);
    const { rig } = looked;
    assert.deepEqual(offerImage(rig.platform, rig.device, order), {
      text: `${order.version} waits until D001 is online`,
    });
    assert.deepEqual(
      [looked.cloud.ota?.status, looked.cloud.ota?.bytes, looked.cloud.ota?.way],
      ["pending", content.length, "mqtt"],
    );
    rig.online();
    rig.waitFor("some steps", () => (looked.cloud.ota?.steps.length ?? 0) >= 3, 600, 1000);
    const { status, pushes, steps = [] } = looked.cloud.ota ?? {};
    assert.equal(status, "upgrading");
    assert.ok((pushes ?? 0) >= 1);
    assert.ok(
      steps.every(({ step }, i) => step > (steps[i - 1]?.step ?? 0)),
      JSON.stringify(steps),
    );
    manage(rig.platform, rig.device, "ota-cancel");
    assert.equal(looked.cloud.ota?.status, "cancelled");
    assert.throws(() => manage(rig.platform, rig.device, "ota-cancel"), /no update under way/);
  });

  test("to a board that takes none it waits", () => {
    const looked = new Looked();
    const { rig } = looked;
    rig.online();
    offerImage(rig.platform, rig.device, order);
    rig.clock.runFor(60_000);
    assert.equal(looked.cloud.ota?.status, "pending");
  });

  for (const base64 of ["", "no base64!", "abc"])
    test(`an image that is none: ${JSON.stringify(base64)}`, () => {
      const { rig } = new Looked();
      assert.throws(() => offerImage(rig.platform, rig.device, { ...order, base64 }), /the image is empty, or not/);
    });
});

test("a cloud that is another's is unknown, not empty", () => {
  const rig = new Rig();
  assert.equal(new CloudPart(undefined).live({ stage: rig, status: {} }), null);
});
