/** The platform stand-in as an ordinary MQTT client of anybody's broker: it answers devices that log in there. */
import mqtt, { type MqttClient } from "mqtt";
import { type Device, deviceKey } from "./login.ts";
import type { Downlink, Platform } from "./platform.ts";
import { entryOf, keepBounded } from "./records.ts";
import { filterMatches, isDownOnly } from "./topics.ts";
import { uplinkFilters } from "./uplink.ts";
import { bytesOf } from "./wire.ts";

export interface AttachOptions {
  readonly platform: Platform;
  readonly url: string;
  readonly username?: string;
  readonly password?: string;
  readonly clientId?: string;
  /** From start to ready: connected, and subscribed for all devices. */
  readonly timeoutMs?: number;
  /** One filter for all devices of a product, known or not, where a filter for each would be too many. */
  readonly byProduct?: boolean;
}

/** Whose the notes of the connection are, and what they say when it is lost and when it is there again. */
export const BROKER = "broker";
export const BROKER_GONE = "connection to the broker closed";
export const BROKER_BACK = "connection to the broker is back";

export interface Attached {
  close(): Promise<void>;
}

const TIMEOUT_MS = 10_000;
const REFUSED = 0x80;
/** Calls on topics of their own that are still expected back. */
const OWN_CALLS = 100;

/** What was seen -> what to do; the first that matches. */
const ADVICE: readonly (readonly [seen: RegExp, advice: string])[] = [
  [/ECONNREFUSED/, "start the broker, or correct the port"],
  [/ENOTFOUND|EAI_AGAIN/, "the host name does not resolve: check its spelling and the DNS of this machine"],
  [/EHOSTUNREACH|ENETUNREACH/, "no route to the host: check the network, VPN and firewall"],
  [/Connection refused|Not authorized|Bad username/i, "check user name and password, and the broker's rules for them"],
  [/refused the subscription/, "give this user the right to subscribe to the devices' topics"],
  [/protocol|Missing protocol/i, "the address looks like mqtt://127.0.0.1:1883"],
  [/./, "check that an MQTT broker listens at that address, without TLS for mqtt:// and with it for mqtts://"],
];

export async function attachPlatform(options: AttachOptions): Promise<Attached> {
  const { platform, url, timeoutMs = TIMEOUT_MS } = options;
  let client: MqttClient | undefined;
  try {
    client = mqtt.connect(url, {
      username: options.username,
      password: options.password,
      clientId: options.clientId ?? `gas-canary-platform-${process.pid}-${Date.now().toString(36)}`,
      connectTimeout: timeoutMs,
      reconnectPeriod: 1000,
      protocolVersion: 4,
      clean: true,
    } as mqtt.IClientOptions);
    await withinTime(ready(client, filtersOf(options, platform.devices)), timeoutMs);
  } catch (error) {
    // Forced: a graceful end waits for a broker that may never speak.
    client?.end(true);
    throw attachError(options, error as Error);
  }
  return serve(client, options);
}

function filtersOf({ byProduct = false }: AttachOptions, devices: readonly Device[]): string[] {
  const speakers = byProduct ? devices.map((device) => ({ ...device, deviceName: "+" })) : devices;
  return [...new Map(speakers.map((one) => [deviceKey(one), one])).values()].flatMap(uplinkFilters);
}

function ready(client: MqttClient, filters: readonly string[]): Promise<void> {
  return new Promise((done, failed) => {
    // Own listeners only: mqtt.js has its own on the same emitter.
    const closed = () => failed(new Error("the broker closed the connection"));
    client.once("error", failed);
    client.once("close", closed);
    client.once("connect", () => {
      subscribeAll(client, filters).then(() => {
        client.off("error", failed);
        client.off("close", closed);
        done();
      }, failed);
    });
  });
}

async function subscribeAll(client: MqttClient, filters: readonly string[]): Promise<void> {
  if (filters.length === 0) return;
  const granted = await client.subscribeAsync([...filters], { qos: 1 }).catch((error: Error) => {
    throw new Error(`the broker refused the subscription to ${filters[0]} and others: ${error.message}`);
  });
  const refused = granted.find((one) => one.qos >= REFUSED);
  if (refused) throw new Error(`the broker refused the subscription to ${refused.topic}`);
}

function withinTime(work: Promise<void>, timeoutMs: number): Promise<void> {
  return new Promise((done, failed) => {
    const timer = setTimeout(() => failed(new Error(`no answer within ${timeoutMs / 1000} s`)), timeoutMs);
    work.then(done, failed).finally(() => clearTimeout(timer));
  });
}

/** Whose topic it is: product key and name stand side by side in each. */
class Speakers {
  readonly #platform: Platform;
  readonly #filters = new Map<string, readonly string[]>();

  constructor(platform: Platform) {
    this.#platform = platform;
  }

  on(topic: string): Device | undefined {
    const levels = topic.split("/");
    for (let i = 1; i < levels.length; i++) {
      const device = this.#platform.deviceOf({ productKey: levels[i - 1] ?? "", deviceName: levels[i] ?? "" });
      if (device && this.#filtersOf(device).some((filter) => filterMatches(filter, topic))) return device;
    }
    return undefined;
  }

  #filtersOf(device: Device): readonly string[] {
    return entryOf(this.#filters, deviceKey(device), () => uplinkFilters(device));
  }
}

/** The password is not part of the message, nor is one inside the address. */
function attachError({ url, username }: AttachOptions, error: Error): Error {
  const code = (error as NodeJS.ErrnoException).code;
  const seen = [code, error.message].filter((part) => part !== undefined && part !== "").join(": ");
  const advice = ADVICE.find(([pattern]) => pattern.test(seen))?.[1];
  const tried = `${url.replace(/\/\/[^/@]*@/, "//")} as ${username ? `user "${username}"` : "nobody (no user name)"}`;
  return new Error(`cannot attach the platform stand-in to ${tried}. Seen: ${seen}. To do: ${advice}.`, {
    cause: error,
  });
}

function serve(client: MqttClient, options: AttachOptions): Attached {
  const { platform } = options;
  const speakers = new Speakers(platform);
  const timers = new Set<NodeJS.Timeout>();
  // A call on a topic of its own is answered on the same: the broker gives it back first.
  const ownCalls: string[] = [];
  const isOwnCall = (text: string) => {
    const at = ownCalls.indexOf(text);
    if (at >= 0) ownCalls.splice(at, 1);
    return at >= 0;
  };
  const publish = ({ topic, payload, qos }: Downlink) => {
    if (topic.startsWith("/ext/rrpc/")) ownCalls.push(`${topic} ${payload}`);
    keepBounded(ownCalls, OWN_CALLS);
    client.publish(topic, bytesOf(payload), { qos }, () => {});
  };
  const send = (down: Downlink) => {
    if (down.delayMs <= 0) return void publish(down);
    const timer = setTimeout(() => {
      timers.delete(timer);
      publish(down);
    }, down.delayMs);
    timers.add(timer);
  };
  client.on("error", (error) => platform.note("note", "broker", `connection to the broker: ${error.message}`));
  const noteClosed = () => platform.note("note", BROKER, BROKER_GONE);
  client.on("close", noteClosed);
  client.on("connect", () => platform.note("note", BROKER, BROKER_BACK));
  client.on("message", (topic, payload, packet) => {
    // The stand-in hears its own service calls too, for they share a filter with the answers.
    if (packet.retain || isDownOnly(topic) || isOwnCall(`${topic} ${payload}`)) return;
    const device = speakers.on(topic);
    if (!device || !platform.authorizePublish(device, topic, packet.qos, false, payload.length).allowed) return;
    for (const reply of platform.onPublish(device, topic, payload)) send(reply);
  });
  const stops = [
    platform.onDownlink(send),
    platform.onDevice((device) => {
      subscribeAll(client, filtersOf(options, [device])).catch((error: Error) =>
        platform.note("note", device, error.message),
      );
    }),
  ];
  return {
    close: async () => {
      for (const stop of stops) stop();
      for (const timer of timers) clearTimeout(timer);
      client.off("close", noteClosed);
      await client.endAsync(!client.connected);
    },
  };
}
