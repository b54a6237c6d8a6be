/** Orders at a plain broker: what is taken, under which id it is answered, and what is not taken. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { openMqtt } from "./mqtt-bench.ts";

type Row = readonly [what: string, topic: string, body: string, expected: object, bytes?: number];
const BASE = "gas-canary/D001/";
const set = (id: string, code: number, values: object = {}) => ({ kind: "set", id, code, values });
const call = (id: string, code: number, name: string, ppm = 0) => ({ kind: "service", id, code, name, ppm });
const NONE = { kind: "none", code: 6203 };

const JSON_ROWS: readonly Row[] = [
  ["a set", "set", '{"PowerSwitch":1}', set("0", 200, { PowerSwitch: 1 })],
  ["a set with blanks", "set", ' {"PowerSwitch": 0}\n', set("0", 200, { PowerSwitch: 0 })],
  ["a set with an id", "set", '{"id":"77","params":{"PowerSwitch":1}}', set("77", 200, { PowerSwitch: 1 })],
  ["a set of the wrong type", "set", '{"PowerSwitch":2}', set("0", 6308)],
  ["a set of what can't be set", "set", '{"GasState":1}', set("0", 6320)],
  ["a set of nothing", "set", "{}", set("0", 460)],
  ["an empty set", "set", "", set("0", 6207)],
  ["a set that is a list", "set", "[1]", set("0", 6207)],
  ["a set that is a word", "set", "ON", set("0", 6207)],
  ["a set that is broken", "set", '{"PowerSwitch":1', set("0", 6207)],
  ["a set with more behind it", "set", '{"PowerSwitch":1},{"x":1', set("0", 6207)],
  ["a set that was too long to keep", "set", '{"PowerSwitch":1', set("0", 460), 5000],
  ["a call without a body", "call/SelfTest", "", call("0", 200, "SelfTest")],
  ["a call with an empty object", "call/Silence", "{}", call("0", 200, "Silence")],
  ["a call with its input", "call/Calibrate", '{"Ppm":5000}', call("0", 200, "Calibrate", 5000)],
  ["a call with an id", "call/Calibrate", '{"id":"8","params":{"Ppm":"50"}}', call("8", 200, "Calibrate", 50)],
  ["an input by itself is no clean air", "call/Calibrate", "5000", call("0", 6207, "Calibrate")],
  ["nor as the params", "call/Calibrate", '{"params":5000}', { ...call("0", 460, "Calibrate"), ppm: Number.NaN }],
  ["a call that was too long to keep", "call/Silence", "{", call("0", 6207, "Silence"), 5000],
  ["a call of a strange name", "call/a b", "{}", NONE],
  ["a call to set", "call/set", '{"PowerSwitch":1}', set("0", 200, { PowerSwitch: 1 })],
  ["another topic", "state", "{}", NONE],
];
for (const [what, topic, body, expected, bytes] of JSON_ROWS) {
  test(`order: ${what}`, () =>
    assert.deepEqual(openMqtt().receive(BASE + topic, body, bytes ?? body.length), expected));
}

const RPC = "v1/devices/me/rpc/request/";
const RPC_ROWS: readonly Row[] = [
  ["a set", `${RPC}17`, '{"method":"set","params":{"PowerSwitch":1}}', set("17", 200, { PowerSwitch: 1 })],
  [
    "its own id is not the request's",
    `${RPC}17`,
    '{"id":"3","method":"set","params":{"PowerSwitch":"0"}}',
    set("17", 200, { PowerSwitch: 0 }),
  ],
  ["a set without params", `${RPC}18`, '{"method":"set"}', set("18", 460)],
  ["a service", `${RPC}19`, '{"method":"SelfTest"}', call("19", 200, "SelfTest")],
  ["with null for nothing", `${RPC}20`, '{"method":"Silence","params":null}', call("20", 200, "Silence")],
  ["with its input", `${RPC}21`, '{"method":"Calibrate","params":{"Ppm":5000}}', call("21", 200, "Calibrate", 5000)],
  [
    "an input by itself is no clean air",
    `${RPC}22`,
    '{"method":"Calibrate","params":5000}',
    { ...call("22", 460, "Calibrate"), ppm: Number.NaN },
  ],
  ["no method", `${RPC}23`, "{}", NONE],
  ["a method that is no text", `${RPC}24`, '{"method":{"toString":1}}', NONE],
  ["no JSON", `${RPC}25`, "SelfTest", NONE],
  ["a number that is none", `${RPC}x`, '{"method":"SelfTest"}', NONE],
  ["another topic", "v1/devices/me/attributes", '{"PowerSwitch":1}', NONE],
  ["somebody else's", "gas-canary/D001/set", '{"PowerSwitch":1}', NONE],
];
for (const [what, topic, body, expected] of RPC_ROWS) {
  test(`call of ThingsBoard: ${what}`, () =>
    assert.deepEqual(openMqtt({ format: "thingsboard" }).receive(topic, body, body.length), expected));
}

test("topics of another device are nobody's", () =>
  assert.deepEqual(openMqtt().receive("gas-canary/D0012/set", '{"PowerSwitch":1}', 17), NONE));
