/** The dialect of Alibaba Cloud IoT: what comes down, and every bad message with its code. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { openAliyun, THING } from "./cloud-bench.ts";
import { shown } from "./parts.ts";

const SET = `${THING}service/property/set`;
const order = (params: string, id = '"1934023296"') =>
  `{"method":"thing.service.property.set","id":${id},"params":${params},"version":"1.0.0"}`;

type Row = readonly [name: string, topic: string, body: string, downlink: object];
const set = (code: number, id = "1934023296", values: object = {}) => ({ kind: "set", id, code, values });
const DOWNLINKS: readonly Row[] = [
  ["the transcript's order", SET, order('{"PowerSwitch":1}'), set(200, "1934023296", { PowerSwitch: 1 })],
  ["switch off", SET, order('{"PowerSwitch":0}'), set(200, "1934023296", { PowerSwitch: 0 })],
  ["a number as text", SET, order('{"PowerSwitch":"1"}'), set(200, "1934023296", { PowerSwitch: 1 })],
  ["an id that is a number", SET, order('{"PowerSwitch":0}', "5"), set(200, "5", { PowerSwitch: 0 })],
  ["another value", SET, order('{"PowerSwitch":2}'), set(6308)],
  ["a value of another type", SET, order('{"PowerSwitch":true}'), set(6308)],
  ["null", SET, order('{"PowerSwitch":null}'), set(6308)],
  ["a list", SET, order('{"PowerSwitch":[1]}'), set(6308)],
  ["an empty text", SET, order('{"PowerSwitch":""}'), set(6308)],
  ["an unknown property", SET, order('{"Valve":1}'), set(6320)],
  ["a property only the device tells", SET, order('{"GasState":1}'), set(6320)],
  ["a good one beside an unknown one: none is taken", SET, order('{"PowerSwitch":1,"Valve":1}'), set(6320)],
  ["an unknown one beside a good one: none is taken", SET, order('{"Valve":1,"PowerSwitch":1}'), set(6320)],
  ["no properties", SET, order("{}"), set(460)],
  ["params that are a list", SET, order("[1]"), set(460)],
  ["params that are a text", SET, order('"PowerSwitch"'), set(460)],
  ["params that are null", SET, order("null"), set(460)],
  ["no params", SET, '{"id":"7"}', set(460, "7")],
  ["broken JSON, its id still found", SET, '{"id":"77","params":{"PowerSwitch":1', set(6207, "77")],
  ["broken JSON that ends in its id's name", SET, '{"params":{},"id"', set(6207, "0")],
  ["broken JSON that ends as it should", SET, '{"id":"77","params":{"PowerSwitch":}}', set(6207, "77")],
  ["broken JSON, its id a part of something longer", SET, '{"id":[1.3287488535077562e+106,"20"],"x":}', set(6207, "0")],
  ["broken JSON without an id", SET, '{"params":', set(6207, "0")],
  ["no JSON at all", SET, "\x00\xff\r\nOK\r\n", set(6207, "0")],
  ["nothing", SET, "", set(6207, "0")],
  ["JSON that is no object", SET, "17", set(6207, "0")],
  ["null as a message", SET, "null", set(6207, "0")],
  ["text behind the object", SET, `${order('{"PowerSwitch":1}')} x`, set(6207)],
  [
    "a blank line behind the object",
    SET,
    `${order('{"PowerSwitch":1}')}\r\n`,
    set(200, "1934023296", { PowerSwitch: 1 }),
  ],
  ["an id of digits and more", SET, order('{"PowerSwitch":1}', '"12a"'), set(200, "0", { PowerSwitch: 1 })],
  ["an id with an exponent", SET, order('{"PowerSwitch":1}', '"1e5"'), set(200, "0", { PowerSwitch: 1 })],
  ["an id with a sign", SET, order('{"PowerSwitch":1}', '"-1"'), set(200, "0", { PowerSwitch: 1 })],
  ["no id", SET, '{"params":{"PowerSwitch":1}}', set(200, "0", { PowerSwitch: 1 })],
  [
    "an id that would end the answer's JSON",
    SET,
    order('{"PowerSwitch":1}', '"1\\",\\"x"'),
    set(200, "0", { PowerSwitch: 1 }),
  ],
  ["an id without end", SET, order('{"PowerSwitch":1}', `"${"9".repeat(100)}"`), set(200, "0", { PowerSwitch: 1 })],
  [
    "a reply",
    `${THING}event/GasCheck_Event/post_reply`,
    '{"id":"7","code":200,"data":{}}',
    { kind: "reply", id: "7", code: 200, canRetry: true },
  ],
  [
    "a property's reply",
    `${THING}event/property/post_reply`,
    '{"code":460,"id":"8"}',
    { kind: "reply", id: "8", code: 460, canRetry: false },
  ],
  ["a reply that is broken", `${THING}event/property/post_reply`, '{"id":"7","co', { kind: "none", code: 6207 }],
  ["our own post coming back", `${THING}event/property/post`, '{"PowerSwitch":1}', { kind: "none", code: 200 }],
  [
    "another device's topic",
    "/sys/a1EXAMPLE00/D002/thing/service/property/set",
    order('{"PowerSwitch":1}'),
    {
      kind: "none",
      code: 6203,
    },
  ],
  ["a topic that only ends like ours", `/x${SET}`, order('{"PowerSwitch":1}'), { kind: "none", code: 6203 }],
  ["a topic that only begins like ours", `${SET}/x`, order('{"PowerSwitch":1}'), { kind: "none", code: 6203 }],
  ["an empty topic", "", "", { kind: "none", code: 6203 }],
];
for (const [name, topic, body, downlink] of DOWNLINKS) {
  test(`downlink: ${name}`, () => {
    const got = openAliyun().receive(topic, body, body.length);
    assert.deepEqual(got, downlink, `${topic} ${shown(body)} gave ${JSON.stringify(got)}`);
  });
}

test("downlink: 20 kB of it, of which the beginning is left: 460, under its id", () => {
  const kept = order(`{"PowerSwitch":1,"x":"${"y".repeat(200)}`).slice(0, 128);
  const got = openAliyun().receive(SET, kept, 20_000);
  assert.deepEqual(got, set(460));
});

test("a service's message that is too long to keep is refused, under its id", () => {
  const got = openAliyun().receive(`${THING}service/Calibrate`, '{"id":"4","params":{"Ppm":5000', 20000);
  assert.deepEqual(got, { kind: "service", id: "4", code: 6207, name: "Calibrate", ppm: 0 });
});

test("every answer is JSON, whatever the order's id was", () => {
  const cloud = openAliyun();
  for (const id of ['"\\""', '"\\\\"', '"a"', "null", "{}", "[]", "1e5", "-1", '" "', '"\\n"', '"\\u0000"', "true"]) {
    const downlink = cloud.receive(SET, order('{"PowerSwitch":1}', id), 100);
    assert.equal(downlink.kind, "set", id);
    assert.doesNotThrow(
      () => JSON.parse(cloud.setReply(downlink.id, 200).payload),
      `id ${id} -> ${shown(downlink.id)}`,
    );
  }
});

const REPLIES: readonly (readonly [code: number, canRetry: boolean])[] = [
  // Settled by its code, whatever this says.
  [200, true],
  [400, true],
  [429, true],
  [460, false],
  [500, true],
  [6200, false],
  [6203, false],
  [6204, true],
  [6207, false],
  [6208, true],
  [6307, false],
  [6313, true],
  [6320, false],
  [6399, false],
  [6400, true],
  [6452, true],
  [26010, true],
];
for (const [code, canRetry] of REPLIES) {
  test(`a reply with code ${code} ${canRetry ? "may" : "must not"} be tried again`, () => {
    const body = JSON.stringify({ id: "7", code });
    const got = openAliyun().receive(`${THING}event/property/post_reply`, body, body.length);
    const isThrottled = [429, 6452, 26010].includes(code);
    assert.deepEqual(got, { kind: "reply", id: "7", code, canRetry, ...(isThrottled && { isThrottled }) });
  });
}
