import assert from "node:assert/strict";
import { createServer, type Socket } from "node:net";
import { describe, it } from "node:test";
import { Aedes } from "aedes";
import { attachPlatform } from "../../sim/cloud/attach.ts";
import type { Platform } from "../../sim/cloud/platform.ts";
import {
  atEnd,
  broker,
  client,
  DEVICE,
  freePort,
  inbox,
  listening,
  logged,
  newPlatform,
  OPERATOR,
  POST,
  REPLIES,
  SET,
  SYS,
} from "./sim-cloud-sockets.ts";

describe("attached to a broker", () => {
  it("answers and asks on the embedded one, which then only checks rights", async () => {
    const platform = newPlatform();
    const { url } = await broker(newPlatform(), false);
    const attached = await attachPlatform({ platform, url, ...OPERATOR });
    atEnd(attached.close);
    await answersAndAsks(platform, url);
  });

  it("does so on a plain one", async () => {
    const platform = newPlatform({ replyDelayMs: 5 });
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
    await answersAndAsks(platform, url);
  });

  async function answersAndAsks(platform: Platform, url: string) {
    const device = await client(url);
    const box = inbox(device);
    await device.subscribeAsync([REPLIES, SET, `${SYS}/thing/service/Mute`, `/ext/rrpc/+${SYS}/thing/service/+`], {
      qos: 1,
    });
    await device.publishAsync(POST, '{"id":"5","params":{"PowerSwitch":1}}', { qos: 1 });
    assert.match(await box.next(), /^post_reply \{"code":200/);
    platform.propertySet(DEVICE, { PowerSwitch: 0 });
    assert.match(await box.next(), /^set /);
    platform.service(DEVICE, "Mute", {});
    assert.match(await box.next(), /^Mute /);
    await device.publishAsync(POST, '{"id":"6","params":{"PowerSwitch":0}}', { qos: 1 });
    assert.match(await box.next(), /"id":"6"/);
    const call = platform.service(DEVICE, "SelfTest", {}, "rrpc-custom");
    assert.match(await box.next(), /^SelfTest /);
    const up = logged(platform, "up");
    await device.publishAsync(call.topic, `{"id":"${call.id}","code":200,"data":{"Result":0}}`, { qos: 1 });
    await up;
    assert.equal(call.reply?.code, 200, "heard, and the call itself is not taken for it");
    assert.deepEqual(platform.violations, []);
  }

  const failures: readonly (readonly [name: string, start: () => Promise<object & { url: string }>, seen: RegExp])[] = [
    [
      "nobody listens",
      async () => ({ url: `mqtt://127.0.0.1:${await freePort()}` }),
      /mqtt:\/\/127\.0\.0\.1:\d+ as nobody .*Seen: ECONNREFUSED.*To do: start the broker/,
    ],
    [
      "wrong password",
      async () => ({ url: (await broker(newPlatform())).url, ...OPERATOR, password: "secret-x" }),
      /user "operator".*Seen: 5: Connection refused.*check user name/,
    ],
    [
      "no right to subscribe",
      async () => ({ url: (await deafBroker()).url }),
      /refused the subscription.*give this user the right/,
    ],
    [
      "nobody speaks",
      async () => ({ url: await muteServer(), timeoutMs: 100 }),
      /Seen: .*To do: check that an MQTT broker/,
    ],
    ["no address", async () => ({ url: "127.0.0.1" }), /Seen: .*protocol.*To do: the address looks like/],
  ];
  for (const [name, start, seen] of failures) {
    it(`fails with advice: ${name}`, async () => {
      const options = await start();
      await assert.rejects(attachPlatform({ platform: newPlatform(), ...options }), (error: Error) => {
        assert.match(error.message, seen);
        assert.ok(!error.message.includes("secret-x"));
        return true;
      });
    });
  }
});

async function deafBroker() {
  const aedes = await Aedes.createBroker({ authorizeSubscribe: (_client, _subscription, done) => done(null, null) });
  const server = createServer(aedes.handle);
  const url = `mqtt://127.0.0.1:${await listening(server)}`;
  atEnd(async () => {
    await new Promise<void>((done) => aedes.close(done));
    server.close();
  });
  return { url };
}

async function muteServer(): Promise<string> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => sockets.push(socket.on("error", () => {})));
  const port = await listening(server);
  atEnd(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return `mqtt://127.0.0.1:${port}`;
}
