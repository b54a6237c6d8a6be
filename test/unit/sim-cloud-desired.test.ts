/** Desired values: kept with their version until the device deletes them (facts: cloud sections 2.2, 10). */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Settings } from "../../sim/cloud/settings.ts";
import { Desk, KEY } from "./sim-cloud-desk.ts";
import { DEVICE, SET } from "./sim-cloud-rig.ts";

const GET = "/thing/property/desired/get";
const DELETE = "/thing/property/desired/delete";
const BOTH = '["PowerSwitch","GasLel"]';

describe("the reply in each shape that it may have", () => {
  const rows: readonly (readonly [settings: Partial<Settings>, data: object])[] = [
    [{}, { PowerSwitch: { value: 1, version: 2 } }],
    [{ desiredUnset: "empty" }, { PowerSwitch: { value: 1, version: 2 }, GasLel: {} }],
    [{ desiredUnset: "null" }, { PowerSwitch: { value: 1, version: 2 }, GasLel: null }],
    [{ desiredReply: "value" }, { PowerSwitch: 1 }],
    [
      { desiredReply: "value", desiredUnset: "null" },
      { PowerSwitch: 1, GasLel: null },
    ],
  ];
  for (const [settings, data] of rows) {
    it(JSON.stringify(settings), () => {
      const desk = new Desk(settings);
      desk.platform.setDesired(DEVICE, { PowerSwitch: 0 });
      desk.platform.setDesired(DEVICE, { PowerSwitch: 1 });
      assert.deepEqual(desk.ask(GET, BOTH)?.data, data);
    });
  }
});

describe("deleting", () => {
  const rows: readonly (readonly [name: string, params: string, code: number, left: string[], Partial<Settings>?])[] = [
    ["the version that was read", '{"PowerSwitch":{"version":1}}', 200, ["GasLel"]],
    ["whatever version", '{"PowerSwitch":{}}', 200, ["GasLel"]],
    [
      "one that is old, and one that is not",
      '{"PowerSwitch":{"version":0},"GasLel":{"version":1}}',
      200,
      ["PowerSwitch"],
    ],
    [
      "the same, hard",
      '{"PowerSwitch":{"version":0},"GasLel":{"version":1}}',
      460,
      ["PowerSwitch", "GasLel"],
      { desiredStaleDelete: "refuse" },
    ],
  ];
  for (const [name, params, code, left, settings] of rows) {
    it(name, () => {
      const desk = new Desk(settings);
      desk.platform.setDesired(DEVICE, { PowerSwitch: 1, GasLel: 1.5 });
      assert.equal(desk.code(DELETE, params), code);
      assert.deepEqual([...(desk.platform.desired.get(KEY)?.keys() ?? [])], left);
    });
  }

  it("a value set again has a version that was never used", () => {
    const desk = new Desk();
    desk.platform.setDesired(DEVICE, { PowerSwitch: 1 });
    desk.ask(DELETE, '{"PowerSwitch":{"version":1}}');
    desk.platform.setDesired(DEVICE, { PowerSwitch: 0 });
    assert.deepEqual(desk.ask(GET, BOTH)?.data, { PowerSwitch: { value: 0, version: 2 } });
  });
});

it("to a device that is online it goes at once, unless that is switched off", () => {
  for (const desiredSetsOnline of [true, false]) {
    const desk = new Desk({ desiredSetsOnline });
    desk.platform.setDesired(DEVICE, { PowerSwitch: 1 });
    assert.equal(desk.sent.length, 0, "offline");
    desk.logIn();
    desk.platform.setDesired(DEVICE, { PowerSwitch: 0 });
    assert.deepEqual(
      desk.sent.map((one) => one.topic),
      desiredSetsOnline ? [SET] : [],
    );
  }
});
