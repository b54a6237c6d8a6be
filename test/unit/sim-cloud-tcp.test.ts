import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Packet } from "mqtt-packet";
import { TcpNetwork } from "../../sim/cloud/tcp-network.ts";
import { atEnd, broker, DEVICE, freePort, LOGIN, logged, newPlatform, SET } from "./sim-cloud-sockets.ts";

describe("TCP network", () => {
  function dial(network: TcpNetwork, host = "any.example", port = 1883) {
    const told: string[] = [];
    const packets: Packet[] = [];
    let wake = () => {};
    const note = (text: string) => {
      told.push(text);
      wake();
    };
    const connection = network.open(host, port, {
      opened: () => note("opened"),
      failed: (why) => note(`failed ${why}`),
      closed: () => note("closed"),
      packet: (packet) => {
        packets.push(packet);
        note(packet.cmd);
      },
    });
    const until = async (text: string) => {
      while (!told.includes(text)) await new Promise<void>((done) => (wake = done));
    };
    return { connection, told, packets, until };
  }

  const connect = (): Packet => ({
    cmd: "connect",
    protocolId: "MQTT",
    ...LOGIN,
    password: Buffer.from(LOGIN.password),
  });

  function network(options: ConstructorParameters<typeof TcpNetwork>[0]): TcpNetwork {
    const one = new TcpNetwork(options);
    atEnd(() => one.shutDown());
    return one;
  }

  it("leads a device to the broker; drop, close, cut and restore", async () => {
    const platform = newPlatform();
    const running = await broker(platform);
    const net = network({ resolve: () => running, openTimeoutMs: 50 });
    const first = dial(net);
    await first.until("opened");
    first.connection.send(connect());
    await first.until("connack");
    net.drop();
    await first.until("closed");
    const second = dial(net);
    await second.until("opened");
    second.connection.send(connect());
    await second.until("connack");
    net.cut();
    platform.rawDownlink(DEVICE, SET, "unheard");
    second.connection.send({ cmd: "pingreq" });
    const during = dial(net);
    await during.until("failed timeout");
    net.restore();
    const third = dial(net);
    await third.until("opened");
    third.connection.send(connect());
    await third.until("connack");
    const offline = logged(platform, "offline");
    third.connection.send({ cmd: "disconnect" });
    third.connection.close();
    await offline;
    assert.deepEqual(
      [second.told, third.told.slice(0, 2)],
      [
        ["opened", "connack"],
        ["opened", "connack"],
      ],
    );
  });

  it("hears the broker close", async () => {
    const running = await broker(newPlatform());
    const one = dial(network({ resolve: () => running }));
    await one.until("opened");
    one.connection.send({ ...connect(), keepalive: 5 } as Packet);
    await one.until("closed");
    assert.deepEqual(one.told, ["opened", "connack", "closed"]);
  });

  it("names the failure", async () => {
    const port = await freePort();
    const rows: readonly (readonly [(net: TcpNetwork) => void, { host: string; port: number } | undefined, string])[] =
      [
        [() => {}, { host: "127.0.0.1", port }, "failed refused"],
        [() => {}, undefined, "failed dns"],
        [(net) => net.failOpens("unreachable"), { host: "127.0.0.1", port }, "failed unreachable"],
      ];
    for (const [act, address, wanted] of rows) {
      const net = network({ resolve: () => address });
      act(net);
      const one = dial(net);
      await one.until(wanted);
      assert.deepEqual(one.told, [wanted]);
    }
  });
});
