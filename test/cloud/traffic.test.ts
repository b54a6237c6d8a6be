/** Bytes at the broker's socket: what is counted is what MQTT 3.1.1 makes of the messages, and the SDK's are of one kind. */
import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { EXAMPLE_DEVICE } from "../../sim/profile.ts";
import { CONTENT, type Figures, measureVendor } from "./traffic.ts";

const SYS = `/sys/${EXAMPLE_DEVICE.productKey}/${EXAMPLE_DEVICE.deviceName}`;
/** Fixed header of two bytes, or three above 127, the topic and its length, the payload: QoS 0. */
const publishBytes = (topic: string, payload: string) => {
  const rest = 2 + topic.length + payload.length;
  return (rest > 127 ? 3 : 2) + rest;
};

describe("the vendor's SDK", () => {
  let figures: Figures;
  before(async () => {
    figures = await measureVendor();
  });

  it("subscribes one topic a packet, each answered", () => {
    const { upPackets, downPackets, upBytes } = figures.connectAndSubscribe;
    assert.ok(upPackets > 10, `${upPackets} packets`);
    assert.equal(upPackets, downPackets);
    assert.ok(upBytes > upPackets * (SYS.length + 7), `${upBytes} bytes for ${upPackets} packets`);
  });

  const rows = [
    ["alarmEvent", "GasCheck_Event", CONTENT.alarm],
    ["propertyReport", "property", CONTENT.report],
  ] as const;
  for (const [name, event, params] of rows) {
    it(`${name}: one message up and its reply down, to the byte`, () => {
      const topic = `${SYS}/thing/event/${event}/post`;
      const method = `thing.event.${event}.post`;
      // Its ids are a counter, of one digit here, and the topic on which it expects the reply.
      const id = `1|exp-topic|${topic}_reply`;
      const reply = { code: 200, data: {}, id, message: "success", method, version: "1.0" };
      const wanted = {
        upBytes: publishBytes(topic, JSON.stringify({ id, version: "1.0", params, method })),
        downBytes: publishBytes(`${topic}_reply`, JSON.stringify(reply)),
        upPackets: 1,
        downPackets: 1,
      };
      assert.deepEqual(figures[name], wanted);
    });
  }

  it("an idle hour is a ping a minute, two bytes each way", () => {
    const { keepAliveS, ping, idleHour } = figures;
    assert.equal(keepAliveS, 60);
    assert.deepEqual(ping, { upBytes: 2, downBytes: 2, upPackets: 1, downPackets: 1 });
    assert.deepEqual(idleHour, { upBytes: 120, downBytes: 120, upPackets: 60, downPackets: 60 });
  });
});
