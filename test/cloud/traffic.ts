/**
 * Bytes on the wire, for the figures: a proxy before the broker's TCP socket that counts each way, and what the vendor's
 * Node SDK needs for the same content as the firmware. `node --import tsx test/cloud/traffic.ts` prints the SDK's.
 */
import { connect, createServer, type Socket } from "node:net";
import { pathToFileURL } from "node:url";
import { type Packet, parser } from "mqtt-packet";
import { startBroker } from "../../sim/cloud/broker.ts";
import type { Device } from "../../sim/cloud/login.ts";
import { Platform } from "../../sim/cloud/platform.ts";
import type { JsonObject } from "../../sim/cloud/raw-json.ts";
import { EXAMPLE_DEVICE } from "../../sim/profile.ts";
import { eventually } from "./eventually.ts";
import { startVendor, type VendorMessage } from "./vendor-sdk.ts";

export interface Traffic {
  /** From the device, and to it: MQTT's bytes, without TCP's and IP's. */
  readonly upBytes: number;
  readonly downBytes: number;
  /** For whoever adds a header to each. */
  readonly upPackets: number;
  readonly downPackets: number;
}

export interface TrafficMeter {
  readonly port: number;
  readonly url: string;
  /** Since the start. */
  now(): Traffic;
  /** How many packets of a kind have passed. */
  seen(cmd: Packet["cmd"]): number;
  close(): Promise<void>;
}

const WAIT_MS = 10_000;
const HOUR_S = 3600;

/** Everything that goes to `port` on this machine through it is counted. */
export async function meterTraffic(port: number): Promise<TrafficMeter> {
  const total = { upBytes: 0, downBytes: 0, upPackets: 0, downPackets: 0 };
  const kinds = new Map<string, number>();
  const sockets = new Set<Socket>();
  const count = (way: "up" | "down") => {
    const reader = parser({ protocolVersion: 4 });
    reader.on("packet", ({ cmd }: Packet) => {
      total[`${way}Packets`]++;
      kinds.set(cmd, (kinds.get(cmd) ?? 0) + 1);
    });
    return (bytes: Buffer) => {
      total[`${way}Bytes`] += bytes.length;
      reader.parse(bytes);
    };
  };
  const server = createServer((device) => {
    const broker = connect({ port, host: "127.0.0.1", noDelay: true });
    for (const [from, to, way] of [
      [device, broker, "up"],
      [broker, device, "down"],
    ] as const) {
      sockets.add(from);
      const take = count(way);
      from.on("data", (bytes) => {
        take(bytes);
        to.write(bytes);
      });
      from.on("error", () => to.destroy());
      from.on("close", () => {
        sockets.delete(from);
        to.destroy();
      });
    }
  });
  const own = await new Promise<number>((done, failed) => {
    server.once("error", failed);
    server.listen(0, "127.0.0.1", () => done((server.address() as { port: number }).port));
  });
  return {
    port: own,
    url: `mqtt://127.0.0.1:${own}`,
    now: () => ({ ...total }),
    seen: (cmd) => kinds.get(cmd) ?? 0,
    close: () => {
      const closed = new Promise<void>((done) => server.close(() => done()));
      for (const socket of sockets) socket.destroy();
      return closed;
    },
  };
}

export function difference(before: Traffic, after: Traffic): Traffic {
  return {
    upBytes: after.upBytes - before.upBytes,
    downBytes: after.downBytes - before.downBytes,
    upPackets: after.upPackets - before.upPackets,
    downPackets: after.downPackets - before.downPackets,
  };
}

export const times = (one: Traffic, count: number): Traffic => ({
  upBytes: one.upBytes * count,
  downBytes: one.downBytes * count,
  upPackets: one.upPackets * count,
  downPackets: one.downPackets * count,
});

/** What is told: the same for the firmware and for the SDK. Numbers of the model's floats have a fraction here. */
export interface Content {
  readonly alarm: JsonObject;
  readonly report: JsonObject;
}

/** An alarm, and the firmware's report of a quiet hour; no first one of a session, which tells more. */
export const CONTENT: Content = {
  alarm: { GasState: 3, GasConcentration: 10000.5, GasLel: 20.01, OverRange: 0 },
  report: {
    PowerSwitch: 0,
    GasState: 1,
    GasConcentration: 210.5,
    GasLel: 0.42,
    SignalStrength: -71,
    SensorFault: 0,
    RunHours: 1234,
    CalibrationCount: 0,
    CalibrationDueH: 31246,
    RecordsWaiting: 0,
    RecordsDropped: 0,
    RecordsRefused: 0,
  },
};

export interface Figures {
  readonly connectAndSubscribe: Traffic;
  readonly alarmEvent: Traffic;
  readonly propertyReport: Traffic;
  readonly ping: Traffic;
  readonly keepAliveS: number;
  /** Pings alone, one each keep-alive interval. */
  readonly idleHour: Traffic;
}

/** Each with the platform's reply, which ends it. */
export async function measureVendor(content = CONTENT, identity: Device = EXAMPLE_DEVICE): Promise<Figures> {
  const platform = new Platform({ devices: [identity], settings: { malformedId: "flag" } });
  const broker = await startBroker({ platform });
  const meter = await meterTraffic(broker.port);
  const vendor = startVendor(identity, { brokerUrl: meter.url });
  const { device } = vendor;
  const step = async (act: () => Promise<unknown>): Promise<Traffic> => {
    const before = meter.now();
    await act();
    return difference(before, meter.now());
  };
  const accepted = async (ask: (take: (message: VendorMessage) => void) => void): Promise<void> => {
    const { code } = await new Promise<VendorMessage>(ask);
    if (code !== 200) throw new Error(`the stand-in answers ${code}: ${platform.violations.at(-1)?.why}`);
  };
  try {
    const connectAndSubscribe = await step(vendor.ready);
    const alarmEvent = await step(() => accepted((take) => device.postEvent("GasCheck_Event", content.alarm, take)));
    const propertyReport = await step(() => accepted((take) => device.postProps(content.report, take)));
    const ping = await step(() => {
      device.mqttClient._checkPing();
      return eventually(() => meter.seen("pingresp") === 1, WAIT_MS, "PINGRESP");
    });
    const keepAliveS = platform.loginOf(identity)?.keepAliveS ?? 0;
    const idleHour = times(ping, HOUR_S / keepAliveS);
    return { connectAndSubscribe, alarmEvent, propertyReport, ping, keepAliveS, idleHour };
  } finally {
    await vendor.close();
    await meter.close();
    await broker.close();
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  console.log(JSON.stringify(await measureVendor(), null, 2));
}
