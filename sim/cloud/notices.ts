/** What the platform says on its `/ext` topics, and no device has to answer (facts: cloud sections 1.3, 4). */
import { type Device, deviceKey } from "./login.ts";
import type { Platform } from "./platform.ts";
import { EXT, hasExt } from "./sessions.ts";
import { topicFor } from "./topics.ts";

const UNASKED = { qos: 0, delayMs: 0, unasked: true } as const;

export function notify(platform: Platform, device: Device, title: string, content: string): void {
  if (!hasExt(platform.loginOf(device), EXT.notify)) {
    platform.note("note", device, "no /ext/notify to a device without ext bit 1");
    return;
  }
  platform.send({ device, topic: "/ext/notify", payload: JSON.stringify({ title, content }), ...UNASKED });
}

export function sendError(platform: Platform, device: Device, code: number, message: string): void {
  const { productKey, deviceName } = device;
  const body = { id: platform.nextCallId(), code, data: { productKey, deviceName }, message };
  platform.send({ device, topic: topicFor("/ext/error/{PK}/{DN}", device), payload: JSON.stringify(body), ...UNASKED });
}

export function probe(platform: Platform, device: Device, id: string): void {
  const payload = JSON.stringify({ messageId: id, device: deviceKey(device) });
  platform.send({ device, topic: `/ext/network/probe/${id}`, payload, ...UNASKED });
}
