import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { DEVICE, POST, Rig, SET, SYS } from "./sim-cloud-rig.ts";

describe("QoS 1 downlink", () => {
  it("comes again with DUP until PUBACK, a bounded number of times", () => {
    const rig = new Rig();
    const client = rig.client().connect().subscribe(SET);
    client.acknowledges = false;
    rig.platform.rawDownlink(DEVICE, SET, "x");
    rig.clock.runFor(200_000);
    assert.deepEqual(client.received, ["set x", "dup set x", "dup set x", "dup set x"]);
    assert.equal(new Set(client.of("publish").map((one) => one.messageId)).size, 1);
    client.send({ cmd: "puback", messageId: client.of("publish")[0]?.messageId ?? 0 });
    rig.clock.runFor(1000);
    assert.equal(rig.broker.sessionOf(DEVICE)?.unacked, 0);
  });

  it("stops at 50 without PUBACK, and goes on after", () => {
    const rig = new Rig();
    const client = rig.client().connect().subscribe(SET);
    client.acknowledges = false;
    for (let i = 0; i < 60; i++) rig.platform.rawDownlink(DEVICE, SET, String(i));
    rig.clock.runFor(1000);
    assert.equal(client.received.length, 50);
    client.acknowledges = true;
    for (const { messageId } of client.of("publish")) client.send({ cmd: "puback", messageId: messageId ?? 0 });
    rig.clock.runFor(1000);
    assert.deepEqual([client.received.length, client.received.at(-1)], [60, "set 59"]);
  });

  for (const clean of [false, true]) {
    it(`cleanSession ${Number(clean)}: ${clean ? "nothing waits" : "waits for the device, not for ever"}`, () => {
      const rig = new Rig();
      const first = rig.client().connect({ clean }).subscribe(SET);
      first.acknowledges = false;
      rig.platform.rawDownlink(DEVICE, SET, "unacked");
      first.waitFor(() => first.received.length === 1);
      first.close();
      rig.clock.runFor(1000);
      rig.platform.rawDownlink(DEVICE, SET, "zero", 0);
      rig.platform.rawDownlink(DEVICE, SET, "one");
      const second = rig.client().connect({ clean });
      rig.clock.runFor(5000);
      assert.equal(second.of("connack")[0]?.sessionPresent, !clean);
      assert.deepEqual(second.received, clean ? [] : ["dup set unacked", "set one"]);
      second.close();
      rig.clock.runFor(1000);
      rig.platform.rawDownlink(DEVICE, SET, "old");
      rig.clock.runFor(8 * 86_400_000);
      const third = rig.client().connect({ clean });
      rig.clock.runFor(5000);
      assert.deepEqual(third.received, []);
    });
  }
});

describe("link faults", () => {
  it("cut: half-open for good, the platform notices by keep-alive, the newcomer finds its queue", () => {
    const rig = new Rig();
    const first = rig.client().connect({ keepalive: 60 }).subscribe(SET);
    rig.network.cut();
    first.publish(POST, '{"id":"5","params":{"PowerSwitch":1}}');
    rig.platform.rawDownlink(DEVICE, SET, "lost?");
    rig.network.restore();
    rig.clock.runFor(3_600_000);
    assert.deepEqual([first.events, first.received, rig.offline], [["opened"], [], ["keep-alive timeout"]]);
    assert.equal(rig.platform.property(DEVICE, "PowerSwitch"), undefined);
    const second = rig.client().connect();
    second.waitFor(() => second.received.length > 0);
    assert.deepEqual(second.received, ["dup set lost?"]);
  });

  it("stall: all of it comes later, in order", () => {
    const rig = new Rig();
    const client = rig.client().connect().subscribe(SET, `${SYS}/thing/event/+/post_reply`);
    rig.network.stall();
    for (const id of ["5", "6"]) client.publish(POST, `{"id":"${id}","params":{"PowerSwitch":1}}`, 0);
    rig.platform.rawDownlink(DEVICE, SET, "x", 0);
    rig.clock.runFor(20_000);
    assert.deepEqual(client.received, []);
    rig.network.restore();
    client.waitFor(() => client.received.length === 3);
    assert.deepEqual(
      client.received.map((one) => /"id":"(.)"/.exec(one)?.[1] ?? one),
      ["set x", "5", "6"],
    );
  });

  it("drop: both ends hear of it", () => {
    const rig = new Rig();
    const client = rig.client().connect();
    rig.network.drop();
    rig.clock.runFor(0);
    assert.deepEqual([client.events, rig.offline], [["opened", "closed"], ["peer reset"]]);
    client.publish(POST, "{}");
    rig.client().connect();
    assert.ok(rig.platform.isOnline(DEVICE));
  });

  it("a reply delayed past the connection reaches the next one only where it was QoS 1", () => {
    for (const [replyQos, wanted] of [
      [0, 0],
      [1, 1],
    ] as const) {
      const rig = new Rig({ replyQos, replyDelayMs: 5000 });
      const first = rig.client().connect().subscribe(`${SYS}/thing/event/+/post_reply`);
      first.publish(POST, '{"id":"5","params":{"PowerSwitch":1}}');
      rig.clock.runFor(1000);
      rig.network.drop();
      rig.clock.runFor(10_000);
      const second = rig.client().connect();
      rig.clock.runFor(1000);
      assert.equal(second.received.length, wanted);
    }
  });

  it("the same doings give the same log", () => {
    const run = () => {
      const rig = new Rig({ duplicateReplies: 1 });
      const client = rig.client().connect().subscribe(`${SYS}/#`);
      for (let i = 0; i < 20; i++)
        client.publish(POST, `{"id":"${i}","params":{"GasLel":${i}.5}}`, (i % 2) as 0 | 1, i + 1);
      rig.clock.runFor(60_000);
      return JSON.stringify([rig.platform.messages, client.packets]);
    };
    assert.equal(run(), run());
  });
});
