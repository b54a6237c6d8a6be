/** Where a device's host may have changed: what is asked, and which answer is followed. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { createBootstrap } from "../../src/cloud/aliyun/bootstrap.ts";

const HOST = "pk.iot-as-mqtt.cn-shanghai.aliyuncs.com";
const NEW = "iot-1.mqtt.iothub.aliyuncs.com";
const told = (host: unknown, port?: unknown) =>
  JSON.stringify({ code: 200, data: { resources: { mqtt: { host, port } } } });

const ANSWERS: readonly (readonly [what: string, body: string, moved: [string, number] | undefined])[] = [
  ["a new host", told(NEW, 8883), [NEW, 8883]],
  ["a port as a text, blanks between", `{ "mqtt" : { "host" : "${NEW}" , "port" : "443" } }`, [NEW, 443]],
  ["without a port", told(NEW), [NEW, 1883]],
  ["the one it has", told(HOST, 1883), undefined],
  ["the one it has, at another port", told(HOST, 8883), [HOST, 8883]],
  ["somebody else's", told("evil.example", 1883), undefined],
  ["one that only ends like it", told("evilaliyuncs.com", 1883), undefined],
  ["one that would end an AT command", told('x"\r\n.aliyuncs.com', 1883), undefined],
  ["a long one", told(`${"x".repeat(90)}${NEW}`, 1883), undefined],
  ["a port beyond all", told(NEW, 70000), undefined],
  ["a port below all", told(NEW, -1), undefined],
  ["a number for a host", told(12, 1883), undefined],
  ["a name without a value", '{"host"}', undefined],
  ["nothing", "", undefined],
];
for (const [what, body, wanted] of ANSWERS) {
  test(`bootstrap: ${what}`, () => {
    const moved: [string, number][] = [];
    const logged: string[] = [];
    const asked: unknown[] = [];
    const ask = createBootstrap(
      "cn-shanghai",
      () => HOST,
      1883,
      (url, from, bytes, done) => {
        asked.push([url, from, bytes]);
        done("", body);
      },
      (host, port) => moved.push([host, port]),
      (text) => logged.push(text),
    );
    ask();
    assert.deepEqual(asked, [["https://iot-auth-global.aliyuncs.com/auth/bootstrap/regionId/cn-shanghai", 0, 1000]]);
    assert.deepEqual(moved, wanted ? [wanted] : []);
    const isSame = what === "the one it has";
    assert.equal(logged.length, wanted || isSame ? 0 : 1);
  });
}

test("bootstrap: a fetch that fails is told, and moves nothing", () => {
  const logged: string[] = [];
  const fail = () => assert.fail("moved");
  createBootstrap(
    "r",
    () => HOST,
    1883,
    (_url, _from, _bytes, done) => done("timeout", told(NEW)),
    fail,
    (text) => logged.push(text),
  )();
  assert.deepEqual(logged, ["no new host: timeout"]);
});
