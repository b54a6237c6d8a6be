/** Over both transports: what arrives without a SUBSCRIBE, and calls on topics of their own (facts 1.4, 2.2, 4). */
import assert from "node:assert/strict";
import { createServer } from "node:net";
import { describe, it } from "node:test";
import { Aedes } from "aedes";
import mqtt from "mqtt";
import { attachPlatform } from "../../sim/cloud/attach.ts";
import { Platform } from "../../sim/cloud/platform.ts";
import { ANY_TLS, Rig, SYS } from "./sim-cloud-rig.ts";
import { atEnd, broker, client, DEVICE, inbox, LOGIN, listening, logged, newPlatform } from "./sim-cloud-sockets.ts";

const SIGN = "304552d3c140d730854677874476cbc567c654d8";
const REGISTER = {
  clientId: "D001|securemode=2,authType=register,random=567345,signmethod=hmacsha1|",
  password: SIGN,
  keepalive: 0,
};
const WITH_EXT = "D001|securemode=3,signmethod=hmacsha1,ext=3|";
const CALLS = `/ext/rrpc/+${SYS}/thing/service/+`;

describe("in virtual time", () => {
  it("a registration: the answer comes by itself, keep-alive 0 is borne, and then the new secret logs in", () => {
    const rig = new Rig();
    rig.platform.productSecrets.set("a1EXAMPLE00", "psecret");
    const client = rig.client().connect({ ...REGISTER, password: Buffer.from(SIGN), clean: false }, ANY_TLS);
    client.waitFor(() => client.received.length > 0);
    assert.match(
      client.received[0] ?? "",
      /^register \{"productKey":"a1EXAMPLE00","deviceName":"D001","deviceSecret":"/,
    );
    rig.clock.runFor(3_600_000);
    assert.ok(rig.platform.isOnline(DEVICE), "an hour of silence");
    client.close();
    rig.clock.runFor(1000);
    assert.equal(rig.broker.sessionOf(DEVICE), undefined, "nothing is left of it");
    assert.deepEqual(rig.platform.violations, []);
  });

  it("notices, errors and probes", () => {
    const rig = new Rig();
    const client = rig.client().connect({ clientId: WITH_EXT });
    rig.platform.notify(DEVICE, "a", "b");
    rig.platform.sendError(DEVICE, 520, "gone");
    rig.platform.probe(DEVICE, "77");
    client.waitFor(() => client.received.length === 3);
    assert.deepEqual(
      client.of("publish").map((one) => one.topic),
      ["/ext/notify", "/ext/error/a1EXAMPLE00/D001", "/ext/network/probe/77"],
    );
  });

  const rows: readonly (readonly [name: string, clientId: string, echoesRrpc: boolean, copies: number])[] = [
    ["with ext bit 0 a call arrives, and the answer is not heard back", WITH_EXT, false, 1],
    ["where the platform gives the answer back, it is", WITH_EXT, true, 2],
    ["without ext bit 0 nothing arrives", "D001|securemode=3,signmethod=hmacsha1|", false, 0],
  ];
  for (const [name, clientId, echoesRrpc, copies] of rows) {
    it(name, () => {
      const rig = new Rig({ echoesRrpc });
      const client = rig.client().connect({ clientId }).subscribe(CALLS);
      const call = rig.platform.service(DEVICE, "SelfTest", {}, "rrpc-custom");
      rig.clock.runFor(1000);
      if (copies > 0) client.publish(call.topic, `{"id":"${call.id}","code":200,"data":{"Result":0}}`, 0);
      rig.clock.runFor(1000);
      assert.equal(client.received.length, copies);
      assert.equal(call.reply?.code, copies > 0 ? 200 : undefined);
      assert.deepEqual(rig.platform.violations, []);
    });
  }
});

describe("over TCP", () => {
  it("a registration: refused without TLS, unless that is allowed; the answer comes by itself", async () => {
    const platform = new Platform({ devices: [DEVICE], productSecrets: { a1EXAMPLE00: "psecret" } });
    const { url } = await broker(platform);
    await assert.rejects(client(url, REGISTER), /Not authorized/);
    assert.equal(platform.violations.at(-1)?.why, "registration is for TLS only");
    platform.settings.registrationNeedsTls = false;
    const device = mqtt.connect(url, { ...LOGIN, ...REGISTER, clean: true });
    atEnd(() => device.endAsync(true));
    // Before it is connected: the answer follows CONNACK at once.
    const box = inbox(device);
    assert.match(await box.next(), /^register .*"deviceSecret":"[0-9a-f]{32}"/);
    assert.ok(platform.devices[0]?.deviceSecret !== "secret");
  });

  it("notices, and a call on a topic of its own with its answer", async () => {
    const platform = newPlatform();
    const { url } = await broker(platform);
    const device = await client(url, { clientId: WITH_EXT });
    const box = inbox(device);
    platform.notify(DEVICE, "a", "b");
    assert.equal(await box.next(), 'notify {"title":"a","content":"b"}');
    await device.subscribeAsync(CALLS, { qos: 1 });
    await answersOnce(platform, device, box);
  });

  it("attached to somebody's broker the call comes back to the platform first, and is no answer", async () => {
    const platform = newPlatform();
    const aedes = await Aedes.createBroker();
    const server = createServer(aedes.handle);
    const url = `mqtt://127.0.0.1:${await listening(server)}`;
    atEnd(async () => {
      const down = new Promise((done) => server.close(done));
      await new Promise<void>((done) => aedes.close(done));
      await down;
    });
    const attached = await attachPlatform({ platform, url });
    atEnd(attached.close);
    const device = await client(url, { clientId: WITH_EXT });
    const box = inbox(device);
    await device.subscribeAsync(CALLS, { qos: 1 });
    await answersOnce(platform, device, box);
  });

  async function answersOnce(
    platform: Platform,
    device: Awaited<ReturnType<typeof client>>,
    box: ReturnType<typeof inbox>,
  ) {
    const call = platform.service(DEVICE, "SelfTest", {}, "rrpc-custom");
    assert.match(await box.next(), /^SelfTest \{"method":"thing.service.SelfTest"/);
    const up = logged(platform, "up");
    await device.publishAsync(call.topic, `{"id":"${call.id}","code":200,"data":{"Result":0}}`, { qos: 1 });
    await up;
    assert.equal(call.reply?.code, 200);
    assert.deepEqual(platform.violations, []);
  }
});
