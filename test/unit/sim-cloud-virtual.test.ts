import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Settings } from "../../sim/cloud/settings.ts";
import { DEVICE, HOST, POST, Rig, SET, SYS } from "./sim-cloud-rig.ts";

describe("opening", () => {
  const rows: readonly (readonly [name: string, act: (rig: Rig) => void, host: string, port: number, seen: string])[] =
    [
      ["reaches the platform", () => {}, HOST, 1883, "opened"],
      ["does not mind the case of the host", () => {}, HOST.toUpperCase(), 1883, "opened"],
      ["unknown host", () => {}, "nowhere.example", 1883, "failed dns at 150"],
      ["closed port", () => {}, HOST, 80, "failed refused at 400"],
      ["refused", (rig) => rig.network.refuse(), HOST, 1883, "failed refused at 400"],
      ["dns", (rig) => rig.network.dnsFail(), HOST, 1883, "failed dns at 150"],
      ["unreachable", (rig) => rig.network.failOpens("unreachable"), HOST, 1883, "failed unreachable at 150"],
      ["cut", (rig) => rig.network.cut(), HOST, 1883, "failed timeout at 30000"],
      ["slow", (rig) => Object.assign(rig.network.latency, { dnsMs: 9000, openMs: 9000 }), HOST, 1883, "opened"],
    ];
  for (const [name, act, host, port, seen] of rows) {
    it(name, () => {
      const rig = new Rig();
      act(rig);
      const client = rig.client().open(host, port);
      rig.clock.runUntil(() => client.events.length > 0, 60_000);
      assert.deepEqual(client.events, [seen]);
      rig.network.restore();
      const again = rig.client().open();
      again.waitFor(() => again.events.includes("opened"));
    });
  }

  it("tells nothing after a local close", () => {
    const rig = new Rig();
    const early = rig.client().open();
    early.close();
    const late = rig.client().connect();
    late.close();
    rig.clock.runFor(600_000);
    assert.deepEqual([early.events, late.events, rig.offline], [[], ["opened"], ["peer reset"]]);
  });

  it("is closed after 5 s without CONNECT, and at once when another packet comes first", () => {
    const rig = new Rig();
    const silent = rig.client().open();
    silent.waitFor(() => silent.events.includes("closed"));
    assert.equal(rig.clock.nowMs, 400 + 5000 + 120);
    const rude = rig.client().open();
    rude.waitFor(() => rude.events.includes("opened"));
    const from = rig.clock.nowMs;
    rude.send({ cmd: "pingreq" });
    rude.waitFor(() => rude.events.includes("closed"));
    assert.equal(rig.clock.nowMs - from, 240);
  });
});

describe("session", () => {
  it("refuses with the code, then closes", () => {
    for (const [change, code] of [
      [{ keepalive: 15 }, 2],
      [{ username: "x" }, 4],
      [{ password: Buffer.from("0".repeat(40)) }, 5],
    ] as const) {
      const rig = new Rig();
      const client = rig.client().connect(change);
      client.waitFor(() => client.events.includes("closed"));
      assert.deepEqual(
        client.of("connack").map((one) => one.returnCode),
        [code],
      );
    }
  });

  it("subscribes, publishes and gets its answer", () => {
    const rig = new Rig();
    const client = rig.client().connect().subscribe(`${SYS}/thing/event/+/post_reply`, "/sys/a1EXAMPLE00/D002/#", POST);
    assert.deepEqual(client.of("suback")[0]?.granted, [1, 0x80, 1]);
    client.publish(POST, '{"id":"5","params":{"PowerSwitch":1}}');
    client.waitFor(() => client.received.length === 2);
    assert.equal(client.of("puback")[0]?.messageId, 21);
    assert.match(
      client.received.join(),
      /^post \{"id":"5".*,post_reply \{"code":200,.*"id":"5"/,
      "its own post too, as in the transcript",
    );
    client.send({ cmd: "pingreq" });
    client.waitFor(() => client.of("pingresp").length === 1);
    client.send({ cmd: "unsubscribe", messageId: 8, unsubscriptions: [POST] });
    client.waitFor(() => client.of("unsuback").length === 1);
    client.publish(POST, '{"id":"6","params":{"PowerSwitch":1}}', 0);
    client.waitFor(() => client.received.length === 3);
    assert.match(client.received[2] ?? "", /^post_reply/);
    client.send({ cmd: "disconnect" });
    client.waitFor(() => client.events.includes("closed"));
    assert.deepEqual(rig.offline, ["device DISCONNECT"]);
  });

  const costs: readonly (readonly [
    name: string,
    settings: Partial<Settings>,
    topic: string,
    qos: 0 | 1 | 2,
    closes: boolean,
  ])[] = [
    ["foreign publish, dropped", {}, "/sys/x/y/z", 1, false],
    ["foreign publish, closed", { closesOnForeignPublish: true }, "/sys/x/y/z", 1, true],
    ["QoS 2", {}, POST, 2, true],
  ];
  for (const [name, settings, topic, qos, closes] of costs) {
    it(name, () => {
      const rig = new Rig(settings);
      const client = rig.client().connect();
      client.publish(topic, '{"id":"5","params":{"PowerSwitch":1}}', qos);
      rig.clock.runFor(1000);
      assert.equal(client.events.includes("closed"), closes);
      assert.deepEqual(
        [client.of("puback").length, rig.platform.property(DEVICE, "PowerSwitch")],
        [closes ? 0 : 1, undefined],
      );
    });
  }

  it("kicks the older one, with a notice for ext bit 1", () => {
    const rig = new Rig();
    const first = rig.client().connect({ clientId: "D001|securemode=3,signmethod=hmacsha1,ext=2|" });
    const second = rig.client().connect();
    first.waitFor(() => first.events.includes("closed"));
    assert.deepEqual(first.received, ['notify {"title":"kick","content":"Kicked by the same device"}']);
    assert.ok(!second.events.includes("closed") && rig.platform.isOnline(DEVICE));
    assert.deepEqual(rig.offline, ["kicked by the same device"]);
  });

  it("cuts at one and a half keep-alives of silence, and not before", () => {
    const rig = new Rig();
    const client = rig.client().connect({ keepalive: 60 });
    rig.clock.runFor(80_000);
    client.send({ cmd: "pingreq" });
    const pinged = rig.clock.nowMs;
    client.waitFor(() => client.events.includes("closed"), 120_000);
    assert.equal(rig.clock.nowMs - pinged, 120 + 90_000 + 120);
    assert.deepEqual(rig.offline, ["keep-alive timeout"]);
  });

  it("waits with what comes before a late CONNACK", () => {
    const rig = new Rig();
    rig.broker.connackDelayMs = 8000;
    const client = rig.client().connect();
    assert.equal(rig.clock.nowMs, 400 + 120 + 8000 + 120);
    client.subscribe(SET);
  });

  it("freezes PUBACK, and closes after so many packets", () => {
    const rig = new Rig();
    Object.assign(rig.broker, { freezesPuback: true, closeAfterPackets: 2 });
    const client = rig.client().connect();
    client.publish(POST, '{"id":"5","params":{"PowerSwitch":1}}');
    client.waitFor(() => client.events.includes("closed"));
    assert.deepEqual([client.of("puback").length, rig.platform.property(DEVICE, "PowerSwitch")?.value], [0, 1]);
  });

  it("subscribes by itself, and doubles what is subscribed twice", () => {
    const rig = new Rig({ autoSubscribe: "always" });
    const client = rig.client().connect();
    rig.platform.propertySet(DEVICE, { PowerSwitch: 1 });
    client.waitFor(() => client.received.length === 1);
    client.subscribe(SET);
    rig.platform.propertySet(DEVICE, { PowerSwitch: 0 });
    client.waitFor(() => client.received.length === 3);
    client.send({ cmd: "unsubscribe", messageId: 8, unsubscriptions: [SET] });
    client.waitFor(() => client.of("unsuback").length === 1);
    rig.platform.rawDownlink(DEVICE, `${SYS}/rrpc/request/1`, "x");
    rig.platform.propertySet(DEVICE, { PowerSwitch: 1 });
    rig.clock.runFor(1000);
    assert.deepEqual(client.received.slice(3), ["1 x"]);
  });
});
