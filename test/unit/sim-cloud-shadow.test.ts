/** The device shadow: versions, what is reported and wanted, and the manual's own codes (facts: cloud section 4). */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Desk, KEY, START_MS } from "./sim-cloud-desk.ts";
import { DEVICE } from "./sim-cloud-rig.ts";

const UP = "/shadow/update/a1EXAMPLE00/D001";
const DOWN = "/shadow/get/a1EXAMPLE00/D001";
const TIMESTAMP = START_MS / 1000;
const update = (reported: string, version: number | string) =>
  `{"method":"update","state":{"reported":${reported}},"version":${version}}`;
const many = (count: number) =>
  JSON.stringify(Object.fromEntries(Array.from({ length: count }, (_, i) => [`a${i}`, 1])));

function say(desk: Desk, message: string) {
  const [reply] = desk.publish(UP, message);
  assert.equal(reply?.topic, DOWN);
  return JSON.parse(String(reply.payload));
}

/** Reported at version 5, with something wanted at 6. */
function filled(): Desk {
  const desk = new Desk();
  say(desk, update('{"fan":"on","level":3}', 5));
  desk.platform.setShadow(DEVICE, { fan: "off" });
  return desk;
}

describe("what a message does to it", () => {
  const rows: readonly (readonly [
    name: string,
    message: string,
    reported: object,
    desired: object,
    version: number,
  ])[] = [
    ["an update adds", update('{"level":4}', 7), { fan: "on", level: 4 }, { fan: "off" }, 7],
    [
      "clearing what is wanted",
      '{"method":"update","state":{"desired":"null"},"version":8}',
      { fan: "on", level: 3 },
      {},
      8,
    ],
    [
      "both in one",
      '{"method":"update","state":{"reported":{"fan":"off"},"desired":"null"},"version":8}',
      { fan: "off", level: 3 },
      {},
      8,
    ],
    ["version -1 begins anew", update('{"x":1}', -1), { x: 1 }, {}, 0],
    [
      "one attribute deleted",
      '{"method":"delete","state":{"reported":{"fan":"null"}},"version":7}',
      { level: 3 },
      { fan: "off" },
      7,
    ],
    ["all of them deleted", '{"method":"delete","state":{"reported":"null"},"version":7}', {}, { fan: "off" }, 7],
  ];
  for (const [name, message, reported, desired, version] of rows) {
    it(name, () => {
      const desk = filled();
      assert.deepEqual(say(desk, message), {
        method: "reply",
        payload: { status: "success", version },
        timestamp: TIMESTAMP,
      });
      const shadow = desk.platform.shadows.get(KEY);
      assert.deepEqual([shadow?.reported, shadow?.desired, shadow?.version], [reported, desired, version]);
      assert.deepEqual(Object.keys(shadow?.metadata.reported ?? {}).sort(), Object.keys(reported).sort());
      assert.deepEqual(desk.platform.violations, []);
    });
  }
});

describe("what is refused", () => {
  const rows: readonly (readonly [name: string, message: string, code: number])[] = [
    ["no JSON", "{", 400],
    ["no method", "{}", 401],
    ["no state", '{"method":"update","version":7}', 402],
    ["something wanted by the device", '{"method":"update","state":{"desired":{"fan":"on"}},"version":7}', 402],
    ["version a text", update('{"a":1}', '"7"'), 403],
    ["no version", '{"method":"update","state":{"reported":{"a":1}}}', 403],
    ["nothing reported", '{"method":"update","state":{},"version":7}', 404],
    ["an empty report", update("{}", 7), 405],
    ["an unknown method", '{"method":"constructor"}', 406],
    ["129 attributes with those that are there", update(many(127), 7), 408],
    ["the version that stands", update('{"a":1}', 6), 409],
    ["an older version", update('{"a":1}', 2), 409],
    ["a delete of nothing", '{"method":"delete","state":{},"version":7}', 404],
    ["a delete with another value", '{"method":"delete","state":{"reported":{"fan":""}},"version":7}', 404],
  ];
  for (const [name, message, code] of rows) {
    it(`${code} ${name}`, () => {
      const desk = filled();
      const { method, payload } = say(desk, message);
      assert.deepEqual([method, payload.status, payload.content?.errorcode], ["reply", "error", String(code)]);
      const shadow = desk.platform.shadows.get(KEY);
      assert.deepEqual([shadow?.version, shadow?.reported], [6, { fan: "on", level: 3 }]);
      assert.deepEqual(
        desk.platform.violations.map((one) => [one.rule, one.code]),
        [["shadow", code]],
      );
    });
  }

  it("128 attributes with those that are there are taken", () => {
    assert.equal(say(filled(), update(many(126), 7)).payload.status, "success");
  });
});

it("get shows all of it, with when it was set; an app's wish is told as control", () => {
  const desk = filled();
  const stamp = { timestamp: TIMESTAMP };
  const payload = {
    status: "success",
    state: { reported: { fan: "on", level: 3 }, desired: { fan: "off" } },
    metadata: { reported: { fan: stamp, level: stamp }, desired: { fan: stamp } },
  };
  assert.deepEqual(say(desk, '{"method":"get"}'), { method: "reply", payload, version: 6, timestamp: TIMESTAMP });
  const [control] = desk.sent;
  assert.deepEqual(
    [control?.topic, JSON.parse(control?.text ?? "")],
    [DOWN, { method: "control", payload, version: 6, timestamp: TIMESTAMP }],
  );
});

it("is lost, doubled and refused like any reply", () => {
  const desk = filled();
  desk.platform.loseReplies(1);
  assert.deepEqual(desk.publish(UP, '{"method":"get"}'), []);
  desk.platform.refuseRequests(500, 1);
  assert.equal(say(desk, '{"method":"get"}').payload.content.errorcode, "500");
  desk.platform.settings.duplicateReplies = 1;
  assert.equal(desk.publish(UP, '{"method":"get"}').length, 2);
});
