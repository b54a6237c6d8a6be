import { createServer, type Server } from "node:net";
import { afterEach } from "node:test";
import mqtt, { type MqttClient } from "mqtt";
import { startBroker } from "../../sim/cloud/broker.ts";
import type { Device } from "../../sim/cloud/login.ts";
import { Platform } from "../../sim/cloud/platform.ts";
import type { LogKind } from "../../sim/cloud/records.ts";

export const DEVICE: Device = { productKey: "a1EXAMPLE00", deviceName: "D001", deviceSecret: "secret" };
export const SYS = "/sys/a1EXAMPLE00/D001";
export const SET = `${SYS}/thing/service/property/set`;
export const POST = `${SYS}/thing/event/property/post`;
export const REPLIES = `${SYS}/thing/event/+/post_reply`;
export const OPERATOR = { username: "operator", password: "watches" };
export const LOGIN = {
  clientId: "D001|securemode=3,signmethod=hmacsha1|",
  username: "D001&a1EXAMPLE00",
  password: "43eb60cfc371b6af9abb7a11ab3abbbfa0019170",
  keepalive: 300,
  clean: false,
  reconnectPeriod: 0,
  protocolVersion: 4,
} as const;

/** Ends what a test started, last first. */
const endings: (() => unknown)[] = [];
export const atEnd = (end: () => unknown) => endings.push(end);
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

export const newPlatform = (settings = {}) => new Platform({ devices: [DEVICE], settings });

export async function broker(platform: Platform, answers = true) {
  const running = await startBroker({ platform, operator: OPERATOR, answers });
  atEnd(running.close);
  return running;
}

export async function client(url: string, change: mqtt.IClientOptions = {}): Promise<MqttClient> {
  const one = mqtt.connect(url, { ...LOGIN, ...change });
  atEnd(() => one.endAsync(true));
  await new Promise<void>((done, failed) => {
    one.once("connect", () => done());
    one.once("error", failed);
  });
  return one;
}

/** The next message that the test waits for; each call takes one. */
export function inbox(one: MqttClient | ((take: (topic: string, payload: string) => void) => void)) {
  const waiting: ((text: string) => void)[] = [];
  const arrived: string[] = [];
  const take = (topic: string, payload: string) => {
    const text = `${topic.split("/").at(-1)} ${payload}`;
    const reader = waiting.shift();
    if (reader) reader(text);
    else arrived.push(text);
  };
  if (typeof one === "function") one(take);
  else one.on("message", (topic, payload) => take(topic, payload.toString()));
  return {
    arrived,
    next: () => new Promise<string>((done) => (arrived.length ? done(arrived.shift() as string) : waiting.push(done))),
  };
}

export const logged = (platform: Platform, kind: LogKind) =>
  new Promise<void>((done) => platform.onLog((one) => one.kind === kind && done()));
export const closed = (one: MqttClient) => new Promise<void>((done) => one.once("close", () => done()));
export const listening = (server: Server) =>
  new Promise<number>((done) => server.listen(0, "127.0.0.1", () => done((server.address() as { port: number }).port)));

export async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listening(server);
  await new Promise((done) => server.close(done));
  return port;
}
