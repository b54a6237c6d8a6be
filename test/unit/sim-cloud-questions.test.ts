/** What a device asks, and the code it hears: each service's rules on its parameters (facts: cloud sections 1.5, 2.4, 4). */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Settings } from "../../sim/cloud/settings.ts";
import { Desk } from "./sim-cloud-desk.ts";
import { DEVICE, SYS } from "./sim-cloud-rig.ts";

const TAGS = "/thing/deviceinfo/update";
const DESIRED = "/thing/property/desired/get";
const LOG = "/thing/log/post";
const DIAGNOSIS = "/_thing/diag/post";
const tags = (count: number) =>
  JSON.stringify(Array.from({ length: count }, (_, i) => ({ attrKey: `k${i}`, attrValue: "v" })));
const line = (change: object = {}) =>
  JSON.stringify([
    {
      utcTime: "2026-11-28T08:00:00.000+0800",
      logLevel: "WARN",
      module: "link",
      code: "7",
      logContent: "lost",
      ...change,
    },
  ]);
const figures = (network: string) => `{"p":{"${network}":{"rssi":-71},"_time":1700000000000},"model":"${NOW}"}`;
const NOW = "format=simple|quantity=single|time=now";
const HISTORY = "format=simple|quantity=batch|time=history";

describe("questions of a device", () => {
  type Row = readonly [
    name: string,
    rest: string,
    params: string,
    code: number,
    rules: string,
    settings?: Partial<Settings>,
  ];
  const rows: readonly Row[] = [
    ["a tag", TAGS, tags(1), 200, ""],
    ["100 tags", TAGS, tags(100), 200, ""],
    ["101 tags", TAGS, tags(101), 460, "payload"],
    ["no tags", TAGS, "[]", 460, "payload"],
    ["a tag's value a number", TAGS, '[{"attrKey":"a","attrValue":1}]', 460, "payload"],
    ["a tag without a key", TAGS, '[{"attrKey":"","attrValue":"1"}]', 460, "payload"],
    ["tags an object", TAGS, '{"attrKey":"a","attrValue":"1"}', 460, "payload"],
    ["tags to delete", "/thing/deviceinfo/delete", '[{"attrKey":"never"}]', 200, ""],
    ["tags to delete, as texts", "/thing/deviceinfo/delete", '["a"]', 460, "payload"],
    ["tags to get, all", "/thing/deviceinfo/get", "{}", 200, ""],
    ["tags to get, a text", "/thing/deviceinfo/get", '"a"', 460, "payload"],
    ["desired values", DESIRED, '["PowerSwitch"]', 200, ""],
    ["desired values, none named", DESIRED, "[]", 460, "payload"],
    ["desired values, numbers", DESIRED, "[1]", 460, "payload"],
    ["200 desired values", DESIRED, JSON.stringify(Array(200).fill("PowerSwitch")), 200, ""],
    ["201 desired values", DESIRED, JSON.stringify(Array(201).fill("PowerSwitch")), 6104, "payload"],
    ["a desired value that there is not", DESIRED, '["Nope"]', 200, "unknown-name"],
    ["the same, hard", DESIRED, '["Nope"]', 6320, "unknown-name", { unknownProperty: "refuse" }],
    ["desired values to delete", "/thing/property/desired/delete", '{"PowerSwitch":{"version":1}}', 200, ""],
    ["desired delete, version a text", "/thing/property/desired/delete", '{"A":{"version":"1"}}', 460, "payload"],
    ["desired delete, a bare version", "/thing/property/desired/delete", '{"A":1}', 460, "payload"],
    ["config that there is not", "/thing/config/get", '{"configScope":"product","getType":"file"}', 6710, ""],
    [
      "config switched off",
      "/thing/config/get",
      '{"configScope":"product","getType":"file"}',
      6713,
      "",
      { remoteConfig: false },
    ],
    ["config of the device", "/thing/config/get", '{"configScope":"device","getType":"file"}', 460, "payload"],
    ["the log's switch", "/thing/config/log/get", '{"configScope":"device","getType":"content"}', 200, ""],
    ["the log's switch, of the product", "/thing/config/log/get", '{"configScope":"product"}', 460, "payload"],
    ["a log line while the switch is off", LOG, line(), 200, "log"],
    ["a log line of 4096 bytes", LOG, line({ logContent: "x".repeat(4096) }), 200, "log"],
    ["a log line of 4097 bytes", LOG, line({ logContent: "x".repeat(4097) }), 460, "log"],
    ["a log line of 4098 bytes in 1366 characters", LOG, line({ logContent: "气".repeat(1366) }), 460, "log"],
    ["a log line's time without its zone", LOG, line({ utcTime: "2026-11-28T08:00:00.000" }), 460, "log"],
    ["a log line's time as a number", LOG, line({ utcTime: 1 }), 460, "log"],
    ["a log level that there is not", LOG, line({ logLevel: "warn" }), 460, "log"],
    ["a log line without module", LOG, line({ module: undefined }), 460, "log"],
    ["a log line that is a text", LOG, '["lost"]', 460, "log"],
    ["figures of Wi-Fi", DIAGNOSIS, figures("wifi"), 200, ""],
    ["figures of another network", DIAGNOSIS, figures("cellular"), 200, ""],
    ["the same, hard", DIAGNOSIS, figures("cellular"), 460, "payload", { diagnosisOtherThanWifi: "refuse" }],
    ["figures of two networks", DIAGNOSIS, `{"p":{"wifi":{},"a":{},"_time":1},"model":"${NOW}"}`, 460, "payload"],
    ["figures without a time", DIAGNOSIS, `{"p":{"wifi":{}},"model":"${NOW}"}`, 460, "payload"],
    ["figures of a model that there is not", DIAGNOSIS, '{"p":{"wifi":{},"_time":1},"model":"x"}', 460, "payload"],
    ["one set of figures as history", DIAGNOSIS, `{"p":{"wifi":{},"_time":1},"model":"${HISTORY}"}`, 460, "payload"],
    ["a history of figures", DIAGNOSIS, `{"p":[{"wifi":{},"_time":1}],"model":"${HISTORY}"}`, 200, ""],
    ["the thing model", "/thing/dynamicTsl/get", "{}", 200, ""],
    ["compression", "/codec/topic/update", "{}", 200, ""],
    ["a gateway's pack", "/thing/event/property/pack/post", '{"properties":{}}', 6401, "payload"],
    ["a job that there is not", "/thing/job/update", '{"taskId":"x","status":"FAILED"}', 460, "job"],
  ];
  for (const [name, rest, params, code, rules, settings] of rows) {
    it(`${code} ${name}`, () => {
      const desk = new Desk(settings);
      const reply = desk.ask(rest, params, "77");
      const method = rest.slice(1).replaceAll("/", ".");
      assert.deepEqual([reply?.topic, reply?.id, reply?.method], [`${SYS}${rest}_reply`, "77", method]);
      assert.equal(reply?.code, code, desk.platform.violations[0]?.why);
      assert.deepEqual(desk.rules, rules.split(" ").filter(Boolean));
    });
  }

  for (const rest of [TAGS, DESIRED, LOG, "/thing/config/get", "/thing/job/get"]) {
    it(`${rest}: envelope, ids, knobs and sys.ack as with a post`, () => {
      const desk = new Desk();
      const params =
        rest === TAGS ? tags(1) : rest === LOG ? line() : rest === DESIRED ? '["GasLel"]' : '{"taskId":"a"}';
      const codes = (payload: string) =>
        desk.publish(SYS + rest, payload).map(({ payload: one }) => JSON.parse(`${one}`));
      assert.deepEqual(
        ["{", "[]", `{"id":1,"params":${params}}`].map((one) => codes(one)[0]?.code),
        [6207, 6207, 460],
      );
      assert.equal(codes(`{"id":"5","params":${params},"sys":{"ack":0}}`).length, 0);
      desk.platform.refuseRequests(429, 1);
      assert.equal(desk.code(rest, params), 429);
      desk.platform.loseReplies(1);
      assert.equal(desk.ask(rest, params), undefined);
      Object.assign(desk.platform.settings, { wrongId: true, duplicateReplies: 1 });
      assert.deepEqual(
        codes(`{"id":"40","params":${params}}`).map((one) => one.id),
        ["41", "41"],
      );
      codes(`{"id":"50","params":${params}}`);
      desk.publish(`${SYS}/thing/deviceinfo/get`, '{"id":"50","params":["other"]}');
      assert.equal(desk.rules.at(-1), "id-reused");
    });
  }

  it("refusals of posts and of questions do not touch each other", () => {
    const desk = new Desk();
    desk.platform.refusePosts(500, 1);
    assert.equal(desk.code(TAGS, tags(1)), 200);
    desk.platform.refuseRequests(429, 1);
    const post = '{"PowerSwitch":1}';
    assert.deepEqual(
      [0, 1].map(() => desk.code("/thing/event/property/post", post)),
      [500, 200],
    );
    assert.deepEqual(
      [0, 1].map(() => desk.code(TAGS, tags(1))),
      [429, 200],
    );
  });

  it("raw bytes, to a product that is not raw: an error, or silence", () => {
    for (const rawUplink of ["answer", "silent"] as const) {
      const desk = new Desk({ rawUplink });
      const replies = desk.publish(`${SYS}/thing/model/up_raw`, Uint8Array.of(0xff, 0, 1));
      assert.deepEqual(
        replies.map(({ topic, payload }) => [topic, JSON.parse(String(payload)).code]),
        rawUplink === "answer" ? [[`${SYS}/thing/model/up_raw_reply`, 6200]] : [],
      );
      assert.deepEqual(desk.rules, ["payload"]);
    }
  });

  it("the thing model comes with the asking product's key", () => {
    const desk = new Desk();
    const { data } = desk.ask("/thing/dynamicTsl/get", "{}") as unknown as {
      data: { profile: { productKey: string }; properties: { identifier: string }[] };
    };
    assert.equal(data.profile.productKey, DEVICE.productKey);
    assert.ok(data.properties.some((one) => one.identifier === "PowerSwitch"));
  });
});
