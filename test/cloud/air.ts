/**
 * Bytes on the air: what the firmware's modem exchanges with the broker on an idle day and for one alarm, and what the
 * vendor's Node SDK does for the same messages. MQTT's own bytes each way, without those of TCP and IP.
 * `node --import tsx test/cloud/air.ts` prints both.
 */
import { pathToFileURL } from "node:url";
import { generate, type Packet } from "mqtt-packet";
import { startBroker } from "../../sim/cloud/broker.ts";
import { Platform } from "../../sim/cloud/platform.ts";
import { PlatformRig } from "../bundle/platform-rig.ts";
import { eventually } from "./eventually.ts";
import { meterTraffic } from "./traffic.ts";
import { startVendor, type VendorMessage } from "./vendor-sdk.ts";

export interface Said {
  /** `property`, or the event's name. */
  readonly what: string;
  readonly params: { readonly [name: string]: unknown; readonly value?: object };
}

export interface Stretch {
  readonly bytes: number;
  /** Of those, the events' own times: the SDK has no place for them. */
  readonly timeBytes: number;
  readonly messages: readonly Said[];
}

export interface Air {
  readonly idleDay: Stretch;
  readonly alarm: Stretch;
}

const DAY_S = 24 * 3600;
const POSTED = /\/thing\/event\/(\w+)\/post$/;

/** In virtual time: what goes over the virtual network is encoded as it is on a socket. */
export function measureFirmware(): Air {
  const rig = new PlatformRig();
  let bytes = 0;
  const count = (packet: Packet) => {
    bytes += generate(packet, { protocolVersion: 4 }).length;
  };
  const open = rig.network.open.bind(rig.network);
  rig.network.open = (host, port, events, tls) => {
    const packet = (one: Packet) => {
      count(one);
      events.packet(one);
    };
    const connection = open(
      host,
      port,
      {
        ...events,
        opened: () => events.opened(),
        failed: events.failed.bind(events),
        closed: () => events.closed(),
        packet,
      },
      tls,
    );
    return {
      send: (one) => {
        count(one);
        connection.send(one);
      },
      close: () => connection.close(),
    };
  };
  const during = (act: () => void): Stretch => {
    const { length } = rig.platform.messages;
    const before = bytes;
    act();
    const messages = rig.platform.messages.slice(length).flatMap(({ kind, topic = "", payload = "" }) => {
      const what = kind === "up" ? POSTED.exec(topic)?.[1] : undefined;
      return what === undefined ? [] : [{ what, params: JSON.parse(payload).params }];
    });
    const timeBytes = messages.reduce(
      (sum, { params }) => sum + (/,"time":\d+/.exec(JSON.stringify(params))?.[0].length ?? 0),
      0,
    );
    return { bytes: bytes - before, timeBytes, messages };
  };
  rig.warm();
  rig.runUntil(() => false, 3600, 1000);
  const idleDay = during(() => rig.runUntil(() => false, DAY_S, 1000));
  const alarm = during(() => {
    rig.alarm();
    rig.runUntil(() => false, 60);
  });
  rig.assertClean();
  return { idleDay, alarm };
}

/** The same messages by the SDK, each until its reply; and its pings, at its own keep-alive, for `seconds`. */
export async function measureVendor(messages: readonly Said[], seconds: number): Promise<number> {
  const { device: identity } = new PlatformRig();
  const platform = new Platform({
    devices: [identity],
    settings: { malformedId: "flag", uplinkPerSecond: Infinity, instancePerSecond: Infinity },
  });
  const broker = await startBroker({ platform });
  const meter = await meterTraffic(broker.port);
  const vendor = startVendor(identity, { brokerUrl: meter.url });
  const total = () => meter.now().upBytes + meter.now().downBytes;
  try {
    await vendor.ready();
    const before = total();
    for (const { what, params } of messages) {
      await new Promise<VendorMessage>((done) => {
        if (what === "property") vendor.device.postProps(params, done);
        else vendor.device.postEvent(what, params.value ?? params, done);
      });
    }
    const posted = total() - before;
    vendor.device.mqttClient._checkPing();
    await eventually(() => meter.seen("pingresp") === 1, 10_000, "PINGRESP");
    const keepAliveS = platform.loginOf(identity)?.keepAliveS ?? 0;
    return posted + ((total() - before - posted) * seconds) / keepAliveS;
  } finally {
    await vendor.close();
    await meter.close();
    await broker.close();
  }
}

export interface Comparison {
  readonly messages: number;
  readonly firmware: number;
  readonly withoutTimes: number;
  readonly sdk: number;
  /** Of the same content: without the times. */
  readonly ratio: number;
}

export async function compare(): Promise<Record<keyof Air, Comparison>> {
  const air = measureFirmware();
  const row = async ({ bytes, timeBytes, messages }: Stretch, seconds: number): Promise<Comparison> => {
    const sdk = Math.round(await measureVendor(messages, seconds));
    const withoutTimes = bytes - timeBytes;
    return {
      messages: messages.length,
      firmware: bytes,
      withoutTimes,
      sdk,
      ratio: Number((withoutTimes / sdk).toFixed(3)),
    };
  };
  return { idleDay: await row(air.idleDay, DAY_S), alarm: await row(air.alarm, 0) };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) console.table(await compare());
