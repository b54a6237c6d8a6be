/** A platform alone with two devices: which is shown, whose news are whose, and whom an order is for. */
import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";
import { DeskPlatform } from "../../sim/cloud/desk-platform.ts";
import { signature, signedContent } from "../../sim/cloud/login.ts";
import { CloudSource } from "../../sim/web/cloud-source.ts";
import type { CloudLive } from "../../sim/web/live.ts";
import type { Order } from "../../sim/web/messages.ts";
import type { News, NewsKind } from "../../sim/web/news.ts";
import { UNKNOWN } from "../../sim/web/unknown.ts";

const PRODUCT = "a1EXAMPLE00";
const keyOf = (name: string): string => `${name}&${PRODUCT}`;

let platform: DeskPlatform;
let source: CloudSource;
let news: [kind: NewsKind, device: unknown][];
let sent: string[];

beforeEach(() => {
  platform = new DeskPlatform();
  source = new CloudSource({ platform, where: "mqtt://127.0.0.1:1883" });
  news = [];
  sent = [];
  source.follow((kind, item) => news.push([kind, (item as News["events"]).device]));
  platform.onDownlink(({ topic, payload }) => sent.push(`${topic} ${String(payload)}`));
});

/** Returns what ends the session. */
function logIn(name: string): () => void {
  const login = platform.login({
    clientId: `${name}|securemode=3,signmethod=hmacsha256|`,
    username: keyOf(name),
    password: signature("hmacsha256", "secret-of-it", signedContent(name, name, PRODUCT)),
    keepAliveS: 300,
    cleanSession: false,
  });
  assert.ok(login.accepted && login.device, login.why);
  const session = { device: login.device, login, kick: () => {} };
  platform.openSession(session);
  return () => platform.closeSession(session, "gone");
}

const post = (name: string, id: string, params: string) => {
  const device = platform.devices.find((one) => one.deviceName === name);
  assert.ok(device);
  platform.onPublish(device, `/sys/${PRODUCT}/${name}/thing/event/property/post`, `{"id":"${id}","params":${params}}`);
};

const cloud = (): CloudLive => {
  const live = source.live();
  assert.ok(live.cloud);
  return live.cloud;
};

const set: Order = { do: "step", step: { cloudSet: { PowerSwitch: 1 } } };

test("it can do the cloud's part and nothing else, and knows nothing of a board", () => {
  const { source: kind, can, model } = source.hello();
  assert.deepEqual([kind, can.cloud, can.gas, can.repl, can.pace], ["cloud", true, false, false, null]);
  assert.ok(model?.properties["PowerSwitch"]?.isSettable);
  const { cloud: _, ...others } = source.live();
  const { cloud: __, ...unknown } = UNKNOWN;
  assert.deepEqual(others, unknown);
});

describe("while nobody is there", () => {
  test("no device is shown, and what would be of one is unknown", () => {
    const { device, devices, desired, tags, login } = cloud();
    assert.deepEqual([device, devices, desired, tags, login], [null, [], null, null, null]);
  });
  test("an order has nobody to go to", () => assert.throws(() => source.order(set), /no device has logged in yet/));
});

describe("of two devices", () => {
  test("the first that came is shown, and stays so when it goes", () => {
    const leave = logIn("kitchen");
    logIn("boiler");
    assert.equal(cloud().device, keyOf("kitchen"));
    leave();
    assert.equal(cloud().device, keyOf("kitchen"));
    assert.deepEqual(
      cloud().devices.map(({ name, isOnline }) => [name, isOnline]),
      [
        ["kitchen", false],
        ["boiler", true],
      ],
    );
  });

  test("another is chosen: its properties, and orders go to it", () => {
    logIn("kitchen");
    logIn("boiler");
    post("kitchen", "1", '{"GasLel":1.5}');
    post("boiler", "1", '{"GasLel":2.5}');
    assert.deepEqual(
      cloud().properties.map(({ value }) => value),
      [1.5],
    );
    source.order({ do: "choose", device: keyOf("boiler") });
    assert.deepEqual(
      cloud().properties.map(({ value }) => value),
      [2.5],
    );
    source.order(set);
    assert.match(sent.at(-1) ?? "", /^\/sys\/a1EXAMPLE00\/boiler\/thing\/service\/property\/set /);
  });

  test("an order that names its device goes there, whatever is shown meanwhile", () => {
    logIn("kitchen");
    logIn("boiler");
    source.order({ ...set, device: keyOf("boiler") });
    assert.match(sent.at(-1) ?? "", /\/boiler\//);
    assert.equal(cloud().device, keyOf("kitchen"));
  });

  test("news of both, each with its device", () => {
    logIn("kitchen");
    logIn("boiler");
    post("kitchen", "1", '{"GasLel":1}');
    source.order({ ...set, device: keyOf("boiler") });
    assert.ok(news.some(([kind, device]) => kind === "violations" && device === keyOf("kitchen")));
    assert.ok(news.some(([kind, device]) => kind === "calls" && device === keyOf("boiler")));
  });

  const refused: readonly (readonly [what: string, order: Order, why: RegExp])[] = [
    ["a device that is not there", { do: "choose", device: "x&y" }, /there is no device x&y/],
    ["an order to one that is not there", { ...set, device: "x&y" }, /there is no device x&y/],
    ["gas", { do: "step", step: { gasLelPercent: 25 } }, /this is the cloud alone/],
    ["typing", { do: "type", text: "1+1\r" }, /this is the cloud alone/],
  ];
  for (const [what, order, why] of refused)
    test(`refused: ${what}`, () => {
      logIn("kitchen");
      assert.throws(() => source.order(order), why);
      assert.deepEqual(sent, []);
    });
});

test("messages of a device that logs in at another broker: whether it is online is unknown", () => {
  platform.addDevice({ productKey: PRODUCT, deviceName: "far", deviceSecret: "" });
  assert.equal(cloud().devices[0]?.isOnline, false);
  post("far", "1", '{"GasLel":1.5}');
  assert.equal(cloud().devices[0]?.isOnline, null);
});
