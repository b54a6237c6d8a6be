/** The vendor's own Node SDK as a device, as much of it as the tests use; it comes without types. */
import { createRequire } from "node:module";
import type { Device } from "../../sim/cloud/login.ts";
import { eventually } from "./eventually.ts";

/** The platform's message, as the SDK hands it on. */
export interface VendorMessage {
  readonly id: string;
  readonly code: number;
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly data: Readonly<Record<string, unknown>>;
}

type Take = (message: VendorMessage) => void;
type ReplyService = (answer: { id: string; code: number; data: object }, how?: "async" | "sync") => void;

export interface VendorMqtt {
  readonly connected: boolean;
  on(event: "packetsend" | "packetreceive", listener: (packet: { readonly cmd: string }) => void): void;
  on(event: "error", listener: (error: Error & { code?: number }) => void): void;
  /** What its timer does after each keep-alive interval of silence. */
  _checkPing(): void;
}

export interface VendorDevice {
  readonly mqttClient: VendorMqtt;
  /** Callbacks that wait for a reply, by message id. */
  readonly _cb?: Readonly<Record<string, unknown>>;
  on(event: "error" | "connect", listener: (what: unknown) => void): void;
  end(force: boolean, done: () => void): void;
  publish(topic: string, payload: string): void;
  postProps(values: object, reply: Take): void;
  postEvent(name: string, outputs: object, reply: Take): void;
  onProps(take: Take): void;
  onService(name: string, take: (message: VendorMessage, reply: ReplyService) => void): void;
  postTags(tags: readonly { attrKey: string; attrValue: string }[], reply: Take): void;
  deleteTags(keys: readonly string[], reply: Take): void;
  getConfig(reply: Take): void;
  onConfig(take: Take): void;
  onShadow(take: (message: unknown) => void): void;
  getShadow(): void;
  postShadow(reported: object): void;
  deleteShadow(keys?: string | readonly string[]): void;
}

export interface VendorOptions {
  readonly brokerUrl: string;
  /** What its client id claims; what it computes is HMAC-SHA1 whatever this says. */
  readonly signAlgorithm?: string;
  readonly keepalive?: number;
}

const sdk = createRequire(import.meta.url)("alibabacloud-iot-device-sdk") as {
  device(config: Device & VendorOptions): VendorDevice;
};

const WAIT_MS = 10_000;

export interface RunningVendor {
  readonly device: VendorDevice;
  /** Its error events so far, in words. */
  readonly errors: string[];
  /** Connected, and all that it subscribes by itself granted or refused. */
  ready(): Promise<void>;
  close(): Promise<void>;
}

export function startVendor(identity: Device, options: VendorOptions): RunningVendor {
  const { productKey, deviceName, deviceSecret } = identity;
  const device = sdk.device({ productKey, deviceName, deviceSecret, ...options });
  const counts = { subscribe: 0, suback: 0 };
  const count = ({ cmd }: { readonly cmd: string }) => {
    if (cmd === "subscribe" || cmd === "suback") counts[cmd]++;
  };
  device.mqttClient.on("packetsend", count);
  device.mqttClient.on("packetreceive", count);
  const errors: string[] = [];
  device.on("error", (what) => errors.push(String(what)));
  const isReady = () => counts.subscribe > 0 && counts.suback === counts.subscribe;
  return {
    device,
    errors,
    ready: () => eventually(isReady, WAIT_MS, "subscriptions of the SDK", () => JSON.stringify({ counts, errors })),
    close: () => new Promise((done) => device.end(true, done)),
  };
}
